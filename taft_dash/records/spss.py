"""SPSS files (.sav, .zsav): one table; values declared as missing become empty cells, and are listed.

Other programs go on to analyse them: a 99 for "no answer" is then a score.
"""

from __future__ import annotations

import datetime
from collections import Counter

import numpy as np

from taft_dash.records.as_text import coded_column, written
from taft_dash.records.assembly import TableRead, assembled, require_headings
from taft_dash.records.problems import Refused, shown
from taft_dash.records.sav import Sav, Variable, decoded, read_sav
from taft_dash.records.sav_packing import SYSTEM_MISSING
from taft_dash.records.text_tables import TextColumn

_FIRST_DAY = datetime.datetime(1582, 10, 14)  # SPSS counts seconds from the day before the Gregorian calendar
_LAST_SECOND = (datetime.datetime(9999, 12, 31) - _FIRST_DAY).total_seconds()
_DATES = {
    20,
    22,
    23,
    24,
    28,
    29,
    30,
    38,
    39,
    41,
}  # DATE, DATETIME, ADATE, JDATE, MOYR, QYR, WKYR, EDATE, SDATE, YMDHMS
_LENGTHS = {21, 25, 40}  # TIME, DTIME, MTIME
_MOST_LISTED = 12


def read_spss(name: str, heading: str, data: bytes, largest_unpacked: int) -> TableRead:
    """The table of an SPSS file; Refused when it is damaged.

    Rows have no lines of their own; they are counted as if the headings stood on line 1, as SPSS exports them.
    """
    file = read_sav(data, largest_unpacked)
    rows = len(file.cases)
    try:
        headings = [variable.name.strip() for variable in file.variables]
        require_headings(headings)
        columns, missing = zip(*(_column(file, variable) for variable in file.variables), strict=True)
        notes = [*filter(None, map(_missing_note, headings, missing))]
        notes += [_labels_note(v) for v in file.variables if v.labels]
        return assembled(
            name,
            heading,
            headings,
            list(columns),
            np.arange(2, rows + 2, dtype=np.int64),
            header_line=1,
            problems=(),
            blank_lines=0,
            notes=tuple(notes),
            encoding=f"SPSS, {file.encoding}",
        )
    except Refused as refusal:
        refusal.rows = rows if refusal.rows is None else refusal.rows
        raise


def _column(file: Sav, variable: Variable) -> tuple[TextColumn, Counter]:
    """One variable as text, and how many cells held each value that is declared as missing."""
    values, places, counts = np.unique(file.values(variable), return_inverse=True, return_counts=True)
    if variable.width:
        texts = [decoded(bytes(value), file.encoding) for value in values]
        declared = [bool(text) and text in variable.missing for text in texts]
    else:
        texts = [_number(value, variable.format) for value in values]
        within = np.zeros(len(values), bool)
        if variable.missing_range:
            low, high = variable.missing_range
            within = (values >= low) & (values <= high) & (values != SYSTEM_MISSING)
        declared = within | np.isin(values, variable.missing)
    missing = Counter()
    for place in np.flatnonzero(declared):
        missing[texts[place]] += int(counts[place])
        texts[place] = ""
    return coded_column(places.reshape(-1), texts), missing


def _number(value: float, shown_as: int) -> str:
    if value == SYSTEM_MISSING or np.isnan(value):
        return ""
    if shown_as in _DATES and 0 <= value < _LAST_SECOND:
        return written(_FIRST_DAY + datetime.timedelta(seconds=float(value)))
    if shown_as in _LENGTHS and abs(value) < _LAST_SECOND:
        return written(datetime.timedelta(seconds=float(value)))
    return written(float(value))


def _missing_note(heading: str, missing: Counter) -> str:
    if not missing:
        return ""
    listed = [f"{shown(text)} ({count:,})" for text, count in missing.most_common(_MOST_LISTED)]
    others = f" and {len(missing) - _MOST_LISTED:,} other values" if len(missing) > _MOST_LISTED else ""
    cells = missing.total()
    return (
        f"{shown(heading)}: {cells:,} {'cell' if cells == 1 else 'cells'} left empty, declared as missing in SPSS: "
        f"{', '.join(listed)}{others}."
    )


def _labels_note(variable: Variable) -> str:
    listed = [
        f"{shown(value if variable.width else _number(value, variable.format))} = {shown(words)}"
        for value, words in list(variable.labels.items())[:_MOST_LISTED]
    ]
    others = len(variable.labels) - len(listed)
    more = f" and {others:,} more" if others else ""
    return f"{shown(variable.name)}: the values are kept; their labels in SPSS are {', '.join(listed)}{more}."
