"""The Tuesday group: one invented group with a story. `sample_data/README.md` tells it in words."""

from __future__ import annotations

import datetime

from generator.draws import Draws
from generator.forms import stepwise
from generator.talk import SECONDS, Meeting, turns
from generator.tuesday_forms import ratings

GROUP = "tuesday"
SEED = 20240102
SESSIONS = range(1, 25)
CANCELLED = 17
HELD = [session for session in SESSIONS if session != CANCELLED]
FIRST_DAY = datetime.date(2024, 1, 2)

ADAM, BELLA, CARMEN, DAVID, ELLA, FELIX, GRACE, HUGO = (f"m{number:02}" for number in range(1, 9))
IRIS, JONAS, OBSERVER = "t1", "t2", "o1"
PEOPLE = (
    (ADAM, "member", "Adam", "", ""),
    (BELLA, "member", "Bella", "", ""),
    (CARMEN, "member", "Carmen", "", ""),
    (DAVID, "member", "David", "", 7),
    (ELLA, "member", "Ella", "", ""),
    (FELIX, "member", "Felix", 5, ""),
    (GRACE, "member", "Grace", "", ""),
    (HUGO, "member", "Hugo", "", ""),
    (IRIS, "therapist", "Iris", "", ""),
    (JONAS, "therapist", "Jonas", "", ""),
    (OBSERVER, "observer", "Observer", "", ""),
)
ROLES = {person: role for person, role, *_ in PEOPLE}

AWAY = {
    3: {DAVID: "excused"}, 5: {DAVID: "absent"}, 4: {HUGO: "excused"}, 10: {ADAM: "excused"},
    11: {BELLA: "excused"}, 13: {FELIX: "excused"}, 16: {ELLA: "excused"}, 18: {HUGO: "absent"},
    19: {GRACE: "excused"}, 20: {JONAS: "excused"}, 21: {CARMEN: "absent", HUGO: "absent"}, 22: {FELIX: "absent"},
}  # fmt: skip
LATE = {2: {ELLA: 15}, 9: {ADAM: 10}, 12: {HUGO: 10}, 20: {BELLA: 20}}
LEFT_EARLY = {6: {DAVID: 25}, 13: {HUGO: 10}, 23: {FELIX: 15}}

TOPICS = {
    1: "why we are here", 2: "names and hopes", 3: "what helps me come", 4: "ground rules, again",
    5: "a new member", 6: "being judged", 7: "when it gets quiet", 8: "coming back", 9: "friends outside",
    10: "who sits with whom", 11: "telling something new", 12: "two circles", 13: "in or out",
    14: "after the storm", 15: "what we owe each other", 16: "trust, slowly", 17: "cancelled",
    18: "how others see it", 19: "work and days", 20: "my part in it", 21: "what others carry",
    22: "saying thanks", 23: "what I take with me", 24: "goodbye",
}  # fmt: skip

FALLS_SILENT = 38  # minute of session 6
EVENTS = (
    (3, 31, "disclosure", "", ADAM, "GROUP", IRIS, ""),
    (5, 2, "joining", "", FELIX, "GROUP", IRIS, "Introduced by the therapists."),
    (6, FALLS_SILENT, "rupture", "withdrawal", CARMEN, "GROUP", OBSERVER, "Falls silent; not taken up."),
    (7, 84, "leaving", "", DAVID, "GROUP", IRIS, "Says this was the last time."),
    (8, 22, "repair", "", BELLA, CARMEN, OBSERVER, "Asks what had happened; Carmen tells."),
    (10, 47, "other", "", BELLA, ELLA, OBSERVER, "Invites Ella in."),
    (11, 55, "disclosure", "", ELLA, "GROUP", JONAS, ""),
    (13, 41, "conflict", "", ADAM, HUGO, IRIS, "About the pair that keeps to itself."),
    (13, 44, "rupture", "confrontation", ADAM, HUGO, IRIS, ""),
    (13, 44, "rupture", "confrontation", ADAM, HUGO, OBSERVER, ""),
    (15, 35, "repair", "", IRIS, "GROUP", IRIS, "Names what happened; most join in."),
    (16, 50, "disclosure", "", GRACE, "GROUP", JONAS, ""),
    (20, 28, "disclosure", "", BELLA, "GROUP", IRIS, ""),
    (24, 70, "other", "", "GROUP", "", IRIS, "Farewell round."),
)


def minutes(session: int) -> int:
    """Planned 90; the first and the last meeting were shorter, one was cancelled."""
    return 0 if session == CANCELLED else 75 if session in (1, 24) else 90


def belongs(person: str, session: int) -> bool:
    """Whether the person had joined and not yet left."""
    joined, left = next((joined, left) for known, _, _, joined, left in PEOPLE if known == person)
    return (joined or 1) <= session <= (left or SESSIONS[-1])


def status(person: str, session: int) -> str:
    """What the attendance sheet says of someone who belongs."""
    if person in AWAY.get(session, {}):
        return AWAY[session][person]
    if person in LATE.get(session, {}):
        return "late"
    return "left_early" if person in LEFT_EARLY.get(session, {}) else "present"


