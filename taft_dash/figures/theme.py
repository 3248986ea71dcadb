"""One visual language: inks, shapes, number formats, the template, and the sink through which all user text passes.

Every ink reaches a contrast of 3:1 on white and on the dark background (`BACKGROUNDS`), so a figure needs not know
which theme its reader chose; text and backgrounds are left to the viewer, who does know.
"""

import base64
import html
import re
from itertools import pairwise

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import plotly.io

BACKGROUNDS = ("#ffffff", "#11161d")

PEOPLE_INKS = (
    "#3f78c2", "#c4672a", "#3d8b63", "#b84a74", "#7f66bd", "#8d7426",
    "#2b8b96", "#a95a9c", "#6a7f36", "#a8604a", "#5f7d99", "#7a6f86",
)  # fmt: skip
THERAPIST_INK = "#6f7885"
MEMBER_TALK_INK = "#2f73c4"
THERAPIST_TALK_INK = "#808894"
GROUP_TALK_INK = "#7a6f86"
QUIET_INK = "#7b8592"
STRONG_INK = "#5d6673"
ALERT_INK = "#c2453c"
MORE_INK = "#2b8b96"
LESS_INK = "#b7791f"
GRID = "rgba(128,136,148,0.22)"
FONT = "Inter, 'Source Sans 3', 'Source Sans Pro', 'Segoe UI', 'Noto Sans', 'Noto Sans Hebrew', sans-serif"

ROLE_SYMBOLS = {"member": "circle", "therapist": "square", "observer": "diamond"}
ROLE_WORDS = {"member": "member", "therapist": "therapist", "observer": "observer"}
PRESENCE_WORDS = {
    "present": "present",
    "absent": "absent",
    "not_yet_joined": "not yet joined",
    "left": "left",
    "not_recorded": "not recorded",
}
FLOW_STYLES = {
    "flow_member_member": ("members to members", "M to M", MEMBER_TALK_INK, ""),
    "flow_member_therapist": ("members to therapists", "M to T", THERAPIST_TALK_INK, ""),
    "flow_therapist_member": ("therapists to members", "T to M", STRONG_INK, "/"),
    "flow_therapist_therapist": ("therapists to each other", "T to T", STRONG_INK, "x"),
    "flow_group": ("to the whole group", "to group", GROUP_TALK_INK, "."),
}
SEQUENTIAL = ((0.0, "rgba(43,139,150,0.05)"), (1.0, "rgba(43,139,150,0.6)"))
"""Never quite opaque, so that the theme's own text colour stays readable on every shade."""
DIVERGING = ((0.0, LESS_INK), (0.5, "rgba(128,136,148,0.12)"), (1.0, MORE_INK))

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u200b\u2028\u2029\ufeff]")


def plain(text) -> str:
    """Text from a file as a figure shows it, letter for letter.

    Plotly reads a subset of HTML and, where MathJax is loaded, dollar signs; both are taken out of force here, so that
    `<b>`, `<a href>` and `style=` appear as typed. This is the only place on this floor that escapes.
    """
    return html.escape(_CONTROL.sub(" ", str(text)), quote=False).replace("$", "＄")


def person_inks(roster) -> dict[str, str]:
    """One ink for each person, from the whole roster in its own order, so that filtering repaints nobody.

    `roster` has columns `member` and `role`; therapists and observers share one neutral ink (their shape tells them
    apart), members take the palette in turn.
    """
    inks, turn = {}, 0
    for member, role in zip(roster["member"], roster["role"], strict=True):
        if role == "member":
            inks[member] = PEOPLE_INKS[turn % len(PEOPLE_INKS)]
            turn += 1
        else:
            inks[member] = THERAPIST_INK
    return inks


def number(value, digits: int = 2) -> str:
    """A number for a screen: rounded, a true minus sign, "–" where undefined. Files keep full precision."""
    if value is None or value != value:
        return "–"
    return f"{value:.{digits}f}".replace("-", "−")


def percent(value) -> str:
    """A share between 0 and 1 as a whole percentage, "–" where undefined."""
    return "–" if value is None or value != value else f"{100 * value:.0f} %"


