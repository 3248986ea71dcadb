"""What a table most likely is, as a value: mappings, the reason for each column, and what only a person can know."""

from __future__ import annotations

from dataclasses import dataclass

from taft_dash.records.mapping.plan import Confidence, TableMapping
from taft_dash.records.mapping.questions import Question
from taft_dash.records.problems import Problem


@dataclass(frozen=True)
class Reason:
    """Why a record column is taken from a heading.

    Parameters
    ----------
    table, column : of the record format. heading : as typed, or "" where no heading says it.
    why : one sentence. confidence : "certain" where a rule says it, "likely", or "guess".
    """

    table: str
    column: str
    heading: str
    why: str
    confidence: Confidence


@dataclass(frozen=True)
class Proposal:
    """What a table most likely is; no mappings when nobody can tell, and `problems` say why."""

    mappings: tuple[TableMapping, ...] = ()
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: tuple[str, ...] = ()
