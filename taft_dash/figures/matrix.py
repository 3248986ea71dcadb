"""Who to whom as numbers: a matrix with speakers in rows and addressees in columns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.panels import assembled

MOST_PEOPLE = 100
"""More rows than this are neither readable nor quick to draw; pages show the table instead."""

MOST_NUMBERS = 26
"""Up to so many people each cell has room for its number; beyond, the pointer tells it."""

WHOLE_GROUP = "GROUP"
CELL = 31
EDGE = dict(l=112, r=58, t=96, b=12)
SHADES = {
    "more": ((0.0, "rgba(43,139,150,0.04)"), (1.0, "rgba(43,139,150,0.7)")),
    "sign": ((0.0, "rgba(183,121,31,0.7)"), (0.5, "rgba(128,136,148,0.05)"), (1.0, "rgba(43,139,150,0.7)")),
}
"""Never quite opaque, so that numbers in the viewer's own text colour keep a contrast of 4.5:1 on every cell."""


def _count(value: float) -> str:
    return f"{value:.0f}"


def _rate(value: float) -> str:
    return f"{value:.1f}" if value >= 1 else f"{value:.2f}"


def _signed(value: float) -> str:
    return f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0"


AMOUNTS = {
    "turns": ("more", _count, "{speaker} to {addressee}: {value:g} turn{s}"),
    "rate": (
        "more", _rate,
        "{speaker} to {addressee}: {value:.2f} turns per session together ({turns:g} turn{s} in {sessions_together})",
    ),
    "imbalance": (
        "sign", _signed,
        "{speaker} gives {addressee} {turns:g} turn{s} and gets {answered:g}: {value:+.2f}, {sign}",
    ),
    "difference": (
        "sign", _signed,
        "{speaker} to {addressee}: {value:+.2f} turns per session together ({rate_earlier:.2f}, then {rate_later:.2f})",
    ),
}  # fmt: skip
"""What a matrix can show, by the column it is in: its shades, its number in a cell, its words for the pointer."""

_SIGNS = {1: "gives more", 0: "matched", -1: "gets more"}


def who_to_whom(pairs, people, *, amount="turns", most=None, person=None, pair=None) -> go.Figure:
    """The matrix, in the same order of people both ways: therapists first, then members as on the roster.

    Parameters
    ----------
    pairs : columns speaker, addressee, reason and those that `AMOUNTS[amount]` names; a row for every ordered pair that
        was together. A value of 0 turns is drawn as "·"; a pair without a row or a value stays blank.
    people : columns member, label, role, presence; with "turns" also to_group, which gets a column of its own.
    amount : key of `AMOUNTS`.
    most : what the darkest cell stands for; the largest value by default.
    person, pair : in focus: the member whose row and column, or the (speaker, addressee) whose cell, is framed.
    """
    shades, short, _ = AMOUNTS[amount]
    people = ordered(people)
    count = len(people)
    place = {member: k for k, member in enumerate(people["member"])}
    column = [*range(count), count + 0.4]  # the last for talk to the whole group, set apart
    pairs = pairs[pairs["speaker"].isin(place) & pairs["addressee"].isin(place)]
    shown = pairs[amount].to_numpy(float)
    words = pair_words(pairs, people, amount=amount)
    cells = [
        (place[speaker], place[addressee], value, said)
        for ((speaker, addressee), said), value in zip(words.items(), shown, strict=True)
    ]
    z = np.full((count, count), np.nan)
    for i, j, value, _ in cells:
        z[i, j] = value
    most = most or max(1e-9, float(np.nanmax(np.abs(shown), initial=0)))
    if amount == "turns":
        cells += _to_group(people)
    points = dict(type="scatter", x=[column[j] for _, j, *_ in cells], y=[i for i, *_ in cells])
    names = [*people["member"], WHOLE_GROUP]
    traces = [
        dict(
            type="heatmap", z=z, zmin=-most if shades == "sign" else 0, zmax=most, showscale=False, xgap=1, ygap=1,
            colorscale=[list(stop) for stop in SHADES[shades]], hoverinfo="skip", name="shades",
        ),
        points | dict(
            mode="text" if count <= MOST_NUMBERS else "none", text=[_number(value, short) for *_, value, _ in cells],
            hoverinfo="skip", name="numbers", textfont=dict(size=12),
        ),
        points | dict(
            mode="markers", name="cells to point at", hovertemplate="%{customdata[1]}<extra></extra>",
            marker=dict(symbol="square", size=min(25, 350 / max(count, 1)), color="rgba(0,0,0,0)", line=dict(width=0)),
            customdata=[[names[i], words, names[j]] for i, j, _, words in cells],
        ),
    ]  # fmt: skip
    axis = dict(tickfont=dict(size=12), showgrid=False, fixedrange=True, automargin=False)
    labels = people["label"].map(_cut).tolist()
    right = column[-1] + 0.6 if amount == "turns" else count - 0.5
    layout = dict(
        xaxis=axis | dict(side="top", range=[-0.5, right], tickvals=column, ticktext=[*labels, "<i>whole group</i>"],
                          tickangle=-50, title=dict(text="addressee", standoff=22)),
        yaxis=axis | dict(range=[count - 0.5, -0.5], tickvals=column[:-1], ticktext=_row_names(people, labels, person),
                          title=dict(text="speaker")),
        shapes=[*_borders(people), *_frames(people, place, column, person, pair)], showlegend=False,
    )  # fmt: skip
    height = CELL * max(count, 3) if count <= 14 else min(24 * count, 1100)
    return assembled(traces, layout, height=height + EDGE["t"] + EDGE["b"], margin=EDGE)


