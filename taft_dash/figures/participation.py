"""Who is here and who speaks: attendance, the shares of the floor, an index over sessions, giving and receiving."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.panels import assembled, axes_of, broken, grid
from taft_dash.figures.panels import cursor as line_at

MOST_PEOPLE = 60
"""With more people than this a row or a panel for each is neither readable nor quick; pages show the table instead."""

_PATTERN = dict(fgcolor="rgba(255,255,255,0.45)", size=5, solidity=0.25)
ROW = 25
PANEL = 118
COLUMNS = 5
STATES = {
    "present": ("present", "square", theme.QUIET_INK),
    "partly": ("late or left early", "square-open-dot", theme.QUIET_INK),
    "absent": ("absent", "x-thin-open", theme.LESS_INK),
    "not_recorded": ("not recorded", "line-ew-open", theme.QUIET_INK),
    "not_yet_joined": ("not yet joined", "triangle-right-open", theme.QUIET_INK),
    "left": ("left", "triangle-left-open", theme.QUIET_INK),
}
"""Words, mark and ink of every state of presence: told apart by shape, so that no colour has to be seen."""
ADDRESSED = (
    ("to_persons", "turns to persons", theme.MEMBER_TALK_INK, ""),
    ("to_group", "to the whole group", theme.GROUP_TALK_INK, "."),
    ("unaddressed", "addressee not recorded", theme.QUIET_INK, "/"),
)


def attendance(presence, people, *, person=None, cursor=None) -> go.Figure:
    """One row a person, one mark a session; at the right how often each came, of the sessions on record.

    Parameters
    ----------
    presence : columns session, member, presence, status; one row per session and person.
    people : columns member, label, role, sessions_recorded, sessions_present, rate; one row a person, from the top.
    person : the member in focus, drawn in their own ink.
    cursor : the session in focus.
    """
    inks, row, label = theme.person_inks(people), _rows(people), _labels(people)
    state = presence["presence"].astype(str).mask(presence["status"].isin(("late", "left_early")), "partly")
    size = max(4, min(12, 640 / max(1, presence["session"].nunique())))
    traces = []
    for name, (words, symbol, ink) in STATES.items():
        here = presence[(state == name).to_numpy()]
        if here.empty:
            continue
        traces.append(
            dict(
                type="scatter", mode="markers", name=words,
                x=here["session"].tolist(), y=[row[m] for m in here["member"]],
                marker=dict(symbol=symbol, size=0.6 * size if "triangle" in symbol else size,
                            line=dict(width={"square": 0, "x-thin-open": 2.2}.get(symbol, 1.5)),
                            color=[inks[m] if m == person else ink for m in here["member"]]),
                customdata=[
                    [m, f"{label[m]}, session {s}: {words}"]
                    for m, s in zip(here["member"], here["session"], strict=True)
                ],
                hovertemplate="%{customdata[1]}<extra></extra>",
            )
        )  # fmt: skip
    axis = theme.session_axis(presence["session"])
    rates = people[["sessions_present", "sessions_recorded", "rate"]].itertuples(index=False)
    words = [f"{came} of {of} · {theme.percent(rate)}" if of else "–" for came, of, rate in rates]
    traces.append(
        dict(
            type="scatter", x=[axis["range"][1]] * (len(people) + 1), y=[len(people) + 1, *row.values()], mode="text",
            text=["  <i>came to</i>", *(f"  {w}" for w in words)], textposition="middle right", textfont=dict(size=12),
            cliponaxis=False, hoverinfo="skip", showlegend=False, name="came to",
        )
    )  # fmt: skip
    rows = _people_axis(people, person) | dict(range=[0.3, len(people) + 1.4])
    layout = dict(xaxis=axis, yaxis=rows, legend=_LEGEND, shapes=line_at(cursor))
    return assembled(traces, layout, height=ROW * len(people) + 112, margin=dict(l=118, r=116, t=44, b=48))


def shares(floor, roster, *, person=None, cursor=None) -> go.Figure:
    """The share of the floor, one small panel a person, all on one scale, each with the dashed line of an equal part.

    Parameters
    ----------
    floor : columns session, member, presence, share, equal_share; a NaN share is a gap.
    roster : columns member, label, role; the panels, in this order. Therapists have squares and a dotted line.
    person, cursor : the member in their own ink, the others grey; the session marked by a thin line.
    """
    inks, label = theme.person_inks(roster), _labels(roster)
    lines = dict(list(floor.groupby("member", observed=True, sort=False)))
    traces = []
    for k, (member, role) in enumerate(zip(roster["member"], roster["role"], strict=True)):
        line, place = broken(lines[member], "share", "equal_share"), axes_of(k)
        ink = inks[member] if person in (None, member) else theme.QUIET_INK
        width = 2.6 if person == member else 1.6
        sessions = line["session"].tolist()
        equal = line["equal_share"].mask(line["presence"].isin(("not_yet_joined", "left")).to_numpy())
        traces.append(
            dict(
                type="scatter", x=sessions, y=equal.to_numpy(), mode="lines", name="an equal part", hoverinfo="skip",
                line=dict(width=1.2, dash="dash", color=theme.QUIET_INK), connectgaps=False, **place,
            )
        )  # fmt: skip
        traces.append(
            dict(
                type="scatter", mode="lines+markers", name=label[member], connectgaps=False,
                x=sessions, y=line["share"].to_numpy(),
                line=dict(width=width, color=ink, dash="dot" if role == "therapist" else "solid"),
                marker=dict(size=3 + width, color=ink, symbol=theme.ROLE_SYMBOLS[role]),
                customdata=[[member, label[member]]] * len(sessions),
                hovertemplate="%{customdata[1]}, session %{x}: %{y:.0%}<extra></extra>", **place,
            )
        )  # fmt: skip
    axis = theme.session_axis(floor["session"])
    ends = [axis["tickvals"][0], axis["tickvals"][-1]]
    top = 1.1 * max(floor["share"].max(), floor["equal_share"].max())
    layout, inner = grid(
        [_bold(label[m], m == person) for m in roster["member"]], min(COLUMNS, len(roster)), panel=PANEL,
        xaxis=axis | dict(title=None, tickvals=ends, showline=True),
        yaxis=dict(range=[0, top], tickformat=".0%", nticks=4, fixedrange=True),
    )  # fmt: skip
    return assembled(
        traces,
        layout | dict(shapes=line_at(cursor, len(roster))),
        height=inner + 44,
        margin=dict(l=52, r=12, t=8, b=36),
    )


def index_course(values, *, label, low=None, high=None, most=None, cursor=None) -> go.Figure:
    """One index of the group over the sessions; where it is undefined there is a gap with an open mark and its reason.

    Parameters
    ----------
    values : columns session, value, n, reason.
    label : what stands at the axis.
    low, high : bounds of the axis, where the index has them.
    most : column of `values` that holds the highest value possible, drawn as a dashed line.
    """
    axis_of_sessions, gaps = theme.session_axis(values["session"]), values[values["value"].isna()]
    values = broken(values, "value")
    sessions, value = values["session"].tolist(), values["value"]
    traces = []
    if most is not None:
        traces.append(
            dict(
                type="scatter", x=sessions, y=values[most].where(value.notna()).to_numpy(float), mode="lines",
                name="people present", hoverinfo="skip", line=dict(width=1.2, dash="dash", color=theme.QUIET_INK),
            )
        )  # fmt: skip
    traces.append(
        dict(
            type="scatter", x=sessions, y=value.to_numpy(), mode="lines+markers", name=label, connectgaps=False,
            line=dict(width=2.2, color=theme.MORE_INK), marker=dict(size=6, color=theme.MORE_INK),
            customdata=[[int(n)] for n in values["n"]], showlegend=False,
            hovertemplate="session %{x}: %{y:.3~g} (n = %{customdata[0]})<extra></extra>",
        )
    )  # fmt: skip
    if len(gaps):
        base = low if low is not None else value.min()
        traces.append(
            dict(
                type="scatter", x=gaps["session"].tolist(), y=[base if base == base else 0] * len(gaps), mode="markers",
                marker=dict(symbol="circle-open", size=8, color=theme.STRONG_INK, line=dict(width=1.4)),
                customdata=[[theme.plain(reason)] for reason in gaps["reason"]], name="not defined", cliponaxis=False,
                hovertemplate="%{customdata[0]}<extra></extra>",
            )
        )  # fmt: skip
    bounded = low is not None and high is not None
    axis = dict(range=[low, high]) if bounded else dict(rangemode="tozero" if low is not None else "normal")
    layout = dict(
        xaxis=axis_of_sessions, yaxis=axis | dict(title=dict(text=label), nticks=5, fixedrange=True),
        legend=_LEGEND, shapes=line_at(cursor),
    )  # fmt: skip
    return assembled(traces, layout, height=236, margin=dict(l=64, r=24, t=34, b=48))


def giving(standing, *, person=None) -> go.Figure:
    """One row a person: on the left turns per session by whom they went to, on the right what is given and received.

    `standing` has columns member, label, role, to_persons_per_session, to_group_per_session,
    unaddressed_per_session, rate_given, rate_received; one row a person, from the top.
    """
    inks, heights, label = theme.person_inks(standing), list(_rows(standing).values()), _labels(standing)
    keys = [[m, label[m]] for m in standing["member"]]
    traces = []
    for column, words, ink, pattern in ADDRESSED:
        amount = standing[f"{column}_per_session"]
        if not amount.gt(0).any():
            continue
        traces.append(
            dict(
                type="bar", x=amount.to_numpy(), y=heights, orientation="h", name=words, width=0.62, customdata=keys,
                marker=dict(color=ink, line=dict(width=0), pattern=_PATTERN | dict(shape=pattern, bgcolor=ink)),
                hovertemplate=f"%{{customdata[1]}}: %{{x:.1f}} turns a session {words}<extra></extra>",
            )
        )  # fmt: skip
    gives, gets = standing["rate_given"], standing["rate_received"]
    traces.append(
        dict(
            type="scatter", mode="lines", x=[x for pair in zip(gives, gets, strict=True) for x in (*pair, None)],
            y=[y for h in heights for y in (h, h, None)], line=dict(width=1.4, color=theme.QUIET_INK),
            showlegend=False, hoverinfo="skip", name="difference", **axes_of(1),
        )
    )  # fmt: skip
    ink = [inks[m] if person in (None, m) else theme.QUIET_INK for m in standing["member"]]
    for rate, words, hollow in ((gives, "gives", ""), (gets, "receives", "-open")):
        traces.append(
            dict(
                type="scatter", x=rate.to_numpy(), y=heights, mode="markers", name=words, customdata=keys,
                marker=dict(symbol=[theme.ROLE_SYMBOLS[r] + hollow for r in standing["role"]], size=10, color=ink,
                            line=dict(width=2 if hollow else 0)),
                hovertemplate=f"%{{customdata[1]}} {words} %{{x:.2f}} turns per person and session<extra></extra>",
                **axes_of(1),
            )
        )  # fmt: skip
    people = _people_axis(standing, person)
    across = dict(rangemode="tozero", nticks=6, fixedrange=True)
    layout = dict(
        xaxis=across | dict(domain=[0, 0.47], title=dict(text="turns per session attended")),
        xaxis2=across | dict(domain=[0.53, 1], anchor="y2", title=dict(text="turns per person and session together")),
        yaxis=people,
        yaxis2=people | dict(anchor="x2", showticklabels=False, showgrid=True),
        barmode="stack",
        legend=_LEGEND | dict(traceorder="normal"),
    )  # fmt: skip
    return assembled(traces, layout, height=ROW * len(standing) + 116, margin=dict(l=118, r=24, t=48, b=56))


_LEGEND = dict(
    itemclick=False,
    itemdoubleclick=False,
    orientation="h",
    x=0,
    xanchor="left",
    y=1,
    yanchor="bottom",
    font=dict(size=12),
)


def _rows(people: pd.DataFrame) -> dict[str, int]:
    """Height of each person's row, the first at the top."""
    return {member: len(people) - k for k, member in enumerate(people["member"])}


def _labels(people: pd.DataFrame) -> dict[str, str]:
    return {
        member: theme.plain(label) for member, label in zip(people["member"], people["label"], strict=True)
    }


def _bold(text: str, yes: bool) -> str:
    return f"<b>{text}</b>" if yes else text


def _people_axis(people: pd.DataFrame, person) -> dict:
    """One tick a person: the name, cut where it would not fit, and the role of whoever is not a member."""
    words = []
    for member, label, role in people[["member", "label", "role"]].itertuples(index=False):
        text = str(label) if len(str(label)) <= 14 else f"{str(label)[:13]}…"
        words.append(
            _bold(theme.plain(text), member == person) + ("" if role == "member" else f" ({role[0].upper()})")
        )
    return dict(
        range=[0.3, len(people) + 0.7], tickvals=list(range(len(people), 0, -1)), ticktext=words, showgrid=False,
        tickfont=dict(size=12), ticklabelstandoff=6, fixedrange=True, automargin=False,
    )  # fmt: skip
