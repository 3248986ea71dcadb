"""What is said of headings that cannot be used: missing, doubled, misspelt, or not understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rapidfuzz import fuzz, process

from taft_dash.records.mapping.headings import plain_heading
from taft_dash.records.mapping.plan import FileMapping, TableMapping
from taft_dash.records.problems import Offer, Problem, fold, shown
from taft_dash.records.tables import TABLES, Table
from taft_dash.records.text_tables import TextTable

LIKENESS = 85  # of 100: a heading this like a known one is probably that one, misspelt


def doubled(text: TextTable) -> Problem | None:
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


def unrecognised(text: TextTable) -> Problem:
    listed = "; ".join(f"{t.file}: {', '.join(t.required)}" for t in TABLES)
    return fold(
        "not-a-record-file",
        f"neither the name nor the headings ({shown(', '.join(text.columns), 200)}) tell what the file holds.",
        f"Choose what its columns mean, or take the file out. Required columns: {listed}.",
        file=text.file,
        set_aside=len(text.line),
    )


def missing_column(text: TextTable, known: Table, name: str, headings: Mapping[str, str]) -> Problem:
    extras = [h for h in text.columns if h.strip() and h not in headings.values()]
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


def misspelt(text: TextTable, known: Table, heading: str, headings: dict[str, str]) -> Problem | None:
    unused = [column.name for column in known.columns if column.name not in headings]
    near = nearest(plain_heading(heading), unused, likeness=LIKENESS)
    if near is None:
        return None
    offers = _named(text, known, headings, near, heading) if near in unused else ()
    return replace(unknown_column(text, heading, near), offers=offers)


def unknown_column(text: TextTable, heading: str, near: str) -> Problem:
    return fold(
        "unknown-column",
        f'the column "{shown(heading)}" is not known and is kept as an attribute.',
        f"Did you mean {near}?",
        file=text.file,
        lines=(1,),
        column=heading,
        found=shown(heading),
        severity="warning",
    )


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
