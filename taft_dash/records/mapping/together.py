"""What only shows between files: two that tell of the same turns, and a roster whose groups are no therapy groups.

A person who decides about a file decides otherwise.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.records.mapping.headings import plain_heading
from taft_dash.records.mapping.plan import TableMapping
from taft_dash.records.problems import Problem, fold
from taft_dash.records.tables import ENOUGH
from taft_dash.records.text_tables import TextTable

_PLACE = ("group", "session", "turn")
_MOSTLY = 0.5  # the share of the turns of the shorter file that must stand in the other one


def second_accounts(talk: list[tuple[TextTable, TableMapping]]) -> dict[str, str]:
    """File -> the file that tells of the same turns already.

    Parameters
    ----------
    talk : files of interactions with the mapping that was proposed for each. Files with the same headings are parts of
        one record; files with others that share the numbers of their turns are two accounts of it, of which the one
        with more columns of the record format is used.
    """
    told = [(text, one) for text, one in talk if {"session", "turn"} <= {*one.columns, *one.constants}]
    told = [(text, one) for text, one in told if "turn" in one.columns]
    told.sort(key=lambda pair: -len(pair[1].columns))
    second: dict[str, str] = {}
    for place, (text, one) in enumerate(told):
        for other_text, other in told[:place]:
            if other_text.file in second or set(text.columns) == set(other_text.columns):
                continue
            if _share(_turns(text, one), _turns(other_text, other)) >= _MOSTLY:
                second[text.file] = other_text.file
                break
    return second


def groups_of_people_only(read: list[tuple[TextTable, TableMapping]]) -> set[str]:
    """The rosters whose column of several groups no record of sessions has: teams or classes, not therapy groups.

    `read` : every table that was proposed. A file called members keeps its groups.
    """
    if any(one.table in ENOUGH and "group" in {*one.columns, *one.constants} for _, one in read):
        return set()
    if not any(one.table in ENOUGH for _, one in read):
        return set()
    return {
        text.file
        for text, one in read
        if one.table == "members"
        and "group" in one.columns
        and plain_heading(text.heading) != "members"
        and len(text.columns[one.columns["group"]].values) > 1
    }


def reported(text: TextTable, first: str) -> Problem:
    """What is said of a file that is not used because another one tells of its turns."""
    return fold(
        "second-account",
        f"the file tells of the same turns as {first}, by their numbers; it is not used, so that no turn counts twice.",
        "Take out one of the two, or choose what this file holds to have it used beside the other.",
        file=text.file,
        severity="warning",
        set_aside=len(text.line),
    )


def _turns(text: TextTable, mapping: TableMapping) -> pd.MultiIndex:
    """The distinct turns, by group, session and number."""
    rows = len(text.line)
    columns = [
        text.columns[mapping.columns[name]].text()
        if name in mapping.columns
        else np.full(rows, mapping.constants.get(name, ""), object)
        for name in _PLACE
    ]
    return pd.MultiIndex.from_arrays(columns).unique()


def _share(turns: pd.MultiIndex, others: pd.MultiIndex) -> float:
    shorter, longer = sorted((turns, others), key=len)
    return float(shorter.isin(longer).mean()) if len(shorter) else 0.0