def there(session: int) -> list[str]:
    """Everyone at the meeting, the observer included."""
    return [
        person for person in ROLES
        if session != CANCELLED and belongs(person, session) and person not in AWAY.get(session, {})
    ]  # fmt: skip


def seconds_here(person: str, session: int) -> tuple[float, float]:
    """From when until when the person was in the room."""
    start = LATE.get(session, {}).get(person, 0)
    end = minutes(session) - LEFT_EARLY.get(session, {}).get(person, 0)
    return start * SECONDS, end * SECONDS


def at_the_edge(person: str, session: int) -> float:
    """How much of the usual give and take remains for someone on the edge: 1 is all of it."""
    if person == ELLA:
        return stepwise(session, {8: 0.1, 10: 0.45, 13: 0.9, 15: 1.0})
    if person == CARMEN:
        return {6: 0.1, 7: 0.3}.get(session, 1.0)
    if person == HUGO:
        return 0.65 if session >= 14 else 1.0
    return 0.6 if person == DAVID else 1.0


def activity(person: str, session: int) -> float:
    """How readily the person takes the floor at this meeting."""
    if ROLES[person] == "therapist":
        return stepwise(session, {1: 2.6, 12: 1.5, 24: 0.8}) * (1.1 if person == IRIS else 0.9)
    own = {ADAM: 1.4, BELLA: 1.2, CARMEN: 1.0, GRACE: 0.9, FELIX: 0.8}.get(person, 1.0)
    speaks_until_then = person == CARMEN and session == 6
    return own * (1.0 if speaks_until_then else at_the_edge(person, session))


def pull(session: int, speaker: str, addressee: str) -> float:
    """How much the speaker turns to the addressee at this meeting."""
    if ROLES[speaker] == "therapist":
        return at_the_edge(addressee, session) if ROLES[addressee] == "member" else 0.25
    if ROLES[addressee] == "therapist":
        return stepwise(session, {1: 6.0, 8: 3.0, 16: 1.2, 24: 0.6})
    strength = stepwise(session, {1: 0.25, 8: 0.7, 24: 1.0}) * at_the_edge(addressee, session)
    if 9 <= session <= 12:
        pair = {GRACE, HUGO}
        if {speaker, addressee} == pair:
            return 14.0
        return strength * (0.3 if addressee in pair else 1.0)
    if session == 13 and {speaker, addressee} == {ADAM, HUGO}:
        return 4.0
    return strength


def talk(draws: Draws) -> list[dict]:
    """Every turn of every meeting that took place."""
    rows: list[dict] = []
    for session in HELD:
        room = [person for person in there(session) if ROLES[person] != "observer"]
        meeting = Meeting(
            GROUP, session, minutes(session),
            roles=ROLES,
            activity={person: activity(person, session) for person in room},
            pull=lambda speaker, addressee, session=session: pull(session, speaker, addressee),
            here={person: seconds_here(person, session) for person in room},
            to_group=stepwise(session, {1: 0.2, 24: 0.12}),
            seconds_per_turn=43.0,
            reflecting=stepwise(session, {9: 0.03, 21: 0.26}),
            tone={13: -0.5, 14: -0.2}.get(session, 0.0),
            silent_after={CARMEN: FALLS_SILENT * SECONDS} if session == 6 else {},
            challenging={ADAM: 6.0, HUGO: 5.0, GRACE: 2.0} if session == 13 else {},
            elements={
                "safety": stepwise(session, {1: 4.0, 10: 1.5}), "bond": 1.5, "goals": 1.5,
                "purpose": stepwise(session, {6: 0.5, 18: 3.0}),
            },
        )  # fmt: skip
        rows += turns(meeting, draws)
    return rows


def tables() -> dict[str, list[dict]]:
    """Every table of the set, as rows."""
    return {
        "members": [
            {"group": GROUP, "member": person, "role": role, "name": name, "joined": joined, "left": left}
            for person, role, name, joined, left in PEOPLE
        ],
        "sessions": [
            {
                "group": GROUP, "session": session,
                "date": FIRST_DAY + datetime.timedelta(weeks=session - 1),
                "minutes": minutes(session),
                "phase": "opening" if session <= 8 else "working" if session <= 20 else "ending",
                "topic": TOPICS[session],
            }
            for session in SESSIONS
        ],
        "attendance": [
            {
                "group": GROUP, "session": session, "member": person, "status": status(person, session),
                "minutes": round((end - start) / SECONDS) if person in there(session) else 0,
            }
            for session in HELD
            for person in ROLES
            if belongs(person, session)
            for start, end in [seconds_here(person, session)]
        ],
        "interactions": talk(Draws(SEED)),
        "ratings": ratings(Draws(SEED + 1), there),
        "events": [
            {
                "group": GROUP, "session": session, "minute": minute, "kind": kind, "type": rupture_type,
                "actor": actor, "target": target, "rater": rater, "note": note,
            }
            for session, minute, kind, rupture_type, actor, target, rater, note in EVENTS
        ],
    }  # fmt: skip
