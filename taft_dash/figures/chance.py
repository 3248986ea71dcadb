"""An index beside what chance would give, session by session."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.panels import assembled, band, broken
from taft_dash.figures.panels import cursor as line_at

_COLUMNS = 30  # widths of a dot along the axis


def index_and_chance(values: pd.DataFrame, *, label: str, low=None, cursor=None) -> go.Figure:
    """One index over the sessions: filled diamonds outside the band of chance, open circles inside it.

    Parameters
    ----------
    values : rows of `chance.bands` for one index and group: session, value, expected, low, high, p, boot_low,
        boot_high, n, baseline, reason.
    label : what stands at the axis. low : lower bound of the index. cursor : the session in focus.
    """
    axis, gaps = theme.session_axis(values["session"]), values[values["value"].isna()]
    course = broken(values, "value", "expected", "low", "high", "boot_low", "boot_high")
    traces = [
        band(course, "low", "high", "95 % of draws by chance"),
        dict(
            type="scatter", mode="lines", x=course["session"].tolist(), y=course["expected"].to_numpy(),
            line=dict(color=theme.QUIET_INK, width=1.2, dash="dash"), name="mean of the draws", connectgaps=False,
            hoverinfo="skip",
        ),
    ]  # fmt: skip
    known = values[values["value"].notna()]
    outside = (known["value"] < known["low"]) | (known["value"] > known["high"])
    for here, words, symbol, ink in (
        (known[~outside], "as chance gives", "circle-open", theme.STRONG_INK),
        (known[outside], "outside the band", "diamond", theme.MORE_INK),
    ):
        if here.empty:
            continue
        side = np.select([here["value"] > here["high"], here["value"] < here["low"]], ["above", "below"], "inside")
        spread = dict(
            type="data", symmetric=False, array=(here["boot_high"] - here["value"]).tolist(),
            arrayminus=(here["value"] - here["boot_low"]).tolist(), width=0, thickness=1.2,
        )  # fmt: skip
        traces.append(
            dict(
                type="scatter", mode="markers", name=words, x=here["session"].tolist(), y=here["value"].to_numpy(),
                marker=dict(symbol=symbol, size=9, color=ink, line=dict(width=1.6, color=ink)), error_y=spread,
                customdata=[
                    [int(n), f"{where} the band {theme.number(below)} to {theme.number(above)}", theme.number(p, 3)]
                    for n, where, below, above, p in zip(
                        here["n"], side, here["low"], here["high"], here["p"], strict=True
                    )
                ],
                hovertemplate=(
                    "session %{x}: %{y:.2f}, %{customdata[1]} (p = %{customdata[2]}, n = %{customdata[0]})"
                    "<extra></extra>"
                ),
            )
        )  # fmt: skip
    if len(gaps):
        base = low if low is not None else 0
        traces.append(
            dict(
                type="scatter", mode="markers", name="not defined", x=gaps["session"].tolist(), y=[base] * len(gaps),
                marker=dict(symbol="x-thin-open", size=8, color=theme.STRONG_INK, line=dict(width=1.6)),
                customdata=[[theme.plain(reason)] for reason in gaps["reason"]], cliponaxis=False,
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip
    layout = dict(
        xaxis=axis, yaxis=dict(title=dict(text=label), rangemode="tozero" if low == 0 else "normal", fixedrange=True),
        shapes=line_at(cursor), legend=dict(orientation="h", x=0, y=1.02, xanchor="left", yanchor="bottom"),
    )  # fmt: skip
    return assembled(traces, layout, height=340, margin=dict(l=64, r=24, t=54, b=48))


def chance_dots(dots: np.ndarray, value: float, *, label: str, session: int) -> go.Figure:
    """Twenty dots, each for one draw in twenty by chance, piled up along the index; the session itself as a diamond.

    Parameters
    ----------
    dots : (20,) ascending, as `chance.bands_and_dots` gives them. value : the index of the session.
    """
    reach = max(dots.max(), value) - min(dots.min(), value) or 1.0
    column = np.round((dots - dots.min()) / (reach / _COLUMNS)).astype(int)
    height = [int((column[:place] == column[place]).sum()) for place in range(len(dots))]
    place = dots.min() + column * (reach / _COLUMNS)
    traces = [
        dict(
            type="scatter", mode="markers", name="one in 20 draws by chance", x=place, y=height,
            marker=dict(symbol="circle", size=13, color=theme.QUIET_INK),
            customdata=[[theme.number(one)] for one in dots],
            hovertemplate="by chance: %{customdata[0]}<extra></extra>",
        ),
        dict(
            type="scatter", mode="markers", name=f"session {session}", x=[value], y=[0],
            marker=dict(symbol="diamond", size=15, color=theme.MORE_INK),
            hovertemplate=f"session {session}: {theme.number(value)}<extra></extra>",
        ),
    ]  # fmt: skip
    layout = dict(
        xaxis=dict(title=dict(text=label), showgrid=True, fixedrange=True, range=_roomy(dots, value, reach)),
        yaxis=dict(visible=False, range=[-0.7, max(6, *height) + 0.7], fixedrange=True),
        legend=dict(orientation="h", x=0, y=1.02, xanchor="left", yanchor="bottom"),
    )  # fmt: skip
    return assembled(traces, layout, height=210, margin=dict(l=24, r=24, t=40, b=48))


def _roomy(dots: np.ndarray, value: float, reach: float) -> list[float]:
    return [min(dots.min(), value) - 0.08 * reach, max(dots.max(), value) + 0.08 * reach]
