"""What measures of talk and presence cannot do without, and the sentence said where it is missing.

A measure lists its needs in the order in which a reader should hear of them: first what was not recorded,
then too few people, then what did not happen.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from taft_dash.measures import exchange, flows, participation, structure
from taft_dash.measures.index import Need, people_present


def at_least(smallest: int, people: Callable = people_present, where: str = "present") -> Need:
    """The need for that many people; `people` counts them and `where` says which."""
    sentence = f"{{label}} needs at least {smallest} people {where}; session {{session}} had {{n}}."
    return Need(lambda stack: people(stack) >= smallest, sentence, smallest)


PRESENCE = Need(
    lambda stack: (stack.recorded | stack.attended).any(axis=1) | (stack.people > 0),
    "Presence was not recorded in session {session}.",
)
TALK = Need(lambda stack: stack.talk, "No talk was recorded in session {session}.")
SPOKE = Need(lambda stack: stack.taken.any(axis=1), "Nobody took a turn in session {session}.")
ADDRESSEES = Need(lambda stack: stack.addressed, "No addressees were recorded in session {session}.")
DIRECTED = Need(lambda stack: stack.directed > 0, "Nobody addressed another person in session {session}.")
TIMED = Need(lambda stack: stack.timed, "Speaking time was not recorded in session {session}.")
ATTENDANCE = Need(
    lambda stack: np.full(len(stack.session), stack.presence_recorded),
    "Attendance is inferred, so a rate cannot be given.",
)
MEMBER_RECORDED = Need(
    lambda stack: participation.members_recorded(stack) > 0,
    "No member's attendance was recorded in session {session}.",
)
FLOWING = Need(
    lambda stack: flows.addressed_turns(stack) > 0,
    "No turn between members, therapists and the group was recorded in session {session}.",
)
THERAPIST = Need(
    lambda stack: (stack.therapist & stack.present).any(axis=1),
    "No therapist is known to have been present in session {session}.",
)
TWO_MEMBERS = Need(
    lambda stack: (stack.member & stack.present).sum(axis=1) >= 2,
    "{label} needs at least 2 members present in session {session}.",
)
PERSON_FLOW = Need(
    lambda stack: flows.person_turns(stack) > 0,
    "No turn from a member or therapist to another was recorded in session {session}.",
)
EARLIER = Need(
    lambda stack: stack.previous >= 0,
    "Before session {session}, no session has recorded addressees to compare with.",
)
VARIED = Need(
    structure.varied,
    "In session {session} or the one before, all pairs spoke equally often: there is no pattern to compare.",
)
SECONDS = Need(
    lambda stack: stack.seconds_taken.any(axis=1),
    "The recorded speaking time of session {session} is 0 seconds.",
)
IN_TOUCH = Need(
    lambda stack: stack.given + stack.received > 0,
    "Neither addressed anybody nor was addressed in session {session}.",
)
OCCASION = Need(
    lambda stack: exchange.occasions(stack) > 0, "Had not been together with anybody by session {session}."
)
