"""Words by which tables, scales, times and marks are known, as data: English, Hebrew, German, and some more."""

from __future__ import annotations

from taft_dash.records.mapping.synonyms import words_in

# Pairs of headings that name two people and no direction between them.
NO_DIRECTION = words_in(
    "member a, person a, actor a, participant a, member 1, person 1, actor 1, participant 1, node 1,node a, i"
)

# Table -> words in the name of a file or sheet.
NAMES: dict[str, tuple[str, ...]] = {
    "interactions": words_in(
        "interactions, interaction, turns, talk, messages, message, dialogue, dialog, conversation, chat,"
        "utterances, edges,"
        "edgelist, ties, contacts, speech, speaking, transcript, responses, sociogram, adjacency, matrix,"
        "interaktionen,"
        "interaktion, gesprach, redebeitrage, kontakte, אינטראקציות, אינטראקציה, שיח, דיבור, פניות,"
        "interacciones, who"
    ),
    "attendance": words_in(
        "attendance, present, presence, anwesenheit, anwesenheitsliste, teilnahme, נוכחות, asistencia,"
        "register, signin"
    ),
    "members": words_in(
        "members, member, roster, participants, people, patients, clients, demographics, demographic,"
        "nodes, teilnehmer,"
        "teilnehmerliste, mitglieder, stammdaten, משתתפים, חברים, חברי, participantes, persons, actors"
    ),
    "ratings": words_in(
        "ratings, rating, scales, scale, alliance, questionnaire, questionnaires, survey, wai, srs, ors,"
        "gsrs, gcq, softa, outcome,"
        "outcomes, scores, measures, rankings, ranking, items, forms, liking, acquaintance, nominations,"
        "fragebogen, fragebogen,"
        "bewertungen, skalen, allianz, שאלונים, שאלון, דירוגים, ברית, cuestionario, assessment, elements,"
        "metacognition, climate,"
        "cohesion, bdi, phq, prepost"
    ),
    "sessions": words_in("sessions, meetings, sitzungen, termine, sitzungsliste, מפגשים, פגישות, sesiones,"
                       "schedule, calendar"),
    "events": words_in("events, ruptures, rupture, ereignisse, אירועים"),
}  # fmt: skip

# Short names of questionnaires that are common in the field: a column so called holds scores. Their keys are not known
# here, so that their scores are kept as totals and not checked.
KNOWN_SCALES = frozenset(
    words_in(
        "wai, wai sr, wai s, srs, ors, gsrs, gcq, softa, mas, ras, bdi, bdi2, bdi ii, bai, phq, phq9,"
        "phq 9, phq4, gad, gad7, gad 7, das,"
        "gds, oq, oq45, oq 45, core, core om, core10, scl, scl90, bsi, iip, iip32, hamd, hads, hdrs,"
        "madrs, panss, bprs, gaf, whoqol, pcl,"
        "pcl5, caps, ies, ptsd, rosenberg, rses, sws, swls, panas, dass, dass21, k10, k6, audit, pswq,"
        "lsas, spin, ybocs, cgi, haq, cals,"
        "tes, tfi, geq, ces, gq, ceq, asq, ecr, tas, tas20, maas, ffmq, scs, uls, mspss, lot, stai,"
        "alliance, rq, rfq, cohesion, climate,"
        "depression, anxiety, wellbeing, distress, confidence, satisfaction, bond, goal, goals, task, tasks"
    )
)
# Of these, those in which people answer about themselves.
ABOUT_ONESELF = frozenset(
    words_in(
        "bdi, bdi2, bai, phq, phq9, phq4, gad, gad7, gds, oq, oq45, core, coreom, core10, scl, scl90, bsi, iip, iip32,"
        "hads, whoqol, pcl, pcl5, ies, rosenberg, rses, swls, panas, dass, dass21, k10, k6, audit, pswq, lsas, spin,"
        "stai, asq, ecr, tas20, maas, ffmq, uls, mspss, depression, anxiety, wellbeing, distress"
    )
)
# The three scores of the Working Alliance Inventory, where no heading names the instrument.
ALLIANCE_PARTS = frozenset(("bond", "bonds", "goal", "goals", "task", "tasks"))

# What may be a therapy group, or a year in which people began: asked about.
MAY_BE_GROUPS = frozenset(words_in("cohort, cohort id, kohorte, kohorten, therapy cohort, kurs, circle, cercle, מחזור"))

# What people are and not what they scored: such a column stays an attribute.
ATTRIBUTES = frozenset(
    words_in(
        "age, sex, gender, diagnosis, education, ethnicity, race, religion, marital status, employment,"
        "occupation, income, height,"
        "weight kg, alter, geschlecht, diagnose, bildung, גיל, מין, מגדר, אבחנה, השכלה, birth year,"
        "year of birth, dob, birthdate,"
        "date of birth, geburtsjahr, geburtsdatum, condition, arm, treatment, therapy, drug, medication,"
        "length, site, clinic,"
        "centre, center, ward, group, gruppe, קבוצה, therapist, therapeut, מטפל, country, city, zip,"
        "postcode, language, class,"
        "grade, level, unit, platoon, phone, email, telephone, comments, comment, notes, note, bemerkung,"
        "הערות, record, consent,"
        "latitude, longitude, ip address, edad, sexo, genero, years, sessions attended, n sessions,"
        "number of sessions, index,"
        "row, line, nr, no, number, unnamed, unnamed 0"
    )
)
# Endings of columns made from other columns.
MADE_FROM_OTHERS = frozenset(words_in("cat, z, centered, centred, std, lag, lag1, diff, change, imputed"))

# Times in words: how early they come.
TIME_WORDS: dict[str, int] = {
    **dict.fromkeys(words_in("screening, intake"), 0),
    **dict.fromkeys(
        words_in("pre, pretest, pre test, pretreatment, baseline, base, bl, before, vor, vorher, pra, prae,"
               "לפני, בסיס, antes, avant, start,"
               "admission, enrollment, first"),
        1,
    ),
    **dict.fromkeys(words_in("mid, middle, midtreatment, during, interim, mitte, אמצע, zwischen"), 2),
    **dict.fromkeys(
        words_in("post, posttest, post test, posttreatment, after, end, final, nach, nachher, ende, אחרי,"
               "סיום, despues, apres, discharge,"
               "termination, last, completion"),
        3,
    ),
    **dict.fromkeys(words_in("fu, followup, follow up, katamnese, מעקב, seguimiento, follow"), 4),
}  # fmt: skip
# Words before a number that say it counts meetings or times.
TIME_UNITS = words_in(
    "session, sess, ses, sitzung, sitz, termin, treffen, meeting, meet, mtg, visit, week, wk, wave, time,"
    "timepoint, tp, occasion,"
    "occ, month, mo, day, woche, welle, monat, tag, מפגש, פגישה, שבוע, seance, sesion, semana, s, t, w, v,"
    "m, d"
)
# Texts that mark somebody as there or not, or say what somebody is, beside those whose meaning vocabulary.py knows.
MARKS = frozenset(("2", "1.0", "0.0", "●", "○", "u", "pres", "na", "nan", "n/a", "came", "ok", "cancelled", "si", "sí",
                   "oui", "non", "ו"))  # fmt: skip
ROLES_TOO = frozenset(("instructor", "teacher", "student", "trainee", "moderator", "terapeuta", "paciente"))
