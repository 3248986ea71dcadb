"""The network of every session at once: small, on one scale, everyone in the same seat."""

from __future__ import annotations

import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.network import REACH, sociogram_frames
from taft_dash.figures.panels import HEAD, assembled, axes_of, grid
from taft_dash.figures.seating import seats

MOST_SESSIONS = 30
MOST_PEOPLE = 40
"""More sessions or people than these are too small to tell apart; pages say so and show what fits."""

PANEL = 150
KEY = 0.62
"""Radius of the ring of names in the first panel, which needs room around it."""

_LEFT_OUT = ("names", "ties to point at")


def small_networks(roster, people, ties, n, *, person=None, cursor=None) -> go.Figure:
    """One small network a session, after a first panel that says who sits where.

    Parameters
    ----------
    roster, people, ties : as for `network.sociogram_frames`.
    n : {session: people present}, in the order of the panels.
    person : in focus: only they keep their ink, and only arrows from and to them are drawn.
    cursor : the session whose title is bold.
    """
    if person is not None:
        ties = ties[(ties["speaker"] == person) | (ties["addressee"] == person)]
    frames = sociogram_frames(roster, people, ties, height=PANEL)
    inks = theme.person_inks(roster)
    traces = [_key(roster, inks, person)]
    for k, session in enumerate(n, start=1):
        for layer in frames[f"{session}"]:
            if layer["name"] in _LEFT_OUT or not _filled(layer):
                continue
            if layer["name"] == "people" and person is not None:
                ink = [inks[m] if m == person else theme.QUIET_INK for m, _ in layer["customdata"]]
                layer = layer | dict(marker=layer["marker"] | dict(color=ink))
            traces.append(layer | axes_of(k) | dict(showlegend=False))
    titles = [f"session {session} · n {count}" for session, count in n.items()]
    titles = [
        "who sits where",
        *(f"<b>{t}</b>" if s == cursor else t for s, t in zip(n, titles, strict=True)),
    ]
    hidden = dict(visible=False, fixedrange=True)
    wide, high = REACH[1] * 1.12, REACH[1] * 0.98
    layout, inner = grid(
        titles, min((6, 5), key=lambda across: -len(titles) % across), panel=PANEL, gap=0.01,
        xaxis=hidden | dict(range=[-wide, wide]), yaxis=hidden | dict(range=[-high, high]),
    )  # fmt: skip
    for k in range(len(titles)):
        name = axes_of(k)["xaxis"]
        layout["yaxis" + name[1:]] |= dict(scaleanchor=name)
    return assembled(traces, layout, height=inner + HEAD, margin=dict(l=0, r=0, t=8, b=8))


def _key(roster, inks, person) -> dict:
    """Names at their seats, on the ring of the first panel."""
    seat = seats(roster)
    x, y = (KEY * seat["x"]).tolist(), (KEY * seat["y"]).tolist()
    return dict(
        type="scatter", x=x, y=y, mode="markers+text", hoverinfo="skip", showlegend=False,
        marker=dict(symbol=[theme.ROLE_SYMBOLS[r] for r in roster["role"]], size=7,
                    color=[inks[m] if person in (None, m) else theme.QUIET_INK for m in roster["member"]]),
        text=[theme.plain(str(label)[:9]) for label in roster["label"]], textfont=dict(size=10), cliponaxis=False,
        textposition=[
            f"{'top' if b > 0 else 'bottom'} center" if abs(a) < 0.2 else f"middle {'right' if a > 0 else 'left'}"
            for a, b in zip(x, y, strict=True)
        ],
        name="who sits where",
    )  # fmt: skip


def _filled(layer: dict) -> bool:
    x = layer["x"]
    return bool(x["bdata"]) if isinstance(x, dict) else len(x) > 0
