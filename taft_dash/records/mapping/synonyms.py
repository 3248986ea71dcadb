"""What other people call the columns and tables of the record format, as data: English, Hebrew, German, and some more.

Words are in the spelling of `headings.words_of`: lower case, no accents, blanks between words. Of two words, the one
that stands first is the likelier. "Strong" words name the column and hardly anything else; "weak" ones may.
"""

from __future__ import annotations

from taft_dash.records.mapping.headings import plain_heading, words_of


def words_in(text: str) -> tuple[str, ...]:
    """The words of a list with commas, in the spelling of `headings.words_of`."""
    return tuple(" ".join(words_of(word)) for word in text.split(","))


_PERSON = words_in(
    "member, client, patient, participant, participant id, subject, subj, person, resident, respondent,"
    "pid, subject id,"
    "record id, client id, ptid, mitglied, teilnehmer, teilnehmerin, teilnehmende, klient, klientin,"
    "patientin, proband,"
    "versuchsperson, vp, vpn, משתתף, משתתפת, משתתפים, חבר, חבר קבוצה, מטופל, מטופלת, נבדק, participante,"
    "miembro,"
    "paciente, sujet, membre, participant code, student, user"
)
_PERSON_MAYBE = words_in(
    "id, name, names, who, code, case, case id, caseid, idcode, study id, actor, actor id, node, label,"
    "person id, name code, vorname,"
    "kurzel, wer, שם, שם המשתתף, קוד, מי, תז, מזהה, nombre, nom, initials, pseudonym, nickname, full name,"
    "last name, surname"
)
_SESSION = words_in(
    "session, session number, session order, session nr, session index, sess, ses, meeting,"
    "meeting number, sitting, sitzung,"
    "sitzungsnummer, sitzungsnr, sitzungen, gruppensitzung, termin, treffen, מפגש, פגישה, מספר מפגש,"
    "מספר פגישה, מפגש מס,"
    "seance, sesion, reunion, encuentro"
)
_SESSION_MAYBE = words_in(
    "occasion, wave, week, visit, timepoint, time point, measurement, assessment, t, time, month, day,"
    "session date,"
    "meeting date, date, event name, messzeitpunkt, mzp, welle, woche, monat, tag, erhebung,"
    "sitzungsdatum, datum, שבוע,"
    "זמן, תאריך, תאריך מפגש, מדידה, semaine, semana, fecha, moment, phase, period, event, round, block, when"
)
_GROUP = words_in(
    "group, group id, groupid, grp, gruppe, gruppen, קבוצה, groupe, grupo, cohort group, therapy group"
)
_WHEN = words_in("start, start time, begin, begin time, onset, beginn, anfang, beginnzeit, startzeit, התחלה,"
               "שעת התחלה,"
               "starttime, begintime, debut, inicio, time start, time begin, tmin")  # fmt: skip
_HOW_LONG = words_in(
    "duration, dur, seconds, minutes, sekunden, minuten, speaking time, talk time, talking time, speech duration,"
    "turn duration, dauer, sprechzeit, sprechdauer, redezeit, משך, זמן דיבור, שניות, duree,"
    "duracion, length, time spent, hours, stunden, speech time, spoken time, talked time, time spoken, time talked,"
    "זמן שיחה"
)
_RATED = words_in("target, ratee, rated, rated person, about, about whom, whom, ratee id, beurteilte,"
                "beurteilter,"
                "zielperson, ziel, נמדד, מוערך, cible, evaluado, evaluated")  # fmt: skip

