"""Which heading is which column of one record table: by the words of the heading,
where the cells allow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from taft_dash.records.mapping.doubts import LIKENESS, nearest
from taft_dash.records.mapping.fitting import fits, numeric, seen
from taft_dash.records.mapping.headings import meanings_of, plain_heading
from taft_dash.records.mapping.synonyms import EXACT, STRONG, WEAK, strength
from taft_dash.records.tables import Column, Table, table
from taft_dash.records.text_tables import TextTable

_MISSPELT = 999  # the place of a misspelt name: after all words that are spelt as known
_SPANS = ("seconds", "minutes")


@dataclass(frozen=True)
class Match:
    """A heading taken for a record column.

    Parameters
    ----------
    strength : EXACT, STRONG or WEAK. read_as : the way its cells are read, where the heading names a unit.
    """

    column: str
    heading: str
    strength: int
    place: int = 0
    read_as: str = ""


def exact(text: TextTable, known: Table) -> dict[str, str]:
    """Record column -> heading, for the headings that are its name."""
    typed = {plain_heading(heading): heading for heading in text.columns}
    return {column.name: typed[column.name] for column in known.columns if column.name in typed}


def candidates(
    text: TextTable, known: Table, without: Iterable[str] = (), *, nearly: bool = True
) -> list[Match]:
    """Every heading that names a column of the table and has cells that can be it, the clearest first.

    `nearly` : a heading that is no word for anything here may be the name of a column, misspelt.
    """
    without = set(without)
    found = []
    for heading in text.columns:
        if not heading.strip() or heading in without:
            continue
        spellings, unit = meanings_of(heading)
        misspelt = nearly and nearest_name(heading, known)
        for column in known.columns:
            how, place = strength(known.name, column.name, heading, spellings)
            if not how and misspelt == column.name:
                how, place = STRONG, _MISSPELT
            if how and (how == EXACT or fits(column, text, heading)):
                found.append(Match(column.name, heading, how, place, _read_as(column, unit, how)))
    position = {heading: k for k, heading in enumerate(text.columns)}
    return sorted(found, key=lambda m: (-m.strength, _clumsy(text, known, m), m.place, position[m.heading]))


def matched(
    text: TextTable,
    known: Table,
    without: Iterable[str] = (),
    least: int = WEAK,
    given: Mapping[str, str] | None = None,
    nearly: bool = True,
) -> dict[str, Match]:
    """Record column -> its heading; each heading serves once, and required columns come first.

    Parameters
    ----------
    without : headings that mean something else. least : the weakest match that counts.
    given : what is known already, record column -> heading. nearly : as in `candidates`.
    """
    given = given or {}
    found = [
        m for m in candidates(text, known, {*without, *given.values()}, nearly=nearly) if m.strength >= least
    ]
    taken: dict[str, Match] = {}
    used: set[str] = set()
    for match in found:
        if match.column not in taken and match.column not in given and match.heading not in used:
            taken[match.column] = match
            used.add(match.heading)
    for name in known.required:
        # A heading that serves an optional column is better used for one that must be there.
        other = next((m for m in found if m.column == name), None)
        if name not in taken and name not in given and other:
            holder = next(column for column, match in taken.items() if match.heading == other.heading)
            if holder not in known.required:
                del taken[holder]
                taken[name] = other
    order = [column.name for column in known.columns]
    return {name: taken[name] for name in order if name in taken}


def names_two_people(text: TextTable) -> bool:
    """Whether headings say who speaks and to whom, and the cells are people: names, or the same codes on both sides."""
    found = matched(text, table("interactions"), least=STRONG, nearly=False)
    if not {"speaker", "addressee"} <= set(found):
        return False
    one, other = (set(seen(text.columns[found[name].heading])) for name in ("speaker", "addressee"))
    return bool(one & other) or not any(numeric(list(side), text.decimal_mark) for side in (one, other))


def _clumsy(text: TextTable, known: Table, match: Match) -> bool:
    """Whether another heading of the same strength would be read more easily: plain numbers for sessions."""
    kind = known.column(match.column).kind
    return kind == "session" and not numeric(seen(text.columns[match.heading]), text.decimal_mark)


def _read_as(column: Column, unit: str, how: int) -> str:
    """The way of reading that turns the unit in a heading to that of the column; "" where it is the same."""
    if how == EXACT or column.unit not in _SPANS or not unit or unit == column.unit:
        return ""
    return unit


def nearest_name(heading: str, known: Table) -> str | None:
    """The column that a heading names with a slip of the pen; None when it names none, or more than one."""
    name = plain_heading(heading)
    if len(name) < 5 or any(letter.isdigit() for letter in name):  # "group2" is another group, no slip
        return None
    near = nearest(name, known.names, likeness=LIKENESS)
    return near if near in known.names else None


def confidence_of(strength: int) -> str:
    return {EXACT: "certain", STRONG: "likely", WEAK: "guess"}[strength]
