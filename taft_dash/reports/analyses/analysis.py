"""What an analysis is to those who write it to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.records.study import Selection, Study

Columns = dict[str, tuple[str, str]]
"""{column: (meaning, unit)} of one file."""


@dataclass(frozen=True)
class Analysis:
    """One method over a whole study: the tables it gives, {file name: table}, and what each column means.

    `tables` takes a study of any number of groups and returns every file of `columns`, empty where there is nothing
    to say; a row that has no value says why in its column `reason`.
    """

    method: Method
    work: str
    tables: Callable[[Study], dict[str, pd.DataFrame]]
    columns: dict[str, Columns]


def group_by_group(study: Study) -> Iterator[Study]:
    """The study narrowed to each group that met, over all its sessions, therapists included."""
    for group in study.groups():
        sessions = study.sessions.loc[study.sessions["group"] == group, "session"]
        if len(sessions):
            yield study.select(Selection(group, int(sessions.min()), int(sessions.max())))
