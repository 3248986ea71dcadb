"""A cohort of six invented groups that differ in size, length and in how completely they were recorded."""

from __future__ import annotations

import datetime
from collections import Counter
from dataclasses import dataclass

from generator.draws import Draws
from generator.forms import SOFTA_S, WAI_S, WAI_SR, Forms, stepwise
from generator.talk import SECONDS, Meeting, turns

SEED = 20240400


@dataclass(frozen=True)
class Group:
    """One group of the cohort: its people, its meetings, and what was written down of them."""

    name: str
    members: dict[str, str]  # id: name ("" where none was recorded)
    therapists: dict[str, str]
    sessions: tuple[int, ...]
    minutes: int
    first_day: datetime.date
    topics: tuple[str, ...] = ()
    joined: tuple[tuple[str, int], ...] = ()
    left: tuple[tuple[str, int], ...] = ()
    attendance: bool = True
    talk: str = "turns"  # "turns", "counts" or "none"
    forms: tuple[str, ...] = ("WAI-SR", "GSRS")
    missing_forms: float = 0.08
    level: float = 3.7

    def belongs(self, person: str, session: int) -> bool:
        return dict(self.joined).get(person, 0) <= session <= dict(self.left).get(person, session)


def numbered(prefix: str, names: tuple[str, ...]) -> dict[str, str]:
    """Ids such as m01, m02 for these names."""
    return {f"{prefix}{place:02}": name for place, name in enumerate(names, start=1)}


GROUPS = (
    Group(
        "רימון",
        numbered("ח", ("נועה", "איתן", "תמר", "יונתן", "מיכל", "אורי", "שירה", "דניאל")),
        {"מ1": "רות", "מ2": "עומר"},
        tuple(range(1, 21)), 75, datetime.date(2024, 2, 4),
        topics=("היכרות", "למה באנו", "ביטחון בקבוצה"),
        joined=(("ח08", 4),), left=(("ח02", 9),),
        forms=("WAI-SR", "GSRS", "RAS-20", "TAFT-delivery"),
    ),
    Group(
        "north", numbered("m", ("Ines", "Karl", "Lena", "Milan", "Nora", "Otto", "Petra")), {"t1": "Quentin"},
        tuple(range(1, 15)), 60, datetime.date(2024, 1, 15),
        attendance=False, left=(("m06", 8),), forms=("SOFTA-s", "GSRS"), missing_forms=0.2,
    ),
    Group(
        "harbour",
        numbered("m", ("Anna", "Boris", "Clara", "Dennis", "Elif", "Frank", "Gita", "Hans", "Irma", "Jakob")),
        {"t1": "Karin", "t2": "Lukas"},
        tuple(range(1, 17)), 90, datetime.date(2024, 3, 7),
        talk="none", left=(("m04", 6), ("m09", 11)), forms=("WAI-SR", "ORS"),
    ),
    Group(
        "mill", numbered("m", ("Maya", "Nils", "Olga", "Pavel", "Rosa", "Sven")), {"t1": "Tilda"},
        tuple(range(1, 13)), 60, datetime.date(2024, 5, 13),
        talk="counts", forms=("GSRS",), level=4.0,
    ),
    Group(
        "garden", dict.fromkeys((f"m{place:02}" for place in range(1, 10)), ""), {"t1": "", "t2": ""},
        (1, 2, 3, 4, 11, 12, 13, 25, 26, 40), 90, datetime.date(2023, 9, 6),
        joined=(("m09", 11),), left=(("m03", 13),), forms=("WAI-S",), missing_forms=0.15,
    ),
    Group(
        "lantern", numbered("m", ("Uma", "Viktor", "Wanda", "Xaver")), {"t1": "Yara"},
        tuple(range(1, 7)), 45, datetime.date(2024, 6, 3),
        forms=("SRS", "TAFT-delivery"), missing_forms=0.0, level=4.3,
    ),
)  # fmt: skip


def away(group: Group, draws: Draws) -> dict[int, set[str]]:
    """Who missed which meeting: a member one time in ten, a therapist seldom, never everyone at once."""
    missed: dict[int, set[str]] = {}
    for session in group.sessions:
        missed[session] = {member for member in group.members if draws.chance(0.1)}
        if len(group.therapists) > 1 and draws.chance(0.06):
            missed[session].add(next(iter(group.therapists)))
    return missed


def talk(group: Group, there: dict[int, list[str]], draws: Draws) -> list[dict]:
    """Turns as they were spoken or, where only a tally was kept, how many went from whom to whom."""
    roles = dict.fromkeys(group.members, "member") | dict.fromkeys(group.therapists, "therapist")
    readiness = {person: 0.5 + draws.uniform() for person in group.members}
    first, last = group.sessions[0], group.sessions[-1]
    rows: list[dict] = []
    for session, room in there.items():
        leading = stepwise(session, {first: 2.4 / len(group.therapists), last: 1.4 / len(group.therapists)})
        upward = stepwise(session, {first: 4.0, last: 1.2})

        def pull(speaker: str, addressee: str, upward: float = upward) -> float:
            if roles[addressee] == "therapist":
                return upward if roles[speaker] == "member" else 0.2
            return readiness[addressee]

        spoken = turns(
            Meeting(
                group.name, session, group.minutes, roles,
                activity={person: readiness.get(person, leading) for person in room},
                pull=pull,
                here=dict.fromkeys(room, (0.0, group.minutes * SECONDS)),
                seconds_per_turn=62.0,
                reflecting=stepwise(session, {first: 0.05, last: 0.15}),
            ),
            draws,
        )  # fmt: skip
        rows += tally(spoken) if group.talk == "counts" else spoken
    return rows


