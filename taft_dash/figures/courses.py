"""Scores over sessions, shared by the rooms that draw them: people's lines, the group mean, panels of one person each.

A missing session is a gap, never a bridge. A scale that is given at fewer than half of the sessions is the one
exception: its lines are dotted from one rating to the next, so that they can be followed at all.
"""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.panels import band as band_around

CURSOR_FILL = "rgba(128,136,148,0.20)"
SIDES = dict(l=60, r=96)
SPREADS = {"sd": ("sd_low", "sd_high", "group mean ± 1 SD"), "range": ("low", "high", "lowest to highest")}
COLUMNS = 4
MOST_PANELS = 24
_PANEL, _BETWEEN, _TITLE = 128, 52, 22


def is_sparse(lines: pd.DataFrame, sessions: list[int]) -> bool:
    """Whether a scale was given at fewer than half of the sessions; its lines are then dotted between ratings."""
    return 2 * lines.loc[lines["score"].notna(), "session"].nunique() < len(sessions)


def trajectories(
    lines: pd.DataFrame,
    course: pd.DataFrame,
    roster: pd.DataFrame,
    *,
    sessions: list[int],
    limits: tuple[float, float],
    whole: bool = False,
    scale: str,
    spread: str = "sd",
    person: str | None = None,
    cursor: int | None = None,
    marks: tuple = (),
) -> go.Figure:
    """Every person's line, the group mean with its spread, and below how many of those present rated.

    `lines`: member, label, session, score; `course`: session, mean, the columns of SPREADS, n_rated, n_present;
    `roster`: member, label, role. `scale` names the y axis, `limits` are the ends of the scale (see `score_range` for
    `whole`). `person` is drawn in their own ink while the others step back, `cursor` is the session in focus. `marks`
    are further traces on the lines.
    """
    drawn = theme.figure(height=470, margin=dict(t=40, b=44, **SIDES))
    sparse = is_sparse(lines, sessions)
    mean = course.dropna(subset=["mean"]) if sparse else theme.unbridged(course, sessions)
    group = go.Scatter(
        x=mean["session"], y=mean["mean"], mode="lines+markers", name="group mean of those who rated",
        connectgaps=False, **mean_style(sparse), customdata=mean[["n_rated", "n_present"]].to_numpy(),
        hovertemplate="group mean, session %{x}: %{y:.2f}"
        " (%{customdata[0]:.0f} rated, %{customdata[1]:.0f} present)<extra></extra>",
    )  # fmt: skip
    people = people_traces(lines, roster, sessions=sessions, person=person)
    band = band_around(theme.unbridged(course, sessions), *SPREADS[spread])
    drawn.add_traces([band, *people, group, *marks, *_rated_of_present(course, yaxis="y2")])
    if cursor is not None:
        drawn.add_shape(_band(cursor, "x", "paper"))
    drawn.update_layout(
        xaxis=theme.session_axis(sessions) | dict(anchor="y2"),
        yaxis=dict(
            domain=[0.24, 1], range=theme.score_range(lines["score"], limits, whole=whole), nticks=6, fixedrange=True,
            title=dict(text=theme.plain(scale)), automargin=False,
        ),
        yaxis2=dict(
            domain=[0, 0.13], range=[0, 1.25 * max(1, course[["n_rated", "n_present"]].max().max())], showgrid=False,
            title=dict(text="rated", standoff=6), tickvals=[], fixedrange=True, automargin=False,
        ),
        barmode="overlay",
        bargap=0.3,
    )  # fmt: skip
    return drawn


def mean_style(sparse: bool) -> dict:
    """How a group mean is drawn: a thick line, and marks of its own where it is dotted."""
    marker = (
        dict(size=8, symbol="diamond", color=theme.STRONG_INK)
        if sparse
        else dict(size=4, color=theme.STRONG_INK)
    )
    return dict(line=dict(width=3, color=theme.STRONG_INK, dash="dot" if sparse else "solid"), marker=marker)