def as_json(value) -> str:
    """Traces, frames or a whole figure as the text that plotly reads in the browser."""
    return plotly.io.json.to_json_plotly(value)


def packed(values) -> dict:
    """A numpy array in plotly's typed-array form: a quarter of the size of decimal text, and read without parsing."""
    kind = {"float32": "f4", "float64": "f8", "int16": "i2", "int32": "i4"}[values.dtype.name]
    return {"dtype": kind, "bdata": base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")}


_AXIS = dict(
    gridcolor=GRID,
    zeroline=False,
    linecolor=GRID,
    ticks="",
    automargin=True,
    title=dict(font=dict(size=13.5)),
)
_TEMPLATE = go.layout.Template(
    layout=go.Layout(
        font=dict(family=FONT, size=13),
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        colorway=list(PEOPLE_INKS),
        xaxis=_AXIS | dict(showgrid=False),
        yaxis=_AXIS,
        hoverlabel=dict(font=dict(family=FONT, size=13)),
        legend=dict(orientation="h", x=0, y=1.02, xanchor="left", yanchor="bottom"),
    )
)


def figure(*, height: int = 380, margin: dict | None = None, traces=()) -> go.Figure:
    """A figure of these traces in the house style; the template travels with the figure and is never set globally."""
    return go.Figure(dict(data=list(traces), layout=layout(height=height, margin=margin)))


def layout(*, height: int, margin: dict | None = None) -> dict:
    """The settings that every figure starts from."""
    return dict(
        template=_TEMPLATE,
        height=height,
        margin=margin or dict(l=56, r=24, t=24, b=44),
        dragmode=False,
        hovermode="closest",
    )


def session_axis(sessions) -> dict:
    """Settings of an x axis over recorded session numbers: whole numbers, gaps kept, room for half a session."""
    first, last = min(sessions), max(sessions)
    return dict(
        range=[first - 0.6, last + 0.6],
        tickmode="array",
        tickvals=session_ticks(first, last),
        title=dict(text="session"),
        showgrid=False,
        fixedrange=True,
    )


def session_ticks(first: int, last: int) -> list[int]:
    """The first and last session and the round numbers between them, never so close that labels touch."""
    step = next(width for width in (1, 2, 5, 10, 20, 50, 100, 1000, 10**9) if (last - first) / width <= 8)
    inner = [s for s in range(first, last + 1) if s % step == 0 and min(s - first, last - s) >= 0.7 * step]
    return sorted({first, last, *inner})


def unbridged(line: pd.DataFrame, sessions: list[int]) -> pd.DataFrame:
    """The rows of one line with an empty one where session numbers are left out, so that it breaks there too.

    Left out are numbers that a step wider than the group's smallest passes over: 5 to 10 in 1, 2, 3, 4, 11, 12, none in
    10, 20, 30.
    """
    steps = [later - earlier for earlier, later in pairwise(sessions)]
    middles = [s + step / 2 for s, step in zip(sessions, steps, strict=False) if step > min(steps)]
    if not middles:
        return line
    rows = pd.concat([line, pd.DataFrame({"session": middles})], ignore_index=True)
    return rows.sort_values("session", kind="stable", ignore_index=True)


def name_places(xs, ys, near: float) -> list[str]:
    """On which side of its mark each name stands: marks that lie close together take the sides in turn."""
    sides = ("middle right", "middle left", "top center", "bottom center")
    seen: list[tuple[float, float, str]] = []
    for x, y in zip(xs, ys, strict=True):
        taken = {side for other, up, side in seen if abs(other - x) < 3 * near and abs(up - y) < near}
        seen.append((x, y, next((side for side in sides if side not in taken), sides[0])))
    return [side for *_, side in seen]


def score_range(scores: pd.Series, limits: tuple[float, float], *, whole: bool) -> list[float]:
    """The range of an axis: the whole scale, or the part in use, widened to half of it: no small step is blown up."""
    low, high = limits
    room, used = 0.05 * (high - low), scores.dropna()
    if whole or used.empty:
        return [low - room, high + room]
    bottom, top = used.min() - room, used.max() + room
    lacking = max(0.0, (high - low) / 2 - (top - bottom)) / 2
    return [max(low - room, bottom - lacking), min(high + room, top + lacking)]
