"""What the lines of one table are: lines above the headings, headings, rows, totals below.

Each step is taken only when beyond doubt. Where lines could be read in two ways the file is refused, and says which
lines a person may choose for headings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np

from taft_dash.records.footers import footer
from taft_dash.records.grids import Grid
from taft_dash.records.headings import (
    MOST_ABOVE,
    Body,
    are_data,
    are_headings,
    belong_together,
    describe_columns,
    is_datum,
    joined,
    names_all,
)
from taft_dash.records.layout import MOST_HEADER_LINES, SAYS_DELIMITER, Findings
from taft_dash.records.problems import Problem, Refused, fold, shown

_CHOOSE_LINES = "Choose how many lines of headings there are, or write them into one line."
_CHOOSE_LAST = "Choose the last line of the table if these are rows."
_TAKE_BACK = "Take the choice back if they are rows."
_CHOOSE_HEADER = "Choose the line of the headings, or save the table with its headings in the first line."


@dataclass(frozen=True)
class Part:
    """One table by the positions of its lines.

    Parameters
    ----------
    headings : one text for each column, "" where there is none; None when the table has no headings.
    header : the lines the headings were taken from.
    rows : the lines below that may be rows.
    aside : a problem for each kind of line that was left out.
    """

    headings: list[str] | None
    header: tuple[int, ...]
    rows: np.ndarray
    aside: tuple[Problem, ...]


def part_of(file: str, grid: Grid, lines: np.ndarray, findings: Findings) -> Part:
    """The table in these lines; Refused when it cannot be told where its headings stand."""
    chosen = findings.chosen
    aside = []
    if chosen.left_out:
        out = np.isin(lines, np.array(chosen.left_out) - 1)
        findings.note("left_out", tuple((lines[out] + 1).tolist()), "")
        aside.append(_left_out(file, lines[out], "left-out", "left out as chosen.", _TAKE_BACK))
        lines = lines[~out]
    if chosen.last is not None:
        after = lines > chosen.last - 1
        aside.append(
            _left_out(file, lines[after], "left-out", "below the last line as chosen; left out.", _TAKE_BACK)
        )
        lines = lines[~after]
        findings.note("last", chosen.last, "")
    if not len(lines):
        raise Refused("empty", "all lines were left out.", "Choose fewer lines to leave out.")
    at, count = _header(grid, lines, findings)
    above, header, below = lines[:at], lines[at : at + count], lines[at + count :]
    if chosen.last is not None and not len(below):
        findings.found.pop("last")
        findings.doubt("last", "no line would be left below the headings")
        raise Refused(
            "layout", f"line {chosen.last} was chosen for the last, and no row stands above it.", _CHOOSE_LAST
        )
    aside.append(_above(file, above, header, chosen.header is not None))
    headings = [grid.cells(line) for line in header]
    written = headings[0] if headings else None
    if count > 1:
        width = _width(grid, header[0], below)
        if names_all(headings[0], Body.below(grid, below, width)):
            words = f"{_lines(count - 1)} below the headings that describe the columns; not read."
            aside.append(_left_out(file, header[1:], "header-lines", words, _CHOOSE_LINES))
            header = header[:1]
        else:
            written = reduce(joined, headings)
            aside.append(_joined(file, header, written))
    if chosen.last is None:
        feet = footer(grid, below)
        words = f"{_lines(len(feet))} of totals or remarks below the table; not read."
        aside.append(_left_out(file, feet, "footer", words, _CHOOSE_LAST))
        if len(feet):
            below = below[: len(below) - len(feet)]
            findings.note("last", int(below[-1]) + 1, "totals or remarks stand below it", sure=False)
    return Part(written, tuple(header.tolist()), below, tuple(filter(None, aside)))


def _lines(count: int) -> str:
    return f"found {count:,} line{'s' * (count != 1)}"


def _left_out(file: str, lines: np.ndarray, code: str, words: str, fix: str) -> Problem | None:
    """The warning that lists lines left out; None when there are none."""
    if not len(lines):
        return None
    return fold(code, words, fix, file=file, lines=lines + 1, severity="warning", set_aside=len(lines))


def _joined(file: str, header: np.ndarray, written: list[str]) -> Problem:
    example = shown(max(written, key=len))
    return fold(
        "headings-joined",
        f'the headings stand in {len(header)} lines, which were joined, as in "{example}".',
        _CHOOSE_LINES,
        file=file,
        lines=header + 1,
        found=example,
        severity="warning",
    )


def _above(file: str, lines: np.ndarray, header: np.ndarray, chosen: bool) -> Problem | None:
    place = f"in line {header[0] + 1}" if len(header) else "nowhere"
    words = f"{_lines(len(lines))} above the headings, which stand {place}{' as chosen' * chosen}; not read."
    return _left_out(file, lines, "lines-above-header", words, _CHOOSE_HEADER)


def _header(grid: Grid, lines: np.ndarray, findings: Findings) -> tuple[int, int]:
    """Where among `lines` the headings begin, and how many lines of them there are."""
    chosen = findings.chosen
    head = lines[:MOST_ABOVE]
    candidates = tuple((head + 1).tolist())
    if chosen.header == 0:
        findings.note("header", 0, "", (0, *candidates))
        findings.note("header_lines", None, "there are no headings")
        return 0, 0
    if chosen.header is not None:
        at = int(np.searchsorted(lines, chosen.header - 1))
        if at == len(lines) or lines[at] != chosen.header - 1:
            findings.doubt(
                "header", "the line chosen for the headings is blank or left out", (*candidates, 0)
            )
            raise Refused(
                "layout",
                f"line {chosen.header} was chosen for the headings, but it is blank, left out, or not in the table.",
                _CHOOSE_HEADER,
            )
    else:
        at = _first_full(grid, lines)
    likely = [line for line in _likely(grid, lines) if line != at]
    options = (int(lines[at]) + 1, *(int(lines[line]) + 1 for line in likely), *candidates, 0)
    count = chosen.header_lines or _count(grid, lines, at, findings)
    if chosen.header is None and not chosen.header_lines and at and count == 1:
        # The upper of two lines of headings often holds fewer texts.
        body = Body.below(grid, lines[at + 1 :], _width(grid, lines[at], lines[at + 1 :]))
        if belong_together(grid.trimmed(lines[at - 1]), grid.trimmed(lines[at]), body):
            at, count = at - 1, 2
    count = min(count, len(lines) - at)
    if chosen.header is None:
        _require_certain(grid, lines, at, count, likely, options, findings)
    reason = "the first line" if not at else "above it fewer cells are filled, below it rows are alike"
    findings.note("header", int(lines[at]) + 1, reason, options, sure=not at)
    more = "further lines of texts stand over columns of numbers" if count > 1 else "rows begin below it"
    findings.note("header_lines", count, more, (count, 1, 2, 3), sure=count == 1)
    return at, count


def _require_certain(
    grid: Grid,
    lines: np.ndarray,
    at: int,
    count: int,
    likely: list[int],
    options: tuple[int, ...],
    findings: Findings,
) -> None:
    """Refuse a table whose headings may stand in another line than the one found, or nowhere."""
    body = Body.below(grid, lines[at + count :], _width(grid, lines[at], lines[at + count :]))
    cells = grid.trimmed(lines[at])
    if not body.rows or count > 1:
        return
    if are_data(cells, body.without(cells)):
        findings.doubt("header", "the first line looks like a row", (0, *options))
        raise Refused(
            "no-header",
            "the first line is no headings but looks like the rows below it.",
            "Choose that there are no headings, or write them into the first line.",
            line=int(lines[at]) + 1,
        )
    if at == 1 and grid.cells(lines[0])[0].casefold().startswith(SAYS_DELIMITER):
        return
    if at and not are_headings(cells, body.without(cells)):
        findings.doubt("header", "lines above the table, and no line that is headings beyond doubt", options)
        raise Refused(
            "lines-above-header",
            f"{_lines(at)} not as wide as the rows, and none that is headings beyond doubt.",
            _CHOOSE_HEADER,
            line=int(lines[0]) + 1,
        )
    doubtful = not names_all(cells, body) or any(map(is_datum, cells))
    if not at and likely and (doubtful or lines[likely[0]] - lines[0] > likely[0]):
        findings.doubt(
            "header", "another line looks more like headings than the first", options[1:] + options[:1]
        )
        raise Refused(
            "lines-above-header",
            f"the headings could stand in line {lines[at] + 1} or in line {lines[likely[0]] + 1}.",
            _CHOOSE_HEADER,
            line=int(lines[likely[0]]) + 1,
        )


def _width(grid: Grid, header: int, below: np.ndarray) -> int:
    """How wide the rows are to be: as the headings in a sheet, as most rows in a text."""
    if grid.ragged or not len(below):
        return int(grid.widths[header])
    return grid.usual_width(below)


def _first_full(grid: Grid, lines: np.ndarray) -> int:
    """The first line that is filled more than half as far as rows usually are wide."""
    usual = grid.usual_width(lines)
    for at, line in enumerate(lines[:MOST_ABOVE]):
        cells = grid.trimmed(line)
        named_value = 0 < len(cells) < usual and cells[0].endswith(":")  # "Exported: | 2024-01-31"
        if 2 * sum(map(bool, cells)) > usual and not named_value:
            return at
    return 0


def _likely(grid: Grid, lines: np.ndarray) -> list[int]:
    """Which of the first lines are headings beyond doubt, were nothing above them."""
    found, met = [], []
    for at, line in enumerate(lines[:MOST_ABOVE]):
        cells = grid.trimmed(line)
        if len(cells) > 1 and cells not in met:
            body = Body.below(grid, lines[at + 1 :], _width(grid, line, lines[at + 1 :]))
            if body.rows and are_headings(cells, body.without(cells)):
                found.append(at)
                if not at:  # what stands in line 1 and is headings beyond doubt leaves nothing to choose
                    break
        met.append(cells)
    return found


def _worded(cells: list[str], body: Body) -> bool:
    return len(cells) <= body.width and not any(map(is_datum, cells))


def _count(grid: Grid, lines: np.ndarray, at: int, findings: Findings) -> int:
    """How many lines of headings begin at a line."""
    upper = grid.trimmed(lines[at])
    for count in range(min(MOST_HEADER_LINES, len(lines) - at - 1), 1, -1):
        below = lines[at + count :]
        body = Body.below(grid, below, _width(grid, lines[at], below))
        more = [grid.trimmed(line) for line in lines[at + 1 : at + count]]
        if not body.rows:
            continue
        if names_all(upper, body):
            if all(cells != upper and describe_columns(cells, body) for cells in more):
                return count
        elif count == 2 and belong_together(upper, more[0], body):
            return 2
        elif count == 2 and _worded(upper, body) and describe_columns(more[0], body):
            findings.doubt("header_lines", "two lines of texts stand above the rows", (2, 1, 3))
            raise Refused(
                "header-lines",
                "the headings seem to stand in two lines, and it is not clear how they belong together.",
                _CHOOSE_LINES,
                line=int(lines[at]) + 1,
            )
    return 1