def people_traces(lines, roster, *, sessions, person: str | None, named: bool = True) -> list[go.Scatter]:
    """Everybody's lines, the quiet ones in one trace; the person in focus last, in their own ink, with their name."""
    sparse = is_sparse(lines, sessions)
    rows = lines.dropna(subset=["score"]) if sparse else lines
    own = rows["member"] == person
    others = [
        (member, line if sparse else theme.unbridged(line, sessions))
        for member, line in rows[~own].groupby("member", observed=True, sort=False)
    ]
    traces = [_quiet(others, sparse, stepped_back=bool(own.any()))] if others else []
    focus = rows[own] if sparse else theme.unbridged(rows[own], sessions)
    if not own.any():
        return traces
    ink, name = theme.person_inks(roster)[person], theme.plain(rows[own]["label"].iloc[0])
    traces.append(
        go.Scatter(
            x=focus["session"], y=focus["score"], mode="lines+markers", name=name, connectgaps=False,
            line=dict(width=2.8, color=ink, dash="dot" if sparse else "solid"), marker=dict(size=7, color=ink),
            customdata=[[person, name]] * len(focus), unselected=dict(marker=dict(opacity=1)),
            hovertemplate="%{customdata[1]}, session %{x}: %{y:.2f}<extra></extra>",
        )
    )  # fmt: skip
    end = focus.dropna(subset=["score"]).tail(1)
    if named and len(end):
        traces.append(
            go.Scatter(
                x=end["session"], y=end["score"], mode="text", text=[f"  <b>{name}</b>"], hoverinfo="skip",
                textposition="middle right", cliponaxis=False, showlegend=False, textfont=dict(size=12.5),
            )
        )  # fmt: skip
    return traces


def _quiet(others: list, sparse: bool, *, stepped_back: bool) -> go.Scatter:
    """Many lines (member, rows) as one trace, broken between people: two hundred of them draw as fast as two."""
    x, y, who = [], [], []
    for member, line in others:
        x += [*line["session"], None]
        y += [*line["score"], None]
        who += [[member, theme.plain(line["label"].iloc[0])]] * (len(line) + 1)
    return go.Scatter(
        x=x, y=y, mode="lines+markers", name="one line a person", connectgaps=False, customdata=who,
        opacity=0.35 if stepped_back else 0.5, unselected=dict(marker=dict(opacity=1)),
        line=dict(width=1.3, color=theme.QUIET_INK, dash="dot" if sparse else "solid"),
        marker=dict(size=5, color=theme.QUIET_INK),
        hovertemplate="%{customdata[1]}, session %{x}: %{y:.2f}<extra></extra>",
    )  # fmt: skip


def panels(
    lines: pd.DataFrame,
    course: pd.DataFrame,
    roster: pd.DataFrame,
    *,
    sessions: list[int],
    limits: tuple[float, float],
    whole: bool = False,
    levels: dict[str, float] | None = None,
    person: str | None = None,
    cursor: int | None = None,
    marks: dict[str, list] | None = None,
) -> go.Figure:
    """One small picture a person on common axes: the own line, an own level (dashed) and the group mean in grey.

    `levels` gives each member's level (NaN: none), `marks` further traces by member; the rest is as for
    `trajectories`. At most MOST_PANELS people, the person in focus always among them.
    """
    people = list(lines.groupby("member", observed=True, sort=False))
    shown = [pair for k, pair in enumerate(people) if k < MOST_PANELS or pair[0] == person]
    titles = [theme.plain(line["label"].iloc[0]) for _, line in shown]
    common = theme.score_range(lines["score"], limits, whole=whole)
    drawn, cells = panel_grid(titles, sessions=sessions, ranges=[common] * len(titles), cursor=cursor)
    inks, sparse = theme.person_inks(roster), is_sparse(lines, sessions)
    mean = course.dropna(subset=["mean"]) if sparse else theme.unbridged(course, sessions)
    dash, traces = "dot" if sparse else "solid", []
    for k, ((member, line), axes) in enumerate(zip(shown, cells, strict=True)):
        name, ink = titles[k], inks[member]
        line = line.dropna(subset=["score"]) if sparse else theme.unbridged(line, sessions)
        level = (levels or {}).get(member, float("nan"))
        traces.append(
            go.Scatter(
                x=mean["session"], y=mean["mean"], mode="lines", name="group mean", legendgroup="mean",
                showlegend=k == 0, connectgaps=False, line=dict(width=1.6, color=theme.QUIET_INK, dash=dash),
                opacity=0.8, hoverinfo="skip", **axes,
            )
        )  # fmt: skip
        if level == level:
            traces.append(
                go.Scatter(
                    x=[sessions[0], sessions[-1]], y=[level, level], mode="lines", name="own baseline",
                    hoverinfo="skip", legendgroup="level", showlegend=not any(t.legendgroup == "level" for t in traces),
                    line=dict(width=1.4, color=theme.STRONG_INK, dash="dash"), **axes,
                )
            )  # fmt: skip
        traces.append(
            go.Scatter(
                x=line["session"], y=line["score"], mode="lines+markers", name=name, showlegend=False,
                connectgaps=False, line=dict(width=2.8 if member == person else 2, color=ink, dash=dash),
                marker=dict(size=4.5, color=ink), customdata=[[member, name]] * len(line),
                hovertemplate="%{customdata[1]}, session %{x}: %{y:.2f}<extra></extra>", **axes,
            )
        )  # fmt: skip
        traces += [trace.update(showlegend=False, **axes) for trace in (marks or {}).get(member, ())]
    return drawn.add_traces(traces)


