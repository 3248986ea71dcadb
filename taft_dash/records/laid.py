"""Tables laid beside one another: the rows of each in the vocabularies of the study, so that they can be compared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.records.presence import presence_rows
from taft_dash.records.roster import (
    PERSON_COLUMNS,
    coded,
    group_codes,
    person_codes,
    roster_rows,
    session_rows,
)
from taft_dash.records.sheets import Sheet
from taft_dash.records.study import Study


@dataclass(frozen=True)
class Laid:
    """A table in the vocabularies of the study, with the row of the sheet each of its rows came from."""

    name: str
    sheet: Sheet
    frame: pd.DataFrame
    rows: np.ndarray
    study: Study

    @classmethod
    def out(cls, study: Study, name: str, sheet: Sheet) -> Laid:
        rows = np.flatnonzero(~sheet.aside)
        if name == "interactions":
            source = study.interactions["source"].to_numpy()
            return cls(name, sheet, study.interactions, rows[source] if sheet.aside.any() else source, study)
        if name in ("ratings", "events"):
            return cls(name, sheet, getattr(study, name), rows, study)
        # Here every row counts: whoever stands in a faulty row of members.csv is no stranger for that.
        rows = np.arange(len(sheet.frame)) if name in ("members", "sessions") else rows
        frame = sheet.frame.iloc[rows]
        people, groups = study.members["member"].dtype, study.members["group"].dtype
        columns = {column: coded(frame[column], people) for column in PERSON_COLUMNS.get(name, ())}
        columns["group"] = coded(frame["group"], groups)
        return cls(name, sheet, frame.assign(**columns).reset_index(drop=True), rows, study)

    def members(self, column: str) -> np.ndarray:
        """Row of the roster of each person in a column, -1 for nobody."""
        people = len(self.study.members["member"].cat.categories)
        return roster_rows(
            self.study.members, group_codes(self.frame), person_codes(self.frame, column, people)
        )

    def cells(self, column: str) -> np.ndarray:
        """Row of the presence grid of each person in a column, -1 for nobody."""
        person = person_codes(self.frame, column, len(self.study.members["member"].cat.categories))
        session = self.frame["session"].to_numpy()
        return presence_rows(
            self.study.members, self.study.sessions, group_codes(self.frame), person, session
        )

    def meetings(self) -> np.ndarray:
        """Row of the list of meetings of each row."""
        return session_rows(self.study.sessions, group_codes(self.frame), self.frame["session"].to_numpy())
