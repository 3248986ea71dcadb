"""For a person who maps a file by hand: which headings might be a column, and what a choice brings with it."""

from __future__ import annotations

from dataclasses import replace

from taft_dash.records.mapping.fitting import fits
from taft_dash.records.mapping.matching import candidates
from taft_dash.records.mapping.plan import TableMapping, Unfolded
from taft_dash.records.mapping.proposal import Proposal
from taft_dash.records.mapping.proposing_values import with_values
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import Table
from taft_dash.records.text_tables import TextTable


def alternatives(text: TextTable, known: Table) -> dict[str, tuple[str, ...]]:
    """Record column -> the headings that might be it, the likeliest first; every heading that is not blank is there.

    First come headings that name the column, then those whose cells can be it, then the others, in the order of the
    file.
    """
    named = candidates(text, known)
    headings = [heading for heading in text.columns if heading.strip()]
    found = {}
    for column in known.columns:
        by_words = [match.heading for match in named if match.column == column.name]
        by_cells = [heading for heading in headings if fits(column, text, heading)]
        found[column.name] = tuple(dict.fromkeys((*by_words, *by_cells, *headings)))
    return found


def chosen(
    text: TextTable,
    mapping: TableMapping,
    column: str,
    *,
    heading: str = "",
    constant: str | None = None,
    instruments: tuple[Instrument, ...] = (),
) -> TableMapping:
    """The mapping with one record column taken from a heading, or the same in every row, or from nowhere.

    How the cells of the column were read before no longer holds; of a heading, they are read as they most likely are.
    """
    mapping = replace(mapping, **{
        name: {key: value for key, value in getattr(mapping, name).items() if key != column}
        for name in ("columns", "constants", "read_as", "words", "missing")
    })  # fmt: skip
    if constant is not None:
        return replace(mapping, constants={**mapping.constants, column: constant})
    if not heading:
        return mapping
    mapping = replace(mapping, columns={**mapping.columns, column: heading})
    (likely,) = with_values(text, Proposal((mapping,)), instruments).mappings
    return replace(mapping, **{
        name: {**getattr(mapping, name), column: getattr(likely, name)[column]}
        for name in ("read_as", "words", "missing")
        if column in getattr(likely, name)
    })  # fmt: skip


def unfolded(
    text: TextTable,
    mapping: TableMapping,
    side: tuple[Unfolded, ...],
    value: str,
    instruments: tuple[Instrument, ...] = (),
) -> TableMapping:
    """The mapping with these columns side by side, whose cells are `value`; none: they stand for themselves again.

    What the headings say is no longer taken from anywhere else; the cells are read as they most likely are.
    """
    gone = {value, *(name for one in side for name in one.sets)} if side else {mapping.value}
    mapping = replace(mapping, unfold=side, value=value if side else "", **{
        name: {key: held for key, held in getattr(mapping, name).items() if key not in gone}
        for name in ("columns", "constants", "read_as", "words", "missing")
    })  # fmt: skip
    if not side:
        return mapping
    (likely,) = with_values(text, Proposal((mapping,)), instruments).mappings
    return replace(mapping, **{
        name: {**getattr(mapping, name), **{n: how for n, how in getattr(likely, name).items() if n in gone}}
        for name in ("read_as", "words", "missing")
    })  # fmt: skip
