"""Delimited text (CSV, TSV, TXT) to text tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from taft_dash.records import limits
from taft_dash.records.assembly import TableRead
from taft_dash.records.dialect import dialect_of
from taft_dash.records.encodings import decoded
from taft_dash.records.grids import of_text
from taft_dash.records.layout import AS_FOUND, HEAD, LONGEST_SHOWN, Findings, Layout, Understood
from taft_dash.records.problems import Problem, Refused, shown
from taft_dash.records.tabular import read_grid
from taft_dash.records.ways_on import ways_on

_SINGLE = "Single quotation marks (') around cells were taken as quotation marks."


def read_delimited(
    file: str, heading: str, data: bytes, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood]:
    """The tables in the bytes of one file, or why there is none that can be trusted."""
    findings = Findings(file, layouts.get(file, AS_FOUND))
    try:
        yield from _tables(heading, data, findings, layouts)
    except Refused as refusal:
        lost = _lines_lost(data) if refusal.rows is None else refusal.rows
        yield refusal.problem(file, lost, ways_on(refusal, findings))
        findings.head = findings.head or _raw_head(data)
        yield findings.understood()


def _tables(
    heading: str, data: bytes, findings: Findings, layouts: Mapping[str, Layout]
) -> Iterator[TableRead | Problem | Understood]:
    read = decoded(data, findings)
    text = read.text
    if not text or text.isspace():
        raise Refused("empty", "the file is empty.", "Write a header and rows, or leave the file out.")
    if len(text) > limits.MOST_LINES and text.count(b"\n") > limits.MOST_LINES:
        raise Refused("too-large", f"the file has more than {limits.MOST_LINES:,} lines.", "Split the file.")
    delimiter, quote = dialect_of(text, findings)
    findings.quoted = bool(quote) and quote.encode() in text
    grid, misquoted = of_text(text, delimiter, quote, first_is_row=findings.chosen.header == 0)
    if misquoted is not None:
        before = grid.filled()
        findings.head = grid.shown(before[before < misquoted][:HEAD])
        findings.doubt("quote", "a mark stands inside a text, or its partner is missing", ("",))
        raise Refused(
            "quotation-marks",
            f"a quotation mark ({quote}) stands inside a text that has none around it, or its partner is missing. "
            "From here on cells cannot be told apart.",
            "Put the whole text into quotation marks and double those inside it, take the mark out, "
            "or choose that quotation marks are ordinary letters.",
            line=misquoted + 1,
        )
    notes = read.notes
    if not text.endswith(b"\n"):
        notes += ("The last line does not end; was the file cut short?",)
    if quote == "'":
        notes += (_SINGLE,)
    if read.problem:
        yield read.problem
    yield from read_grid(
        heading, grid, findings, layouts, notes=notes, encoding=read.encoding, delimiter=delimiter
    )


def _lines_lost(data: bytes) -> int:
    """How many rows go with a text that cannot be read: its lines that are not blank, less the header."""
    return max(sum(1 for line in data.splitlines() if line.strip()) - 1, 0)


def _raw_head(data: bytes) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The first lines of a text whose cells are not known, each as one cell."""
    lines = data[: 2**14].decode("utf-8", "replace").splitlines()[:HEAD]
    return tuple(
        (at, (shown(line, LONGEST_SHOWN),)) for at, line in enumerate(lines, start=1) if line.strip()
    )
