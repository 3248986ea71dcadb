"""A fault in its surroundings: the rows around it, as they are typed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.records.checking import Opened
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.problems import Problem

# Of a file with more columns, those that say who and when are shown, the faulty one, and its neighbours.
MOST_COLUMNS = 12
_NEIGHBOURS = 2


@dataclass(frozen=True)
class Surroundings:
    """Rows around a fault.

    Parameters
    ----------
    table : "line" (the spreadsheet's), then the columns by heading, as typed; rows in the order of the file.
    column : heading of the faulty cells; "" where the whole row or the heading line is meant.
    lines : which lines of the table carry the fault.
    left_out : how many columns of the file are not shown.
    """

    table: pd.DataFrame
    column: str
    lines: tuple[int, ...]
    left_out: int = 0


def surroundings(opened: Opened, problem: Problem, around: int = 3) -> Surroundings | None:
    """The rows around each of the first lines of a fault; None where its file could not be read as a table.

    A line that was not read, because its cells do not fit the headings, is missing from the table; those around it are
    there. A fault of the headings shows the first rows.

    Parameters
    ----------
    around : rows shown before and after each line.
    """
    file = next((one for one in opened.files if one.text.file == problem.file), None)
    if file is None:
        return None
    lines = file.text.line
    shown = np.zeros(len(lines), bool)
    for line in problem.lines or (1,):
        place = int(np.searchsorted(lines, line))
        there = place < len(lines) and lines[place] == line
        shown[max(place - around, 0) : place + around + there] = True
    column = _heading_of(file, problem.column)
    headings = _headings(file, column)
    rows = np.flatnonzero(shown)
    cells = {heading: file.text.columns[heading].values[file.text.columns[heading].codes[rows]] for heading in headings}
    # Two columns may not have one name, and a heading may be "line".
    table = pd.DataFrame({("line", ""): lines[rows], **{(name, name): texts for name, texts in cells.items()}})
    table.columns = ["line", *headings]
    at_fault = tuple(line for line in problem.lines if line in set(lines[rows].tolist()))
    return Surroundings(table, column, at_fault, len(file.text.columns) - len(headings))


def _heading_of(file: FileUnderstood, column: str) -> str:
    """The heading under which the cells are typed, where a column was made of another."""
    if column in file.text.columns:
        return column
    pairs = (mapping.pair[0] for mapping in file.mapping.tables if mapping.pair)
    return next((heading for heading in pairs if column.startswith(f"{heading}, ")), "")


def _headings(file: FileUnderstood, column: str) -> list[str]:
    every = list(file.text.columns)
    if len(every) <= MOST_COLUMNS:
        return every
    named = {heading for mapping in file.mapping.tables for heading in mapping.columns.values()}
    if column:
        place = every.index(column)
        named.update(every[max(place - _NEIGHBOURS, 0) : place + _NEIGHBOURS + 1])
    kept = [heading for heading in every if heading in named][:MOST_COLUMNS] or every[:MOST_COLUMNS]
    return kept if not column or column in kept else [*kept[:-1], column]