def panel_grid(titles, *, sessions, ranges, cursor, columns: int = COLUMNS) -> tuple[go.Figure, list[dict]]:
    """An empty grid of small pictures over the sessions: the figure, and for each title the axes to draw on.

    `ranges` holds the range of each picture's y axis; where all are the same, only the first column is labelled.
    """
    columns = min(columns, max(len(titles), 1))
    rows = -(-len(titles) // columns)
    inner = rows * (_PANEL + _BETWEEN) - _BETWEEN + _TITLE
    drawn = theme.figure(height=inner + 84, margin=dict(l=44, r=16, t=40, b=44))
    width, common = 1 / columns, len({tuple(ends) for ends in ranges}) == 1
    axis = theme.session_axis(sessions)
    settings, cells, notes, bands = {}, [], [], []
    for k, title in enumerate(titles):
        row, column = divmod(k, columns)
        below = inner - _TITLE - row * (_PANEL + _BETWEEN) - _PANEL
        bottom, top = below / inner, (below + _PANEL) / inner
        left, number = column * width, "" if k == 0 else str(k + 1)
        settings[f"xaxis{number}"] = axis | dict(
            domain=[left, left + width - (0.025 if common else 0.045)], anchor=f"y{number}", title=None,
            tickvals=sorted({sessions[0], sessions[-1]}), automargin=False,
        )  # fmt: skip
        settings[f"yaxis{number}"] = dict(
            domain=[bottom, top], anchor=f"x{number}", range=ranges[k], nticks=4,
            showticklabels=not common or column == 0, fixedrange=True, automargin=False,
        )  # fmt: skip
        notes.append(
            dict(text=f"<b>{title}</b>", x=left, xref="paper", xanchor="left", y=top, yref="paper", yanchor="bottom",
                 showarrow=False, font=dict(size=13))
        )  # fmt: skip
        if cursor is not None:
            bands.append(_band(cursor, f"x{number}", f"y{number} domain"))
        cells.append(dict(xaxis=f"x{number}", yaxis=f"y{number}"))
    drawn.update_layout(annotations=notes, shapes=bands, **settings)
    return drawn, cells


def _band(cursor: int, xref: str, yref: str) -> dict:
    return dict(
        type="rect", x0=cursor - 0.5, x1=cursor + 0.5, y0=0, y1=1, xref=xref, yref=yref, layer="below",
        fillcolor=CURSOR_FILL, line=dict(width=0),
    )  # fmt: skip


def _rated_of_present(course: pd.DataFrame, **axes) -> list[go.Bar]:
    """How many rated of how many were there; the figures stand on the bars while there is room for them."""
    roomy = len(course) <= 30
    course = course[course["n_present"] + course["n_rated"] > 0]
    words = [
        f"{rated}/{present}" if roomy else ""
        for rated, present in zip(course["n_rated"], course["n_present"], strict=True)
    ]
    return [
        go.Bar(
            x=course["session"], y=course["n_present"], name="present", showlegend=False, hoverinfo="skip", text=words,
            textposition="outside", cliponaxis=False, textfont=dict(size=10.5), constraintext="none",
            marker=dict(color="rgba(128,136,148,0.14)", line=dict(width=1, color=theme.QUIET_INK)), **axes,
        ),
        go.Bar(
            x=course["session"], y=course["n_rated"], name="rated", showlegend=False,
            marker=dict(color=theme.QUIET_INK, line=dict(width=0)), customdata=course[["n_present"]].to_numpy(),
            hovertemplate="session %{x}: %{y} rated, %{customdata[0]} present<extra></extra>", **axes,
        ),
    ]  # fmt: skip


def mark_traces(marks: pd.DataFrame, person: str | None, styles: dict) -> list[go.Scatter]:
    """Marks on the lines, one trace a kind, paler for everybody but the person in focus.

    marks : columns session, score, mark, member, reason. styles : {mark: (symbol, ink, words)}, drawn in this order.
    """
    traces = []
    for mark, (symbol, ink, words) in styles.items():
        rows = marks[marks["mark"] == mark]
        if rows.empty:
            continue
        paler = [0.45 if person is not None and member != person else 1 for member in rows["member"]]
        traces.append(
            go.Scatter(
                x=rows["session"], y=rows["score"], mode="markers", name=words, legendgroup=mark,
                marker=dict(symbol=symbol, size=11, color=ink, opacity=paler, line=dict(width=1.8, color=ink)),
                customdata=[[m, theme.plain(r)] for m, r in zip(rows["member"], rows["reason"], strict=True)],
                hovertemplate="%{customdata[1]}<extra></extra>", unselected=dict(marker=dict(opacity=1)),
            )
        )  # fmt: skip
    return traces
