"""One column that names two people: "A -> B", "A > B", "A-B"."""

from __future__ import annotations

from collections.abc import Sequence

from taft_dash.records.mapping.fitting import is_date, number_of, seen
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.plan import Confidence
from taft_dash.records.mapping.synonyms import words_in
from taft_dash.records.text_tables import TextTable

_ARROWS = ("-->", "->", "=>", ">>", "→", "⇒", "➔", "➜", "–>", "—>", ">", " to ", " an ", " אל ", "@")
_MAYBE = (" - ", "–", "-", "/", "|", ":")
_MOST = 0.9
_ABOUT_PAIRS = frozenset(
    words_in(
        "from to, who whom, who to whom, von an, pair, dyad, direction, interaction, speaker addressee, source target,"
        "edge, tie,"
        "richtung, who spoke to whom, ממי למי, מי למי, מי אל מי"
    )
)


def pair_in(text: TextTable, headings: Sequence[str]) -> tuple[str, str, Confidence] | None:
    """The heading of a column with two people in a cell, what parts them, and how sure it is; None when there is none.

    An arrow says enough. A dash, a stroke or a colon counts only where the same people stand on both sides.
    """
    for marks, confidence in ((_ARROWS, "likely"), (_MAYBE, "guess")):
        for heading in headings:
            texts = seen(text.columns[heading])
            for mark in marks:
                if _parts(texts, mark, sure=confidence == "likely", named=_names_pairs(heading)):
                    return heading, mark, confidence
    return None


def _names_pairs(heading: str) -> bool:
    return " ".join(words_of(heading.replace("->", " ").replace(">", " "))) in _ABOUT_PAIRS


def _parts(texts: Sequence[str], mark: str, *, sure: bool, named: bool) -> bool:
    parted = [tuple(part.strip() for part in one.split(mark)) for one in texts]
    pairs = [parts for parts in parted if len(parts) == 2 and all(parts)]
    if not pairs or len(pairs) < _MOST * len(texts):
        return False
    if mark.strip().isalpha() or mark == "@" or not sure:
        left, right = {p[0] for p in pairs}, {p[1] for p in pairs}
        people = left | right
        if any(map(is_date, texts)) or all(number_of(one) is not None for one in texts):
            return False
        # Whoever is spoken to speaks somewhere, for at least half of the people.
        return len(left & right) >= (0.3 if named else 0.5) * len(people) and len(people) < 2 * len(pairs)
    return all(len(p[0]) <= 40 and len(p[1]) <= 60 for p in pairs)
