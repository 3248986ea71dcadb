"""Process and alliance: every association with its interval, and one pair over distances of some sessions."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme

SHAPES = {"same": "circle", "process_earlier": "triangle-right", "alliance_earlier": "triangle-left"}
TITLES = {
    "same": "same session",
    "process_earlier": "process one session<br>earlier, alliance later",
    "alliance_earlier": "alliance one session<br>earlier, process later",
}
LARGE, USUAL = 14, 9
STANDING = {
    "corrected": ("p ≤ .05 after Holm's correction: filled, large", theme.MEMBER_TALK_INK, ""),
    "uncorrected": ("p ≤ .05 before correction only: filled", theme.LESS_INK, ""),
    "chance": ("p above .05: open", theme.QUIET_INK, "-open"),
}
"""How a p value stands: in words, its ink, and the ending of the symbol's name."""
CHANCE = "95 of 100 shuffles of the sessions"
CHANCE_FILL = "rgba(128,136,148,0.22)"
ROW, HEAD, FOOT = 23, 84, 56
_GAP = 0.025


def associations(rows: pd.DataFrame) -> go.Figure:
    """Three panels of dots with 95 % intervals: same session, process earlier, alliance earlier.

    `rows`: family_name, label, timing (a key of SHAPES), standing (a key of STANDING), r, low, high, words. Every label
    has a line, families stand under their names; where there is no number, words. The shape says the timing; filled or
    open, size and ink say how the p value stands.
    """
    places, ticks = _lines(rows)
    at = rows.assign(place=[places[key] for key in zip(rows["family_name"], rows["label"], strict=True)])
    drawn = theme.figure(height=HEAD + FOOT + ROW * len(ticks), margin=dict(l=306, r=20, t=HEAD, b=FOOT))
    for k, timing in enumerate(SHAPES):
        axes = dict(xaxis=f"x{k + 1 if k else ''}", yaxis="y")
        for standing in STANDING:
            part = at[(at["timing"] == timing) & (at["standing"] == standing) & at["r"].notna()]
            if len(part):
                drawn.add_trace(_marks(part, timing, standing, axes))
        lacking = at[(at["timing"] == timing) & at["r"].isna()]
        if len(lacking):
            drawn.add_trace(_lacking(lacking, axes))
    drawn.add_traces(_legend(set(rows.loc[rows["r"].notna(), "standing"])))
    width = (1 - 2 * _GAP) / 3
    for k, title in enumerate(TITLES.values()):
        left = k * (width + _GAP)
        drawn.layout[f"xaxis{k + 1 if k else ''}"] = dict(
            domain=[left, left + width], range=[-1.05, 1.05], tickvals=[-1, -0.5, 0, 0.5, 1], zeroline=True,
            ticktext=["−1", "−.5", "0", ".5", "1"], zerolinecolor=theme.QUIET_INK, zerolinewidth=1.4, showgrid=True,
            fixedrange=True, title=dict(text="within-person r"),
        )  # fmt: skip
        drawn.add_annotation(
            text=title,
            x=left + width / 2,
            xref="paper",
            xanchor="center",
            y=1,
            yref="paper",
            yanchor="bottom",
            showarrow=False,
            yshift=4,
        )
    drawn.update_layout(
        yaxis=dict(
            tickvals=list(range(len(ticks))), ticktext=ticks, range=[len(ticks) - 0.4, -0.6], fixedrange=True,
            automargin=False, tickfont=dict(size=12),
        ),
        legend=dict(x=0, xref="container", y=1, yref="container", yanchor="top", orientation="h"),
    )  # fmt: skip
    return drawn


