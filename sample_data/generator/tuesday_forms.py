"""What the people of the Tuesday group wrote on their forms, and what the observer saw."""

from __future__ import annotations

from collections.abc import Callable

from generator.draws import Draws
from generator.forms import GCQ_S, WAI_SR, Forms, stepwise, within

GROUP = "tuesday"
HELD = [session for session in range(1, 25) if session != 17]
EVERY_FOURTH = HELD[0::4]  # meetings held, so that the cancelled one shifts what follows
THERAPISTS_RATE = HELD[1::4]
EVERY_THIRD = HELD[0::3]

MEMBERS = tuple(f"m{number:02}" for number in range(1, 9))
ADAM, BELLA, CARMEN, DAVID, ELLA, FELIX, GRACE, HUGO = MEMBERS

# Alliance on the 1 to 5 scale: what it was before anything happened, what was added by the end.
LEVEL = {ADAM: 3.9, BELLA: 4.0, CARMEN: 3.8, DAVID: 3.3, ELLA: 3.6, FELIX: 3.7, GRACE: 3.9, HUGO: 3.8}
GAIN = {DAVID: 0.0}
USUAL_GAIN = 0.3
STRAIN = {
    CARMEN: {6: 1.9, 7: 1.2, 13: 1.1, 14: 0.5},
    ADAM: {13: 1.1, 14: 0.5},
    BELLA: {13: 0.15},
    ELLA: {13: 1.0, 14: 0.5},
    FELIX: {14: 0.1},
    GRACE: {13: 1.3, 14: 0.6},
}
HUGO_STAYS_LOW = {12: 0.0, 13: 1.6, 15: 1.5, 24: 1.3}
SUBSCALE = {"goal": 0.0, "task": -0.1, "bond": 0.1}
SECOND_PAGE_MISSED = {(11, FELIX), (19, BELLA)}
FORM_MISSING = {(4, ADAM), (9, ELLA), (14, FELIX), (18, CARMEN), (20, GRACE), (22, HUGO)}

SAFETY = {1: -1.2, 4: 0.6, 7: 1.9, 24: 2.3}
CONNECTION = {1: -0.3, 10: 1.3, 24: 2.0}
ENGAGEMENT = {1: 0.3, 12: 1.4, 24: 2.2}
PURPOSE = {1: -0.8, 8: 0.2, 20: 2.2}
UNDERSTANDING_OTHERS = {10: 0.0, 20: 2.2}
DELIVERED = {
    "goals": {1: 2.2, 24: 3.0},
    "bond": {1: 2.0, 8: 2.9, 24: 3.2},
    "safety": {1: 1.6, 5: 3.5, 24: 3.6},
    "purpose": {1: 0.7, 8: 1.2, 16: 3.0, 24: 3.5},
}


def strain(member: str, session: int) -> float:
    """How far the alliance is pushed down, in points of the 1 to 5 scale."""
    if member == HUGO:
        return stepwise(session, HUGO_STAYS_LOW)
    return STRAIN.get(member, {}).get(session, 0.0)


def alliance(member: str, session: int) -> float:
    """The member's alliance with the therapists; what was mended holds a little better than before."""
    mended = 0.12 * (session >= 15) + 0.12 * (session >= 8 and member == CARMEN)
    growth = GAIN.get(member, USUAL_GAIN) * (session - 1) / 23
    return LEVEL[member] + growth + mended * (member != HUGO) - strain(member, session)


def ratings(draws: Draws, there: Callable[[int], list[str]]) -> list[dict]:
    """All rows of ratings.csv; `there` names who was at a session."""
    forms = Forms(GROUP, draws)
    for session in HELD:
        present = there(session)
        members = [person for person in present if person in MEMBERS]
        therapists = [person for person in present if person.startswith("t")]
        for member in members:
            _member_forms(forms, session, member)
        if session in THERAPISTS_RATE:
            for therapist in therapists:
                _therapist_forms(forms, session, therapist, members)
        _observer_forms(forms, session, members)
        for rater in (*therapists, "o1"):
            _delivery(forms, session, rater)
    return forms.rows


