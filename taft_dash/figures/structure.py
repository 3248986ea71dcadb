"""Ratings taken apart: whose the variance is, how ratings grow, and how far raters of one session agree."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.courses import CURSOR_FILL
from taft_dash.figures.panels import BAND_FILL

PARTS = {
    "group": ("between groups, lasting", theme.STRONG_INK, "hexagon"),
    "member": ("between members, lasting", theme.MEMBER_TALK_INK, "circle"),
    "session": ("shared by all in a session", theme.MORE_INK, "square"),
    "residual": ("this person in this session", theme.QUIET_INK, "diamond"),
}


def variance_shares(split: pd.DataFrame) -> go.Figure:
    """Shares that sum to 1, one row each, with their intervals. `split`: part (of PARTS), share, low, high."""
    drawn = theme.figure(height=110 + 40 * len(split), margin=dict(l=210, r=60, t=16, b=48))
    for place, row in enumerate(split.itertuples(index=False)):
        words, ink, symbol = PARTS[row.part]
        said = f"{theme.percent(row.share)} ({theme.percent(row.low)} to {theme.percent(row.high)})"
        drawn.add_trace(
            go.Scatter(
                x=[row.low, row.high], y=[place, place], mode="lines", line=dict(width=5, color=ink), opacity=0.45,
                showlegend=False, hoverinfo="skip",
            )
        )  # fmt: skip
        drawn.add_trace(
            go.Scatter(
                x=[row.share], y=[place], mode="markers+text", name=words, showlegend=False,
                marker=dict(symbol=symbol, size=14, color=ink), text=[said],
                textposition="top right" if row.share < 0.1 else "top left" if row.share > 0.9 else "top center",
                textfont=dict(size=12), cliponaxis=False, hovertemplate=f"{words}: {said}<extra></extra>",
            )
        )  # fmt: skip
    names = [PARTS[part][0] for part in split["part"]]
    drawn.update_layout(
        xaxis=dict(range=[-0.02, 1.02], tickformat=".0%", title=dict(text="share of the variance"), fixedrange=True,
                   showgrid=True),
        yaxis=dict(tickvals=list(range(len(names))), ticktext=names, range=[len(names) - 0.5, -0.7], showgrid=False,
                   fixedrange=True, automargin=False),
    )  # fmt: skip
    return drawn


def growth_lines(
    group_line: pd.DataFrame,
    member_lines: pd.DataFrame,
    roster: pd.DataFrame,
    *,
    sessions: list[int],
    limits: tuple[float, float],
    scale: str,
    person: str | None = None,
    whole: str = "the group's line",
) -> go.Figure:
    """The straight line of the group with its interval, called as `whole` says, and every member's own line.

    `group_line`: session, height, low, high. `member_lines`: member, label, session, height, slope, two rows a member.
    """
    drawn = theme.figure(height=400, margin=dict(l=60, r=96, t=40, b=44))
    x, low, high = (group_line[name].tolist() for name in ("session", "low", "high"))
    drawn.add_trace(
        go.Scatter(
            x=[*x, *x[::-1], x[0]], y=[*low, *high[::-1], low[0]], mode="lines", fill="toself", fillcolor=BAND_FILL,
            line=dict(width=0.6, color=BAND_FILL), name=f"95 % interval of {whole}", hoverinfo="skip",
        )
    )  # fmt: skip
    inks, seen = theme.person_inks(roster), pd.concat([member_lines["height"], group_line["low"], group_line["high"]])
    span = theme.score_range(seen, limits, whole=False)
    named = _named(member_lines, (span[1] - span[0]) / 26, person)
    for member, line in member_lines.groupby("member", observed=True, sort=False):
        name, own = theme.plain(line["label"].iloc[0]), member == person
        drawn.add_trace(
            go.Scatter(
                x=line["session"], y=line["height"], mode="lines+text", name=name, showlegend=False, cliponaxis=False,
                line=dict(width=3 if own else 1.6, color=inks[member]), opacity=1 if own or person is None else 0.5,
                text=["", f"  <b>{name}</b>" if own else f"  {name}" if member in named else ""],
                textposition="middle right", textfont=dict(size=11.5),
                customdata=[[member, name, slope] for slope in line["slope"]],
                hovertemplate="%{customdata[1]}: %{customdata[2]:+.3f} per session<extra></extra>",
            )
        )  # fmt: skip
    drawn.add_trace(
        go.Scatter(
            x=x, y=group_line["height"], mode="lines", name=whole,
            line=dict(width=4, color=theme.STRONG_INK, dash="dash"),
            hovertemplate=f"{whole}, session %{{x}}: %{{y:.2f}}<extra></extra>",
        )
    )  # fmt: skip
    drawn.update_layout(
        xaxis=theme.session_axis(sessions),
        yaxis=dict(range=span, nticks=6, fixedrange=True, automargin=False,
                   title=dict(text=theme.plain(scale))),
    )  # fmt: skip
    return drawn


def _named(member_lines: pd.DataFrame, near: float, person: str | None) -> set[str]:
    """The members whose names have room at the end of their lines; the person in focus always has."""
    ends = member_lines.groupby("member", observed=True, sort=False).tail(1)
    first = ends.assign(focus=ends["member"] != person).sort_values(["focus", "height"], kind="stable")
    placed: list[tuple[int, float]] = []
    named = set()
    for member, session, height in first[["member", "session", "height"]].itertuples(index=False):
        if all(abs(session - other) > 3 or abs(height - up) >= near for other, up in placed):
            placed.append((session, height))
            named.add(member)
    return named


def split_targets(
    table: pd.DataFrame,
    roster: pd.DataFrame,
    *,
    names: tuple[str, str],
    limits: tuple[float, float],
    person: str | None = None,
) -> go.Figure:
    """One mark a member: the one target across, the other up; on the line both are rated alike.

    `table`: member, label, n, first_mean, second_mean, difference, of one pair of targets; `names` of the two.
    """
    drawn = theme.figure(height=420, margin=dict(l=60, r=96, t=24, b=52))
    span = theme.score_range(pd.concat([table["first_mean"], table["second_mean"]]), limits, whole=False)
    inks = theme.person_inks(roster)
    drawn.add_trace(
        go.Scatter(
            x=list(limits), y=list(limits), mode="lines", name="rated alike", hoverinfo="skip",
            line=dict(width=1.2, color=theme.QUIET_INK),
        )
    )  # fmt: skip
    places = theme.name_places(table["first_mean"], table["second_mean"], (span[1] - span[0]) / 22)
    for row, place in zip(table.itertuples(index=False), places, strict=True):
        name, own = theme.plain(row.label), row.member == person
        drawn.add_trace(
            go.Scatter(
                x=[row.first_mean], y=[row.second_mean], mode="markers+text", name=name, showlegend=False,
                text=[f"<b>{name}</b>" if own else name], textposition=place, textfont=dict(size=12),
                marker=dict(size=16 if own else 11, color=inks[row.member]), cliponaxis=False,
                customdata=[[row.member, name, row.difference, row.n]],
                hovertemplate="%{customdata[1]}: difference %{customdata[2]:+.2f} over %{customdata[3]} sessions"
                "<extra></extra>", unselected=dict(marker=dict(opacity=1)),
            )
        )  # fmt: skip
    axis = dict(range=span, nticks=6, fixedrange=True, showgrid=True)
    drawn.update_layout(
        xaxis=axis | dict(title=dict(text=theme.plain(names[0]))),
        yaxis=axis | dict(title=dict(text=theme.plain(names[1]))),
    )
    return drawn


def surface_lines(lines: pd.DataFrame, *, names: tuple[str, str], outcome: str) -> go.Figure:
    """The outcome where two bonds are alike, and where they are apart, each with its interval.

    `lines`: line (agreement or disagreement), first, height, low, high; `names` of the two bonds.
    """
    drawn = theme.figure(height=380, margin=dict(l=64, r=24, t=40, b=52))
    shown = {
        "agreement": (f"{names[1]} the same", theme.MEMBER_TALK_INK, "solid"),
        "disagreement": (f"{names[1]} as far on the other side of the middle", theme.MORE_INK, "dash"),
    }
    for line, (said, ink, dash) in shown.items():
        own, words = lines[lines["line"] == line], theme.plain(said)
        x, low, high = (own[name].tolist() for name in ("first", "low", "high"))
        drawn.add_trace(
            go.Scatter(
                x=[*x, *x[::-1], x[0]], y=[*low, *high[::-1], low[0]], mode="lines", fill="toself", fillcolor=BAND_FILL,
                line=dict(width=0.6, color=ink, dash=dash), showlegend=False, hoverinfo="skip",
            )
        )  # fmt: skip
        drawn.add_trace(
            go.Scatter(
                x=x, y=own["height"], mode="lines", name=words, line=dict(width=3, color=ink, dash=dash),
                hovertemplate=f"%{{x:.2f}}, {words}: %{{y:.2f}}<extra></extra>",
            )
        )  # fmt: skip
    drawn.update_layout(
        xaxis=dict(title=dict(text=theme.plain(names[0])), fixedrange=True, showgrid=True),
        yaxis=dict(title=dict(text=theme.plain(outcome)), nticks=6, fixedrange=True, automargin=False),
        showlegend=True,
    )
    return drawn


def agreement(table: pd.DataFrame, *, sessions: list[int], cursor: int | None = None) -> go.Figure:
    """How far raters of a session differ (above), and r_wg (below) where it can be given.

    `table`: session, n_raters, sd, r_wg.
    """
    both = bool(table["r_wg"].notna().any())
    drawn = theme.figure(height=390 if both else 240, margin=dict(l=66, r=24, t=24, b=44))
    if cursor is not None:
        drawn.add_vrect(x0=cursor - 0.5, x1=cursor + 0.5, fillcolor=CURSOR_FILL, line_width=0, layer="below")
    every = table.set_index("session")[["n_raters", "sd", "r_wg"]].reindex(sessions).reset_index()
    spread = theme.unbridged(every, sessions)
    drawn.add_trace(
        go.Scatter(
            x=spread["session"], y=spread["sd"], mode="lines+markers", name="standard deviation of the scores",
            connectgaps=False, line=dict(width=2, color=theme.LESS_INK), marker=dict(size=7, symbol="diamond"),
            customdata=spread[["n_raters"]].to_numpy(),
            hovertemplate="session %{x}: SD %{y:.2f} of %{customdata[0]:.0f} raters<extra></extra>",
        )
    )  # fmt: skip
    top = 1.15 * spread["sd"].max() if spread["sd"].notna().any() else 1
    drawn.update_layout(
        xaxis=theme.session_axis(sessions) | dict(anchor="y2" if both else "y"),
        yaxis=dict(domain=[0.56, 1] if both else [0, 1], range=[0, top or 1], nticks=4, fixedrange=True,
                   title=dict(text="SD"), automargin=False),
        showlegend=both,
    )  # fmt: skip
    if both:
        drawn.add_trace(
            go.Scatter(
                x=spread["session"], y=spread["r_wg"], mode="lines+markers", name="agreement r_wg", yaxis="y2",
                connectgaps=False, line=dict(width=2, color=theme.MORE_INK), marker=dict(size=7),
                hovertemplate="session %{x}: r_wg %{y:.2f}<extra></extra>",
            )
        )  # fmt: skip
        drawn.update_layout(
            yaxis2=dict(domain=[0, 0.44], range=[-0.03, 1.05], tickvals=[0, 0.5, 1], fixedrange=True,
                        title=dict(text="r_wg"), gridcolor=theme.GRID, automargin=False)
        )  # fmt: skip
    return drawn
