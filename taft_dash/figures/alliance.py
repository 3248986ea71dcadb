"""The alliance over the sessions: possible ruptures, who was in one, and the gap to the therapists' view."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.courses import CURSOR_FILL, SIDES, mark_traces, panels, trajectories

MARKS = {
    "possible": ("triangle-down-open", theme.ALERT_INK, "possible rupture, 1 SD"),
    "marked": ("triangle-down", theme.ALERT_INK, "possible rupture, 2 SD"),
    "repaired": ("circle-x-open", theme.PEOPLE_INKS[2], "back near the peak (repaired)"),
}
SHADES = ((0.0, "rgba(183,121,31,0.5)"), (0.5, "rgba(128,136,148,0.10)"), (1.0, "rgba(43,139,150,0.5)"))
"""Less and more, pale enough for figures in the viewer's own text colour."""
KINDS = {
    "shared": ("shared", theme.ALERT_INK),
    "several": ("several members", "rgba(194,69,60,0.35)"),
    "individual": ("one member", "rgba(194,69,60,0)"),
}


def alliance_trajectories(
    lines, course, marks, roster, *, person: str | None = None, **settings
) -> go.Figure:
    """`courses.trajectories` with the marks of possible ruptures; with a person in focus, the others' marks are paler.

    `marks`: member, session, score, mark (a key of MARKS), reason (the episode in words).
    """
    person = person if (lines["member"] == person).any() else None
    return trajectories(
        lines, course, roster, person=person, marks=tuple(mark_traces(marks, person, MARKS)), **settings
    )


def alliance_panels(lines, course, marks, roster, *, levels: dict[str, float], **settings) -> go.Figure:
    """`courses.panels`, each member against the own baseline and the group mean, with the marks on their lines."""
    traces = {member: mark_traces(own, None, MARKS) for member, own in marks.groupby("member", observed=True)}
    return panels(lines, course, roster, levels=levels, marks=traces, **settings)


def rupture_shares(shares: pd.DataFrame, *, sessions: list[int], cursor: int | None = None) -> go.Figure:
    """How many of the members present were in a possible rupture, and whether it was one member's or shared.

    `shares`: session, n_in_rupture, n_present, share, kind (a key of KINDS, or "none").
    """
    drawn = theme.figure(height=190, margin=dict(t=34, b=44, **SIDES))
    if cursor is not None:
        drawn.add_vrect(x0=cursor - 0.5, x1=cursor + 0.5, fillcolor=CURSOR_FILL, line_width=0, layer="below")
    for kind, (words, fill) in KINDS.items():
        rows = shares[shares["kind"] == kind]
        if rows.empty:
            continue
        drawn.add_trace(
            go.Bar(
                x=rows["session"], y=rows["share"], name=words, showlegend=True,
                marker=dict(color=fill, line=dict(width=1.6, color=theme.ALERT_INK)),
                text=[f"{n}/{of}" for n, of in zip(rows["n_in_rupture"], rows["n_present"], strict=True)],
                textposition="outside", cliponaxis=False, textfont=dict(size=11),
                customdata=rows[["n_in_rupture", "n_present"]].to_numpy(),
                hovertemplate=f"session %{{x}}, {words}: %{{customdata[0]}} of %{{customdata[1]}} present"
                "<extra></extra>",
            )
        )  # fmt: skip
    drawn.update_layout(
        xaxis=theme.session_axis(sessions),
        yaxis=dict(range=[0, 1.18], tickvals=[0, 0.5, 1], tickformat=".0%", title=dict(text="of those present"),
                   fixedrange=True, automargin=False),
        barmode="overlay",
        bargap=0.3,
    )  # fmt: skip
    return drawn


def therapist_gaps(gaps: pd.DataFrame, *, person: str | None = None, cursor: int | None = None) -> go.Figure:
    """One row a member, one column a session at which therapists rated: the member's score minus the therapists'.

    `gaps`: member, label, session, member_score, therapist_score, gap, n_therapists, reason. The sign stands in the
    cell; the shade only helps the eye.
    """
    people = list(gaps.groupby("member", observed=True, sort=False))
    sessions = sorted(gaps["session"].unique())
    widest = max(gaps["gap"].abs().max(), 1e-9)
    place = {session: k for k, session in enumerate(sessions)}
    drawn = theme.figure(height=28 * len(people) + 96, margin=dict(l=120, r=24, t=20, b=48))
    cells = gaps.assign(row=gaps["member"].map({m: k for k, (m, _) in enumerate(people)}).astype(int))
    drawn.add_trace(
        go.Heatmap(
            x=cells["session"].map(place), y=cells["row"], z=cells["gap"], zmin=-widest, zmax=widest, showscale=False,
            colorscale=[list(stop) for stop in SHADES],
            xgap=2, ygap=2, hoverinfo="skip",
        )
    )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=cells["session"].map(place), y=cells["row"], mode="text", textfont=dict(size=12), name="gap",
            text=[_signed(gap) for gap in cells["gap"]],
            customdata=[
                [member, theme.plain(_gap_words(*row))]
                for member, *row in cells[
                    ["member", "label", "session", "member_score", "therapist_score", "gap", "n_therapists", "reason"]
                ].itertuples(index=False)
            ],
            hovertemplate="%{customdata[1]}<extra></extra>",
        )
    )  # fmt: skip
    if cursor in place:
        drawn.add_shape(
            type="rect", x0=place[cursor] - 0.5, x1=place[cursor] + 0.5, y0=-0.5, y1=len(people) - 0.5,
            fillcolor="rgba(0,0,0,0)", line=dict(width=1.6, color=theme.STRONG_INK),
        )  # fmt: skip
    names = [theme.plain(rows["label"].iloc[0]) for _, rows in people]
    drawn.update_layout(
        xaxis=dict(tickvals=list(range(len(sessions))), ticktext=[str(s) for s in sessions], title=dict(text="session"),
                   range=[-0.5, len(sessions) - 0.5], showgrid=False, fixedrange=True),
        yaxis=dict(tickvals=list(range(len(people))), range=[len(people) - 0.5, -0.5], showgrid=False, fixedrange=True,
                   ticktext=[f"<b>{name}</b>" if member == person else name
                             for name, (member, _) in zip(names, people, strict=True)]),
    )  # fmt: skip
    return drawn


def _signed(gap: float) -> str:
    return "" if gap != gap else f"{gap:+.1f}".replace("-", "−")


def _gap_words(label, session, own, theirs, gap, n_therapists, reason) -> str:
    if gap != gap:
        return f"{label}, session {session}: {reason}"
    views = f"own {theme.number(own)}, therapists {theme.number(theirs)}"
    return f"{label}, session {session}: {views} (n = {n_therapists})"
