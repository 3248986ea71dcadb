"""Which table a file is, and which of its columns are which: by its name, else by its headings.

Headings match without regard to case, blanks and hyphens. Ratings with one column per item ("wai_1" …
"wai_12", one row per rater and session) are recognised by the instrument their headings name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from taft_dash.records.instruments import find, was_inferred
from taft_dash.records.problems import Problem, fold, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import REQUIRED, TABLES, Table, table
from taft_dash.records.text_tables import TextTable

# Files of these names hold ratings, each of one kind of instrument.
_RATINGS_TOO = ("alliance", "elements", "metacognition", "cohesion", "climate", "outcome", "delivery")
_LIKENESS = 85  # of 100: a heading this like a known one is probably that one, misspelt
_SEPARATORS = " _.-"


@dataclass(frozen=True)
class ScoreColumn:
    """A column that holds the answers to one item, or the scores of one subscale, of one instrument."""

    heading: str
    instrument: Instrument
    item: str


@dataclass(frozen=True)
class Recognised:
    """A text table and what it is.

    `headings` leads from the names of `TABLES` to the headings as typed; `extras` are the headings nobody
    knows; `scores` is not empty when ratings stand side by side, one column per item.
    """

    text: TextTable
    table: Table
    headings: dict[str, str]
    extras: tuple[str, ...]
    scores: tuple[ScoreColumn, ...] = ()
    said: tuple[str, ...] = ()


def recognise(
    text: TextTable, instruments: tuple[Instrument, ...]
) -> tuple[Recognised | None, list[Problem]]:
    """What the table is, or None and why it cannot be used."""
    doubled = _doubled(text)
    if doubled:
        return None, [doubled]
    named = _by_name(text.heading)
    known = _by_headings(text) if named is None else named
    if named is None or named.name == "ratings":
        side_by_side = _wide(text, instruments, certain=named is not None)
        if side_by_side and not _complete(text, known):
            return side_by_side, []
    if known is None:
        return None, [_unrecognised(text)]
    headings = _matched(text, known)
    missing = [name for name in known.required if name not in headings]
    extras = tuple(h for h in text.columns if h.strip() and h not in headings.values())
    if missing:
        problems = [_missing(text, known, name, extras) for name in missing]
        # The rows are lost once, however many columns are missing.
        return None, [replace(problems[0], set_aside=len(text.line)), *problems[1:]]
    doubts = [doubt for heading in extras if (doubt := _misspelt(text, known, heading, headings))]
    return Recognised(text, known, headings, extras), doubts


def plain_heading(heading: str) -> str:
    """A heading without case and outer blanks, with blanks and hyphens as underscores.

    The workbook template shows "(required)" behind some headings; spreadsheet programs save it with them as CSV.

    >>> plain_heading(" Speaking Seconds "), plain_heading("speaker (required)")
    ('speaking_seconds', 'speaker')
    """
    return re.sub(r"[\s\-]+", "_", heading.strip().casefold().removesuffix(REQUIRED).rstrip())


def _by_name(heading: str) -> Table | None:
    name = plain_heading(heading)
    if name in _RATINGS_TOO:
        return table("ratings")
    return next((t for t in TABLES if t.name == name), None)


def _by_headings(text: TextTable) -> Table | None:
    """The table whose required columns are all there and of which most columns are known."""
    best, most = None, 1  # a single known column, such as session, says too little
    for candidate in TABLES:
        known = [name for name in _matched(text, candidate) if name != "group"]
        if _complete(text, candidate) and len(known) > most:
            best, most = candidate, len(known)
    return best


def _complete(text: TextTable, known: Table | None) -> bool:
    return known is not None and set(known.required) <= set(_matched(text, known))


def _matched(text: TextTable, known: Table) -> dict[str, str]:
    typed = {plain_heading(heading): heading for heading in text.columns}
    return {column.name: typed[column.name] for column in known.columns if column.name in typed}


def _wide(text: TextTable, instruments: tuple[Instrument, ...], *, certain: bool) -> Recognised | None:
    """Ratings with one column per item; None when the headings do not say so.

    `certain` : the file is named as ratings, so that bare headings ("goals", "1") may be items of the
    instrument the file is named after.
    """
    ratings = table("ratings")
    headings = {
        n: h for n, h in _matched(text, ratings).items() if n in ("group", "session", "rater", "target")
    }
    said = []
    typed = {plain_heading(heading): heading for heading in text.columns}
    if "rater" not in headings and "member" in typed:
        headings["rater"] = typed["member"]
        said.append(f"{text.file}: the member of a row is taken as its rater.")
    rest = [heading for heading in text.columns if heading.strip() and heading not in headings.values()]
    file_instrument = find(text.heading, instruments)
    certain = certain or file_instrument is not None
    scores = [
        score
        for heading in rest
        if (score := _score_column(heading, instruments, file_instrument if certain else None))
    ]
    if not {"session", "rater"} <= set(headings) or not scores:
        return None
    by_instrument: dict[str, list[ScoreColumn]] = {}
    for score in scores:
        by_instrument.setdefault(score.instrument.id, []).append(score)
    for name, columns in by_instrument.items():
        ends = f"{columns[0].heading} … {columns[-1].heading}" if len(columns) > 1 else columns[0].heading
        said.append(f"{text.file}: {len(columns)} columns ({ends}) are read as {name}, one rating each.")
    extras = tuple(heading for heading in rest if heading not in {score.heading for score in scores})
    return Recognised(text, ratings, headings, extras, tuple(scores), tuple(said))


def _score_column(
    heading: str, instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> ScoreColumn | None:
    """The instrument and item a heading names: "wai_12", "WAI-SR bond", "ors", or "bond" in wai.csv."""
    name = heading.strip()
    splits = [match.start() for match in re.finditer(rf"[{re.escape(_SEPARATORS)}]+|(?<=\D)(?=\d)", name)]
    for split in reversed(splits):
        instrument = find(name[:split], instruments)
        part = instrument.part(name[split:].strip(_SEPARATORS)) if instrument else None
        if part:
            return ScoreColumn(heading, instrument, part)
    whole = find(name, instruments)
    if whole and whole.total and not was_inferred(name, instruments):
        return ScoreColumn(heading, whole, "total")
    part = file_instrument.part(name) if file_instrument else None
    return ScoreColumn(heading, file_instrument, part) if part else None


def _doubled(text: TextTable) -> Problem | None:
    seen: dict[str, str] = {}
    for heading in text.columns:
        twin = seen.setdefault(plain_heading(heading), heading)
        if twin != heading and heading.strip():
            return fold(
                "two-columns-alike",
                f'the columns "{shown(twin)}" and "{shown(heading)}" have the same name.',
                "Rename or remove one of them; the file is not used.",
                file=text.file,
                lines=(1,),
                column=heading,
                set_aside=len(text.line),
            )
    return None


def _unrecognised(text: TextTable) -> Problem:
    listed = "; ".join(f"{t.file}: {', '.join(t.required)}" for t in TABLES)
    return fold(
        "not-a-record-file",
        f"neither the name nor the headings ({shown(', '.join(text.columns), 200)}) are those of a record file.",
        f"Rename the file or its headings, or take it out. Required columns: {listed}.",
        file=text.file,
        set_aside=len(text.line),
    )


def _missing(text: TextTable, known: Table, name: str, extras: Iterable[str]) -> Problem:
    near = nearest(name, extras, likeness=70)
    meaning = known.column(name).meaning.partition(";")[0]
    return fold(
        "missing-column",
        f'the column "{name}" ({meaning}) is missing; the file is not used.',
        f'Is it the column "{shown(near)}"? Rename it to {name}.' if near else f"Add the column {name}.",
        file=text.file,
        lines=(1,),
        column=name,
    )


def _misspelt(text: TextTable, known: Table, heading: str, headings: dict[str, str]) -> Problem | None:
    unused = [column.name for column in known.columns if column.name not in headings]
    near = nearest(plain_heading(heading), unused, likeness=_LIKENESS)
    if near is None:
        return None
    problem = fold(
        "unknown-column",
        f'the column "{shown(heading)}" is not known and is kept as an attribute.',
        f"Did you mean {near}?",
        file=text.file,
        lines=(1,),
        column=heading,
        severity="warning",
    )
    return replace(problem, found=shown(heading))


def nearest(word: str, known: Iterable[str], *, likeness: float = 60) -> str | None:
    """The known word most like `word`, ignoring case and blanks; None when none is alike, both when two are as near.

    >>> nearest("M5", ["M05", "M12"]), nearest("zzz", ["M05"]), nearest("m12", ["m1", "m2"])
    ('M05', None, 'm1 or m2')
    """
    found = process.extract(
        word,
        list(known),
        scorer=fuzz.ratio,
        processor=lambda w: "".join(w.casefold().split()),
        score_cutoff=likeness,
        limit=2,
    )
    as_near = [name for name, score, _ in found if score == found[0][1]]
    return " or ".join(as_near) or None