def _member_forms(forms: Forms, session: int, member: str) -> None:
    if (session, member) in FORM_MISSING:
        return
    level = alliance(member, session)
    # A withdrawal is felt in the bond first, a confrontation in all three alike.
    pushed = strain(member, session)
    deeper = {"bond": 0.25, "task": -0.25}
    levels = {
        subscale: level + offset - (pushed * deeper.get(subscale, 0.0) if session in (6, 7) else 0.0)
        for subscale, offset in SUBSCALE.items()
    }
    calm = pushed < 0.2  # no item is left empty where the story is told
    unread = range(7, 13) if (session, member) in SECOND_PAGE_MISSED else ()
    forms.items(
        session, member, "LEADER", "WAI-SR", WAI_SR, levels, 1, 5, blank=0.06 if calm else 0.0, unread=unread
    )
    fit = 2.0 * level + 0.3
    forms.lines(session, member, "GROUP", "GSRS", 4, fit, noise=0.25, blank=0.04 if calm else 0.0)
    if session in EVERY_FOURTH:
        clash = {13: 2.6, 18: 0.5}.get(session, 0.0)
        climate = {
            "engaged": stepwise(session, {1: 2.4, 24: 4.8}) - 0.4 * clash,
            "avoiding": stepwise(session, {1: 3.6, 24: 1.6}),
            "conflict": 0.8 + clash,
        }
        forms.items(session, member, "GROUP", "GCQ-S", GCQ_S, climate, 0, 6, noise=0.8, blank=0.1)
        _alliance_with_members(forms, session, member, level)


def _alliance_with_members(forms: Forms, session: int, member: str, level: float) -> None:
    """With the other members: thin for the one on the edge, whose bond with the therapists is fair."""
    apart = stepwise(session, {9: 1.4, 14: 0.2, 24: 0.0}) if member == ELLA else 0.0
    newly = stepwise(session, {1: 0.7, 12: 0.1}) if member != ELLA else 0.0
    for subscale, part in (("goal", 0.5), ("task", 0.5), ("bond", 1.0)):
        thinner = part * (apart + newly)
        forms.judgement(
            session, member, "MEMBERS", "WAI-SR", subscale, level - thinner, 1, 5, step=0.25, noise=0.15
        )


def _therapist_forms(forms: Forms, session: int, therapist: str, members: list[str]) -> None:
    """The therapists see the storm and what it left, not the silence of session 6."""
    for member in members:
        seen = 0.0 if session == 6 else 0.8 * strain(member, session)
        level = alliance(member, session) + strain(member, session) - seen - 0.35
        for subscale in ("goal", "task", "bond"):
            forms.judgement(
                session, therapist, member, "WAI-SR", subscale, level, 1, 5, step=0.25, noise=0.15
            )


def _observer_forms(forms: Forms, session: int, members: list[str]) -> None:
    storm = {13: 1.0, 14: 0.5}.get(session, 0.0)
    for member in members:
        apart = stepwise(session, {8: 0.8, 14: 0.0}) if member == ELLA else 0.0
        hurt = min(2.0, strain(member, session))
        for scale, course, shaken in (
            ("engagement", ENGAGEMENT, 0.4), ("connection", CONNECTION, 0.9), ("safety", SAFETY, 1.2),
        ):  # fmt: skip
            level = stepwise(session, course) - apart - shaken * max(hurt, storm)
            forms.judgement(session, "o1", member, "SOFTA-o", scale, level, -3, 3)
    forms.judgement(
        session, "o1", "GROUP", "SOFTA-o", "purpose", stepwise(session, PURPOSE) - 1.8 * storm, -3, 3
    )
    if session in EVERY_THIRD:
        for place, member in enumerate(MEMBERS):
            if member in members:
                _metacognition(forms, session, member, (place % 4 - 1.5) * 0.35)


def _metacognition(forms: Forms, session: int, member: str, own: float) -> None:
    """Reflection on oneself grows slowly throughout, on others late; nobody is the same as the next."""
    judged = {
        "self_reflectivity": (stepwise(session, {1: 3.8, 24: 5.2}) + own, 9),
        "understanding_others": (2.3 + stepwise(session, UNDERSTANDING_OTHERS) + own / 2, 7),
        "decentration": (within(0.6 + stepwise(session, UNDERSTANDING_OTHERS) / 2.5, 0, 3), 3),
        "mastery": (stepwise(session, {1: 3.2, 24: 4.6}) + own, 9),
    }
    for scale, (level, high) in judged.items():
        forms.judgement(session, "o1", member, "MAS-A", scale, level, 0, high, step=0.5, noise=0.25)


def _delivery(forms: Forms, session: int, rater: str) -> None:
    """What the therapists did for each element; they rate it a little higher than the observer does."""
    kind = 0.15 if rater.startswith("t") else -0.1
    for element, course in DELIVERED.items():
        slipped = 1.2 if session == 13 and element in ("safety", "purpose") else 0.0
        level = stepwise(session, course) + kind - slipped
        forms.judgement(session, rater, "GROUP", "TAFT-delivery", element, level, 0, 4, noise=0.2)
