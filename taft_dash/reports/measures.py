"""Everything that can be counted in a study, as files with a data dictionary. Their columns are a contract."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import networkx as nx
import pandas as pd

from taft_dash.measures import indices
from taft_dash.measures.network import networks, ties
from taft_dash.measures.ratings import trajectories
from taft_dash.records.instruments import find
from taft_dash.records.study import Study
from taft_dash.reports.tables import graphml_names

Steps = Callable[[str], AbstractContextManager]


# What the networks say of each person (node) and each tie (edge), over all sessions of the group.
NETWORK = {
    "node id": ("identifier of the person as recorded", ""),
    "node label": ("name, or else identifier", ""),
    "node role": ("member, therapist or observer", ""),
    "node sessions_present": ("sessions at which they were present", "sessions"),
    "node turns_taken": ("turns taken, each once", "turns"),
    "node turns_to_group": ("of these, turns to the whole group", "turns"),
    "edge turns": ("turns from the one to the other", "turns"),
    "edge speaking_seconds": ("time of these turns; left out where not recorded", "seconds"),
    "edge sessions_together": (
        "sessions at which both were present and addressees were recorded",
        "sessions",
    ),
    "edge rate": ("turns per session together", "turns per session"),
}


@dataclass(frozen=True)
class File:
    """One file of measures: how its rows are made, and what each column means, {column: (meaning, unit)}."""

    name: str
    work: str
    rows: Callable[[Study], pd.DataFrame]
    columns: dict[str, tuple[str, str]]


GROUP = ("name of the group as recorded", "")
SESSION = ("number of the session as recorded", "")
REASON = ("why there is no value, in words; empty where there is one", "")

FILES = (
    File(
        "indices.csv",
        "counting the group indices",
        indices.by_session,
        {
            "group": GROUP,
            "session": SESSION,
            "index": ("name of the group index", ""),
            "value": ("its value; empty where undefined", "see the index"),
            "n": ("people the value rests on", "people"),
            "reason": REASON,
        },
    ),
    File(
        "people.csv",
        "counting the measures of each person",
        indices.by_person,
        {
            "group": GROUP,
            "session": SESSION,
            "member": ("identifier of the person as recorded", ""),
            "role": ("member, therapist or observer", ""),
            "presence": ("present, absent, not_yet_joined, left or not_recorded", ""),
            "measure": ("name of the measure", ""),
            "value": ("its value; empty where undefined", "see the measure"),
            "reason": REASON,
        },
    ),
    File(
        "ties.csv",
        "counting who spoke to whom",
        ties,
        {
            "group": GROUP,
            "session": SESSION,
            "speaker": ("who spoke", ""),
            "addressee": ("to whom; talk to the whole group is not a tie", ""),
            "turns": (
                "turns from speaker to addressee; a turn to several people counts once for each",
                "turns",
            ),
            "speaking_seconds": ("time of these turns; empty where not recorded", "seconds"),
            "sessions_together": (
                "sessions so far at which both were present, this one included",
                "sessions",
            ),
            "rate": (
                "turns from speaker to addressee so far, for each session together",
                "turns per session",
            ),
        },
    ),
    File(
        "trajectories.csv",
        "scoring the ratings",
        trajectories,
        {
            "group": GROUP,
            "session": SESSION,
            "rater": ("who rated", ""),
            "target": ("who or what was rated: a person, GROUP, MEMBERS, LEADER or SELF", ""),
            "instrument": ("identifier of the instrument; as typed where it is not known", ""),
            "subscale": ("name of the subscale, or total", ""),
            "score": ("the score that is plotted; empty where it cannot be given", "see the instrument"),
            "items_answered": ("items answered; empty where the score itself was written down", "items"),
            "items": ("items the score is made of; 0 where it is rated directly", "items"),
        },
    ),
)


def measure_files(study: Study, step: Steps = nullcontext) -> dict[str, pd.DataFrame | nx.DiGraph]:
    """The files of a study by name: the tables, a network for each group, and the dictionary that explains them.

    `step` is entered with a few words around each piece of work, for whoever waits.
    """
    files = {}
    for file in FILES:
        with step(file.work):
            files[file.name] = file.rows(study)[list(file.columns)]
    with step("building the networks"):
        drawn = networks(study)
        for group, name in graphml_names(study.groups()).items():
            files[name] = _with_attributes(drawn[group], study, group)
    used = files["trajectories.csv"]["instrument"].dropna().unique()
    files["data_dictionary.csv"] = data_dictionary([find(name, study.instruments) for name in used])
    return files


def _with_attributes(graph: nx.DiGraph, study: Study, group: str) -> nx.DiGraph:
    """The network with what else the records say of each person, as `recorded <column>`."""
    people = study.members[study.members["group"] == group].set_index("member")
    for name in study.extras.get("members", ()):
        nx.set_node_attributes(graph, people.loc[list(graph), name].dropna().to_dict(), f"recorded {name}")
    return graph


def data_dictionary(instruments=()) -> pd.DataFrame:
    """What every column, index, measure and instrument in the files means.

    One row is a column of a file, or one value that its naming column can take (`entry`).
    """
    rows = [
        {"file": file.name, "column": column, "meaning": meaning, "unit": unit}
        for file in FILES
        for column, (meaning, unit) in file.columns.items()
    ]
    rows += [
        {"file": "network_*.graphml", "column": name, "meaning": meaning, "unit": unit}
        for name, (meaning, unit) in NETWORK.items()
    ]
    for file, column, measures in (
        ("indices.csv", "index", indices.INDICES),
        ("people.csv", "measure", indices.PERSON_MEASURES),
    ):
        rows += [
            {
                "file": file,
                "column": column,
                "entry": measure.name,
                "meaning": f"{measure.label}. {measure.reading}",
                "unit": measure.unit,
                "low": measure.low,
                "high": measure.high,
                "source": measure.source,
            }
            for measure in measures
        ]
    rows += [
        {
            "file": "trajectories.csv",
            "column": "instrument",
            "entry": f"{instrument.id}, {scale.name}",
            "meaning": f"{instrument.name}: {scale.label}. {instrument.reading}".strip(),
            "unit": f"{instrument.score} of answers {instrument.low:g} to {instrument.high:g}",
            "low": scale.low,
            "high": scale.high,
            "source": f"{instrument.source} (key {instrument.key_status})",
        }
        for instrument in instruments
        if instrument
        for scale in instrument.scales
    ]
    columns = ["file", "column", "entry", "meaning", "unit", "low", "high", "source"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})
