"""What goes on in a group, as courses to be set beside the alliance: talk, flows, elements, metacognition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from taft_dash.measures.elements import DELIVERED, DELIVERY, about_members, element_series
from taft_dash.measures.indices import INDICES, PERSON_MEASURES, by_person, by_session
from taft_dash.measures.overview import Line
from taft_dash.measures.series import Series, all_series, lines_and_courses
from taft_dash.records.scales import TOTAL
from taft_dash.records.study import Study

OF_PERSONS = (
    *(
        "turn_share",
        "time_share",
        "out_strength",
        "in_strength",
        "received_share",
        "imbalance",
        "betweenness",
    ),
)
"""Person measures with a value of each session's own; the rates count from the first session on and are left out."""
OF_GROUP = (
    *(
        "effective_speakers",
        "therapist_share",
        "density",
        "weighted_reciprocity",
        "in_centralisation",
        "stability",
    ),
    *("flow_therapist_member", "flow_member_therapist", "flow_member_member", "flow_group"),
)
FAMILIES = {
    "talk": "Talk of each member",
    "group": "Talk of the group",
    "delivered": "Elements delivered",
    "felt": "Elements felt",
    "metacognition": "Metacognition",
}
"""Kinds of process, in reading order, with their names on screen."""


@dataclass(frozen=True)
class Process:
    """One course of what goes on: an index or measure by name, or a series of ratings.

    family : a key of FAMILIES. name : of the index or measure; "" for ratings. series : of the ratings, or None.
    shared : one value a session, the same for everybody.
    """

    family: str
    name: str
    series: Series | None
    shared: bool


@dataclass(frozen=True, eq=False)
class Courses:
    """The courses of one group on the same people and sessions.

    members : the n people who rated the alliance, in roster order. numbers : (T,) session numbers.
    alliance : (n, T) scores of the line. process : (n, T) for each course; shared ones repeat for everybody. NaN: none.
    """

    line: Line
    members: list[str]
    numbers: np.ndarray
    alliance: np.ndarray
    process: dict[Process, np.ndarray]


def courses_beside(study: Study, scores: pd.DataFrame, line: Line) -> Courses:
    """Every course there is in a study narrowed to one group, beside one line of its alliance.

    `scores` are the study's `ratings.trajectories`. Ratings from the same forms as the line (its instrument, by members
    about the same target) are left out: parts of a score go together with it whatever happens. A course without a
    single value is left out too.
    """
    own = Series(line.instrument, line.subscale, line.target, "member")
    asked = _rated(study, scores, line)
    tables = lines_and_courses(study, scores, [own, *(one.series for one in asked)])
    rated = tables[own][0]
    members = list(dict.fromkeys(rated["member"]))
    numbers = study.sessions["session"].to_numpy()
    found: dict[Process, np.ndarray] = {}
    if len(study.interactions):
        persons, groups = by_person(study), by_session(study)
        for name in OF_PERSONS:
            rows = persons[persons["measure"] == name]
            found[Process("talk", name, None, False)] = _grid(rows, "value", members, numbers)
        for name in OF_GROUP:
            rows = groups[groups["index"] == name]
            found[Process("group", name, None, True)] = _row(rows, "value", members, numbers)
    for one in asked:
        people, course = tables[one.series]
        found[one] = (
            _row(course, "mean", members, numbers) if one.shared else _grid(people, "score", members, numbers)
        )
    return Courses(
        line, members, numbers, _grid(rated, "score", members, numbers),
        {one: values for one, values in found.items() if np.isfinite(values).any()},
    )  # fmt: skip


def measure_label(name: str) -> str:
    """The label of an index or a person measure."""
    return next(index.label for index in (*INDICES, *PERSON_MEASURES) if index.name == name)


def _rated(study: Study, scores: pd.DataFrame, line: Line) -> list[Process]:
    """The ratings that speak of elements or of metacognition, without the forms of the line itself."""
    found = [(layer, series) for _, layer, series in element_series(scores)]
    kinds = {instrument.id: instrument.kind for instrument in study.instruments}
    metacognition = [s for s in all_series(scores) if kinds.get(s.instrument) == "metacognition"]
    divided = {s.instrument for s in metacognition if s.subscale != TOTAL}
    found += [
        ("metacognition", s) for s in metacognition if s.subscale != TOTAL or s.instrument not in divided
    ]
    order = list(FAMILIES)
    processes = [
        Process(layer, "", s, layer == DELIVERED or s.instrument == DELIVERY or not about_members(s))
        for layer, s in found
        if (s.instrument, s.target, s.rater_role) != (line.instrument, line.target, "member")
    ]
    return sorted(dict.fromkeys(processes), key=lambda one: order.index(one.family))


def _grid(rows: pd.DataFrame, column: str, members: list[str], numbers: np.ndarray) -> np.ndarray:
    """(n, T) one value for each person and session."""
    keys = [rows["member"].astype(object), rows["session"]]
    values = pd.Series(rows[column].to_numpy(float), index=pd.MultiIndex.from_arrays(keys))
    every = pd.MultiIndex.from_product([members, numbers])
    return values.reindex(every).to_numpy().reshape(len(members), len(numbers))


def _row(rows: pd.DataFrame, column: str, members: list[str], numbers: np.ndarray) -> np.ndarray:
    """(n, T) one value for each session, the same for everybody."""
    values = pd.Series(rows[column].to_numpy(float), index=rows["session"]).reindex(numbers).to_numpy()
    return np.broadcast_to(values, (len(members), len(numbers)))
