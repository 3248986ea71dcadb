"""A meeting spoken turn by turn: who takes the floor, to whom, for how long, with what kind of talk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from generator.draws import Draws

SECONDS = 60

MEMBER_TALK = {"informs": 5.0, "reflects_self": 2.0, "asks": 1.5, "supports": 1.5, "challenges": 0.2}
THERAPIST_TALK = {"guides": 4.0, "asks": 3.0, "supports": 2.0, "informs": 1.0, "challenges": 0.2}
USUAL_TONE = {
    "informs": 0.1, "asks": 0.2, "guides": 0.2, "supports": 0.7, "challenges": -0.6,
    "reflects_self": 0.1, "reflects_other": 0.5,
}  # fmt: skip


@dataclass
class Meeting:
    """What is known of a meeting before anyone speaks.

    `activity` is how readily each person takes the floor; `pull` how much speaker turns to addressee
    (a function of the two); `here` the seconds from which and until which each person is in the room;
    `silent_after` the second after which someone stays but speaks no more.
    """

    group: str
    session: int
    minutes: int
    roles: dict[str, str]
    activity: dict[str, float]
    pull: Callable[[str, str], float]
    here: dict[str, tuple[float, float]]
    to_group: float = 0.15
    answering: float = 0.5
    seconds_per_turn: float = 42.0
    reflecting: float = 0.03
    tone: float = 0.0
    challenging: dict[str, float] = field(default_factory=dict)
    elements: dict[str, float] = field(default_factory=dict)
    silent_after: dict[str, float] = field(default_factory=dict)


def turns(meeting: Meeting, draws: Draws) -> list[dict]:
    """The rows of interactions.csv for one meeting, from the first minute to the last."""
    rows: list[dict] = []
    clock = 20.0 + 40.0 * draws.uniform()
    last_speaker, last_addressees = "", []
    while True:
        length = round(3.0 + 1.8 * (meeting.seconds_per_turn - 10.0) * draws.uniform() * draws.uniform(), 1)
        if clock + length > meeting.minutes * SECONDS - 30:
            return rows
        room = [
            person
            for person, (start, end) in meeting.here.items()
            if start <= clock and clock + length <= end
        ]
        speaking = [person for person in room if clock < meeting.silent_after.get(person, clock + 1.0)]
        speaker = _speaker(meeting, draws, speaking, last_speaker, last_addressees)
        addressees = _addressees(meeting, draws, room, speaker, last_speaker)
        category = _category(meeting, draws, speaker)
        rows.append({
            "group": meeting.group,
            "session": meeting.session,
            "speaker": speaker,
            "addressee": ";".join(addressees),
            "turn": len(rows) + 1,
            "start_seconds": f"{clock:.1f}",
            "speaking_seconds": f"{length:.1f}",
            "category": category,
            "valence": _valence(meeting, draws, category),
            "element": _element(meeting, draws, speaker),
        })  # fmt: skip
        pause = 0.5 + 1.1 * meeting.seconds_per_turn * draws.uniform()
        clock = round(clock + length + pause, 1)
        last_speaker, last_addressees = speaker, addressees


def _speaker(
    meeting: Meeting, draws: Draws, speaking: list[str], last_speaker: str, addressed: list[str]
) -> str:
    """Whoever was just addressed often answers; else someone takes the floor."""
    answering = [person for person in addressed if person in speaking]
    if answering and draws.chance(meeting.answering * min(1.0, meeting.activity[answering[0]])):
        return answering[0]
    return draws.pick({person: meeting.activity[person] for person in speaking if person != last_speaker})


def _addressees(
    meeting: Meeting, draws: Draws, room: list[str], speaker: str, last_speaker: str
) -> list[str]:
    """One person, now and then two, the whole group, or (nobody wrote it down) no one."""
    if draws.chance(0.02):
        return []
    if draws.chance(meeting.to_group):
        return ["GROUP"]
    weights = {person: meeting.pull(speaker, person) for person in room if person != speaker}
    if last_speaker in weights:
        weights[last_speaker] *= 2.0
    first = draws.pick(weights)
    del weights[first]
    if weights and draws.chance(0.03):
        return [first, draws.pick(weights)]
    return [first]


def _category(meeting: Meeting, draws: Draws, speaker: str) -> str:
    weights = dict(THERAPIST_TALK if meeting.roles[speaker] == "therapist" else MEMBER_TALK)
    weights["challenges"] += meeting.challenging.get(speaker, 0.0)
    # Reflecting on another person takes its share of all talk, whatever else is said.
    weights["reflects_other"] = sum(weights.values()) * meeting.reflecting / (1.0 - meeting.reflecting)
    return draws.pick(weights)


def _valence(meeting: Meeting, draws: Draws, category: str) -> str:
    """Tone to one decimal; now and then the coder left it out."""
    if draws.chance(0.04):
        return ""
    tone = USUAL_TONE[category] + meeting.tone + draws.normal(0.2)
    return f"{max(-1.0, min(1.0, tone)):.1f}".replace("-0.0", "0.0")


def _element(meeting: Meeting, draws: Draws, speaker: str) -> str:
    """The element a therapist's turn serves; members' turns seldom carry one."""
    if not meeting.elements or not draws.chance(0.6 if meeting.roles[speaker] == "therapist" else 0.1):
        return ""
    return draws.pick(meeting.elements)
