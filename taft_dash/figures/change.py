"""Change between a first and a last rating, sudden steps on the way, and the shape of each course."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.courses import MOST_PANELS, panel_grid, trajectories

GREEN = theme.PEOPLE_INKS[2]
CLASSES = {
    "recovered": ("star", GREEN, "recovered"),
    "improved": ("triangle-up", GREEN, "improved"),
    "rose": ("triangle-up", theme.MORE_INK, "rose"),
    "unchanged": ("circle-open", theme.STRONG_INK, "unchanged"),
    "fell": ("triangle-down", theme.LESS_INK, "fell"),
    "deteriorated": ("triangle-down", theme.ALERT_INK, "deteriorated"),
    "": ("x-thin", theme.QUIET_INK, "not judged"),
}
STEPS = {
    "gain": ("triangle-up", GREEN, "sudden gain"),
    "loss": ("triangle-down", theme.ALERT_INK, "sudden loss"),
    "rise": ("triangle-up", theme.MORE_INK, "sudden rise"),
    "drop": ("triangle-down", theme.LESS_INK, "sudden drop"),
}
BAND_FILL = "rgba(128,136,148,0.16)"
MOST_NAMES = 16
"""With more people than this only the person in focus is named on the picture; the others by pointing."""


def before_and_after(
    changes: pd.DataFrame,
    bands: pd.DataFrame,
    *,
    limits: tuple[float, float],
    border: float = float("nan"),
    scale: str,
    person: str | None = None,
) -> go.Figure:
    """One mark a member: the first rating across, the last one up; on the thin line nothing changed.

    `changes`: member, label, before, after, change_class (a key of CLASSES), words (for the pointer). `bands`: before,
    unchanged_from, unchanged_to: within the shade a change is not reliable; empty: no shade. `border`: dotted lines.
    """
    drawn = theme.figure(height=460, margin=dict(l=60, r=28, t=44, b=52))
    shown = changes.dropna(subset=["after"])
    span = theme.score_range(pd.concat([shown["before"], shown["after"]]), limits, whole=False)
    if len(bands) > 1:
        x, low, high = (bands[name].tolist() for name in ("before", "unchanged_from", "unchanged_to"))
        drawn.add_trace(
            go.Scatter(
                x=[*x, *x[::-1], x[0]], y=[*low, *high[::-1], low[0]], mode="lines", fill="toself", fillcolor=BAND_FILL,
                line=dict(width=0.8, color=theme.QUIET_INK, dash="dash"), name="not more than error may make",
                hoverinfo="skip",
            )
        )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=list(limits), y=list(limits), mode="lines", name="no change", hoverinfo="skip",
            line=dict(width=1.2, color=theme.QUIET_INK),
        )
    )  # fmt: skip
    named = len(shown) <= MOST_NAMES
    places = theme.name_places(shown["before"], shown["after"], (span[1] - span[0]) / 24)
    beside = dict(zip(shown["member"], places, strict=True))
    for name, (symbol, ink, words) in CLASSES.items():
        rows = shown[shown["change_class"] == name]
        if rows.empty:
            continue
        focus = (rows["member"] == person).tolist()
        names = [theme.plain(label) for label in rows["label"]]
        drawn.add_trace(
            go.Scatter(
                x=rows["before"], y=rows["after"], mode="markers+text", name=words, cliponaxis=False,
                marker=dict(symbol=symbol, size=[17 if one else 12 for one in focus], color=ink,
                            line=dict(width=1.8, color=ink)),
                text=[f"<b>{n}</b>" if one else n if named else "" for n, one in zip(names, focus, strict=True)],
                textposition=[beside[member] for member in rows["member"]], textfont=dict(size=12),
                customdata=[[m, theme.plain(w)] for m, w in zip(rows["member"], rows["words"], strict=True)],
                hovertemplate="%{customdata[1]}<extra></extra>", unselected=dict(marker=dict(opacity=1)),
            )
        )  # fmt: skip
    if border == border:
        line = dict(line=dict(width=1.4, color=theme.GROUP_TALK_INK, dash="dot"))
        drawn.add_hline(y=border, **line, annotation=dict(text=f"border {border:g}", font=dict(size=11.5)))
        drawn.add_vline(x=border, **line)
    axis = dict(range=span, nticks=6, fixedrange=True, constrain="domain", showgrid=True)
    drawn.update_layout(
        xaxis=axis | dict(title=dict(text=theme.plain(f"first rating, {scale}"))),
        yaxis=axis | dict(title=dict(text="last rating")),
    )
    return drawn


def sudden_courses(
    lines, course, steps: pd.DataFrame, roster, *, person: str | None = None, **settings
) -> go.Figure:
    """`courses.trajectories` with a mark at the first score after each sudden step.

    `steps`: member, after_session, after, kind (a key of STEPS), words (for the pointer).
    """
    marks = []
    for kind, (symbol, ink, words) in STEPS.items():
        rows = steps[steps["kind"] == kind]
        if rows.empty:
            continue
        paler = [0.45 if person is not None and member != person else 1 for member in rows["member"]]
        marks.append(
            go.Scatter(
                x=rows["after_session"], y=rows["after"], mode="markers", name=words,
                marker=dict(symbol=symbol, size=13, color=ink, opacity=paler, line=dict(width=1.6, color=ink)),
                customdata=[[m, theme.plain(w)] for m, w in zip(rows["member"], rows["words"], strict=True)],
                hovertemplate="%{customdata[1]}<extra></extra>", unselected=dict(marker=dict(opacity=1)),
            )
        )  # fmt: skip
    return trajectories(lines, course, roster, person=person, marks=tuple(marks), **settings)


def shape_panels(
    lines: pd.DataFrame,
    curves: pd.DataFrame,
    shapes: pd.DataFrame,
    roster: pd.DataFrame,
    *,
    sessions: list[int],
    limits: tuple[float, float],
    person: str | None = None,
    cursor: int | None = None,
) -> go.Figure:
    """One small picture a member: the scores, the curve laid through them, and the name of the shape above.

    `lines`: member, session, score. `curves`: member, session, height. `shapes`: member, label, shape ("": none).
    At most MOST_PANELS people, the person in focus always among them.
    """
    people = [
        (member, label, shape)
        for k, (member, label, shape) in enumerate(
            shapes[["member", "label", "shape"]].itertuples(index=False)
        )
        if k < MOST_PANELS or member == person
    ]
    titles = [f"{theme.plain(label)} · {shape or 'no shape yet'}" for _, label, shape in people]
    span = theme.score_range(lines["score"], limits, whole=False)
    drawn, cells = panel_grid(titles, sessions=sessions, ranges=[span] * len(people), cursor=cursor)
    inks, traces = theme.person_inks(roster), []
    for (member, label, _), axes in zip(people, cells, strict=True):
        own, ink = theme.unbridged(lines[lines["member"] == member], sessions), inks[member]
        name, height = theme.plain(label), curves[curves["member"] == member]
        traces.append(
            go.Scatter(
                x=own["session"], y=own["score"], mode="lines+markers", name=name, showlegend=False, connectgaps=False,
                line=dict(width=1.2, color=ink), marker=dict(size=5, color=ink), opacity=0.75,
                customdata=[[member, name]] * len(own),
                hovertemplate="%{customdata[1]}, session %{x}: %{y:.2f}<extra></extra>", **axes,
            )
        )  # fmt: skip
        traces.append(
            go.Scatter(
                x=height["session"], y=height["height"], mode="lines", name="curve through the scores",
                legendgroup="curve", showlegend=not any(trace.legendgroup == "curve" for trace in traces),
                line=dict(width=3.4 if member == person else 2.6, color=theme.STRONG_INK), hoverinfo="skip", **axes,
            )
        )  # fmt: skip
    return drawn.add_traces(traces)
