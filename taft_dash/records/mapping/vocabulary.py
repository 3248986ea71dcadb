"""Words that stand in the cells of session records, and what they mean: English, German and Hebrew.

Words are compared without regard to case, outer blanks and the form of letters (`translating.folded`). Scales of
answers are words of general use; no questionnaire's wording is held here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taft_dash.records.mapping.translating import folded
from taft_dash.records.scales import plain_key
from taft_dash.records.tables import GROUP

# What is never a number, a date or one of the words of a choice.
_MISSING = frozenset(
    (
        *("na", "n/a", "n.a.", "n.a", "#n/a", "#na", "<na>", "nan", "-nan", "null", "#null!", "none", "nil", "(null)"),
        *(".", "..", "...", "…", "-", "--", "---", "–", "—", "?", "??", "*", "missing", "(missing)", "unknown"),
        *("not answered", "no answer", "not available", "not applicable", "not recorded", "not known", "no data"),
        *("blank", "(blank)", "empty", "n.d.", "tbd", "unclear", "#value!", "#ref!", "#div/0!", "#name?", "#num!"),
        *("system missing", "sysmis", "skipped", "refused", "don't know", "dk"),
        *("k.a.", "k. a.", "k.a", "keine angabe", "fehlend", "fehlt", "nicht verfügbar", "unbekannt", "leer"),
        *("nicht beantwortet", "entfällt", "entf.", "weiß nicht"),
        *("לא ידוע", "חסר", "אין", "אין נתון", "אין נתונים", "אין תשובה", "לא נענה", "לא רלוונטי", "ריק"),
    )
)

# Numbers that stand for "missing" by custom. None is ever taken for it unasked: 9 is also an answer.
MISSING_CODES = frozenset(
    {*range(-9, 0), 7, 8, 9}
    | {sign * code for sign in (1, -1) for code in (66, 77, 88, 97, 98, 99, 666, 777, 888, 997, 998, 999)}
    | {sign * code for sign in (1, -1) for code in (6666, 7777, 8888, 9997, 9998, 9999, 99999)}
)

_YES = ("1", "y", "yes", "true", "t", "j", "ja", "wahr", "כן", "+")
_NO = ("0", "n", "no", "false", "f", "nein", "falsch", "לא", "-", "–")

# Column -> word of the record format -> words that mean it. Only what can mean nothing else in that column.
_WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "present": (
            *(*_YES, "p", "x", "v", "✓", "✔", "☑", "√", "✅", "attended", "here", "there", "in person", "online"),
            *("anwesend", "da", "teilgenommen", "נוכח", "נוכחת", "נכח", "נכחה", "הגיע", "הגיעה", "היה", "הייתה"),
        ),
        "late": ("l", "late", "came late", "arrived late", "tardy", "verspätet", "zu spät", "איחר", "איחרה", "איחור",
                 "באיחור"),
        "left_early": ("le", "left early", "leave early", "früher gegangen", "ging früher", "vorzeitig gegangen",
                       "עזב מוקדם", "עזבה מוקדם", "יצא מוקדם", "יצאה מוקדם"),
        "absent": (
            *(*_NO, "a", "abs", "✗", "✘", "☐", "❌", "missed", "not present", "did not attend", "dna"),
            *("no show", "no-show", "unexcused", "abwesend", "fehlt", "gefehlt", "nicht da", "unentschuldigt"),
            *("נעדר", "נעדרת", "נעדרה", "חסר", "חסרה", "לא הגיע", "לא הגיעה", "לא נכח", "לא נכחה"),
        ),
        "excused": ("e", "ex", "exc", "excused absence", "absent excused", "absent (excused)", "entschuldigt",
                    "abgemeldet", "מוצדק", "מוצדקת", "היעדרות מוצדקת", "חיסור מוצדק"),
    },
    "role": {
        "therapist": (
            *("t", "th", "leader", "group leader", "coleader", "co-leader", "facilitator", "cofacilitator"),
            *("co-facilitator", "group facilitator", "cotherapist", "co-therapist", "lead therapist"),
            *("group therapist", "conductor", "counsellor", "counselor", "clinician", "psychotherapist", "therapeut"),
            *("therapeutin", "cotherapeut", "co-therapeut", "cotherapeutin", "co-therapeutin", "leiter", "leiterin"),
            *("leitung", "gruppenleiter", "gruppenleiterin", "gruppenleitung", "psychotherapeut", "psychotherapeutin"),
            *("מטפל", "מטפלת", "מטפל/ת", "מנחה", "מנחת קבוצה", "מנחה קבוצה", "מטפל קבוצתי", "קו-מטפל", "קו-מטפלת"),
        ),
        "member": (
            *("m", "p", "pt", "patient", "patients", "client", "clients", "participant", "group member"),
            *("service user", "consumer", "tn", "teilnehmer", "teilnehmerin", "teilnehmer/in", "teilnehmer:in"),
            *("klient", "klientin", "patientin", "mitglied", "gruppenmitglied"),
            *("מטופל", "מטופלת", "מטופל/ת", "משתתף", "משתתפת", "משתתף/ת", "חבר קבוצה", "חברת קבוצה", "לקוח", "לקוחה"),
        ),
        "observer": ("o", "obs", "rater", "coder", "beobachter", "beobachterin", "beobachter/in", "צופה", "תצפיתן",
                     "תצפיתנית"),
    },
    "kind": {
        "rupture": ("ruptures", "alliance rupture", "strain", "bruch", "allianzbruch", "קרע"),
        "repair": ("repairs", "rupture repair", "resolution", "resolved", "reparatur", "auflösung", "תיקון", "איחוי"),
        "disclosure": ("self-disclosure", "self disclosure", "disclosed", "selbstöffnung", "selbstoffenbarung", "חשיפה",
                       "חשיפה עצמית"),
        "conflict": ("conflicts", "konflikt", "קונפליקט", "סכסוך"),
        "joining": ("join", "joined", "joins", "entry", "new member", "eintritt", "beitritt", "הצטרפות"),
        "leaving": ("leave", "left", "leaves", "exit", "dropout", "drop-out", "drop out", "austritt", "abbruch",
                    "עזיבה", "נשירה"),
        "crisis": ("crises", "krise", "משבר"),
        "other": ("others", "misc", "miscellaneous", "sonstiges", "anderes", "andere", "אחר", "שונות"),
    },
    "type": {
        "withdrawal": ("w", "wd", "withdraw", "withdrawn", "rückzug", "נסיגה", "הימנעות"),
        "confrontation": ("c", "conf", "confront", "confrontational", "konfrontation", "עימות"),
    },
    "valence": {
        "1": ("+", "++", "pos", "pos.", "positive", "positiv", "warm", "friendly", "freundlich", "חיובי", "חיובית"),
        "0": ("neu", "neut", "neutral", "o", "±", "+/-", "ניטרלי", "נייטרלי", "ניטרלית"),
        "-1": ("-", "−", "–", "--", "neg", "neg.", "negative", "negativ", "hostile", "feindselig", "שלילי", "שלילית"),
    },
    "addressee": {
        GROUP: (
            *("all", "everyone", "everybody", "group", "the group", "whole group", "entire group", "plenum"),
            *("all members", "alle", "gruppe", "die gruppe", "ganze gruppe", "jeder"),
            *("כולם", "כולן", "הקבוצה", "קבוצה", "כל הקבוצה", "לכולם", "לקבוצה"),
        ),
        "": ("?", "??", "unknown", "unclear", "not known", "not recorded", "unbekannt", "unklar", "לא ידוע", "לא ברור"),
    },
}  # fmt: skip
_WORDS |= {column: {GROUP: _WORDS["addressee"][GROUP]} for column in ("actor", "target")}

# Marks that mean something certain only beside one of these words: column -> mark -> words.
_BESIDE: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {
        "-": ("+", "x", "✓", "✔", "1"),
        "–": ("+", "x", "✓", "✔", "1"),
        "0": ("1", "x", "✓", "✔", "p"),
        "n": ("y", "j"),
        "f": ("t",),
        "t": ("f",),
    },
    "valence": {
        **dict.fromkeys(("-", "–", "−"), ("+", "pos", "pos.", "positive", "positiv", "חיובי")),
        "--": ("++", "+"),
        "o": ("+",),
    },
}
# Marks that may not stand beside certain words, as they would then mean something else.
_NOT_BESIDE: dict[str, dict[str, tuple[str, ...]]] = {
    "status": {"x": ("✓", "✔", "v", "p", "1", "present", "yes", "y", "√"), "1": tuple("23456789")},
}


def _table(words: Mapping[str, Iterable[str]]) -> dict[str, str]:
    return {folded(word): meant for meant, typed in words.items() for word in typed}


_MEANINGS = {column: _table(words) for column, words in _WORDS.items()}


def is_word_of(column: str, text: str) -> bool:
    """Whether a text may mean one of the words of a choice, or is one of them.

    >>> is_word_of("status", "P"), is_word_of("status", "present"), is_word_of("role", "P"), is_word_of("role", "7")
    (True, True, True, False)
    """
    word = folded(text)
    return word in _MEANINGS[column] or word in _WORDS[column]


def is_missing(text: str) -> bool:
    """Whether a text is a word for "missing".

    >>> is_missing("N/A"), is_missing("-"), is_missing("999"), is_missing("")
    (True, True, False, False)
    """
    return bool(all_missing([text]))


def all_missing(texts: Iterable[str]) -> list[str]:
    """Those of the texts that are words for "missing"."""
    # No such word begins with a digit, and most texts of a column of numbers do.
    return [text for text in texts if not text[:1].isdecimal() and folded(text) in _MISSING]


def meanings(column: str, texts: Iterable[str]) -> dict[str, str]:
    """Text as typed -> what it means in a record column, for those of `texts` whose meaning is plain.

    What the others are decides about marks: "-" means absent beside "+", and nothing certain by itself.

    >>> meanings("status", ["P", "A", "presnt"]), meanings("status", ["x", "-"]), meanings("status", ["-"])
    ({'P': 'present', 'A': 'absent'}, {'x': 'present', '-': 'absent'}, {})
    """
    known = _MEANINGS.get(column)
    if known is None:
        return {}
    texts = list(texts)
    words = {text: folded(text) for text in texts}
    standing = set(words.values())
    beside, not_beside = _BESIDE.get(column, {}), _NOT_BESIDE.get(column, {})
    found = {}
    for text, word in words.items():
        needed, barred = beside.get(word), not_beside.get(word, ())
        if (needed is None or standing & set(needed)) and not standing & set(barred):
            meant = known.get(word)
            if meant is None and plain_key(word):
                meant = known.get(plain_key(word))
            if meant is not None:
                found[text] = meant
    return found


# Answers in words, from the low end to the high end of a scale; words between slashes mean the same.
_SCALES = (
    "strongly disagree/disagree strongly/completely disagree | disagree | neutral/neither agree nor disagree/undecided/"
    "neither/not sure | agree | strongly agree/agree strongly/completely agree",
    "strongly disagree | disagree | agree | strongly agree",
    "strongly disagree/disagree strongly | disagree/moderately disagree | slightly disagree/somewhat disagree | "
    "slightly agree/somewhat agree | agree/moderately agree | strongly agree/agree strongly",
    "strongly disagree/disagree strongly | disagree/moderately disagree | slightly disagree/somewhat disagree | "
    "neutral/neither agree nor disagree/undecided | slightly agree/somewhat agree | agree/moderately agree | "
    "strongly agree/agree strongly",
    "never | rarely/seldom | sometimes/occasionally | often | always",
    "never/almost never | rarely/seldom | sometimes | often/frequently | very often/almost always",
    "never | sometimes | often | always",
    "never | rarely | occasionally | sometimes | often | very often | always",
    "seldom/rarely | sometimes | fairly often | very often | always",
    "not at all | a little/a little bit/slightly | moderately/somewhat/to some extent | quite a bit/very/a lot | "
    "extremely/very much/completely",
    "not at all | a little/a little bit/somewhat | moderately/quite a bit | very much/extremely/a lot",
    "not at all | a little bit/a little | somewhat | moderately | quite a bit | a great deal | extremely",
    "trifft nicht zu/trifft gar nicht zu/trifft überhaupt nicht zu | trifft eher nicht zu | teils teils/teils-teils/"
    "teils/weder noch | trifft eher zu | trifft zu/trifft voll zu/trifft völlig zu/trifft voll und ganz zu",
    "trifft nicht zu/trifft gar nicht zu | trifft eher nicht zu | trifft eher zu | trifft zu/trifft voll zu",
    "stimme gar nicht zu/stimme überhaupt nicht zu | stimme nicht zu/stimme eher nicht zu | neutral/teils teils/"
    "weder noch | stimme zu/stimme eher zu | stimme voll zu/stimme voll und ganz zu/stimme völlig zu",
    "nie/niemals | selten | manchmal | oft/häufig | immer",
    "selten | manchmal | oft/häufig | sehr oft/sehr häufig | immer",
    "gar nicht/überhaupt nicht | wenig/ein wenig | mäßig/mittelmäßig | ziemlich | sehr/außerordentlich/völlig",
    "gar nicht/überhaupt nicht | ein wenig/etwas | ziemlich | sehr",
    "מאוד לא מסכים/לא מסכים בכלל/בכלל לא מסכים/כלל לא מסכים | לא מסכים | ניטרלי/לא מסכים ולא מתנגד/נייטרלי | מסכים | "
    "מסכים מאוד/מסכים בהחלט/מסכים לחלוטין",
    "אף פעם/אף פעם לא/לעולם לא | לעתים רחוקות/לעיתים רחוקות/נדיר | לפעמים | לעתים קרובות/לעיתים קרובות | תמיד",
    "לעתים רחוקות/לעיתים רחוקות | לפעמים | לעתים די קרובות/לעיתים די קרובות | "
    "לעתים קרובות מאוד/לעיתים קרובות מאוד | תמיד",
    "כלל לא/בכלל לא | מעט/במידה מועטה | במידה בינונית/במידת מה | במידה רבה/הרבה | במידה רבה מאוד/מאוד",
)
SCALES: tuple[tuple[frozenset[str], ...], ...] = tuple(
    tuple(frozenset(folded(word) for word in step.split("/")) for step in scale.split("|")) for scale in _SCALES
)


def scale_places(texts: Iterable[str]) -> list[tuple[int, dict[str, int]]]:
    """Each scale of answers that has all of these texts: how many steps it has, and the place of each text from 0.

    >>> scale_places(["seldom", "Fairly often"])
    [(5, {'seldom': 0, 'Fairly often': 2})]
    >>> [steps for steps, places in scale_places(["agree", "disagree", "strongly agree", "neutral"])]
    [5, 7]
    """
    texts = list(texts)
    fitting = []
    for scale in SCALES:
        place_of = {word: place for place, step in enumerate(scale) for word in step}
        places = {text: place_of.get(folded(text), -1) for text in texts}
        if texts and min(places.values()) >= 0:
            fitting.append((len(scale), places))
    return fitting