def tally(spoken: list[dict]) -> list[dict]:
    """Turns from whom to whom, without their order; a turn to two people is one mark for each."""
    marks = Counter(
        (row["session"], row["speaker"], addressee)
        for row in spoken
        for addressee in row["addressee"].split(";")
    )
    return [
        {
            "group": spoken[0]["group"],
            "session": session,
            "speaker": speaker,
            "addressee": addressee,
            "turns": count,
        }
        for (session, speaker, addressee), count in sorted(marks.items())
    ]


def ratings(group: Group, there: dict[int, list[str]], draws: Draws) -> list[dict]:
    """What members answered after each meeting, and what therapists wrote about their own part."""
    forms = Forms(group.name, draws)
    own = {member: group.level + draws.normal(0.25) for member in group.members}
    for session, room in there.items():
        place = group.sessions.index(session) / (len(group.sessions) - 1)
        for person in room:
            if person in group.therapists:
                if "TAFT-delivery" in group.forms:
                    _delivery(forms, session, person, 0.7 * place)
            elif not draws.chance(group.missing_forms):
                _member_forms(forms, group, session, person, own[person] + 0.4 * place)
    return forms.rows


def _delivery(forms: Forms, session: int, therapist: str, gained: float) -> None:
    for element, level in (("goals", 2.5), ("bond", 2.8), ("safety", 3.2), ("purpose", 1.5)):
        forms.judgement(
            session, therapist, "GROUP", "TAFT-delivery", element, level + gained, 0, 4, noise=0.4
        )


def _member_forms(forms: Forms, group: Group, session: int, member: str, level: float) -> None:
    """`level` is on the 1 to 5 scale; the other scales are stretched from it."""
    alike = dict.fromkeys(("goal", "task", "bond", "engagement", "connection", "safety", "purpose"), level)
    if "WAI-SR" in group.forms:
        forms.items(session, member, "LEADER", "WAI-SR", WAI_SR, alike, 1, 5, noise=0.8, blank=0.05)
    if "WAI-S" in group.forms:
        wider = {subscale: 1.5 * value - 0.5 for subscale, value in alike.items()}
        forms.items(session, member, "LEADER", "WAI-S", WAI_S, wider, 1, 7, noise=1.2, blank=0.05)
    if "SOFTA-s" in group.forms and group.sessions.index(session) % 4 == 0:
        forms.items(session, member, "GROUP", "SOFTA-s", SOFTA_S, alike, 1, 5, noise=0.8, blank=0.05)
    for scale, target in (("GSRS", "GROUP"), ("SRS", "LEADER"), ("ORS", "SELF")):
        if scale in group.forms:
            mark = 2.0 * level if scale != "ORS" else 2.0 * level - 2.2
            forms.lines(session, member, target, scale, 4, mark, noise=0.7)
    if "RAS-20" in group.forms and session in (group.sessions[0], group.sessions[-1]):
        for subscale in ("confidence", "help", "reliance", "symptoms"):
            forms.judgement(
                session, member, "SELF", "RAS-20", subscale, level - 0.5, 1, 5, step=0.2, noise=0.3
            )


def tables() -> dict[str, list[dict]]:
    """Every table of the set, one group after the other."""
    whole: dict[str, list[dict]] = {
        "members": [], "sessions": [], "attendance": [], "interactions": [], "ratings": [],
    }  # fmt: skip
    for place, group in enumerate(GROUPS):
        draws = Draws(SEED + place)
        missed = away(group, draws)
        people = {**group.members, **group.therapists}
        there = {
            session: [p for p in people if group.belongs(p, session) and p not in missed[session]]
            for session in group.sessions
        }
        joined, left = dict(group.joined), dict(group.left)
        for person, name in people.items():
            whole["members"].append({
                "group": group.name, "member": person, "name": name,
                "role": "therapist" if person in group.therapists else "member",
                "joined": joined.get(person, ""), "left": left.get(person, ""),
            })  # fmt: skip
        for number, session in enumerate(group.sessions):
            whole["sessions"].append({
                "group": group.name, "session": session, "minutes": group.minutes,
                "date": group.first_day + datetime.timedelta(weeks=session - group.sessions[0]),
                "topic": group.topics[number] if number < len(group.topics) else "",
            })  # fmt: skip
            if group.attendance:
                whole["attendance"] += [
                    {
                        "group": group.name,
                        "session": session,
                        "member": person,
                        "status": "absent" if person in missed[session] else "present",
                    }
                    for person in people
                    if group.belongs(person, session)
                ]
        if group.talk != "none":
            whole["interactions"] += talk(group, there, draws)
        whole["ratings"] += ratings(group, there, draws)
    return whole
