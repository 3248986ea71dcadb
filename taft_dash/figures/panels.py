"""Small multiples: where each panel of a figure stands, and how a figure of many parts is put together at once."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme

BAND_FILL = "rgba(93,102,115,0.16)"
HEAD = 30
"""Pixels kept above each panel for its title."""


def assembled(traces, layout, *, height, margin) -> go.Figure:
    """A figure in the house style from plain dictionaries; plotly checks them all in one go, which is many times faster
    than adding them one by one."""
    return go.Figure(dict(data=traces, layout=theme.layout(height=height, margin=margin) | layout))


def axes_of(k: int) -> dict[str, str]:
    """The axes that a trace of panel k (from 0) is drawn on."""
    name = "" if k == 0 else str(k + 1)
    return dict(xaxis=f"x{name}", yaxis=f"y{name}")


def grid(titles, across: int, *, panel: int, xaxis: dict, yaxis: dict, gap: float = 0.02) -> tuple[dict, int]:
    """Axes and titles for one panel a title, row by row, all on the same scales.

    `panel` is the height of a panel in pixels, `gap` the room between columns as a share of the width. Numbers stand
    at the left and at the lowest panel of each column only. Returns the layout and the inner height in pixels.
    """
    down = -(-len(titles) // across)
    inner = down * (panel + HEAD)
    width = (1 - gap * (across - 1)) / across
    layout, notes = {}, []
    for k, title in enumerate(titles):
        row, column = divmod(k, across)
        left, top = column * (width + gap), 1 - (row * (panel + HEAD) + HEAD) / inner
        name = "" if k == 0 else str(k + 1)
        lowest = k + across >= len(titles)
        layout[f"xaxis{name}"] = xaxis | dict(domain=[left, left + width], anchor=f"y{name}")
        layout[f"yaxis{name}"] = yaxis | dict(domain=[max(0, top - panel / inner), top], anchor=f"x{name}")
        if not lowest:
            layout[f"xaxis{name}"]["showticklabels"] = False
        if column:
            layout[f"yaxis{name}"]["showticklabels"] = False
        notes.append(
            dict(text=title, x=left + width / 2, xref="paper", xanchor="center", y=top, yref="paper", yanchor="bottom",
                 showarrow=False, font=dict(size=12.5), yshift=2)
        )  # fmt: skip
    return layout | dict(annotations=notes, showlegend=False), inner


def broken(course: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """A course over sessions with a hole wherever session numbers jump, so that no line bridges what was not recorded.

    `columns` are those that hold what is drawn; they are NaN in the added rows, half a session before the next number.
    """
    session = course["session"]
    holes = course[session.diff() > 1]
    holes = holes.assign(session=holes["session"] - 0.5, **dict.fromkeys(columns, float("nan")))
    return pd.concat([course, holes]).sort_values("session", kind="stable") if len(holes) else course


def band(course: pd.DataFrame, lower: str, upper: str, name: str) -> go.Scatter:
    """A band from one column to another, in as many pieces as there are unbroken runs of sessions."""
    x, y = [], []
    whole = course[[lower, upper]].notna().all(axis=1)
    for _, run in course.groupby((whole != whole.shift()).cumsum()):
        if run[[lower, upper]].notna().all(axis=None):
            x += [*run["session"], *run["session"][::-1], run["session"].iloc[0], None]
            y += [*run[upper], *run[lower][::-1], run[upper].iloc[0], None]
    return go.Scatter(
        x=x, y=y, mode="lines", fill="toself", fillcolor=BAND_FILL, line=dict(width=0.6, color=BAND_FILL), name=name,
        hoverinfo="skip",
    )  # fmt: skip


def cursor(session, panels: int = 1) -> list[dict]:
    """The session in focus as one thin line behind the marks of every panel; nothing when there is none."""
    if session is None:
        return []
    line = dict(
        type="line",
        x0=session,
        x1=session,
        y0=0,
        y1=1,
        layer="below",
        opacity=0.8,
        line=dict(width=1, color=theme.QUIET_INK),
    )
    places = [axes_of(k) for k in range(panels)]
    return [line | dict(xref=place["xaxis"], yref=f"{place['yaxis']} domain") for place in places]
