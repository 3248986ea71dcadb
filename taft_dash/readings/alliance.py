"""What the alliance page says in words: where the group stands, what may have been a rupture, and how sure that is."""

from __future__ import annotations

from taft_dash.measures.alliance_view import AllianceView
from taft_dash.measures.series import BASELINE_SESSIONS
from taft_dash.readings.courses import course_words, person_words
from taft_dash.readings.overview import line_name
from taft_dash.readings.words import count, decimal, listed, signed

STATUS_WORDS = {"repaired": "repaired", "open": "not back in time", "censored": "too recent to tell"}
KIND_WORDS = {"shared": "shared", "several": "several members", "individual": "one member"}


def alliance_words(view: AllianceView, *, cursor: int, person: str | None) -> str:
    """How the group went, and the person in focus."""
    said = course_words(line_name(view.line), view.course, low=view.low, high=view.high, cursor=cursor)
    if person is None:
        return said
    label = view.roster.loc[view.roster["member"] == person, "label"].iloc[0]
    return f"{said} {person_words(label, view.lines[view.lines['member'] == person], cursor)}".strip()


def rupture_words(view: AllianceView) -> str:
    """How many possible ruptures the criterion finds, in whom, and what became of them."""
    found = view.episodes
    judged = view.thresholds[view.thresholds["threshold"].notna()]
    if found.empty:
        return f"No possible rupture among {count(len(judged), 'member')} judged." if len(judged) else ""
    status = found["status"].value_counts()
    became = [f"{status[name]} {words}" for name, words in STATUS_WORDS.items() if name in status]
    people = found["label"].drop_duplicates()
    marked = int((found["marked"] > 1).sum())
    return (
        f"{count(len(found), 'possible rupture')} in {len(people)} of {count(len(judged), 'member')} judged"
        f" ({marked} at 2 SD): {', '.join(became)}."
    )


def cautions(view: AllianceView) -> list[str]:
    """What the marks cannot show: ratings at the top of the scale, and members with too few ratings to judge."""
    rated = view.thresholds[view.thresholds["n_sessions"] > 0]
    found = []
    top = rated[rated["ceiling"]]
    if len(top):
        parts = [
            f"{name} ({share:.0%})" for name, share in zip(top["label"], top["share_at_maximum"], strict=True)
        ]
        found.append(
            f"At the top of the scale in many sessions: {listed(parts, 6)}. From there a drop cannot be seen reliably;"
            " steady top ratings are not in themselves a sign that all is well."
        )
    for reason, rows in rated[rated["reason"] != ""].groupby("reason", sort=False):
        everyone = len(rows) == len(rated) and len(rated) > 1
        found.append(reason if everyone else f"Not judged: {listed(rows['label'], 6)}. {reason}")
    return found


def share_words(view: AllianceView) -> str:
    """In which sessions the strain was one member's, several members' or shared."""
    shares = view.shares
    if not (shares["n_in_rupture"] > 0).any():
        return "No member was in a possible rupture in these sessions."
    most = shares.loc[shares["share"].idxmax()]
    said = (
        f"At most {most['n_in_rupture']} of {count(most['n_present'], 'member')} present were in a possible rupture"
        f" (session {most['session']})."
    )
    parts = []
    for kind, words in KIND_WORDS.items():
        sessions = shares.loc[shares["kind"] == kind, "session"]
        if len(sessions):
            parts.append(f"{words} in {listed(sessions, 8)}")
    return f"{said} {'; '.join(parts).capitalize()}."


def panel_words(view: AllianceView) -> str:
    """How the latest ratings compare with each member's own beginning."""
    known = view.baselines.dropna(subset=["baseline"])
    if known.empty:
        return f"No member has more than {BASELINE_SESSIONS} rated sessions, so there is no baseline yet."
    change = known["change"].round(2)
    far = known.loc[known["change"].abs().idxmax()]
    return (
        f"Latest rating against the own baseline (mean of the first {BASELINE_SESSIONS} rated sessions):"
        f" {int((change > 0).sum())} higher, {int((change < 0).sum())} lower, {int((change == 0).sum())} the same."
        f" Farthest: {far['label']}, {signed(far['change'])} ({decimal(far['latest'])} in session"
        f" {far['latest_session']}, baseline {decimal(far['baseline'])})."
    )


def gap_words(view: AllianceView) -> str:
    """Whose gap moved most, and between which sessions."""
    ranges = view.gap_ranges
    if ranges.empty:
        return "Each gap was measured once: whether it changes cannot be seen yet."
    most = ranges.iloc[0]
    (early, first), (late, last) = sorted(
        [(most["lowest_session"], most["lowest"]), (most["highest_session"], most["highest"])]
    )
    return (
        f"The gap that moved most is {most['label']}'s: {_gap(first)} in session {early}, {_gap(last)} in session"
        f" {late}. Plus: the member rates higher than the therapists; minus: lower."
    )


def _gap(value: float) -> str:
    return decimal(value) if round(value, 2) == 0 else signed(value)