# Table -> record column -> (strong words, weak words).
SYNONYMS: dict[str, dict[str, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    "interactions": {
        "group": (_GROUP, ()),
        "session": (_SESSION, _SESSION_MAYBE),
        "speaker": (
            words_in("speaker, from, source, sender, sprecher, sprecherin, von, דובר, דוברת, מדבר, מאת,"
                   "talker, initiator,"
                   "ego, responder, from user, from person, from member,"
                   "emisor, hablante, locuteur, quelle, from whom, who speaks,"
                   "speaker from, von wem, sent by"),
            words_in("who, participant, subject, member, person, user, author, actor, client, name, wer, מי,"
                   "giver, de,"
                   "teilnehmer, משתתף, initiated by")
            + words_in("member a, person a, actor a, participant a, member 1, person 1, actor 1,"
                     "participant 1, node 1, node a, i"),
        ),
        "addressee": (
            words_in("addressee, addressees, to, to user, to person, target, receiver, recipient, recipients, listener,"
                   "addressed to, an, adressat,"
                   "adressatin, empfanger, empfangerin, angesprochene, angesprochener, angesprochen, gerichtet an,"
                   "zu, אל, נמען, נמענת, למי, אל מי, alter, to whom,"
                   "to member, an wen,"
                   "destinataire, destinatario, spoken to, replies to, reply to, responds to, ziel,"
                   "receptor, directed to"),
            words_in("partner, whom, other, wen, wem, a quien, receivers")
            + words_in("member b, person b, actor b, participant b, member 2, person 2, actor 2,"
                     "participant 2, node 2, node b, j"),
        ),
        "turn": (
            words_in("turn, turn number, turn no, turn id, turn index, seq, sequence, sequence number,"
                   "order, utterance number,"
                   "utterance no, redebeitrag, reihenfolge, תור, סדר, מספר תור"),
            words_in("utterance, utterance id, message id, event number, lfd nr, nr, index, no"),
        ),
        "start_seconds": (_WHEN, words_in("time, zeit, זמן, time in session, timecode")),
        "speaking_seconds": (_HOW_LONG, ()),
        "turns": (
            words_in("turns, n turns, number of turns, count, counts, n messages, messages, message count,"
                   "n interactions, freq,"
                   "frequency, weight, anzahl, haufigkeit, gewicht, how often, number of times, wie oft, amount,"
                   "כמה פעמים, כמות, מספר פניות, תדירות,"
                   "nombre de tours, frecuencia, n observed"),
            words_in("n, total, value, times, nombre, מספר"),
        ),
        "category": (
            words_in("category, code, act, speech act, dialogue act, behavior, behaviour, behavior code,"
                   "kategorie, קטגוריה,"
                   "categorie, categoria, response type, interaction type, type of talk"),
            words_in("type, kind, relation, art, סוג"),
        ),
        "valence": (words_in("valence, tone, sentiment, valenz, טון"), ()),
        "element": (words_in("element, therapeutic element, taft element"), ()),
    },
    "attendance": {
        "group": (_GROUP, ()),
        "session": (_SESSION, _SESSION_MAYBE),
        "member": (_PERSON, _PERSON_MAYBE),
        "status": (
            words_in("status, attended, attendance, attendance status, present, presence, was present,"
                   "anwesend, anwesenheit,"
                   "anwesenheitsstatus, teilnahme, teilgenommen, נוכחות, נכח, נוכח, הגיע, asistencia,"
                   "presencia, presente, asistio,"
                   "attend, showed up, show, came"),
            words_in("here, there, absent present, mark, זמינות"),
        ),
        "minutes": (words_in("minutes, minutes present, minutes attended, time present, anwesende minuten,"
                           "דקות"), ("duration",)),
    },
    "members": {
        "group": (_GROUP, ()),
        "member": (_PERSON, _PERSON_MAYBE),
        "role": (words_in("role, rolle, funktion, תפקיד, rol, function, member role, role in group"), ()),
        "name": (words_in("name, full name, display name, member name, klarname, שם, שם מלא"), ()),
        "joined": (words_in("joined, join session, first session, entry session, eintritt, erste sitzung,"
                          "מפגש ראשון, joined session"), ()),
        "left": (words_in("left, last session, leave session, exit session, austritt, letzte sitzung,"
                        "מפגש אחרון, left session"), ()),
    },
    "ratings": {
        "group": (_GROUP, ()),
        "session": (_SESSION, _SESSION_MAYBE),
        "rater": (
            words_in("rater, rated by, respondent, judge, assessor, observer, beobachter, coder, evaluator, rater id,"
                   "beurteiler, beurteilerin,"
                   "bewerter, מעריך, מדרג, juez, evaluador, evaluateur, informant")
            + _PERSON,
            _PERSON_MAYBE + words_in("from, source, therapist, von, sender"),
        ),
        "target": (_RATED, words_in("to, an, other, alter, partner, object")),
        "instrument": (
            words_in("instrument, measure, scale, questionnaire, test, form, skala, fragebogen,"
                   "messinstrument, שאלון, כלי, מדד,"
                   "cuestionario, echelle, escala, instrument name, measure name"),
            words_in("relation, type, dimension, construct"),
        ),
        "item": (
            words_in("item, items, item number, item no, question, question number, frage, item id, פריט,"
                   "שאלה, pregunta, itemnr"),
            words_in("subscale, subskala, dimension, variable, statement, q, תת סולם"),
        ),
        "score": (
            words_in("score, scores, rating, ratings, answer, response, value, wert, antwort, punkte,"
                   "bewertung, ציון, תשובה, ערך,"
                   "דירוג, puntuacion, respuesta, reponse, points, item score, raw score, rank,"
                   "recall rank, rangplatz, punktwert"),
            words_in("result, total, weight, liking, nominations, level"),
        ),
    },
    "sessions": {
        "group": (_GROUP, ()),
        "session": (_SESSION, words_in("week, visit, wave")),
        "date": (words_in("date, session date, meeting date, datum, sitzungsdatum, תאריך, תאריך מפגש, fecha,"
                        "date of session,"
                        "date ddmmyy, date dmy, date yyyymmdd, day"), ()),
        "minutes": (words_in("minutes, duration, length, session length, session duration, dauer, lange,"
                           "משך, duree, duracion"), ()),
        "phase": (words_in("phase, stage, therapiephase, שלב"), ()),
        "topic": (words_in("topic, theme, thema, title, session topic, נושא, tema, sujet, session title"), ()),
    },
    "events": {
        "group": (_GROUP, ()),
        "session": (_SESSION, ()),
        "minute": (words_in("minute, at minute, min, דקה"), ("time",)),
        "kind": (words_in("kind, event, event kind, event type, ereignis, אירוע, סוג אירוע, what happened"), ("type",)),
        "type": (words_in("type, rupture type, bruchart, סוג קרע"), ()),
        "actor": (words_in("actor, member, who, person, wer, מי"), ()),
        "target": (words_in("target, towards, ziel"), ()),
        "rater": (words_in("rater, coder, observer, noted by"), ()),
        "note": (words_in("note, notes, comment, comments, bemerkung, הערה, הערות"), ()),
    },
}  # fmt: skip


def _lookup() -> dict[tuple[str, str], dict[str, tuple[int, int]]]:
    found: dict[tuple[str, str], dict[str, tuple[int, int]]] = {}
    for table, columns in SYNONYMS.items():
        for column, (strong, weak) in columns.items():
            known = found.setdefault((table, column), {})
            for strength, words in ((2, strong), (1, weak)):
                for place, word in enumerate(words):
                    known.setdefault(word, (strength, place))
    return found


_KNOWN = _lookup()
EXACT, STRONG, WEAK = 3, 2, 1


def strength(table: str, column: str, heading: str, spellings: tuple[str, ...]) -> tuple[int, int]:
    """How clearly a heading names a column (EXACT, STRONG, WEAK or 0), and the place of its word in the list.

    `spellings` : as in `headings.meanings_of`.
    """
    if plain_heading(heading) == column:
        return EXACT, 0
    known = _KNOWN.get((table, column), {})
    return max(
        (known[s] for s in spellings if s in known), key=lambda found: (found[0], -found[1]), default=(0, 0)
    )
