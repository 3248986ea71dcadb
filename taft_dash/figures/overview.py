"""The right half of the linked view: what was felt, said and done, on one session axis."""

from dataclasses import dataclass

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme

HEADER = 24
FOOT = 46
SIDES = dict(l=92, r=96)
EVENT_MARKS = {
    "rupture": ("hourglass", theme.ALERT_INK),
    "repair": ("circle", theme.PEOPLE_INKS[2]),
    "disclosure": ("star", theme.PEOPLE_INKS[5]),
    "conflict": ("diamond", theme.ALERT_INK),
    "joining": ("triangle-right", theme.MORE_INK),
    "leaving": ("triangle-left", theme.STRONG_INK),
    "crisis": ("cross", theme.ALERT_INK),
    "other": ("circle-open", theme.STRONG_INK),
}
PRESENCE_MARKS = {
    "spoke": ("square", "present and spoke"),
    "present": ("circle", "present, talk not recorded"),
    "silent": ("square-open", "present, no turns"),
    "late": ("circle", "present, talk not recorded"),
    "absent": ("x-thin-open", "absent"),
    "not_recorded": ("line-ew-open", "not recorded"),
}
_FILLED = ("spoke", "present", "late")
_SIGNS = {"spoke": "■ spoke", "silent": "□ silent", "present": "● present", "late": "● present",
          "absent": "× absent", "not_recorded": "– not recorded"}  # fmt: skip
LANES = 5
_FAINT = "rgba(123,133,146,0.5)"
"""The quiet ink at half strength, for the lines of all members."""


@dataclass(frozen=True)
class Strip:
    """One band of the view: how tall, what stands above it, and the traces and axis settings that fill it."""

    header: str
    height: int
    traces: list
    axis: dict


def strips(sessions, bands) -> go.Figure:
    """Bands one below the other over the same session axis.

    `sessions`: all recorded session numbers; `bands`: Strip values from top to bottom, made by the functions below.
    The margins and the range of the axis are fixed, so that a page can lay its cursor over the picture
    (`layout.meta`: range, left and right margin in pixels).
    """
    inner = sum(band.height + HEADER for band in bands)
    axis = theme.session_axis(sessions)
    layout = dict(xaxis=dict(anchor="free", position=0, automargin=False, **axis), annotations=[])
    top, traces = inner, []
    for k, band in enumerate(bands, start=1):
        low, high = (top - HEADER - band.height) / inner, (top - HEADER) / inner
        name = "" if k == 1 else str(k)
        traces += [trace | dict(xaxis="x", yaxis=f"y{name}") for trace in band.traces]
        # no automargin anywhere: the cursor counts on margins that stay where they are
        layout[f"yaxis{name}"] = dict(domain=[low, high], fixedrange=True, automargin=False, **band.axis)
        layout["annotations"].append(
            dict(text=band.header, x=0, xref="paper", xanchor="left", y=high, yref="paper", yanchor="bottom",
                 showarrow=False, font=dict(size=12.5), align="left", xshift=-SIDES["l"] + 4)
        )  # fmt: skip
        top -= band.height + HEADER
    drawn = theme.figure(height=inner + FOOT, margin=dict(t=0, b=FOOT, **SIDES), traces=traces)
    drawn.update_layout(
        **layout,
        showlegend=False,
        barmode="stack",
        bargap=0.16,
        meta=dict(range=axis["range"], left=SIDES["l"], right=SIDES["r"]),
    )
    return drawn


