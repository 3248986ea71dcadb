"""Ratings against their instruments: is this an item of it, is the score within its range and on its steps?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from taft_dash.records.instruments import find
from taft_dash.records.judging import typed_sheet
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.proposing import nearest
from taft_dash.records.missing_codes import offer_missing_codes
from taft_dash.records.problems import Offer
from taft_dash.records.remedies import Place, emptied, read
from taft_dash.records.scales import Instrument
from taft_dash.records.sheets import Sheet, quoted
from taft_dash.records.text_tables import TextColumn


def rated_sheet(known: Arranged, instruments: tuple[Instrument, ...]) -> Sheet:
    """The typed rows of a ratings file, one row per answer, judged by their instruments."""
    sheet = typed_sheet(known)
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
    outside = []
    for (code, part), places in alike.items():
        rows = np.flatnonzero(np.isin(pair_of, places) & ~sheet.aside)
        if part is None:
            _report_no_item(sheet, rows, found[code])
        else:
            outside.append(_judge(sheet, rows, score, score.codes[rows], found[code], part))
    if any(map(len, outside)):
        offer_missing_codes(sheet, known, np.concatenate(outside), instruments)
    return sheet


def _judge(
    sheet: Sheet,
    rows: np.ndarray,
    cells: TextColumn,
    codes: np.ndarray,
    instrument: Instrument,
    part: str,
) -> np.ndarray:
    """Report scores outside the range of their instrument (set aside) and off its steps (kept).

    Returns the rows outside. `codes` are those of `rows` in `cells`, which has the scores as typed.
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
        column="score",
        offers=emptied,
    )
    sheet.report_each(
        rows[between],
        cells.values[codes[between]].tolist(),
        "off-step",
        lambda found: f"found {found}; {noun} from {low:g} in steps of {step:g}. The value is kept.",
        "Check the cell.",
        column="score",
        severity="warning",
    )
    return rows[outside]


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
        offers=lambda place: _read_near(place, [name], [instrument.id for instrument in instruments], 75),
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
        offers=lambda place, texts: _read_near(place, texts, [scale.name for scale in instrument.scales], 60),
    )


def _read_near(
    place: Place, texts: Sequence[str], known: Sequence[str], likeness: float
) -> tuple[Offer, ...]:
    """The offer to read each text as the one known word it is like, when every one of them is like one."""
    meant = {text: nearest(text, known, likeness=likeness) for text in texts}
    if any(near not in known for near in meant.values()):
        return ()
    label = "" if len(meant) == 1 else f"Read the {len(meant)} different texts as the known ones they are like"
    return read(place, meant, label, everywhere=place.column.name == "instrument")
