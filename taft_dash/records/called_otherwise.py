"""A roster whose people all other tables call otherwise: by a code that stands in another of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from taft_dash.records.laid import Laid
from taft_dash.records.mapping.plan import FileMapping
from taft_dash.records.problems import Offer, shown
from taft_dash.records.roster import PERSON_COLUMNS, group_codes
from taft_dash.records.study import Study


def by_another_column(study: Study, laid: Mapping[str, Laid], stranger: np.ndarray) -> tuple[Offer, ...]:
    """The offer to take another column of members.csv for the identifiers; nothing where that is not certain.

    It is certain where no other table names anybody by the identifiers of members.csv, and everybody whom one names
    stands in exactly one row of exactly one other column of it.

    Parameters
    ----------
    stranger : (people,) bool, who of the roster is not in members.csv.
    """
    sheet = laid["members"].sheet
    if len(sheet.arranged) != 1 or sheet.shared:
        return ()
    ((file, arranged),) = sheet.arranged.items()
    if arranged.source is None or arranged.mapping is None or arranged.mapping.table != "members":
        return ()
    if any(_names_any(table, ~stranger) for table in laid.values() if table.name != "members"):
        return ()
    named = pd.MultiIndex.from_arrays(
        [group_codes(study.members)[stranger], study.members["member"].astype("str").to_numpy()[stranger]]
    )
    groups = group_codes(laid["members"].frame)
    fitting = [
        heading
        for heading in arranged.extras
        if _holds(pd.MultiIndex.from_arrays([groups, arranged.source.columns[heading].text()]), named)
    ]
    if len(fitting) != 1:
        return ()
    columns = dict(arranged.mapping.columns)
    before = columns.get("member", "")
    columns |= {"member": fitting[0]} | ({"name": before} if before and "name" not in columns else {})
    label = f'Take the column "{shown(fitting[0])}" of {shown(file)} for the identifiers: all other tables use it'
    mapping = FileMapping(file, tuple(arranged.source.columns), tables=(replace(arranged.mapping, columns=columns),))
    return (Offer(label, safe=True, mapping=mapping),)


def _names_any(table: Laid, listed: np.ndarray) -> bool:
    """Whether a table names anybody who is listed."""
    known = np.append(listed, False)  # the last place stands for nobody
    return any(known[np.unique(table.members(column))].any() for column in PERSON_COLUMNS.get(table.name, ()))


def _holds(cells: pd.MultiIndex, named: pd.MultiIndex) -> bool:
    """Whether everybody named stands in exactly one row."""
    return len(named) > 0 and named.isin(cells).all() and not cells[cells.isin(named)].has_duplicates