def ordered(people: pd.DataFrame) -> pd.DataFrame:
    """Therapists, then members, then observers, each as on the roster: the blocks of a matrix are the flows of talk."""
    role = people["role"].astype(str).map({"therapist": 0, "member": 1, "observer": 2})
    return people.iloc[np.argsort(role.to_numpy(), kind="stable")].reset_index(drop=True)


def _to_group(people: pd.DataFrame) -> list[tuple]:
    said = people["to_group"].to_numpy(float)
    words = [
        f"{theme.plain(label)} to the whole group: {value:g} turn{'' if value == 1 else 's'}"
        for label, value in zip(people["label"], said, strict=True)
    ]
    return [(k, len(people), value, words[k]) for k, value in enumerate(said) if value == value]


def pair_words(pairs: pd.DataFrame, people: pd.DataFrame, *, amount="turns") -> dict[tuple[str, str], str]:
    """What the pointer says of each (speaker, addressee), or why there is nothing to say."""
    label = {
        member: theme.plain(name) for member, name in zip(people["member"], people["label"], strict=True)
    }
    words = {}
    for row in pairs.itertuples(index=False):
        value, names = getattr(row, amount), dict(speaker=label[row.speaker], addressee=label[row.addressee])
        if value != value:
            said = f"{names['speaker']} to {names['addressee']}: {theme.plain(row.reason)}"
        else:
            one = getattr(row, "turns", 0) == 1
            facts = (
                row._asdict()
                | names
                | dict(value=value, sign=_SIGNS[int(np.sign(value))], s="" if one else "s")
            )
            said = AMOUNTS[amount][2].format(**facts)
        words[row.speaker, row.addressee] = said
    return words


def _number(value: float, short) -> str:
    if value != value:
        return ""
    return "·" if value == 0 else short(value)


def _cut(label) -> str:
    text = str(label)
    return theme.plain(text if len(text) <= 12 else f"{text[:11]}…")


def _row_names(people: pd.DataFrame, labels: list[str], person) -> list[str]:
    """The name, and under it in words why somebody's row is empty."""
    names = []
    for member, label, presence in zip(people["member"], labels, people["presence"].astype(str), strict=True):
        name = f"<b>{label}</b>" if member == person else label
        why = "" if presence == "present" else f"<br><i>{theme.PRESENCE_WORDS[presence]}</i>"
        names.append(name + (why if len(people) <= 14 else ""))
    return names


def _borders(people: pd.DataFrame) -> list[dict]:
    """Thin lines between therapists, members and observers."""
    role = people["role"].astype(str).to_numpy()
    line = dict(type="line", line=dict(width=1.2, color=theme.QUIET_INK), layer="above")
    end = len(people) - 0.5
    between = np.flatnonzero(role[1:] != role[:-1]) + 0.5
    return [
        shape
        for at in between.tolist()
        for shape in (line | dict(x0=at, x1=at, y0=-0.5, y1=end), line | dict(x0=-0.5, x1=end, y0=at, y1=at))
    ]


def _frames(people: pd.DataFrame, place: dict, column: list, person, pair) -> list[dict]:
    inks, end = theme.person_inks(people), len(people) - 0.5
    frame = dict(type="rect", layer="above", fillcolor="rgba(0,0,0,0)")
    if pair is not None and pair[0] in place and (pair[1] in place or pair[1] == WHOLE_GROUP):
        i, x = place[pair[0]], column[place.get(pair[1], len(people))]
        return [
            frame
            | dict(x0=x - 0.5, x1=x + 0.5, y0=i - 0.5, y1=i + 0.5, line=dict(width=2.4, color=inks[pair[0]]))
        ]
    if person not in place:
        return []
    at, line = place[person], dict(width=1.6, color=inks[person])
    return [
        frame | dict(x0=-0.5, x1=end, y0=at - 0.5, y1=at + 0.5, line=line),
        frame | dict(x0=at - 0.5, x1=at + 0.5, y0=-0.5, y1=end, line=line),
    ]
