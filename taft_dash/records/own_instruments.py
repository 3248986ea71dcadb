"""The user's own questionnaires: rows of an instruments.csv become Instruments, or sentences about what is wrong."""

import re
from typing import NamedTuple

import pandas as pd

from taft_dash.records.scales import DIRECTIONS, KINDS, SCORES, TOTAL, Instrument, Subscale, plain_key
from taft_dash.records.tables import WHOLES


class BadDefinition(NamedTuple):
    """Why a row of instruments.csv cannot be used; `line` is the spreadsheet's (the header is line 1)."""

    line: int
    column: str
    found: str
    message: str
    fix: str

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}: {self.message} {self.fix}"


def instruments_from(frame: pd.DataFrame) -> tuple[tuple[Instrument, ...], list[BadDefinition]]:
    """The instruments that the rows of an instruments.csv define, and what is wrong with those that cannot be used.

    One row is one subscale; a row without a subscale, or with "total", is the instrument's overall score (all
    its items where the row names none). Columns: instrument, low, high (both of one answer), and where there
    is something to say name, subscale, label, items ("1,2,10,12", "1;2" or "1-5"), reversed, score (mean or
    sum), least_answered (0 to 1), better, target, step, kind, raters, source. What concerns the whole
    instrument may stand in one of its rows only. `line` holds the spreadsheet's lines; without it rows count
    from line 2. Where no row has items, scores are rated directly and each row may have limits of its own.
    An instrument with one bad row is not used at all: half a key gives wrong totals.

    Returns
    -------
    The instruments in the order of the file, and one `BadDefinition` per fault.
    """
    cells = frame.drop(columns="line", errors="ignore").map(_text)
    lines = frame["line"].tolist() if "line" in frame else range(2, len(frame) + 2)
    rows = [
        {"line": line, **cells_of_row}
        for line, cells_of_row in zip(lines, cells.to_dict("records"), strict=True)
    ]
    faults: list[BadDefinition] = []
    definitions: dict[str, list[dict]] = {}
    for row in rows:
        if plain_key(row.get("instrument", "")):
            definitions.setdefault(plain_key(row["instrument"]), []).append(row)
        else:
            faults.append(
                _fault(
                    row, "instrument", "the instrument has no name.", "Write the name used in ratings.csv."
                )
            )
    instruments = []
    for definition in definitions.values():
        instrument, found_wrong = _instrument(definition)
        faults += found_wrong
        if not found_wrong:
            instruments.append(instrument)
    return tuple(instruments), sorted(faults)


def _instrument(rows: list[dict]) -> tuple[Instrument | None, list[BadDefinition]]:
    """One instrument from its rows, or None and what is wrong with them."""
    faults: list[BadDefinition] = []
    limits = _limits(rows, faults)
    least_answered = _one_number(rows, "least_answered", faults, default=Instrument.least_answered)
    if least_answered is not None and not 0 < least_answered <= 1:
        faults.append(
            _fault(_first(rows, "least_answered"), "least_answered", "a share above 0 and up to 1 is expected.",
                   "Write 0.75 for three quarters of the items.")
        )  # fmt: skip
    step = _one_number(rows, "step", faults)
    score = _one_choice(rows, "score", SCORES, "mean", faults)
    better = _one_choice(rows, "better", DIRECTIONS, "higher", faults)
    target = _one_choice(rows, "target", WHOLES, "GROUP", faults)
    kind = _one_choice(rows, "kind", KINDS, "other", faults)

    items_of, reversed_items, seen = {}, set(), set()
    for row in rows:
        key = plain_key(row.get("subscale", "")) or TOTAL
        if key in seen:
            faults.append(
                _fault(
                    row,
                    "subscale",
                    "this subscale of the instrument is defined twice.",
                    "Keep one of the rows.",
                )
            )
        seen.add(key)
        items_of[row["line"]] = items = _items(row, "items", faults)
        turned = _items(row, "reversed", faults)
        stray = sorted(set(turned) - set(items)) if items else []
        if stray:
            faults.append(
                _fault(row, "reversed", f"reversed items must be among the items of the row; {_listed(stray)} "
                       f"{'is' if len(stray) == 1 else 'are'} not.", "Correct items or reversed.")
            )  # fmt: skip
        reversed_items |= set(turned)
    if faults:
        return None, faults

    items = tuple(sorted({item for found in items_of.values() for item in found}))
    subscales = []
    for row in rows:
        name = row.get("subscale", "")
        if plain_key(name) not in ("", TOTAL):
            own = items_of[row["line"]]
            count = len(own) if own and score == "sum" else 1
            low, high = limits[row["line"]]
            subscales.append(Subscale(name, row.get("label", "") or name, own, low * count, high * count))
    instrument_id = rows[0]["instrument"]
    return (
        Instrument(
            id=instrument_id,
            name=_first(rows, "name").get("name", "") or instrument_id,
            kind=kind,
            raters=_first(rows, "raters").get("raters", "") or "as recorded",
            default_target=target,
            items=items,
            low=min(low for low, _ in limits.values()),
            high=max(high for _, high in limits.values()),
            subscales=tuple(subscales),
            reversed=tuple(sorted(reversed_items)),
            total=TOTAL in seen,
            score=score,
            least_answered=least_answered,
            missing_rule_status="instruments.csv"
            if _first(rows, "least_answered").get("least_answered")
            else "default",
            step=step,
            better=better,
            source=_first(rows, "source").get("source", "") or "your instruments.csv",
            key_status="ours",
        ),
        [],
    )


