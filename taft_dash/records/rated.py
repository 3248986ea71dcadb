"""Ratings against their instruments: is this an item of it, is the score within its range and on its steps?

Also unfolds ratings that stand side by side (one column per item) into one row per answer.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from taft_dash.records.instruments import find
from taft_dash.records.judging import typed_sheet
from taft_dash.records.recognising import Recognised, nearest
from taft_dash.records.roster import vocabulary
from taft_dash.records.scales import Instrument
from taft_dash.records.sheets import Sheet, quoted
from taft_dash.records.text_tables import TextColumn
from taft_dash.records.values import numbers


def rated_sheet(known: Recognised, instruments: tuple[Instrument, ...]) -> Sheet:
    """The typed rows of a ratings file, one row per answer, judged by their instruments."""
    sheet = typed_sheet(known)
    return _side_by_side(sheet, known) if known.scores else _one_per_row(sheet, known, instruments)


def _one_per_row(sheet: Sheet, known: Recognised, instruments: tuple[Instrument, ...]) -> Sheet:
    instrument, item = sheet.frame["instrument"].cat, sheet.frame["item"].cat
    found = [find(name, instruments) for name in instrument.categories]
    for code, name in enumerate(instrument.categories):
        if found[code] is None:
            _report_unknown(sheet, np.flatnonzero(instrument.codes == code), name, instruments)
    score = known.text.columns[known.headings["score"]]
    width = len(item.categories) + 1
    pairs, pair_of = np.unique(
        instrument.codes.to_numpy().astype(np.int64) * width + item.codes.to_numpy(), return_inverse=True
    )
    # Items of an instrument share their limits, so they are judged, and reported, together.
    alike: dict[tuple[int, str | None], list[int]] = {}
    for place, pair in enumerate(pairs):
        code, item_code = divmod(pair, width)
        if code >= 0 and item_code < len(item.categories) and found[code]:
            part = found[code].part(item.categories[item_code])
            is_item = part is not None and part.isdigit()
            alike.setdefault((code, str(found[code].items[0]) if is_item else part), []).append(place)
    for (code, part), places in alike.items():
        rows = np.flatnonzero(np.isin(pair_of, places) & ~sheet.aside)
        if part is None:
            _report_no_item(sheet, rows, found[code])
        else:
            _judge(sheet, rows, score, score.codes[rows], found[code], part, "score")
    return sheet


def _side_by_side(sheet: Sheet, known: Recognised) -> Sheet:
    """One row per answer from one row per rater and session; a faulty answer sets only itself aside."""
    rows, columns = len(sheet.frame), known.scores
    long = sheet.frame.loc[sheet.frame.index.repeat(len(columns))].reset_index(drop=True)
    for name, values in (
        ("instrument", [c.instrument.id for c in columns]),
        ("item", [c.item for c in columns]),
    ):
        words = list(dict.fromkeys(values))
        codes = np.tile([words.index(value) for value in values], rows)
        long[name] = pd.Categorical.from_codes(codes, dtype=vocabulary(words))
    cells = [known.text.columns[column.heading] for column in columns]
    read = [numbers(column.values, known.text.decimal_mark) for column in cells]
    scores = [values[column.codes] for column, (values, _) in zip(cells, read, strict=True)]
    long["score"] = np.stack(scores, axis=1).ravel()
    unfolded = Sheet(
        sheet.table,
        long,
        sheet.headings,
        np.repeat(sheet.aside, len(columns)),
        [replace(problem, set_aside=problem.set_aside * len(columns)) for problem in sheet.problems],
    )
    for place, (column, cell, (_, is_number)) in enumerate(zip(columns, cells, read, strict=True)):
        answers = np.arange(rows) * len(columns) + place
        faulty = (~is_number & (cell.values != ""))[cell.codes]
        unfolded.report_each(
            answers[faulty],
            cell.values[cell.codes[faulty]].tolist(),
            "not-a-number",
            lambda found: f"found {found}; a number is expected.",
            "Correct the cell or leave it empty.",
            column=column.heading,
        )
        used = ~unfolded.aside[answers]
        _judge(
            unfolded, answers[used], cell, cell.codes[used], column.instrument, column.item, column.heading
        )
    return unfolded


def _judge(
    sheet: Sheet,
    rows: np.ndarray,
    cells: TextColumn,
    codes: np.ndarray,
    instrument: Instrument,
    part: str,
    column: str,
) -> None:
    """Report scores outside the range of their instrument (set aside) and off its steps (kept).

    `codes` are those of `rows` in `cells`, which has the scores as typed.
    """
    low, high, step = instrument.limits(part)
    noun = f"{instrument.id} items run" if part.isdigit() else f"{instrument.id} {part} runs"
    values = sheet.frame["score"].to_numpy()[rows]
    with np.errstate(invalid="ignore"):
        outside = (values < low) | (values > high)
        steps = (values - low) / step if step else np.zeros(len(values))
        between = ~outside & (np.abs(steps - np.round(steps)) > 1e-6)
    sheet.report_each(
        rows[outside],
        cells.values[codes[outside]].tolist(),
        "out-of-range",
        lambda found: f"found {found}; {noun} from {low:g} to {high:g}.",
        "Correct the cell.",
        column=column,
    )
    sheet.report_each(
        rows[between],
        cells.values[codes[between]].tolist(),
        "off-step",
        lambda found: f"found {found}; {noun} from {low:g} in steps of {step:g}. The value is kept.",
        "Check the cell.",
        column=column,
        severity="warning",
    )


def _report_unknown(sheet: Sheet, rows: np.ndarray, name: str, instruments: tuple[Instrument, ...]) -> None:
    near = nearest(name, [instrument.id for instrument in instruments], likeness=75)
    sheet.report(
        rows,
        "unknown-instrument",
        f"found {quoted(name)}, which is no known instrument; its scores are kept and not checked.",
        f"Did you mean {near}?" if near else "Define it in instruments.csv to have it checked and scored.",
        column="instrument",
        found=name,
        severity="warning",
    )


def _report_no_item(sheet: Sheet, rows: np.ndarray, instrument: Instrument) -> None:
    parts = [scale.name for scale in instrument.scales]
    if instrument.items:
        first, last = instrument.items[0], instrument.items[-1]
        run = instrument.items == tuple(range(first, last + 1))
        item_numbers = f"{first} to {last}" if run else ", ".join(map(str, instrument.items))
        parts.insert(0, f"items {item_numbers}")
    has = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    sheet.report_each(
        rows,
        sheet.frame["item"].iloc[rows].tolist(),
        "unknown-item",
        lambda found: f"found {found}; {instrument.id} has {has}.",
        "Correct the item.",
        column="item",
    )