def alliance_band(header, scores, course, marks, roster, *, limits, height=190) -> Strip:
    """Each member's line, the group mean of those who rated, and the marked drops.

    `scores`: session, member, score (NaN where there is none: a gap, never a bridge); `course`: session, mean, n_rated,
    n_present; `marks`: member, session, score, marked (1 possible, 2 marked), reason.
    The first trace holds the lines of all members; `customdata` says whose a point is, `meta["inks"]` in which ink a
    page shows that member when they are followed.
    """
    label = dict(zip(roster["member"], roster["label"], strict=True))
    sessions = sorted(course["session"])
    course = theme.unbridged(course, sessions)
    x, y, whose = [], [], []
    for member, line in scores.groupby("member", sort=False, observed=True):
        line = theme.unbridged(line, sessions)
        # one trace for all, an empty point after each line: plotly takes as long for a trace as for fifty points
        x += [*line["session"], None]
        y += [*line["score"], None]
        whose += [*[[member, theme.plain(label[member])]] * len(line), ["", ""]]
    traces = [
        dict(
            type="scatter", x=x, y=y, customdata=whose, mode="lines+markers", name="members", connectgaps=False,
            line=dict(width=1.2, color=_FAINT), marker=dict(size=4, color=theme.QUIET_INK, opacity=0.5),
            meta=dict(inks=theme.person_inks(roster)),
            hovertemplate="%{customdata[1]}, session %{x}: %{y:.2f}<extra></extra>",
        )
    ]  # fmt: skip
    traces.append(
        dict(
                type="scatter",
            x=course["session"], y=course["mean"], mode="lines", name="group mean", connectgaps=False,
            line=dict(width=3, color=theme.STRONG_INK),
            customdata=course[["n_rated", "n_present"]].to_numpy(),
            hovertemplate="group mean, session %{x}: %{y:.2f}"
            " (%{customdata[0]:.0f} of %{customdata[1]:.0f} present rated)<extra></extra>",
        )
    )  # fmt: skip
    ends = course.dropna(subset=["mean"]).tail(1)
    traces.append(_end_label(ends["session"], ends["mean"], "group mean"))
    if len(marks):
        traces.append(
            dict(
                type="scatter",
                x=marks["session"], y=marks["score"], mode="markers", name="possible rupture",
                marker=dict(symbol=["triangle-down" if m == 2 else "triangle-down-open" for m in marks["marked"]],
                            size=10, color=theme.ALERT_INK, line=dict(width=1.6, color=theme.ALERT_INK)),
                customdata=[[m, theme.plain(r)] for m, r in zip(marks["member"], marks["reason"], strict=True)],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    return Strip(
        header,
        height,
        traces,
        dict(range=theme.score_range(scores["score"], limits, whole=False), nticks=5, showgrid=True),
    )


def flow_band(flows, *, height=92) -> Strip:
    """Five shares of all directed turns, stacked, named at the right in the same order; no talk, no bar."""
    traces = []
    for name, (words, _, ink, pattern) in theme.FLOW_STYLES.items():
        traces.append(
            dict(
                type="bar",
                x=flows["session"], y=flows[name], name=words,
                marker=dict(color=ink, line=dict(width=0), pattern=dict(
                    shape=pattern, fillmode="overlay", fgcolor="rgba(255,255,255,0.75)", size=5, solidity=0.3)),
                hovertemplate=f"{words}, session %{{x}}: %{{y:.0%}} of directed turns<extra></extra>",
            )
        )  # fmt: skip
    beside = [
        f'<span style="color:{ink}">■</span>{_PATTERN_SIGNS[pattern]} {short}'
        for _, short, ink, pattern in theme.FLOW_STYLES.values()
    ]
    last = flows["session"].max()
    traces.append(
        dict(
                type="scatter",
            x=[last + 0.6] * len(beside), y=[(k + 0.5) / len(beside) for k in range(len(beside))], mode="text",
            text=[f" {words}" for words in beside], textposition="middle right", textfont=dict(size=11),
            cliponaxis=False, hoverinfo="skip", name="key",
        )
    )  # fmt: skip
    axis = dict(range=[0, 1], tickvals=[0.5], tickformat=".0%", showgrid=False)
    return Strip("<b>Who speaks to whom</b>  M members, T therapists", height, traces, axis)


_PATTERN_SIGNS = {"": "", "/": "⁄", "x": "×", ".": "∙"}


def index_band(header, values, *, low=None, high=None, height=72) -> Strip:
    """One process index; `values` has session, value (NaN where undefined) and reason."""
    values = theme.unbridged(values[["session", "value", "reason"]], sorted(values["session"]))
    words = [
        theme.plain(r) if v != v else theme.number(v)
        for v, r in zip(values["value"], values["reason"], strict=True)
    ]
    line = dict(
                type="scatter",
        x=values["session"], y=values["value"], mode="lines+markers", connectgaps=False, name="index",
        line=dict(width=2, color=theme.MORE_INK), marker=dict(size=5, color=theme.MORE_INK), customdata=words,
        hovertemplate="session %{x}: %{customdata}<extra></extra>",
    )  # fmt: skip
    bounds = {} if low is None or high is None else dict(range=[low, high])
    return Strip(header, height, [line], bounds | dict(nticks=4, showgrid=True))


def presence_band(roster, presence, *, row=15) -> Strip:
    """Who was there: one row a person; `presence` has session, member, mark (a key of PRESENCE_MARKS) and words."""
    people = list(zip(roster["member"], roster["label"], strict=True))
    row_of = {member: len(people) - k for k, (member, _) in enumerate(people)}
    name_of = {member: theme.plain(label) for member, label in people}
    shown = presence[presence["member"].isin(row_of)]
    marks = dict(
        type="scatter", x=list(shown["session"]), y=[row_of[member] for member in shown["member"]], mode="markers",
        marker=dict(symbol=[PRESENCE_MARKS[m][0] for m in shown["mark"]], size=9, color=theme.QUIET_INK, opacity=0.85,
                    line=dict(width=[0 if m in _FILLED else 1.4 for m in shown["mark"]])),
        name="presence", meta=dict(inks=theme.person_inks(roster)),
        customdata=[[member, f"{name_of[member]}: {theme.plain(words)}"]
                    for member, words in zip(shown["member"], shown["words"], strict=True)],
        hovertemplate="session %{x}, %{customdata[1]}<extra></extra>",
    )  # fmt: skip
    axis = dict(
        range=[0.4, len(people) + 0.6],
        tickvals=list(range(len(people), 0, -1)),
        ticktext=[_clipped(label, 13) for _, label in people],
        tickfont=dict(size=11),
        showgrid=False,
    )
    return Strip(f"<b>Who was there</b>  {_presence_key(presence)}", row * len(people), [marks], axis)


def _presence_key(presence) -> str:
    """The signs that occur, with their words."""
    used = set(presence["mark"])
    return "  ".join(dict.fromkeys(words for mark, words in _SIGNS.items() if mark in used))


def grid_band(header, cells, rows, *, low, high, row=18) -> Strip:
    """A value a session in each of a few rows, as shade and as figure; `cells` has session, row, value, words."""
    names = [name for name, _ in rows]
    # every whole number has a column: a heat map would stretch its cells over a missing session
    every = range(cells["session"].min(), cells["session"].max() + 1)
    table = cells.pivot(index="row", columns="session", values="value").reindex(
        index=names[::-1], columns=every
    )
    said = cells.pivot(index="row", columns="session", values="words").reindex(
        index=names[::-1], columns=every
    )
    shades = dict(
                type="heatmap",
        x=table.columns, y=list(range(1, len(names) + 1)), z=table.to_numpy(), zmin=low, zmax=high, showscale=False,
        colorscale=[list(stop) for stop in theme.SEQUENTIAL], xgap=2, ygap=2, customdata=said.to_numpy(),
        text=table.map(_short_number).to_numpy(),
        texttemplate="%{text}", textfont=dict(size=9),
        hovertemplate="session %{x}, %{customdata}<extra></extra>",
    )  # fmt: skip
    axis = dict(
        range=[0.5, len(names) + 0.5], tickvals=list(range(len(names), 0, -1)),
        ticktext=[_clipped(label, 13) for _, label in rows], tickfont=dict(size=11), showgrid=False,
    )  # fmt: skip
    return Strip(header, row * len(names), [shades], axis)


def event_band(events, *, lane=19) -> Strip:
    """What happened, each kind with its own mark; words are placed in lanes so that busy weeks stay readable.

    `events` has session, kind, words (short) and details.
    """
    lanes, free = [], [-1e9] * LANES
    for session, words in zip(events["session"], events["words"], strict=True):
        place = min(range(LANES), key=lambda k: (free[k] > session, free[k] if free[k] > session else k))
        fits = free[place] <= session
        lanes.append((place, words if fits else ""))
        free[place] = max(free[place], session + 1.4 + 0.5 * len(words) * fits)
    used = 1 + max((k for k, _ in lanes), default=0)
    drawn = dict(
                type="scatter",
        x=events["session"], y=[used - k for k, _ in lanes], mode="markers+text", name="events",
        text=[f" {theme.plain(w)}" for _, w in lanes], textposition="middle right", textfont=dict(size=11),
        marker=dict(symbol=[EVENT_MARKS[k][0] for k in events["kind"]], size=10,
                    color=[EVENT_MARKS[k][1] for k in events["kind"]]),
        customdata=[theme.plain(d) for d in events["details"]],
        hovertemplate="%{customdata}<extra></extra>", cliponaxis=False,
    )  # fmt: skip
    axis = dict(range=[0.4, used + 0.6], visible=False)
    return Strip("<b>Events</b>", lane * used, [drawn], axis)


def _end_label(x: pd.Series, y: pd.Series, words: str) -> dict:
    return dict(
                type="scatter",
        x=x, y=y, mode="text", text=[f"  {words}"] * len(x), textposition="middle right",
        textfont=dict(size=12), cliponaxis=False, hoverinfo="skip", name=words,
    )  # fmt: skip


def _short_number(value: float) -> str:
    """A rating as it fits in a small cell: "3", "2½", "2.7"; nothing where undefined."""
    if value != value:
        return ""
    whole, rest = divmod(round(value, 1), 1)
    return {0.0: f"{whole:.0f}", 0.5: f"{whole:.0f}½" if whole else "½"}.get(round(rest, 1), f"{value:.1f}")


def _clipped(label, most: int) -> str:
    text = str(label)
    return theme.plain(text if len(text) <= most else text[: most - 1] + "…")