def _limits(rows: list[dict], faults: list[BadDefinition]) -> dict[int, tuple[float, float]]:
    """Lowest and highest answer by line: the same for the whole instrument, unless scores are rated directly.

    Rated directly, a row without limits has those of the row before it.
    """
    direct = not any(row.get("items") for row in rows)
    limits, asked = {}, rows
    for row in rows:
        asked = [row] if direct and (row.get("low") or row.get("high")) else asked
        said = [] if row["line"] != asked[0]["line"] else faults  # each fault once
        low = _one_number(asked, "low", said, required=True)
        high = _one_number(asked, "high", said, required=True)
        if low is not None and high is not None and low >= high:
            message = f"the lowest answer ({low:g}) is not below the highest ({high:g})."
            said.append(_fault(_first(asked, "low"), "low", message, "Correct low or high."))
        limits[row["line"]] = (low, high)
    return limits


def _items(row: dict, column: str, faults: list[BadDefinition]) -> tuple[int, ...]:
    """Item numbers written as "1,2,10", "1;2;10" or "1-4"."""
    found = row.get(column, "")
    numbers: list[int] = []
    for piece in filter(None, re.split(r"[,;\s]+", re.sub(r"\s*[-\u2013]\s*", "-", found))):
        span = re.fullmatch(r"(\d{1,4})(?:\.0*)?(?:-(\d{1,4}))?", piece)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if not first <= last:
            faults.append(_fault(row, column, "item numbers are expected.", "Write them as 1,2,10 or 1-4."))
            return ()
        numbers += range(first, last + 1)
    if len(set(numbers)) < len(numbers):
        faults.append(_fault(row, column, "an item number stands twice.", "Name each item once."))
    return tuple(numbers)


def _one_number(rows, column, faults, *, required=False, default=None) -> float | None:
    """The number that the rows agree on; a fault when they do not, or when it is no number."""
    row = _one_cell(rows, column, faults)
    text = row.get(column, "")
    if not text:
        if required:
            faults.append(
                _fault(rows[0], column, "the cell is empty.", f"Give the {column}est answer of one item.")
            )
        return default
    try:
        number = float(text)
    except ValueError:
        number = float("nan")
    if abs(number) < float("inf"):
        return number
    faults.append(_fault(row, column, "a number is expected.", "Correct the cell."))
    return None


def _one_choice(rows, column, choices, default, faults) -> str:
    """The word that the rows agree on; a fault when it is not one of `choices`."""
    row = _one_cell(rows, column, faults)
    text = row.get(column, "")
    spelled = {plain_key(choice): choice for choice in choices}
    if text and plain_key(text) not in spelled:
        faults.append(_fault(row, column, f"one of {', '.join(choices)} is expected.", "Correct the cell."))
    return spelled.get(plain_key(text), default)


def _one_cell(rows, column, faults) -> dict:
    """The first row that fills `column`; a fault when a later row says something else."""
    first = _first(rows, column)
    for row in rows:
        if row.get(column) and _cell_key(row[column]) != _cell_key(first[column]):
            faults.append(
                _fault(row, column, f"line {first['line']} of the same instrument has another value.",
                       "Give one value for the whole instrument.")
            )  # fmt: skip
            break
    return first


def _cell_key(text: str) -> str | float:
    """Cells are alike when they are the same number or the same word: 1 and 1.0, Mean and mean."""
    try:
        return float(text)
    except ValueError:
        return plain_key(text)


def _first(rows, column) -> dict:
    """The first row that fills `column`, else the first row."""
    return next((row for row in rows if row.get(column)), rows[0])


def _fault(row: dict, column: str, message: str, fix: str) -> BadDefinition:
    found = row.get(column, "")
    return BadDefinition(
        int(row["line"]), column, found, f'found "{found}"; {message}' if found else message, fix
    )


def _listed(numbers) -> str:
    return ", ".join(map(str, numbers))


def _text(cell) -> str:
    """A cell as typed; a whole number that became 3.0 on its way through a table is 3 again."""
    if pd.isna(cell):
        return ""
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()
