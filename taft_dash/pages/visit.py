"""What a page is given: the records, what is looked at, and who and which session are in focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import streamlit as st

from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.records.checking import Opened
from taft_dash.records.study import Selection, Study


@dataclass(frozen=True)
class Visit:
    """One look at one group. A page gets it and keeps nothing.

    Parameters
    ----------
    opened : all records as opened, with problems and summary; never masked.
    study : the selected group and sessions, masked where names are hidden: what figures and tables are made of.
    selection : in words for captions (`selection.sentence()`).
    cursor : the session in focus, always one of the study's sessions.
    person : member id (as in `study`) in focus, or None.
    masked : names are hidden.
    """

    opened: Opened
    study: Study
    selection: Selection
    cursor: int
    person: str | None
    masked: bool

    @cached_property
    def scores(self) -> pd.DataFrame:
        """All rating trajectories of the selected sessions."""
        return _trajectories(self.key, self.study)

    @property
    def key(self) -> str:
        """Changes with the records, the selection and the masking, and with nothing else."""
        return self.study.fingerprint

    def label(self, member: str) -> str:
        """The name a person goes by on this page."""
        return self._labels[member]

    @cached_property
    def _labels(self) -> dict[str, str]:
        roster = self.study.members
        return dict(zip(roster["member"], roster["label"].astype(str), strict=True))


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _trajectories(key: str, _study: Study) -> pd.DataFrame:
    return trajectories(_study)


@dataclass(frozen=True)
class Page:
    """One room of the app: its name in the link, its title and icon, the function that shows it, and how its numbers
    are come by, where the room does not say so itself with what was chosen there."""

    name: str
    title: str
    icon: str
    show: Callable[[Visit], None]
    method: Method | None = None
