"""How the cells of a text are set apart: delimiter, quotation mark and decimal mark. Decided by vote, never guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.grids import Grid, of_text
from taft_dash.records.layout import DECIMAL_MARKS, DELIMITERS, QUOTES, SAYS_DELIMITER, Findings
from taft_dash.records.mapping.vocabulary import is_missing
from taft_dash.records.problems import Problem, Refused, fold
from taft_dash.records.text_tables import TextColumn, TextTable

_SAMPLE_BYTES, _SAMPLE_ROWS = 2**18, 200
_QUOTED_CELL = re.compile(rb'(?:^|[,;\t|\n])[ \t]*"')
_WITH_COMMA, _WITH_POINT = r"^[+-]?[0-9]+,[0-9]+$", r"^[+-]?[0-9]*\.[0-9]+$"
_NUMBER_WITH_COMMA = r"^[+-]?[0-9]+(?:,[0-9]+)?$"
_ENOUGH_DECIMALS = 3  # different ones
_THOUSANDS = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"


@dataclass(frozen=True)
class _Vote:
    """What speaks for one delimiter in the first rows.

    Parameters
    ----------
    header, agreeing : cells in the first line, and the share of rows that have as many.
    usual, usually : the commonest width above one, and the share of all lines that have it.
    split : how many rows are more than one cell wide.
    """

    grid: Grid
    sound: bool
    header: int
    agreeing: float
    usual: int
    usually: float
    split: int

    @property
    def by_header(self) -> float:
        return self.agreeing * self.header if self.header > 1 else 0.0

    @property
    def by_width(self) -> float:
        return self.usually * self.usual


def dialect_of(text: bytes, findings: Findings) -> tuple[str, str]:
    """The delimiter and the quotation mark; Refused when two delimiters fit equally well."""
    end = text.rfind(b"\n", 0, _SAMPLE_BYTES) + 1 or _SAMPLE_BYTES
    sample = text if len(text) <= _SAMPLE_BYTES else text[:end]
    cut, chosen = len(sample) < len(text), findings.chosen
    said = chosen.delimiter or _said(text)
    delimiters = [said] if said else list(DELIMITERS)
    quote = chosen.quote if chosen.quote is not None else '"'
    votes = {delimiter: _vote(sample, delimiter, quote, cut) for delimiter in delimiters}
    delimiter = _elected(votes, findings)
    if chosen.quote is None and b"'" in sample and not _QUOTED_CELL.search(sample):
        single = {each: _vote(sample, each, "'", cut) for each in delimiters}
        other = _elected(single, findings)
        sound = _quotes_singly(votes[other], single[other])
        if sound and (not cut or of_text(text, other, "'")[1] is None):
            votes, delimiter, quote = single, other, "'"
    _note_delimiter(text, votes, delimiter, findings)
    reasons = {
        '"': "the usual one; no cell shows another",
        "'": "every quoted cell stands in single quotation marks",
        "": "",
    }
    findings.note("quote", quote, reasons[quote], tuple(QUOTES))
    return delimiter, quote


def _said(text: bytes) -> str:
    """The delimiter a first line such as "sep=;" tells spreadsheets, or ""."""
    first = text[:16].partition(b"\n")[0].strip(b'"').decode("utf-8", "replace")
    says = first.casefold().startswith(SAYS_DELIMITER) and len(first) == len(SAYS_DELIMITER) + 1
    return first[-1] if says and first[-1] in DELIMITERS else ""


def _vote(sample: bytes, delimiter: str, quote: str, cut: bool) -> _Vote:
    grid, misquoted = of_text(sample, delimiter, quote)
    widths = grid.widths[grid.filled()][: _SAMPLE_ROWS + 1]
    if not len(widths):
        return _Vote(grid, True, 1, 1.0, 1, 1.0, 0)
    header, rows = int(widths[0]), widths[1:]
    agreeing = float(np.mean(rows == header)) if len(rows) else 1.0
    wide = widths[widths > 1]
    usual = int(np.bincount(wide).argmax()) if len(wide) else 1
    # A sample cut from a longer text may end inside a quoted cell.
    sound = misquoted is None or (cut and misquoted >= len(grid.widths) - 2)
    return _Vote(grid, sound, header, agreeing, usual, float(np.mean(widths == usual)), int(np.sum(rows > 1)))


def _elected(votes: dict[str, _Vote], findings: Findings) -> str:
    """The delimiter under which rows are most often as wide as the first line, wider counting for more.

    Where the first line is like few rows under any, lines may stand above the headings: then the delimiter under which
    most lines are of one width.
    """
    scores = {delimiter: vote.by_header for delimiter, vote in votes.items()}
    if not any(vote.by_header and vote.agreeing >= 0.5 for vote in votes.values()):
        by_width = {d: vote.by_width for d, vote in votes.items() if vote.usual > 1 and vote.usually > 0.5}
        scores = by_width or scores
    best = max(scores, key=scores.__getitem__)
    if scores[best] == 0:
        # One heading only. Should rows hold more cells all the same, this delimiter shows them to be irregular.
        return max(votes, key=lambda delimiter: votes[delimiter].split)
    rivals = [other for other in scores if scores[other] == scores[best]]
    if len(rivals) > 1:
        reason = f"{' and '.join(DELIMITERS[rival] for rival in rivals)} fit equally well"
        findings.note("delimiter", None, reason, (*rivals, *votes), sure=False)
        raise Refused(
            "delimiter",
            f"the cells could be separated by {' or '.join(DELIMITERS[rival] for rival in rivals)}; "
            "both fit equally well.",
            "Choose the delimiter, or save the file with commas between the cells.",
        )
    return best


def _note_delimiter(text: bytes, votes: dict[str, _Vote], delimiter: str, findings: Findings) -> None:
    if _said(text):
        findings.note("delimiter", delimiter, "the first line says so", tuple(DELIMITERS))
        return
    vote = votes[delimiter]
    share = (
        f"{vote.usually:.0%} of the first lines have {vote.usual} cells" if vote.usual > 1 else "one column"
    )
    others = sorted(DELIMITERS, key=lambda each: -votes[each].by_width if each in votes else 0)
    findings.note("delimiter", delimiter, f"separated by {DELIMITERS[delimiter]}, {share}", tuple(others))


def _quotes_singly(plain: _Vote, single: _Vote) -> bool:
    """Whether single quotation marks stand around all headings, a whole column, or what holds a delimiter."""
    if not single.sound:
        return False
    if single.agreeing > plain.agreeing and single.agreeing == 1.0:
        return True
    lines = [plain.grid.cells(at) for at in plain.grid.filled()[: _SAMPLE_ROWS + 1]]
    header, *rows = [cells for cells in lines if len(cells) == plain.usual] or [[""]]
    if all(map(_in_single, header)):
        return True
    columns = list(zip(*rows, strict=True)) if len(rows) > 1 else []
    return any(any(column) and all(_in_single(cell) for cell in column if cell) for column in columns)


def _in_single(cell: str) -> bool:
    return len(cell) > 1 and cell[0] == cell[-1] == "'"


def decimal_mark_of(table: TextTable, findings: Findings) -> tuple[str, Problem | None]:
    """A comma only where the numbers show it beyond doubt: 1,5 and the like, no 1.5, and not only 1,234.

    The warning says that numbers with both marks occur.
    """
    options = tuple(DECIMAL_MARKS)
    if chosen := findings.chosen.decimal_mark:
        findings.note("decimal_mark", chosen, "", options)
        return chosen, None
    if table.delimiter == ",":
        return _of_quoted(table, findings, options)
    texts = _searched(table)
    with_comma, with_point = _written_with(texts, ",", _WITH_COMMA), _written_with(texts, ".", _WITH_POINT)
    # The first few nearly always tell.
    thousands_only = all(len(_like(some, _THOUSANDS)) == len(some) for some in (with_comma[:100], with_comma))
    if len(with_point) and len(with_comma):
        findings.note("decimal_mark", ".", "both marks occur in numbers", options, sure=False)
        return ".", _both_marks(table, with_comma.to_pylist(), with_point.to_pylist())
    if thousands_only:
        doubt = len(with_comma) > 0
        reason = "numbers such as 1,234 may be thousands" if doubt else "no number has a comma"
        findings.note("decimal_mark", ".", reason, options, sure=not doubt)
        return ".", None
    findings.note("decimal_mark", ",", f"numbers such as {with_comma[0]}, and none with a point", options)
    return ",", None


def _of_quoted(table: TextTable, findings: Findings, options: tuple[str, ...]) -> tuple[str, Problem | None]:
    """Where commas separate the cells: a decimal comma if columns of nothing but numbers have it, in quotation marks.

    A single such number is a slip, and a list of people such as "1,2,3" is no number.
    """
    shown_by = [name for name in table.columns if findings.quoted and _has_decimal_commas(table.columns[name])]
    if not shown_by or len(_written_with(_searched(table), ".", _WITH_POINT)):
        findings.note("decimal_mark", ".", "commas separate the cells", options)
        return ".", None
    example = next(text for text in table.columns[shown_by[0]].values if "," in text)
    findings.note("decimal_mark", ",", f"numbers such as {example} in quotation marks, none with a point", options)
    rows = np.zeros(len(table.line), dtype=bool)
    for column in (table.columns[name] for name in shown_by):
        rows |= np.array(["," in text for text in column.values], dtype=bool)[column.codes]
    return ",", fold(
        "decimal-mark",
        f"found numbers with a comma in quotation marks ({example}), though commas also separate the cells;"
        " where a number is expected, they are read as decimals.",
        "Nothing needs doing; choose the point for the decimal mark if these are no decimals.",
        file=table.file,
        lines=table.line[rows],
        column=shown_by[0] if len(shown_by) == 1 else "",
        found=example,
        severity="warning",
    )


def _has_decimal_commas(column: TextColumn) -> bool:
    texts = [text for text in column.values.tolist() if text and not is_missing(text)]
    with_comma = [text for text in texts if "," in text]
    if len(with_comma) < _ENOUGH_DECIMALS:
        return False
    return all(re.match(_NUMBER_WITH_COMMA, text) for text in texts) and not all(
        re.match(_THOUSANDS, text) for text in with_comma
    )


def _searched(table: TextTable) -> list[tuple[np.ndarray, str]]:
    """The distinct texts of each column, and all of them as one: searching that is far quicker than a look at each."""
    return [(column.values, "".join(column.values.tolist())) for column in table.columns.values()]


def _written_with(texts: list[tuple[np.ndarray, str]], mark: str, pattern: str) -> pa.ChunkedArray:
    """The distinct texts of each column, also given as one, that are like a pattern, which has a mark."""
    marked = [pa.array(values, type=pa.string()) for values, joined in texts if mark in joined]
    return pa.chunked_array([_like(values, pattern) for values in marked], pa.string())


def _like(texts: pa.Array, pattern: str) -> pa.Array:
    return texts.filter(pc.match_substring_regex(texts, pattern))


def _both_marks(table: TextTable, with_comma: list[str], with_point: list[str]) -> Problem:
    wanted, rows = set(with_comma), np.zeros(len(table.line), dtype=bool)
    for column in table.columns.values():
        rows |= np.array([value in wanted for value in column.values], dtype=bool)[column.codes]
    return fold(
        "decimal-mark",
        f"found numbers with a comma ({with_comma[0]}) and with a point ({with_point[0]}); "
        "the point was taken for the decimal mark.",
        "Choose the decimal mark, and write all numbers of the file with it.",
        file=table.file,
        lines=table.line[rows],
        found=with_comma[0],
        severity="warning",
    )
