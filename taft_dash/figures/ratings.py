"""Ratings as shades with figures, row by row, and metacognition scale by scale."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.courses import (
    CURSOR_FILL,
    is_sparse,
    mean_style,
    panel_grid,
    people_traces,
)

SHADES = {
    "delivered": ((0.0, "rgba(43,139,150,0.05)"), (1.0, "rgba(43,139,150,0.55)")),
    "felt": ((0.0, "rgba(63,120,194,0.05)"), (1.0, "rgba(63,120,194,0.55)")),
}
"""One hue a layer, pale enough for figures in the viewer's own text colour."""
MOST_ROWS = 80
_ROW = 22
_MOST_SESSIONS_WITH_FIGURES = 30
_MOST_COLUMNS = 500


def value_grid(cells: pd.DataFrame, *, sessions: list[int], cursor: int | None = None) -> go.Figure:
    """One row a series or person under the heading of its block, one column a session; the figure stands in the cell.

    `cells`: block, label, layer (a key of SHADES), session, value, position (0 to 1 on the scale of the row, for the
    shade), words (for the pointer). Blocks and labels keep their order; at most MOST_ROWS rows are drawn.
    """
    cells, headings, rows = _placed(cells)
    lines = len(headings) + len(rows)
    drawn = theme.figure(height=_ROW * lines + 64, margin=dict(l=272, r=16, t=8, b=48))
    # every number between the first and the last, or the shade of a session would spread over those not held
    held = range(sessions[0], sessions[-1] + 1)
    columns = held if len(held) <= _MOST_COLUMNS else sessions
    for layer, shades in SHADES.items():
        own = cells[cells["layer"] == layer]
        if len(own):
            shade = own.pivot(index="row", columns="session", values="position")
            drawn.add_trace(
                go.Heatmap(
                    x=list(columns), y=list(range(lines)), z=shade.reindex(range(lines), columns=columns),
                    zmin=0, zmax=1, showscale=False, name=layer, colorscale=[list(stop) for stop in shades],
                    xgap=2, ygap=2, hoverinfo="skip",
                )
            )  # fmt: skip
    roomy = len(sessions) <= _MOST_SESSIONS_WITH_FIGURES
    drawn.add_trace(
        go.Scatter(
            x=cells["session"], y=cells["row"], mode="text", name="values", textfont=dict(size=10.5),
            text=[theme.number(value, 1) if roomy and value == value else "" for value in cells["value"]],
            customdata=[
                theme.plain(f"{label}, {said}") for label, said in zip(cells["label"], cells["words"], strict=True)
            ],
            hovertemplate="%{customdata}<extra></extra>",
        )
    )  # fmt: skip
    if cursor is not None:
        drawn.add_shape(
            type="rect", x0=cursor - 0.5, x1=cursor + 0.5, y0=0, y1=1, yref="paper", layer="below",
            fillcolor=CURSOR_FILL, line=dict(width=0),
        )  # fmt: skip
    named = {row: f"<b>{_clipped(block)}</b>" for block, row in headings}
    named |= {row: _clipped(label) for label, row in rows}
    drawn.update_layout(
        xaxis=theme.session_axis(sessions),
        yaxis=dict(
            range=[lines - 0.5, -0.5], tickvals=list(named), ticktext=list(named.values()), tickfont=dict(size=12),
            showgrid=False, fixedrange=True, automargin=False,
        ),
    )  # fmt: skip
    return drawn


def metacognition(
    scales, roster, *, sessions, person: str | None = None, cursor: int | None = None
) -> go.Figure:
    """One picture a scale on its own axis: each person's line, the group mean, and the person in focus in their ink.

    `scales`: a list of (title, lines, course, limits), with the tables of `courses.trajectories`.
    """
    drawn, cells = panel_grid(
        [theme.plain(title) for title, *_ in scales], sessions=sessions, columns=3, cursor=cursor,
        ranges=[theme.score_range(lines["score"], limits, whole=False) for _, lines, _, limits in scales],
    )  # fmt: skip
    traces = []
    for k, ((_, lines, course, _), axes) in enumerate(zip(scales, cells, strict=True)):
        sparse = is_sparse(lines, sessions)
        mean = course.dropna(subset=["mean"]) if sparse else theme.unbridged(course, sessions)
        people = people_traces(lines, roster, sessions=sessions, person=person, named=False)
        group = go.Scatter(
            x=mean["session"], y=mean["mean"], mode="lines+markers", name="group mean", connectgaps=False,
            legendgroup="mean", showlegend=k == 0, **mean_style(sparse), customdata=mean[["n_rated"]].to_numpy(),
            hovertemplate="group mean, session %{x}: %{y:.2f} (n = %{customdata[0]})<extra></extra>",
        )  # fmt: skip
        for trace in (*people, group):
            traces.append(trace.update(showlegend=bool(trace.showlegend) and k == 0, **axes))
    return drawn.add_traces(traces)


def _placed(cells: pd.DataFrame) -> tuple[pd.DataFrame, list, list]:
    """The cells with their row from the top, the rows of the headings, and the rows of the labels."""
    order = cells[["block", "label"]].drop_duplicates().head(MOST_ROWS)
    headings, rows, place = [], [], {}
    for block, label in order.itertuples(index=False):
        if not headings or headings[-1][0] != block:
            headings.append((block, len(headings) + len(rows)))
        place[block, label] = len(headings) + len(rows)
        rows.append((label, place[block, label]))
    row = [place.get(pair, -1) for pair in zip(cells["block"], cells["label"], strict=True)]
    cells = cells.assign(row=row)
    return cells[cells["row"] >= 0], headings, rows


def _clipped(label, most: int = 44) -> str:
    text = str(label)
    return theme.plain(text if len(text) <= most else text[: most - 1] + "…")
