"""Who takes the floor after whom, what follows what, and how long it takes: counts beside those of shuffled turns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import panels, theme
from taft_dash.figures.seating import arrows, radius, seats, width

CHANCE_FILL = "rgba(128,136,148,0.28)"
WORD_STYLES = {
    "answered": (theme.PEOPLE_INKS[6], "circle"),
    "answered to the group": (theme.PEOPLE_INKS[2], "diamond"),
    "passed on": (theme.PEOPLE_INKS[0], "triangle-right"),
    "took it up": (theme.PEOPLE_INKS[4], "square"),
    "stepped in": (theme.PEOPLE_INKS[1], "x"),
    "went on": (theme.PEOPLE_INKS[11], "star"),
}
SIGNS = {1: "more than chance", 0: "as by chance", -1: "less than chance"}
NETWORK_SIDE, MOST_LABEL = 430, 22
_PIXELS = NETWORK_SIDE / 3.4


def beyond_chance(rows: pd.DataFrame) -> np.ndarray:
    """1 above and -1 below what shuffling gives, corrected for all rows looked at together; else 0."""
    return np.where(rows["p_adjusted"] < 0.05, np.sign(rows["n"] - rows["expected"]), 0).astype(int)


def shift_ratios(types: pd.DataFrame) -> go.Figure:
    """Each type of shift as a multiple of chance; the grey bar is where 95 % of shuffles lie.

    `types`: of `sequence_shifts.participation_shifts`, one group.
    """
    rows = types[types["ratio"].notna()].reset_index(drop=True)
    names = [f"{theme.plain(word)}  <b>{shift}</b>" for shift, word in zip(rows["shift"], rows["word"], strict=True)]
    words = [
        f"{row.shift}, {row.word}: {row.n:g} times, by chance {row.expected:.1f} ({row.chance_low:g} to"
        f" {row.chance_high:g}); ratio {row.ratio:.2f}, corrected p = {row.p_adjusted:.3f}"
        for row in rows.itertuples()
    ]
    low, high = rows["chance_low"] / rows["expected"], rows["chance_high"] / rows["expected"]
    drawn = _bands(low, high, rows["ratio"], beyond_chance(rows), rows["word"], words)
    reach = max(2.0, rows["ratio"].max() * 1.12, high.max() * 1.05)
    drawn.update_layout(
        height=26 * len(rows) + 96,
        xaxis=dict(range=[0, reach], title=dict(text="times as often as in shuffled turns"), fixedrange=True),
        yaxis=_rows_axis(names),
        shapes=[dict(type="line", x0=1, x1=1, y0=0, y1=1, yref="paper", line=dict(width=1, color=theme.QUIET_INK))],
    )
    return drawn


def pause_bands(words: pd.DataFrame) -> go.Figure:
    """The median pause before each way of taking the floor; the grey bar is where chance would have it.

    `words`: of `sequence_pauses.pauses`, one group.
    """
    rows = words[words["median_pause"].notna()].reset_index(drop=True)
    said = [
        f"{row.word}: median {row.median_pause:.1f} s, by chance {row.chance_low:.1f} to {row.chance_high:.1f}"
        f" (n = {row.n}), {theme.percent(row.overlap_share)} overlapping"
        for row in rows.itertuples()
    ]
    sign = np.where(rows["p_adjusted"] < 0.05, 1, 0)
    drawn = _bands(rows["chance_low"], rows["chance_high"], rows["median_pause"], sign, rows["word"], said)
    drawn.update_layout(
        height=30 * len(rows) + 96,
        xaxis=dict(title=dict(text="seconds until the next turn, median"), fixedrange=True),
        yaxis=_rows_axis([theme.plain(word) for word in rows["word"]]),
    )
    return drawn


def _bands(low, high, value, sign, word, words) -> go.Figure:
    """Marks on grey bars, row by row; filled where beyond chance, open where not."""
    at = list(range(len(value)))
    drawn = theme.figure(margin=dict(l=210, r=24, t=34, b=48))
    drawn.add_trace(
        go.Bar(
            x=high - low, base=low, y=at, orientation="h", width=0.55, name="95 % of shuffles", hoverinfo="skip",
            marker=dict(color=CHANCE_FILL, line=dict(width=0)),
        )
    )  # fmt: skip
    for beyond, name in ((True, "beyond chance"), (False, "within chance")):
        kept = [k for k in at if (sign[k] != 0) == beyond]
        styles = [WORD_STYLES[word[k]] for k in kept]
        drawn.add_trace(
            go.Scatter(
                x=value.iloc[kept], y=kept, mode="markers", name=name, customdata=[theme.plain(words[k]) for k in kept],
                hovertemplate="%{customdata}<extra></extra>",
                marker=dict(
                    size=11, color=[ink for ink, _ in styles], line=dict(width=1.6),
                    symbol=[symbol if beyond else f"{symbol}-open" for _, symbol in styles],
                ),
            )
        )  # fmt: skip
    drawn.update_layout(showlegend=True)
    return drawn


def _rows_axis(names: list[str]) -> dict:
    return dict(
        range=[len(names) - 0.4, -0.6], tickvals=list(range(len(names))), ticktext=names, showgrid=False,
        fixedrange=True, automargin=False, tickfont=dict(size=12.5),
    )  # fmt: skip


def shift_course(sessions: pd.DataFrame, *, shown: list[int], cursor: int | None = None) -> go.Figure:
    """Of the successions of each session, the share so called, one panel a word; the band is that of shuffled turns.

    `sessions`: of `sequence_shifts.participation_shifts`, one group; `shown`: all session numbers of the axis.
    """
    present = [word for word in WORD_STYLES if sessions.loc[sessions["word"] == word, "n"].sum() > 0]
    of = sessions.assign(low=sessions["chance_low"] / sessions["n_classed"].where(sessions["n_classed"] > 0))
    of["high"] = of["chance_high"] / of["n_classed"].where(of["n_classed"] > 0)
    top = float(np.nanmax(of[["share", "high"]].to_numpy(), initial=0.05)) * 1.06
    axes = dict(
        xaxis=theme.session_axis(shown) | dict(title=dict(text="")),
        yaxis=dict(range=[0, top], tickformat=".0%", nticks=4, fixedrange=True),
    )
    layout, inner = panels.grid(present, min(3, max(len(present), 1)), panel=122, **axes)
    traces = []
    for k, word in enumerate(present):
        rows = panels.broken(of[of["word"] == word].sort_values("session"), "share", "low", "high")
        ink, symbol = WORD_STYLES[word]
        place = panels.axes_of(k)
        for name in ("low", "high"):
            traces.append(
                dict(
                    type="scatter", x=rows["session"], y=rows[name], mode="lines", line=dict(width=0, shape="hvh"),
                    fill="tonexty" if name == "high" else None, fillcolor=CHANCE_FILL, hoverinfo="skip",
                    name="95 % of shuffles", **place,
                )
            )  # fmt: skip
        words = [
            f"session {row.session:g}: {word} {row.n:g} of {row.n_classed:g}, by chance {row.expected:.1f}"
            for row in rows.itertuples()
        ]
        traces.append(
            dict(
                type="scatter", x=rows["session"], y=rows["share"], mode="lines+markers", name=word,
                line=dict(color=ink, width=1.8), marker=dict(size=6.5, symbol=symbol, color=ink), customdata=words,
                hovertemplate="%{customdata}<extra></extra>", connectgaps=False, **place,
            )
        )  # fmt: skip
    layout["shapes"] = panels.cursor(cursor, len(present))
    margin = dict(l=52, r=16, t=4, b=40)
    return panels.assembled(traces, layout, height=inner + margin["t"] + margin["b"], margin=margin)


def person_shifts(people: pd.DataFrame, labels: dict[str, str], *, person: str | None = None) -> go.Figure:
    """How often each person took the floor in which way, beside chance.

    `people`: of `sequence_shifts.participation_shifts`, one group; `labels`: the name of each member.
    """
    words = [word for word in WORD_STYLES if people.loc[people["word"] == word, "n"].sum() > 0]
    members = list(dict.fromkeys(people["member"]))
    rows = people[people["word"].isin(words)].reset_index(drop=True)
    said = [
        f"{labels[row.member]} {row.word}: {row.n:g} times, by chance {row.expected:.1f} ({row.chance_low:g} to"
        f" {row.chance_high:g}), corrected p = {row.p_adjusted:.3f}"
        for row in rows.itertuples()
    ]
    names = [theme.plain(labels[member]) for member in members]
    names = [f"<b>{name}</b>" if member == person else name for member, name in zip(members, names, strict=True)]
    shade = np.log2(rows["ratio"].clip(lower=1 / 8)).where(beyond_chance(rows) != 0, 0)
    return _matrix(
        rows["member"].map(members.index), rows["word"].map(words.index), shade, rows["n"], beyond_chance(rows), said,
        names, [theme.plain(word) for word in words], most=3.0, axis=("next speaker", "how the floor was taken"),
    )  # fmt: skip


def transition_matrix(cells: pd.DataFrame, labels: dict[str, str]) -> go.Figure:
    """What follows what: adjusted residuals as shades, counts as figures, a frame where the order matters.

    `cells`: of `sequence_lags.transitions`, one group; `labels`: names for the codes.
    """
    codes = list(dict.fromkeys(cells["given"]))
    said = [
        f"{labels[row.given]}, then {labels[row.then]}: "
        + (
            f"{row.n:g} times; independent {row.expected_independent:.1f}, residual {row.residual:+.2f}; shuffled"
            f" {row.expected:.1f} ({row.chance_low:g} to {row.chance_high:g}), corrected p = {row.p_adjusted:.3f}"
            if row.possible else row.reason
        )
        for row in cells.itertuples()
    ]  # fmt: skip
    names = [theme.plain(_short(labels[code])) for code in codes]
    return _matrix(
        cells["given"].map(codes.index), cells["then"].map(codes.index), cells["residual"],
        cells["n"].where(cells["possible"]), beyond_chance(cells), said, names, names, most=6.0,
        axis=("this turn", "then"),
    )  # fmt: skip


def _matrix(row, column, shade, count, sign, said, rows, columns, *, most, axis) -> go.Figure:
    z = np.full((len(rows), len(columns)), np.nan)
    z[row, column] = np.clip(shade, -most, most)
    marks = {1: "▲", 0: "", -1: "▽"}
    text = ["–" if n != n else f"{marks[s]} {n:g}".strip() for n, s in zip(count, sign, strict=True)]
    shades = ((0.0, "rgba(183,121,31,0.6)"), (0.5, "rgba(128,136,148,0.05)"), (1.0, "rgba(43,139,150,0.6)"))
    traces = [
        dict(type="heatmap", z=z, zmin=-most, zmax=most, showscale=False, xgap=1, ygap=1, hoverinfo="skip",
             colorscale=[list(stop) for stop in shades], name="shades"),
        dict(type="scatter", x=column, y=row, mode="text", text=text, name="counts", textfont=dict(size=12),
             customdata=[theme.plain(words) for words in said], hovertemplate="%{customdata}<extra></extra>"),
    ]  # fmt: skip
    ticks = dict(showgrid=False, fixedrange=True, automargin=False, tickfont=dict(size=12))
    layout = dict(
        xaxis=ticks | dict(side="top", range=[-0.5, len(columns) - 0.5], tickvals=list(range(len(columns))),
                           ticktext=columns, tickangle=-40, title=dict(text=axis[1], standoff=8)),
        yaxis=ticks | dict(range=[len(rows) - 0.5, -0.5], tickvals=list(range(len(rows))), ticktext=rows,
                           title=dict(text=axis[0], standoff=78)),
        showlegend=False,
    )  # fmt: skip
    margin = dict(l=168, r=40, t=138, b=10)
    return panels.assembled(traces, layout, height=max(3, len(rows)) * 31 + 148, margin=margin)


def transition_network(cells: pd.DataFrame, labels: dict[str, str]) -> go.Figure:
    """Kinds of turns on a ring; arrows as wide as one follows the other, coloured where the order matters.

    `cells`: of `sequence_lags.transitions`, one group. What follows itself is a ring around its mark.
    """
    codes = list(dict.fromkeys(cells["given"]))
    where = seats(pd.DataFrame({"member": codes, "role": "member"}))[["x", "y"]].to_numpy() * 0.86
    total = cells.groupby("given", sort=False)["n"].sum().to_numpy()
    size = radius(total, total.max())
    outside = where * (1 + (size[:, None] + 0.1) / 0.86)
    rows = cells[cells["possible"] & (cells["n"] > 0)]
    i, j = rows["given"].map(codes.index).to_numpy(), rows["then"].map(codes.index).to_numpy()
    sign, wide = beyond_chance(rows), width(rows["n"].to_numpy(), rows["n"].max()) * 0.8
    away = i != j
    x, y, middle = arrows(where[i[away]], where[j[away]], size[i[away]], size[j[away]], wide[away])
    styles = {0: ("rgba(128,136,148,0.45)", ""), 1: (theme.MORE_INK, ""), -1: (theme.LESS_INK, "/")}
    traces = []
    for kind, (ink, pattern) in styles.items():
        which = sign[away] == kind
        fill = {"fillcolor": ink}
        if pattern:
            fill["fillpattern"] = dict(shape=pattern, fgcolor=ink, bgcolor="rgba(0,0,0,0)", size=5, solidity=0.55)
        traces.append(
            dict(type="scatter", x=x[which].ravel(), y=y[which].ravel(), mode="lines", fill="toself", hoverinfo="skip",
                 line=dict(width=0.6, color=ink), name=SIGNS[kind], showlegend=bool(which.any()), **fill)
        )  # fmt: skip
        own = np.flatnonzero(~away & (sign == kind))
        traces.append(
            dict(type="scatter", x=where[i[own], 0], y=where[i[own], 1], mode="markers", hoverinfo="skip",
                 name="follows itself", showlegend=False,
                 marker=dict(symbol="circle-open", size=2 * _PIXELS * size[i[own]] + 12, color=ink,
                             line=dict(width=1 + 90 * wide[own])))
        )  # fmt: skip
    words = [
        f"{labels[row.given]}, then {labels[row.then]}: {row.n:g} times ({theme.percent(row.probability)}),"
        f" {SIGNS[s]}"
        for row, s in zip(rows.itertuples(), sign, strict=True)
    ]
    traces += [
        dict(type="scatter", x=where[:, 0], y=where[:, 1], mode="markers", name="kinds of turns", showlegend=False,
             marker=dict(size=2 * _PIXELS * size, color=theme.STRONG_INK, opacity=1, line=dict(width=0)),
             customdata=[theme.plain(f"{labels[code]}: followed {n:g} times") for code, n in
                         zip(codes, total, strict=True)], hovertemplate="%{customdata}<extra></extra>"),
        dict(type="scatter", x=outside[:, 0], y=outside[:, 1], mode="text", hoverinfo="skip", name="names",
             text=[theme.plain(labels[code]).replace(" to ", "<br>to ") for code in codes], showlegend=False,
             textposition=["middle right" if x > 0.2 else "middle left" if x < -0.2 else
                           "top center" if y > 0 else "bottom center" for x, y in where]),
        dict(type="scatter", x=middle[:, 0], y=middle[:, 1], mode="markers", name="arrows to point at",
             marker=dict(size=12, color="rgba(0,0,0,0)"), showlegend=False,
             customdata=[theme.plain(one) for one, out in zip(words, away, strict=True) if out],
             hovertemplate="%{customdata}<extra></extra>"),
    ]  # fmt: skip
    hidden = dict(visible=False, fixedrange=True)
    layout = dict(
        xaxis=hidden | dict(range=[-2.1, 2.1]), showlegend=True,
        yaxis=hidden | dict(range=[-1.55, 1.55], scaleanchor="x"),
    )  # fmt: skip
    return panels.assembled(traces, layout, height=NETWORK_SIDE, margin=dict(l=0, r=0, t=28, b=0))


def _short(label: str) -> str:
    return label if len(label) <= MOST_LABEL else label[: MOST_LABEL - 1] + "…"
