"""What the ratings page says in words: elements delivered and felt, their cells, and an instrument's own entry."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.elements import DELIVERED
from taft_dash.measures.series import Series
from taft_dash.readings.courses import ABOUT, rated_words
from taft_dash.readings.words import decimal, listed
from taft_dash.records.scales import Instrument

FOOTER = "Default element names follow SOFTA; the TAFT chapter's wording may differ."
APART = "Ratings by therapists, observers and members are never averaged together."
KEY_STATUS = {
    "verified": "verified: read in a public source",
    "from memory": "from memory: compare it with your own form",
    "ours": "ours: made for this program, or given in your instruments.csv",
}


def row_name(layer: str, series: Series) -> str:
    """A row of the elements as it is called beside its cells."""
    if layer == DELIVERED:
        return f"delivered, by {series.rater_role}s"
    about = (ABOUT | {"each member": "members", "MEMBERS": "each other"}).get(series.target, series.target)
    return f"{series.instrument} {series.subscale}, {series.rater_role}s on {about}"


def cell_words(row: pd.Series) -> str:
    """What one cell of the elements holds: the value, the limits of its scale, and how many it rests on."""
    if row["reason"]:
        return f"session {row['session']}: {row['reason']}"
    return (
        f"session {row['session']}: {decimal(row['mean'])} ({row['scale_low']:g} to {row['scale_high']:g};"
        f" {rated_words(row)})"
    )


def element_words(summary: pd.DataFrame, labels: dict[str, str]) -> str:
    """The elements in the order in which they were delivered, for each kind of rater apart."""
    delivered = summary[summary["layer"] == DELIVERED]
    said = []
    for role, rows in delivered.groupby("rater_role", sort=False):
        rows = rows.sort_values("mean", ascending=False, kind="stable")
        means = zip(rows["element"], rows["mean"], strict=True)
        parts = [f"{labels[element]} {decimal(mean, 1)}" for element, mean in means]
        said.append(f"as the {role}s rated it, {listed(parts)}")
    if not said:
        return "Nobody rated what was delivered; the rows show what was felt."
    return f"Delivered (0 to 4), mean of the sessions: {'; '.join(said)}."


def member_words(lines: pd.DataFrame, name: str, cursor: int) -> str:
    """Who stands lowest and highest in the session in focus, on one felt scale."""
    here = lines[(lines["session"] == cursor) & lines["score"].notna()]
    if here.empty:
        return f"{name}: no scores in session {cursor}."
    low, high = here.loc[here["score"].idxmin()], here.loc[here["score"].idxmax()]
    if low["score"] == high["score"]:
        same = f"the same for everyone with a score (n = {len(here)})"
        return f"{name} in session {cursor}: {decimal(low['score'])}, {same}."
    return (
        f"{name} in session {cursor}: from {decimal(low['score'])} ({low['label']}) to {decimal(high['score'])}"
        f" ({high['label']}), {len(here)} members with a score."
    )


def score_words(session: int, score: float, reason: str) -> str:
    """One person's score in one session, or why there is none."""
    return f"session {session}: {reason or decimal(score)}"


def metacognition_words(courses: list[tuple[str, pd.DataFrame]]) -> str:
    """Each scale's mean at both ends; `courses` holds the name of each scale and the group's course on it."""
    parts = []
    for name, course in courses:
        given = course.dropna(subset=["mean"])
        means = dict(zip(given["session"], given["mean"], strict=True))
        ends = dict.fromkeys([*list(means)[:1], *list(means)[-1:]])
        if ends:
            parts.append(f"{name} {', '.join(f'{decimal(means[s], 1)} in session {s}' for s in ends)}")
    return f"Group means: {'; '.join(parts)}." if parts else ""


def entry_words(instrument: Instrument) -> list[tuple[str, str]]:
    """An instrument's entry in the registry, as heading and text: how it is scored, and how sure that is."""
    scales = [f"{s.label} {s.low:g} to {s.high:g}" for s in instrument.scales]
    found = [
        ("Name", instrument.name),
        ("Who rates whom", instrument.raters),
        ("Answers", f"{instrument.low:g} to {instrument.high:g}"),
        ("Scores", f"{instrument.score} of the answers: {'; '.join(scales)}"),
        ("Reversed items", ", ".join(map(str, instrument.reversed))),
        ("How to read it", instrument.reading),
        ("Missing answers", instrument.missing_rule),
        ("Key", KEY_STATUS.get(instrument.key_status, instrument.key_status)),
        ("Source", instrument.source),
        ("Reliability", instrument.reliability),
        ("Cut-off", _cut_off(instrument)),
        ("Note", instrument.note),
    ]
    return [(heading, text) for heading, text in found if text]


def _cut_off(instrument: Instrument) -> str:
    if instrument.cut_off is None:
        return "none: no cut-off is known for it, so none is drawn"
    return f"{instrument.cut_off:g}: {instrument.cut_off_reading}"
