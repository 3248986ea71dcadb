"""From headings and columns to a text table: what every delimited text and every sheet must hold, checked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from taft_dash.records import limits
from taft_dash.records.headings import named
from taft_dash.records.problems import Problem, Refused, fold
from taft_dash.records.text_tables import TextColumn, TextTable

_TOO_LONG = f"found a text of more than {limits.LONGEST_CELL:,} characters"
_DELIMITERS = "Put right the delimiters; a delimiter inside a text needs quotation marks around that text."
_STRAY = "found text in a column that has no heading and is empty in most rows"
_SHORTEN = "Shorten it; often a quotation mark or a line end is missing before it."


@dataclass(frozen=True)
class TableRead:
    """One table read: `rows` are those in it and those set aside; blank lines are no rows.

    `may_be_prose` : only its content says that it is a table.
    """

    table: TextTable
    problems: tuple[Problem, ...]
    rows: int
    may_be_prose: bool = False


def require_headings(headings: list[str]) -> None:
    """Refuse headings under which no cell could be told from another."""
    require_columns(len(headings))
    if headings and all(len(heading) > 1 and heading[0] == heading[-1] == "'" for heading in headings):
        raise Refused(
            "single-quotes",
            "every heading stands in single quotation marks, but some stand inside texts or lack their partner.",
            'Save the file with double quotation marks (") or none, or choose the quotation mark.',
        )
    if any(len(heading) > limits.LONGEST_CELL for heading in headings):
        raise Refused("cell-too-long", f"{_TOO_LONG} as a heading.", _SHORTEN)


def require_columns(count: int) -> None:
    """Refuse more columns than a table of session records has."""
    if count > limits.MOST_COLUMNS:
        raise Refused(
            "too-many-columns",
            f"found {count:,} columns; a table has at most {limits.MOST_COLUMNS:,}.",
            "Check that this is a table of session records, and that the delimiter is right.",
        )


def irregular(file: str, lines: np.ndarray, found: np.ndarray, width: int, rows: int) -> Problem | None:
    """Rows that are not as wide as the header are set aside, never repaired; too many of them, and the file is refused.

    Parameters
    ----------
    lines, found : (irregular,) the spreadsheet's line and the number of cells of each irregular row.
    width : how many cells the header has.
    rows : how many rows the file has in all.
    """
    if 2 * len(lines) > rows:
        usual = int(np.bincount(found).argmax())
        raise Refused(
            "irregular-rows",
            f"the header has {_cells(width)}, but {len(lines):,} of {rows:,} rows do not; most of them have {usual}.",
            f"Choose the line of the headings or the delimiter. {_DELIMITERS}",
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
        _DELIMITERS,
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
    headings: list[str] | None,
    columns: list[TextColumn],
    line: np.ndarray,
    *,
    header_line: int,
    problems: Sequence[Problem],
    blank_lines: int,
    notes: tuple[str, ...] = (),
    encoding: str,
    delimiter: str = "",
) -> TableRead:
    """The table from its columns: blank columns and lines left out and noted, rows no one could use set aside.

    `headings` are as typed, None when there are none, and `header_line` the line they stand in. `line` is the
    spreadsheet's line of each row in `columns`; `problems` set aside others before, and `blank_lines` were left out.
    """
    written = [""] * len(columns) if headings is None else headings
    strays = _strays(written, columns, len(line))
    if strays.any():
        columns = [column.take(~strays) for column in columns]
    problems = [*problems, *_stray_rows(file, line[strays], len(line))]
    line = line[~strays]
    names, given = named(file, written, [any(column.values) for column in columns], header_line)
    table = {name: column for name, column in zip(names, columns, strict=True) if name}
    blank = _holding(table, dict.fromkeys(table, ""), len(line))
    repeated = _holding(table, dict(zip(names, written, strict=True)), len(line)) & ~blank
    too_long = _any_too_long(table, len(line))
    kept = ~(blank | repeated | too_long)

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
    problems += given + _single_quoted(file, table, line[kept])

    left_out = (
        (names.count(""), "blank column", "left out"),
        (blank_lines + int(blank.sum()), "blank line", "skipped"),
    )
    notes += tuple(f"{count:,} {what}{'s' * (count > 1)} {done}." for count, what, done in left_out if count)
    text_table = TextTable(
        file, heading, table, line[kept].astype(np.int32), encoding, delimiter, notes=notes
    )
    rows = int(kept.sum()) + sum(problem.set_aside for problem in problems)
    return TableRead(text_table, tuple(problems), rows)


def _strays(written: list[str], columns: list[TextColumn], rows: int) -> np.ndarray:
    """Rows that hold text in a column without heading which most rows leave empty, (rows,) bool.

    They have a cell too many, which has moved the others under the wrong headings.
    """
    strays = np.zeros(rows, dtype=bool)
    if not any(written):
        return strays
    for name, column in zip(written, columns, strict=True):
        if not name and any(column.values):
            filled = np.array([text != "" for text in column.values])[column.codes]
            if 2 * filled.sum() <= rows:
                strays |= filled
    return strays


def _stray_rows(file: str, lines: np.ndarray, rows: int) -> list[Problem]:
    if not len(lines):
        return []
    if 2 * len(lines) > rows:
        raise Refused("irregular-rows", _STRAY, _DELIMITERS, line=int(lines[0]))
    words = f"{_STRAY}; not read."
    return [fold("irregular-rows", words, _DELIMITERS, file=file, lines=lines, set_aside=len(lines))]


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
        lengths = list(map(len, column.values.tolist()))
        if max(lengths, default=0) > limits.LONGEST_CELL:
            too_long |= (np.array(lengths) > limits.LONGEST_CELL)[column.codes]
    return too_long


def _single_quoted(file: str, table: dict[str, TextColumn], line: np.ndarray) -> list[Problem]:
    """A warning for each column with cells in single quotation marks, which are kept as typed."""
    problems = []
    for name, column in table.items():
        texts = column.values.tolist()
        # One search through all texts is far quicker than a look at each.
        quoted = "'" in "".join(texts) and [
            code for code, text in enumerate(texts) if len(text) > 1 and text[0] == text[-1] == "'"
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