def lead_lag(table: pd.DataFrame) -> go.Figure:
    """The correlation at each distance between two courses, over the band that shuffled sessions give.

    `table`: lag, r, chance_low, chance_high, outside, words (under the pointer), tick (under the axis).
    """
    drawn = theme.figure(height=360, margin=dict(l=64, r=24, t=44, b=74))
    known = table[table["r"].notna()]
    drawn.add_trace(
        go.Bar(
            x=known["lag"], base=known["chance_low"], y=known["chance_high"] - known["chance_low"], width=0.86,
            marker=dict(color=CHANCE_FILL, line=dict(width=0)), hoverinfo="skip", name=CHANCE,
        )
    )  # fmt: skip
    for outside, symbol, ink, name in (
        (True, "diamond", theme.MEMBER_TALK_INK, "outside the band"),
        (False, "circle-open", theme.QUIET_INK, "within the band"),
    ):
        part = known[known["outside"] == outside]
        if len(part):
            drawn.add_trace(
                go.Scatter(
                    x=part["lag"], y=part["r"], mode="markers+text", name=name, textposition="top center",
                    marker=dict(symbol=symbol, size=12, color=ink, line=dict(width=2, color=ink)),
                    text=[theme.number(r) for r in part["r"]], textfont=dict(size=12), cliponaxis=False,
                    customdata=[theme.plain(words) for words in part["words"]],
                    hovertemplate="%{customdata}<extra></extra>",
                )
            )  # fmt: skip
    reach = max(0.5, 1.25 * known[["r", "chance_low", "chance_high"]].abs().max().max())
    drawn.update_layout(
        xaxis=dict(
            tickvals=list(table["lag"]), ticktext=list(table["tick"]), fixedrange=True,
            range=[table["lag"].min() - 0.6, table["lag"].max() + 0.6],
        ),
        yaxis=dict(
            range=[-reach, reach], title=dict(text="within-person r"), zeroline=True, zerolinecolor=theme.QUIET_INK,
            zerolinewidth=1.4, fixedrange=True,
        ),
        barmode="overlay",
    )  # fmt: skip
    return drawn


def _lines(rows: pd.DataFrame) -> tuple[dict[tuple[str, str], int], list[str]]:
    """The place of every label, from the top, and what stands beside each line; a family has a line of its own."""
    places, ticks = {}, []
    for family, part in rows.groupby("family_name", sort=False):
        ticks.append(f"<b>{theme.plain(family)}</b>")
        for label in dict.fromkeys(part["label"]):
            places[family, label] = len(ticks)
            ticks.append(theme.plain(label if len(label) <= 52 else f"{label[:51]}…"))
    return places, ticks


def _marks(part: pd.DataFrame, timing: str, standing: str, axes: dict) -> go.Scatter:
    name, ink, _ = STANDING[standing]
    ends = dict(
        type="data", symmetric=False, thickness=1.6, width=0, color=ink,
        array=part["high"] - part["r"], arrayminus=part["r"] - part["low"],
    )  # fmt: skip
    return go.Scatter(
        x=part["r"], y=part["place"], mode="markers", name=name, showlegend=False, error_x=ends,
        marker=_look(standing, SHAPES[timing]), customdata=_said(part), hovertemplate="%{customdata[1]}<extra></extra>",
        **axes,
    )  # fmt: skip


def _look(standing: str, shape: str) -> dict:
    _, ink, fill = STANDING[standing]
    size = LARGE if standing == "corrected" else USUAL
    return dict(symbol=shape + fill, size=size, color=ink, line=dict(width=1.6, color=ink))


def _lacking(part: pd.DataFrame, axes: dict) -> go.Scatter:
    return go.Scatter(
        x=[0] * len(part), y=part["place"], mode="text", text=["too few data"] * len(part), textfont=dict(size=11),
        name="too few data", showlegend=False, customdata=_said(part),
        hovertemplate="%{customdata[1]}<extra></extra>", **axes,
    )  # fmt: skip


def _said(part: pd.DataFrame) -> list[list[str]]:
    """The course of each mark, for a click, and its words, broken where the name ends."""
    words = (theme.plain(text).replace(": ", ":<br>", 1) for text in part["words"])
    return [[label, text] for label, text in zip(part["label"], words, strict=True)]


def _legend(standings: set[str]) -> list[go.Scatter]:
    return [
        go.Scatter(
            x=[None], y=[None], mode="markers", name=name, showlegend=True,
            marker=_look(standing, "circle"),
        )
        for standing, (name, *_) in STANDING.items()
        if standing in standings
    ]  # fmt: skip
