"""What a table most likely is, and which of its columns are which: by its name, by its headings, by its cells.

Every guess carries its reason and how sure it is; a person may decide otherwise. Headings match without regard to case,
blanks and hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from taft_dash.records.instruments import find
from taft_dash.records.mapping.plan import Confidence, FileMapping, TableMapping
from taft_dash.records.mapping.proposing_values import with_values
from taft_dash.records.mapping.side_by_side import ratings_side_by_side
from taft_dash.records.problems import Offer, Problem, fold, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import TABLES, Table, table
from taft_dash.records.text_tables import TextTable

# Files of these names hold ratings, each of one kind of instrument.
_RATINGS_TOO = ("alliance", "elements", "metacognition", "cohesion", "climate", "outcome", "delivery")
_LIKENESS = 85  # of 100: a heading this like a known one is probably that one, misspelt


@dataclass(frozen=True)
class Reason:
    """Why a record column is taken from a heading.

    Parameters
    ----------
    table, column : of the record format. heading : as typed, or "" where no heading says it.
    why : one sentence. confidence : "certain" where a rule says it, "likely", or "guess".
    """

    table: str
    column: str
    heading: str
    why: str
    confidence: Confidence


@dataclass(frozen=True)
class Question:
    """What only a person can know, asked once.

    `key` is the way of reading it decides ("session.read_as" of a table mapping), `options` are its answers in words
    and what each sets.
    """

    table: str
    column: str
    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Proposal:
    """What a table most likely is; no mappings when nobody can tell, and `problems` say why."""

    mappings: tuple[TableMapping, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: tuple[str, ...] = ()


def propose(text: TextTable, instruments: tuple[Instrument, ...]) -> Proposal:
    """What the table most likely is, and how its cells are meant."""
    return with_values(text, _of_columns(text, instruments), instruments)


def _of_columns(text: TextTable, instruments: tuple[Instrument, ...]) -> Proposal:
    """What the table most likely is, by its name and headings."""
    doubled = _doubled(text)
    if doubled:
        return Proposal(problems=(doubled,))
    named = _by_name(text.heading)
    known = _by_headings(text) if named is None else named
    if named is None or named.name == "ratings":
        side_by_side = _ratings_side_by_side(text, instruments, certain=named is not None)
        if side_by_side and not _complete(text, known):
            return side_by_side
    if known is None:
        return Proposal(problems=(_unrecognised(text),))
    headings = matched(text, known)
    missing = [name for name in known.required if name not in headings]
    extras = [h for h in text.columns if h.strip() and h not in headings.values()]
    if missing:
        problems = [_missing(text, known, name, extras, headings) for name in missing]
        # The rows are lost once, however many columns are missing.
        return Proposal(problems=(replace(problems[0], set_aside=len(text.line)), *problems[1:]))
    doubts = tuple(doubt for heading in extras if (doubt := _misspelt(text, known, heading, headings)))
    reasons = tuple(
        Reason(known.name, name, heading, "the heading is the name of the column.", "certain")
        for name, heading in headings.items()
    )
    return Proposal((TableMapping(known.name, headings),), reasons, problems=doubts)


def plain_heading(heading: str) -> str:
    """A heading without case and outer blanks, with blanks and hyphens as underscores.

    >>> plain_heading(" Speaking Seconds ")
    'speaking_seconds'
    """
    return re.sub(r"[\s\-]+", "_", heading.strip().casefold())


def _by_name(heading: str) -> Table | None:
    name = plain_heading(heading)
    if name in _RATINGS_TOO:
        return table("ratings")
    return next((t for t in TABLES if t.name == name), None)


def _by_headings(text: TextTable) -> Table | None:
    """The table whose required columns are all there and of which most columns are known."""
    best, most = None, 1  # a single known column, such as session, says too little
    for candidate in TABLES:
        known = [name for name in matched(text, candidate) if name != "group"]
        if _complete(text, candidate) and len(known) > most:
            best, most = candidate, len(known)
    return best


def _complete(text: TextTable, known: Table | None) -> bool:
    return known is not None and set(known.required) <= set(matched(text, known))


def matched(text: TextTable, known: Table) -> dict[str, str]:
    """Record column -> heading, for the headings that are its name."""
    typed = {plain_heading(heading): heading for heading in text.columns}
    return {column.name: typed[column.name] for column in known.columns if column.name in typed}


def _ratings_side_by_side(
    text: TextTable, instruments: tuple[Instrument, ...], *, certain: bool
) -> Proposal | None:
    """Ratings with one column per item; None when the headings do not say so."""
    named = ("group", "session", "rater", "target")
    headings = {name: h for name, h in matched(text, table("ratings")).items() if name in named}
    said = []
    typed = {plain_heading(heading): heading for heading in text.columns}
    if "rater" not in headings and "member" in typed:
        headings["rater"] = typed["member"]
        said.append("The member of a row is taken as its rater.")
    rest = [heading for heading in text.columns if heading.strip() and heading not in headings.values()]
    file_instrument = find(text.heading, instruments)
    certain = certain or file_instrument is not None
    scores = ratings_side_by_side(rest, instruments, file_instrument if certain else None)
    if not {"session", "rater"} <= set(headings) or not scores:
        return None
    by_instrument: dict[str, list[str]] = {}
    for score in scores:
        by_instrument.setdefault(score.sets["instrument"], []).append(score.heading)
    for name, columns in by_instrument.items():
        ends = f"{columns[0]} … {columns[-1]}" if len(columns) > 1 else columns[0]
        said.append(f"{len(columns)} columns ({ends}) are read as {name}, one rating each.")
    reasons = tuple(Reason("ratings", n, h, "the heading names it.", "certain") for n, h in headings.items())
    return Proposal(
        (TableMapping("ratings", headings, unfold=scores, value="score"),), reasons, said=tuple(said)
    )


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


def _missing(
    text: TextTable, known: Table, name: str, extras: Iterable[str], headings: Mapping[str, str]
) -> Problem:
    near = nearest(name, extras, likeness=70)
    meaning = known.column(name).meaning.partition(";")[0]
    return fold(
        "missing-column",
        f'the column "{name}" ({meaning}) is missing; the file is not used.',
        f'Is it the column "{shown(near)}"? Rename it to {name}.' if near else f"Add the column {name}.",
        file=text.file,
        lines=(1,),
        column=name,
        offers=_named(text, known, headings, name, near if near in extras else None),
    )


def _named(
    text: TextTable, known: Table, headings: Mapping[str, str], name: str, heading: str | None
) -> tuple[Offer, ...]:
    """The offer to take a record column from a heading, the others as they are; nothing where no one is near."""
    if heading is None:
        return ()
    decided = TableMapping(known.name, {**headings, name: heading})
    label = f'Take the column "{shown(heading)}" as {name}'
    return (Offer(label, mapping=FileMapping(text.file, tuple(text.columns), tables=(decided,))),)


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
        offers=_named(text, known, headings, near, heading) if near in unused else (),
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
