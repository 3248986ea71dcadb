"""Numbers that stand for "missing": offered for a repeated score outside its scale, never read so unasked."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.mapping.proposing_scores import doubtful_scales
from taft_dash.records.mapping.vocabulary import MISSING_CODES
from taft_dash.records.problems import Offer, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.sheets import Sheet
from taft_dash.records.text_tables import TextColumn

_REPEATED = 2  # cells; a code is used again and again, a slip stands alone


def offer_missing_codes(
    sheet: Sheet, known: Arranged, outside: np.ndarray, instruments: tuple[Instrument, ...]
) -> None:
    """Add to the faults of scores outside their scale the offer to read a code as missing in all columns at once.

    A number that is an answer on the scale the form may have been entered with is no code, until a person has said
    that the scale is that of the form.

    Parameters
    ----------
    sheet : the ratings of one file, its faults reported. known : the same rows as text.
    outside : positions of the rows whose score is outside the scale of its instrument.
    instruments : all that are known.
    """
    key = known.headings["score"]
    cells, line = known.text.columns[key], known.text.line
    heading = known.origin or TextColumn(np.zeros(len(line), np.int32), np.array([key], object))
    values, written = cells.numbers(known.text.decimal_mark)
    # What is not typed like this in the file cannot be corrected there.
    typed = {change.now for change in known.changes}
    decided = {one.instrument for one in known.mapping.recode} if known.mapping else set()
    scales = [one for one in doubtful_scales(known, instruments) if one.instrument.id not in decided]
    offers: dict[str, Offer] = {}
    for code in np.unique(cells.codes[outside]).tolist():
        text = cells.values[code]
        rows = outside[cells.codes[outside] == code]
        if any(scale.low <= values[code] <= scale.high for scale in scales):
            continue
        if len(rows) >= _REPEATED and written[code] and values[code] in MISSING_CODES and text not in typed:
            offers[text] = _offer(
                known.text.file, text, rows, np.flatnonzero(cells.codes == code), heading, line
            )
    for place, problem in enumerate(sheet.problems):
        offer = offers.get(problem.found) if problem.code == "out-of-range" else None
        if offer:
            sheet.problems[place] = replace(problem, offers=(offer, *problem.offers))


def _offer(
    file: str, text: str, rows: np.ndarray, everywhere: np.ndarray, heading: TextColumn, line: np.ndarray
) -> Offer:
    """To leave empty the cells of `rows`; `everywhere` are all rows with this text, also where it is a score."""
    mends = []
    for column in np.unique(heading.codes[rows]).tolist():
        here = rows[heading.codes[rows] == column]
        wholly = len(here) == (heading.codes[everywhere] == column).sum()
        lines = () if wholly else tuple(np.unique(line[here]).tolist())
        why = f"{text} stands for missing"
        mends.append(Mend("replace", file, heading.values[column], text, "", lines, why=why))
    columns = f" in {len(mends):,} columns" if len(mends) > 1 else ""
    label = f"Read {shown(text)} as missing ({len(rows):,} cells{columns})"
    if len(rows) < len(everywhere):  # elsewhere in the file it is an answer
        return Offer(label, tuple(mends))
    return Offer(label, missing=(file, "score", text))
