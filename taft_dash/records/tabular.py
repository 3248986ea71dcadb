"""From a grid to its text tables: each part of it read, refused or set aside, and what was understood of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from taft_dash.records.assembly import TableRead, assembled, irregular, require_columns, require_headings
from taft_dash.records.dialect import decimal_mark_of
from taft_dash.records.grids import Grid
from taft_dash.records.layout import AS_FOUND, HEAD, TAIL, Findings, Layout, Understood
from taft_dash.records.parts import Part, part_of
from taft_dash.records.problems import Problem, Refused, fold
from taft_dash.records.segments import segments
from taft_dash.records.ways_on import ways_on


def read_grid(
    heading: str,
    grid: Grid,
    findings: Findings,
    layouts: Mapping[str, Layout],
    *,
    notes: tuple[str, ...] = (),
    encoding: str,
    delimiter: str = "",
) -> Iterator[TableRead | Problem | Understood]:
    """Every table in a grid; the first bears the name of the file, the others also a number.

    Parameters
    ----------
    heading : what the first table calls itself.
    findings : what is known of the whole text.
    layouts : what a person laid down, by the names tables are shown by.
    """
    filled = grid.filled()
    if not len(filled):
        raise Refused(
            "empty", "the file holds blank cells only.", "Write a header and rows, or leave the file out."
        )
    require_columns(int(grid.widths[filled[0]]))
    require_columns(grid.usual_width(filled))
    chosen = findings.chosen.header
    first = None if chosen is None else chosen - 1
    tables = [filled] if findings.chosen.last is not None else list(segments(grid, first))
    ends = [*(int(lines[0]) for lines in tables[1:]), len(grid.widths)]
    names = [f"{findings.file}, table {number}" for number in range(2, len(tables) + 1)]
    notebooks = [findings, *(findings.of_another(name, layouts.get(name, AS_FOUND)) for name in names)]
    for number, (lines, end, here) in enumerate(zip(tables, ends, notebooks, strict=True), start=1):
        name = here.file
        if number > 1:
            yield fold(
                "several-tables",
                "another table begins here; it was read on its own.",
                "Save each table in a file of its own if they belong apart, or take out the blank line.",
                file=name,
                lines=(int(lines[0]) + 1,),
                severity="warning",
            )
        here.head, here.tail = grid.shown(lines[:HEAD]), grid.shown(lines[-TAIL:])
        titled = heading if number == 1 else f"{heading}, table {number}"
        try:
            part = part_of(name, grid, lines, here)
            blank = int(grid.blank[0 if number == 1 else lines[0] : end].sum())
            yield _table(titled, grid, part, here, blank, notes, encoding, delimiter)
        except Refused as refusal:
            yield refusal.problem(name, max(len(lines) - 1, 0), ways_on(refusal, here))
        if number == 1 and len(tables) > 1:
            here.found.pop("last", None)  # given back, it would leave out the tables below
        yield here.understood()


def _table(
    heading: str,
    grid: Grid,
    part: Part,
    findings: Findings,
    blank_lines: int,
    notes: tuple[str, ...],
    encoding: str,
    delimiter: str,
) -> TableRead:
    file, rows = findings.file, part.rows
    widths = grid.widths[rows]
    headings = _fitted(part.headings, widths, grid.ragged)
    require_headings(headings)
    if part.header and delimiter:
        _require_delimiter(headings, grid, rows)
    width = len(headings)
    odd = widths > width if grid.ragged else widths != width
    line = rows + 1
    irregular_rows = irregular(file, line[odd], widths[odd], width, len(rows))
    columns = grid.columns(rows[~odd], width)
    beyond = columns[len(part.headings) :] if part.headings is not None else []
    if any(any(column.values) for column in beyond):
        # Text beyond the headings in every row: which column lacks its heading cannot be told.
        irregular(file, line, widths, len(part.headings), len(rows))
    read = assembled(
        file,
        heading,
        headings if part.header else None,
        columns,
        line[~odd],
        header_line=part.header[0] + 1 if part.header else 0,
        problems=[*part.aside, *([irregular_rows] if irregular_rows else [])],
        blank_lines=blank_lines,
        notes=notes,
        encoding=encoding,
        delimiter=delimiter,
    )
    if not delimiter:
        return read
    mark, conflict = decimal_mark_of(read.table, findings)
    problems = (*read.problems, conflict) if conflict else read.problems
    return replace(read, table=replace(read.table, decimal_mark=mark), problems=problems)


def _fitted(headings: list[str] | None, widths: np.ndarray, ragged: bool) -> list[str]:
    """The headings without, or with, the unnamed columns at the right that all rows alike lack, or have."""
    if headings is None:
        return [""] * int(widths.max(initial=0) if ragged else np.bincount(widths, minlength=1).argmax())
    if ragged:
        return headings
    width = int(widths[0]) if len(widths) and (widths == widths[0]).all() else len(headings)
    if width > len(headings):
        return headings + [""] * (width - len(headings))
    return headings[:width] if not any(headings[width:]) else headings


def _require_delimiter(headings: list[str], grid: Grid, rows: np.ndarray) -> None:
    """Refuse a table of one column whose rows all have as many words as the heading: it is separated by blanks."""
    words = len(headings[0].split())
    if len(headings) > 1 or words == 1 or not len(rows):
        return
    if all(len(grid.cells(row)[0].split()) == words for row in rows[:100]):
        raise Refused(
            "delimiter",
            "the cells seem to be separated by blanks.",
            "Save the file with commas between the cells.",
        )
