"""What each session of the linked view says: the finding, the rule behind it, and a few numbers."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from taft_dash.measures.overview import Line, Linked
from taft_dash.readings.words import count, decimal, listed, share, signed

SHARED = 0.5
"""From this share of the members who rated on, a drop is told as the group's; a wording rule of ours."""
UNDEFINED = float("nan")


def line_name(line: Line | None) -> str:
    """A line as it is called on screen: "WAI-SR total, about the therapists"."""
    if line is None:
        return "no ratings"
    about = {
        "LEADER": "the therapists",
        "each therapist": "the therapists, one by one",
        "GROUP": "the group",
        "MEMBERS": "the other members",
        "SELF": "oneself",
    }
    return f"{line.instrument} {line.subscale}, about {about.get(line.target, line.target)}"


def session_words(view: Linked) -> dict[int, dict]:
    """For every session: title, text, where (which session this is) and facts (name and value pairs)."""
    words, before = {}, None
    for here in _sessions(view):
        said = [here.drops(view.line), here.returns(), here.talk(before), here.mood(before, view.line)]
        words[here.session] = {
            "title": f"Session {here.session} · {here.finding()}",
            "text": " ".join(filter(None, said)),
            "where": f"Session {here.session}",
            "facts": here.facts(view.line),
        }
        if here.has_talk or here.rated:
            before = here
    return words


def _sessions(view: Linked) -> list[_Session]:
    label = dict(zip(view.roster["member"], view.roster["label"].astype(str), strict=True))
    values = view.indices.pivot(index="session", columns="index", values="value").to_dict("index")
    course = view.course.set_index("session")[["mean", "n_rated"]].to_dict("index")
    present, absent, belong = defaultdict(list), defaultdict(list), defaultdict(int)
    unknown = defaultdict(int)
    for session, member, role, state in view.people[["session", "member", "role", "presence"]].to_numpy(
        object
    ):
        if role == "member":
            belong[session] += state in ("present", "absent")
            unknown[session] += state == "not_recorded"
            {"present": present, "absent": absent}.get(state, defaultdict(list))[session].append(
                label[member]
            )
    fallen, back = defaultdict(list), defaultdict(list)
    for session, member, marked in view.marks[["session", "member", "marked"]].to_numpy(object):
        fallen[session].append((label[member], marked))
    for session, member in view.episodes[["repaired_session", "member"]].dropna().to_numpy(object):
        back[session].append(label[member])
    return [
        _Session(
            session=session,
            cancelled=session in view.cancelled,
            value=values.get(session, {}),
            mean=course.get(session, {}).get("mean", UNDEFINED),
            rated=int(course.get(session, {}).get("n_rated", 0)),
            present=present[session],
            absent=absent[session],
            belong=belong[session],
            unknown=unknown[session],
            fallen=fallen[session],
            back=back[session],
        )
        for session in view.sessions
    ]


@dataclass(frozen=True)
class _Session:
    """One session out of each table; people stand by their labels, `fallen` with how many thresholds they passed."""

    session: int
    cancelled: bool
    value: dict[str, float]
    mean: float
    rated: int
    present: list[str]
    absent: list[str]
    belong: int
    unknown: int
    fallen: list[tuple[str, int]]
    back: list[str]

    @property
    def has_talk(self) -> bool:
        return self.get("turns") > 0

    def get(self, index: str) -> float:
        return self.value.get(index, UNDEFINED)

    def finding(self) -> str:
        """The session in half a sentence: a drop first, else how the talk ran, else who was there."""
        if not self.present and not self.has_talk and not self.rated:
            return "did not take place (0 minutes)" if self.cancelled else "nothing is recorded"
        if len(self.fallen) >= 2 and len(self.fallen) >= SHARED * self.rated:
            return f"possible rupture in {len(self.fallen)} of {count(self.rated, 'member')} who rated"
        if self.fallen:
            return f"possible rupture: {listed(name for name, _ in self.fallen)}"
        within = self.get("flow_member_member")
        through = self.get("flow_member_therapist") + self.get("flow_therapist_member")
        led = self.get("therapist_share") >= 0  # undefined where no therapist was there to speak with
        if led and within > through:
            return "members spoke more to each other than with the therapists"
        if led and within < through:
            return "more talk ran through the therapists than between members"
        if self.has_talk:
            return f"{count(self.get('turns'), 'turn')} recorded"
        return self.there(" member present" if self.belong == 1 else " members present")

    def there(self, what: str = "") -> str:
        """How many were there of those of whom it is known, and of how many it is not."""
        said = f"{len(self.present)} of {self.belong}{what}"
        return f"{said}, {self.unknown} not recorded" if self.unknown else said

    def drops(self, line: Line | None) -> str:
        """Whose ratings fell, by how much, and by which rule."""
        if not self.fallen:
            return ""
        marked = sum(times == 2 for _, times in self.fallen)
        everyone = marked == len(self.fallen)
        sizes = f"; {marked} of them by 2 SD" if marked and not everyone else ""
        return (
            f"{line.instrument} {line.subscale} of {listed(name for name, _ in self.fallen)} fell from the last peak"
            f" by at least {2 if everyone else 1} SD (Gumz criterion){sizes}."
        )

    def returns(self) -> str:
        """Who is back near their earlier level in this session."""
        return f"Back near the level before the drop: {listed(self.back)}." if self.back else ""

    def talk(self, before: _Session | None) -> str:
        """How much of the talk ran between members, and how much did in the session before."""
        within = self.get("flow_member_member")
        if within != within:
            return ""
        said = f"Talk between members was {share(within)} of directed turns ({count(self.get('turns'), 'turn')} in all"
        if self.get("unaddressed_share") > 0:
            said += f", {share(self.get('unaddressed_share'))} of them without addressee"
        earlier = before.get("flow_member_member") if before else UNDEFINED
        return f"{said}; {share(earlier)} in session {before.session})." if earlier == earlier else f"{said})."

    def mood(self, before: _Session | None, line: Line | None) -> str:
        """The group mean, on how many ratings it rests, and its difference from the session before."""
        if not self.rated:
            return "Nobody rated this session." if line and self.present else ""
        rated = f"{self.rated} of {len(self.present)} present rated"
        said = f"Mean {line.instrument} {line.subscale} {decimal(self.mean)} ({rated}"
        if before is not None and before.rated:
            change = signed(self.mean - before.mean)
            said += "; unchanged" if change == "no change" else f"; {change} from session {before.session}"
        return said + ")."

    def facts(self, line: Line | None) -> list[list[str]]:
        """Names and values for the small table under the network."""
        if self.cancelled and not self.present:
            return []
        found = [["members present", self.there()]]
        if self.absent:
            found.append(["absent", listed(self.absent, 2)])
        if self.has_talk:
            found.append(["turns", f"{self.get('turns'):,.0f}"])
        if self.get("therapist_share") >= 0:
            found.append(["taken by therapists", share(self.get("therapist_share"))])
        if self.get("effective_speakers") >= 0:
            found.append(["floor shared as if by", f"{decimal(self.get('effective_speakers'), 1)} people"])
        if self.rated:
            found.append([f"{line.instrument} {line.subscale}", f"{decimal(self.mean)} (n = {self.rated})"])
        return found
