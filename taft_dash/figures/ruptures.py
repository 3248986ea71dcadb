"""Possible ruptures: the map of members and sessions, the course with its marks, the criteria side by side."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.courses import CURSOR_FILL, mark_traces, trajectories

REPAIR_INK = theme.PEOPLE_INKS[2]
MARKS = {
    "possible": ("triangle-down-open", theme.ALERT_INK, "possible rupture"),
    "marked": ("triangle-down", theme.ALERT_INK, "marked possible rupture"),
    "repaired": ("circle-x-open", REPAIR_INK, "back (repaired)"),
    "open": ("square-open", theme.LESS_INK, "not back in time (open)"),
    "censored": ("diamond-open", theme.STRONG_INK, "too recent to tell (censored)"),
}
NOTES = {
    "rupture": ("hourglass", theme.ALERT_INK, "rupture noted"),
    "repair": ("circle", REPAIR_INK, "repair noted"),
}
QUIET = {
    "rated": ("circle", "rated"),
    "not rated": ("circle-open", "present, not rated"),
    "absent": ("x-thin-open", "absent"),
    "not recorded": ("line-ew-open", "not recorded"),
}
STATES = {
    "marks it": ("triangle-down", theme.ALERT_INK),
    "does not mark it": ("circle-open", theme.QUIET_INK),
    "cannot judge": ("line-ew-open", theme.QUIET_INK),
}
MOST_NUMBERS = 30
"""Up to so many sessions there is room for a number in each column."""
_ROW, _LABELS = 44, 112
_WIDE = 8.0
_SPAN_INK = "rgba(194,69,60,0.45)"


def rupture_map(cells: pd.DataFrame, *, sessions: list[int], person=None, cursor=None) -> go.Figure:
    """Members in rows, sessions in columns: where an episode begins, lasts and ends, and what was noted.

    `cells`: member, label, session, state, marked, status, agree, last, noted, words (see `rupture_view.map_cells`).
    """
    people = cells.drop_duplicates("member")[["member", "label"]]
    row = {member: k for k, member in enumerate(people["member"])}
    drawn = theme.figure(height=_ROW * len(people) + 112, margin=dict(l=_LABELS, r=24, t=58, b=44))
    cells = cells.assign(y=cells["member"].map(row).astype(float))
    _cursor(drawn, cursor)
    drawn.add_trace(_spans(cells))
    quiet = [(state, symbol, words, cells["state"] == state) for state, (symbol, words) in QUIET.items()]
    for state, symbol, words, mine in quiet:
        style = dict(symbol=symbol, size=5 if state == "rated" else 7, color=theme.QUIET_INK, opacity=0.65)
        drawn.add_trace(_points(cells[mine], words, style, hover=f"{words}"))
    onset, left = cells["state"] == "onset", cells["last"]
    marks = {
        "possible": onset & (cells["marked"] < 2),
        "marked": onset & (cells["marked"] > 1),
        "repaired": cells["state"] == "repaired",
        "open": left & ~onset & (cells["status"] == "open"),
        "censored": left & ~onset & (cells["status"] == "censored"),
    }
    for mark, mine in marks.items():
        symbol, ink, words = MARKS[mark]
        style = dict(symbol=symbol, size=13, color=ink, line=dict(width=1.8, color=ink))
        drawn.add_trace(_points(cells[mine], words, style))
    for what, (symbol, ink, words) in NOTES.items():
        told = cells[cells["noted"] == what]
        style = dict(symbol=symbol, size=8, color=ink, line=dict(width=1, color=ink))
        drawn.add_trace(_points(told.assign(y=told["y"] + 0.36), words, style, hover=words))
    if len(sessions) <= MOST_NUMBERS:
        said = cells[onset]
        drawn.add_trace(
            go.Scatter(
                x=said["session"], y=said["y"] - 0.36, mode="text", text=said["agree"], hoverinfo="skip",
                textfont=dict(size=10.5), name="criteria that agree", showlegend=False,
            )
        )  # fmt: skip
    drawn.update_layout(xaxis=theme.session_axis(sessions), yaxis=_names(people, person))
    return drawn


def rupture_trajectories(
    lines, course, marks, own_limits, roster, *, sessions, person=None, **settings
) -> go.Figure:
    """`courses.trajectories` with the marks of one criterion, and the limits of the person in focus.

    `marks`: member, session, score, mark (a key of MARKS), reason; `own_limits`: member, session, level, name.
    Sessions that the person in focus missed are passed over by a dotted line, which joins ratings and is no rating.
    """
    person = person if (lines["member"] == person).any() else None
    extra = []
    if person is not None:
        given = lines[(lines["member"] == person) & lines["score"].notna()]
        extra.append(
            go.Scatter(
                x=given["session"], y=given["score"], mode="lines", name="not rated in between", hoverinfo="skip",
                line=dict(width=1.2, dash="dot", color=theme.person_inks(roster)[person]),
            )
        )  # fmt: skip
        for name, own in own_limits[own_limits["member"] == person].groupby("name", sort=False):
            lower = "limit" in name
            extra.append(
                go.Scatter(
                    x=own["session"], y=own["level"], mode="lines", name=theme.plain(name), hoverinfo="skip",
                    line=dict(width=1.4, dash="dash" if lower else "dashdot",
                              color=theme.ALERT_INK if lower else theme.STRONG_INK),
                )
            )  # fmt: skip
    extra += mark_traces(marks, person, MARKS)
    return trajectories(
        lines, course, roster, sessions=sessions, person=person, marks=tuple(extra), **settings
    )


def criteria_matrix(matrix: pd.DataFrame, labels: dict[str, str], *, person=None) -> go.Figure:
    """One row an episode, one column a criterion: which mark it and from which session, which cannot judge.

    `matrix`: as `rupture_view.side_by_side` returns it; `labels`: what each criterion is called, in order.
    """
    rows = matrix.drop_duplicates("episode")
    place = {episode: k for k, episode in enumerate(rows["episode"])}
    column = {name: k for k, name in enumerate(labels)}
    cells = matrix.assign(x=matrix["criterion"].map(column), y=matrix["episode"].map(place))
    drawn = theme.figure(height=30 * len(rows) + 132, margin=dict(l=168, r=24, t=88, b=12))
    for state, (symbol, ink) in STATES.items():
        own = cells[cells["state"] == state]
        drawn.add_trace(
            go.Scatter(
                x=own["x"], y=own["y"], mode="markers+text" if state == "marks it" else "markers", name=state,
                text=[f"  {onset}" for onset in own["onset"]] if state == "marks it" else None,
                textposition="middle right", textfont=dict(size=12), cliponaxis=False,
                marker=dict(symbol=symbol, size=12 if state == "marks it" else 9, color=ink,
                            line=dict(width=1.6, color=ink)),
                customdata=[
                    [member, theme.plain(f"{label}: {words or state}"), int(session)]
                    for member, label, words, session in zip(
                        own["member"], own["label"], own["words"], own["first_session"], strict=True
                    )
                ],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    names = [
        theme.plain(f"{label}, {_span(first, last)}")
        for label, first, last in zip(rows["label"], rows["first_session"], rows["last_session"], strict=True)
    ]
    bold = [f"<b>{name}</b>" if member == person else name
            for name, member in zip(names, rows["member"], strict=True)]  # fmt: skip
    drawn.update_layout(
        xaxis=dict(side="top", tickvals=list(column.values()), ticktext=[theme.plain(name) for name in labels.values()],
                   range=[-0.5, len(labels) - 0.4], showgrid=False, fixedrange=True),
        yaxis=dict(tickvals=list(place.values()), ticktext=bold, range=[len(rows) - 0.5, -0.5], fixedrange=True,
                   automargin=False),
        legend=dict(y=1 + 52 / (30 * len(rows) + 32)),
    )  # fmt: skip
    return drawn


def share_matrix(shares: pd.DataFrame, labels: dict[str, str], *, sessions: list[int], cursor=None) -> go.Figure:
    """How many of the members present are in an episode, session by session, by every criterion.

    `shares`: criterion, session, n_in_rupture, n_present, share, kind, reason. The number stands in the cell, the shade
    helps the eye, and a frame says that the strain is shared.
    """
    row = {name: k for k, name in enumerate(labels)}
    cells = shares.assign(y=shares["criterion"].map(row))
    drawn = theme.figure(height=30 * len(row) + 112, margin=dict(l=136, r=24, t=40, b=44))
    _cursor(drawn, cursor)
    some = cells[cells["n_in_rupture"] > 0]
    width = max(4.0, min(22.0, 640 / (sessions[-1] - sessions[0] + 1)))
    for kind, words in (("individual", "one member"), ("several", "several members"), ("shared", "shared")):
        own = some[some["kind"] == kind]
        edge = dict(width=2.2 if kind == "shared" else 0.6, color=theme.ALERT_INK)
        drawn.add_trace(
            go.Scatter(
                x=own["session"], y=own["y"], name=words,
                mode="markers+text" if len(sessions) <= MOST_NUMBERS else "markers",
                text=[f"{n}/{of}" for n, of in zip(own["n_in_rupture"], own["n_present"], strict=True)],
                textfont=dict(size=11), customdata=[
                    [None, f"{theme.plain(labels[name])}, session {session}: {n} of {of} members present ({words})",
                     int(session)]
                    for name, session, n, of in zip(
                        own["criterion"], own["session"], own["n_in_rupture"], own["n_present"], strict=True
                    )
                ],
                marker=dict(symbol="square", size=width, line=edge,
                            color=[f"rgba(194,69,60,{0.08 + 0.4 * share:.2f})" for share in own["share"]]),
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    nobody = cells[cells["n_present"] == 0].drop_duplicates("session")
    drawn.add_trace(
        go.Scatter(
            x=nobody["session"], y=[len(row) - 0.62] * len(nobody), mode="markers", name="nobody present",
            marker=dict(symbol="x-thin-open", size=8, color=theme.QUIET_INK), hoverinfo="skip",
        )
    )  # fmt: skip
    drawn.update_layout(
        xaxis=theme.session_axis(sessions),
        yaxis=dict(tickvals=list(row.values()), ticktext=[theme.plain(name) for name in labels.values()],
                   range=[len(row) - 0.5, -0.6], fixedrange=True, automargin=False),
    )  # fmt: skip
    return drawn


def _points(cells: pd.DataFrame, name: str, marker: dict, hover: str = "") -> go.Scatter:
    said = [
        [member, theme.plain(f"{label}, session {session}: {hover or words}")]
        for member, label, session, words in cells[["member", "label", "session", "words"]].itertuples(index=False)
    ]
    return go.Scatter(
        x=cells["session"], y=cells["y"], mode="markers", name=name, marker=marker, customdata=said,
        showlegend=len(cells) > 0, hovertemplate="%{customdata[1]}<extra></extra>", cliponaxis=False,
        unselected=dict(marker=dict(opacity=marker.get("opacity", 1))),
    )  # fmt: skip


def _spans(cells: pd.DataFrame) -> go.Scatter:
    """A bar along each episode, from its onset to its last session."""
    x, y = [], []
    for _, own in cells.groupby("member", observed=True, sort=False):
        own = own.sort_values("session")
        number = (own["state"] == "onset").cumsum()
        for _, span in own[own["state"].isin(["onset", "inside"])].groupby(number):
            x += [span["session"].iloc[0] - 0.12, span["session"].iloc[-1] + 0.12, None]
            y += [span["y"].iloc[0]] * 2 + [None]
    return go.Scatter(
        x=x, y=y, mode="lines", name="lasts", line=dict(width=_WIDE, color=_SPAN_INK), hoverinfo="skip",
        showlegend=bool(x),
    )  # fmt: skip


def _names(people: pd.DataFrame, person) -> dict:
    names = [theme.plain(label) for label in people["label"]]
    return dict(
        tickvals=list(range(len(people))), range=[len(people) - 0.4, -0.6], fixedrange=True, automargin=False,
        ticktext=[f"<b>{name}</b>" if member == person else name
                  for name, member in zip(names, people["member"], strict=True)],
    )  # fmt: skip


def _span(first: int, last: int) -> str:
    return f"session {first}" if first == last else f"sessions {first} to {last}"


def _cursor(drawn: go.Figure, cursor: int | None) -> None:
    if cursor is not None:
        drawn.add_vrect(
            x0=cursor - 0.5, x1=cursor + 0.5, fillcolor=CURSOR_FILL, line_width=0, layer="below"
        )
