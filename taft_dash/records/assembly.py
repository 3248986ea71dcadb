"""From headings and columns to a text table: what every delimited text and every sheet must hold, checked once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records import limits
from taft_dash.records.problems import Problem, Refused, fold
from taft_dash.records.text_tables import TextColumn, TextTable

_TOO_LONG = f"found a text of more than {limits.LONGEST_CELL:,} characters"
_SHORTEN = "Shorten it; often a quotation mark or a line end is missing before it."


@dataclass(frozen=True)
class TableRead:
    """One table read: `rows` are those in it and those set aside; blank lines are no rows."""

    table: TextTable
    problems: tuple[Problem, ...]
    rows: int


def require_headings(headings: list[str]) -> None:
    """Refuse headings under which no cell could be told from another."""
    if len(headings) > limits.MOST_COLUMNS:
        raise Refused(
            "too-many-columns",
            f"found {len(headings):,} columns; a table has at most {limits.MOST_COLUMNS:,}.",
            "Check that this is a table of session records.",
        )
    if headings and all(len(heading) > 1 and heading[0] == heading[-1] == "'" for heading in headings):
        raise Refused(
            "single-quotes",
            "every heading stands in single quotation marks.",
            'Save the file with double quotation marks (") or none.',
        )
    seen = {}
    for heading in filter(None, headings):
        first = seen.setdefault(heading.casefold(), heading)
        if first is not heading or headings.count(heading) > 1:
            raise Refused(
                "duplicate-heading",
                "the heading stands over more than one column (capitals do not tell headings apart).",
                "Give every column its own heading.",
                column=heading,
            )
        if len(heading) > limits.LONGEST_CELL:
            raise Refused("cell-too-long", f"{_TOO_LONG} as a heading.", _SHORTEN)


def irregular(file: str, lines: np.ndarray, found: np.ndarray, width: int, rows: int) -> Problem | None:
    """Rows that are not as wide as the header are set aside, never repaired; too many of them, and the file is refused.

    Parameters
    ----------
    lines, found : (irregular,) the spreadsheet's line and the number of cells of each irregular row.
    width : how many cells the header has.
    rows : how many rows the file has in all.
    """
    fix = "Put right the delimiters; a delimiter inside a text needs quotation marks around that text."
    if 2 * len(lines) > rows:
        usual = int(np.bincount(found).argmax())
        raise Refused(
            "irregular-rows",
            f"the header has {_cells(width)}, but {len(lines):,} of {rows:,} rows do not; most of them have {usual}.",
            f"The first line must be the header, with nothing above it. {fix}",
            line=int(lines[0]),
            rows=rows,
        )
    if not len(lines):
        return None
    fewest, most = int(found.min()), int(found.max())
    cells = f"{fewest} to {most} cells" if fewest < most else _cells(most)
    return fold(
        "irregular-rows",
        f"found {cells} where the header has {width}; not read.",
        fix,
        file=file,
        lines=lines,
        found=cells,
        set_aside=len(lines),
    )


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"


def assembled(
    file: str,
    heading: str,
    headings: list[str],
    columns: list[TextColumn],
    line: np.ndarray,
    *,
    irregular_rows: Problem | None,
    blank_lines: int,
    notes: tuple[str, ...] = (),
    encoding: str,
    delimiter: str = "",
) -> TableRead:
    """The table from its columns: blank columns and lines left out and noted, rows no one could use set aside.

    `line` is the spreadsheet's line of each row in `columns`; `irregular_rows` and `blank_lines` were left out before.
    """
    for place, (name, column) in enumerate(zip(headings, columns, strict=True), start=1):
        if not name and any(column.values):
            raise Refused(
                "unnamed-column",
                f"column {place} has no heading but holds text.",
                "Write a heading over it, or put right the rows that have a cell too many; "
                "the first line must be the header.",
            )
    table = {name: column for name, column in zip(headings, columns, strict=True) if name}
    blank = _holding(table, dict.fromkeys(table, ""), len(line))
    repeated = _holding(table, {name: name for name in table}, len(line)) & ~blank
    too_long = _any_too_long(table, len(line))
    kept = ~(blank | repeated | too_long)

    problems = [irregular_rows] if irregular_rows else []
    for code, message, fix, rows in (
        ("heading-repeated", "the headings stand here again; not read.", "Take the line out.", repeated),
        ("cell-too-long", f"{_TOO_LONG}; not read.", _SHORTEN, too_long),
    ):
        if rows.any():
            problems.append(fold(code, message, fix, file=file, lines=line[rows], set_aside=int(rows.sum())))
    if not kept.any():
        raise Refused("empty", "there is a header but no row below it.", "Add rows, or leave the table out.")
    if not kept.all():
        table = {name: column.take(kept) for name, column in table.items()}
    problems += _single_quoted(file, table, line[kept])

    left_out = (
        (headings.count(""), "blank column", "left out"),
        (blank_lines + int(blank.sum()), "blank line", "skipped"),
    )
    notes += tuple(f"{count:,} {what}{'s' * (count > 1)} {done}." for count, what, done in left_out if count)
    text_table = TextTable(
        file, heading, table, line[kept].astype(np.int32), encoding, delimiter, notes=notes
    )
    rows = len(line) - int(blank.sum()) + (irregular_rows.set_aside if irregular_rows else 0)
    return TableRead(text_table, tuple(problems), rows)


def _holding(table: dict[str, TextColumn], texts: dict[str, str], rows: int) -> np.ndarray:
    """Which rows hold in every column the text named for it, (rows,) bool."""
    holding = np.ones(rows, dtype=bool)
    for name, column in table.items():
        code = np.flatnonzero(column.values == texts[name])
        if not len(code):
            return np.zeros(rows, dtype=bool)
        holding &= column.codes == code[0]
    return holding


def _any_too_long(table: dict[str, TextColumn], rows: int) -> np.ndarray:
    """Which rows hold a cell longer than the limit, (rows,) bool."""
    too_long = np.zeros(rows, dtype=bool)
    for column in table.values():
        lengths = pc.utf8_length(pa.array(column.values, type=pa.string()))
        of_values = np.asarray(lengths) > limits.LONGEST_CELL
        if of_values.any():
            too_long |= of_values[column.codes]
    return too_long


def _single_quoted(file: str, table: dict[str, TextColumn], line: np.ndarray) -> list[Problem]:
    """A warning for each column with cells in single quotation marks, which are kept as typed."""
    problems = []
    for name, column in table.items():
        opening = pc.starts_with(pa.array(column.values, type=pa.string()), "'")
        candidates = np.flatnonzero(np.asarray(opening))
        quoted = [
            code for code in candidates if len(column.values[code]) > 1 and column.values[code][-1] == "'"
        ]
        if quoted:
            problems.append(
                fold(
                    "single-quotes",
                    "found single quotation marks around the text; they were kept as part of it.",
                    "Take them out if they do not belong to the text.",
                    file=file,
                    lines=line[np.isin(column.codes, quoted)],
                    column=name,
                    severity="warning",
                )
            )
    return problems
