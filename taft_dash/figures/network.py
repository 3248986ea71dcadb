"""Who spoke to whom: the sociogram, of one network or layer by layer for each session."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.seating import POINTS, RADII, arrows, radius, seats, width

SIDE = 500
REACH = (1.62, 1.3)
PIXELS = SIDE / (2 * REACH[1])
"""Pixels for one ring radius at the figure's own height; marks are sized with it so that arrows meet them."""

LAYERS = (
    "to the whole group", "with a therapist", "between members", "less than before", "more than before",
    "not there", "people", "names", "ties to point at",
)  # fmt: skip


def sociogram(
    roster, nodes, ties, *, most_turns=None, most_tie=None, amount="turns", height=SIDE
) -> go.Figure:
    """One network: everyone in their seat, arrows by direction and amount of talk.

    Parameters
    ----------
    roster : columns member, label, role; everyone of the group, in the order of the seats.
    nodes : columns member, presence, turns, to_group (turns taken; of these, to the whole group); one row a person.
    ties : columns speaker, addressee and the column named by `amount`; one row a directed tie. With a column
        `change` and `amount="change"`, ties are drawn as more or less than before.
    most_turns, most_tie : what the largest mark and the widest arrow stand for; the figure's own maxima by default.
        Give them to make several networks comparable.
    """
    scene = _Scene(
        roster, nodes.assign(session=0), ties.assign(session=0), most_turns, most_tie, amount, height
    )
    drawn = _canvas(height)
    drawn.add_traces(scene.layers(0, amount))
    drawn.update_layout(meta=scene.meta())
    return drawn


def sociogram_frames(roster, people, ties, *, height=SIDE) -> dict[str, list[dict]]:
    """The layers of `sociogram` for every session, and once more, named "… change", against the session before.

    `people` has columns session, member, presence, turns, to_group; `ties` session, speaker, addressee, turns, change
    (turns minus those of the preceding session with talk; NaN where there is none to compare with).
    Arrow widths and mark sizes mean the same in all frames. Each value can serve as the data of a plotly frame;
    they are plain dictionaries because building hundreds of graph objects would take longer than drawing them.
    """
    scene = _Scene(roster, people, ties, None, None, "turns", height)
    frames = {}
    for at, session in enumerate(scene.sessions):
        frames[f"{session}"] = scene.layers(at, "turns")
        frames[f"{session} change"] = scene.layers(at, "change")
    return frames


def _canvas(height: int) -> go.Figure:
    drawn = theme.figure(height=height, margin=dict(l=0, r=0, t=0, b=0))
    hidden = dict(visible=False, fixedrange=True)
    drawn.update_layout(
        xaxis=dict(range=[-REACH[0], REACH[0]], **hidden),
        yaxis=dict(range=[-REACH[1], REACH[1]], scaleanchor="x", **hidden),
        showlegend=False,
    )
    return drawn


class _Scene:
    """Everyone and every tie of all sessions, laid out in one go; `layers` then picks what one session shows.

    Shapes: S sessions, N seats, K ties. `state`, `turns`, `to_group`, `size` are (S, N).
    """

    def __init__(self, roster, people, ties, most_turns, most_tie, amount, height):
        self.members = list(roster["member"])
        self.label = [theme.plain(label) for label in roster["label"]]
        self.role = roster["role"].astype(str).to_numpy()
        inks = theme.person_inks(roster)
        self.ink = np.array([inks[m] for m in self.members], dtype=object)
        self.symbol = np.array([theme.ROLE_SYMBOLS[r] for r in self.role], dtype=object)
        self.xy = seats(roster.reset_index(drop=True))[["x", "y"]].to_numpy()
        self.place = pd.Index(self.members)
        self.sessions = np.unique(people["session"]) if len(people) else np.zeros(1, int)
        self.most_turns = most_turns if most_turns is not None else _most(people, "turns")
        self.most_tie = most_tie if most_tie is not None else _most(ties, amount)
        self.pixels = PIXELS * height / SIDE
        self._seat(people)
        self.ties = {name: self._arrows(ties, name) for name in {amount, *ties.columns} & {amount, "change"}}

    def meta(self) -> dict:
        """What the page needs to know to filter and dim: whose seat is which, how many points an outline has."""
        return dict(members=self.members, layers=list(LAYERS), pixels=self.pixels, points=POINTS)

    def _seat(self, people):
        shape = (len(self.sessions), len(self.members))
        at = (
            np.searchsorted(self.sessions, people["session"]),
            self.place.get_indexer(people["member"].astype(object)),
        )
        self.state = np.full(shape, "not_recorded", dtype=object)
        self.turns, self.to_group = np.full((2, *shape), np.nan)
        self.state[at] = people["presence"].astype(object)
        self.turns[at], self.to_group[at] = people["turns"], people["to_group"]
        self.size = radius(self.turns, self.most_turns)
        directed = 1 - np.divide(self.to_group, self.turns, out=np.zeros(shape), where=self.turns > 0)
        core = np.maximum(self.size * np.sqrt(np.nan_to_num(directed, nan=1.0)), 0.6 * RADII[0])
        self.diameter = 2 * self.pixels * core
        self.words = [
            [_person_words(*person) for person in zip(self.label, *row, strict=True)]
            for row in zip(self.state, self.turns, self.to_group, strict=True)
        ]

    def _arrows(self, ties, amount):
        """Outlines, seats, values and words of every tie with a value, sorted by session."""
        value = ties[amount].to_numpy(float)
        kept = np.flatnonzero(np.isfinite(value) & (value != 0))
        session = np.searchsorted(self.sessions, ties["session"].to_numpy()[kept])
        kept = kept[np.argsort(session, kind="stable")]
        session, value = np.sort(session, kind="stable"), value[kept]
        i, j = (
            self.place.get_indexer(ties[column].astype(object).to_numpy()[kept])
            for column in ("speaker", "addressee")
        )
        outline = arrows(
            self.xy[i], self.xy[j], self.size[session, i], self.size[session, j], width(value, self.most_tie)
        )
        x, y, middle = (part.astype(np.float32) for part in outline)
        words = [
            _tie_words(self.label[a], self.label[b], v, amount) for a, b, v in zip(i, j, value, strict=True)
        ]
        first = np.searchsorted(session, np.arange(len(self.sessions) + 1))
        return first, x, y, middle, i, j, value, words

    def layers(self, at: int, amount: str) -> list[dict]:
        """The traces of one session, in the order of LAYERS; `amount` chooses what the arrows show."""
        first, *columns = self.ties[amount]
        x, y, middle, i, j, value, words = (column[first[at] : first[at + 1]] for column in columns)
        among = (self.role[i] == "member") & (self.role[j] == "member")
        code = (i * len(self.members) + j).astype(np.int16)
        change = np.full(len(value), amount == "change")

        def outlines(which, layer, ink, pattern=""):
            return _outline(x[which], y[which], code[which], ink, LAYERS[layer], pattern)

        return [
            self._halos(at),
            outlines(~change & ~among, 1, theme.THERAPIST_TALK_INK),
            outlines(~change & among, 2, theme.MEMBER_TALK_INK),
            outlines(change & (value < 0), 3, theme.LESS_INK, "/"),
            outlines(change & (value > 0), 4, theme.MORE_INK),
            self._marks(at, self.state[at] != "present", LAYERS[5], ghost=True),
            self._marks(at, self.state[at] == "present", LAYERS[6]),
            self._names(at),
            dict(
                type="scatter", x=_short(middle[:, 0]), y=_short(middle[:, 1]), mode="markers", name=LAYERS[8],
                marker=dict(size=12, color="rgba(0,0,0,0)"), hovertemplate="%{customdata[1]}<extra></extra>",
                customdata=[[self.members[a], w, self.members[b]] for a, b, w in zip(i, j, words, strict=True)],
            ),
        ]  # fmt: skip

    def _halos(self, at):
        """Talk to the whole group as the pale rim of a mark: the mark's area is all turns taken, its core the rest."""
        rim = np.flatnonzero(self.to_group[at] > 0)
        return dict(
            type="scatter", mode="markers", name=LAYERS[0], hoverinfo="skip",
            x=_short(self.xy[rim, 0]), y=_short(self.xy[rim, 1]), opacity=0.38,
            marker=dict(symbol=list(self.symbol[rim]), opacity=1, line=dict(width=0),
                        size=_short(2 * self.pixels * self.size[at, rim]), color=list(self.ink[rim])),
            customdata=[[self.members[k]] for k in rim],
        )  # fmt: skip

    def _marks(self, at, which, name, *, ghost=False):
        """People as marks: solid in their ink, or an outline where they were not there."""
        seat = np.flatnonzero(which)
        look = (
            dict(symbol=[f"{s}-open" for s in self.symbol[seat]], color=theme.QUIET_INK, line=dict(width=1.5))
            if ghost
            else dict(
                symbol=list(self.symbol[seat]), color=list(self.ink[seat]), line=dict(width=0), opacity=1
            )
        )
        return dict(
            type="scatter", mode="markers", name=name, hovertemplate="%{customdata[1]}<extra></extra>",
            x=_short(self.xy[seat, 0]), y=_short(self.xy[seat, 1]),
            marker=look | dict(size=_short(self.diameter[at, seat])),
            customdata=[[self.members[k], self.words[at][k]] for k in seat],
        )  # fmt: skip

    def _names(self, at):
        """Names outside the ring, each with the word for not being there, if so."""
        text = [
            label if state == "present" else f"{label}<br><i>{theme.PRESENCE_WORDS[state]}</i>"
            for label, state in zip(self.label, self.state[at], strict=True)
        ]
        out = 1.06 + np.maximum(self.size[at], 0.1)
        x, y = out * self.xy[:, 0], out * self.xy[:, 1]
        sideways = np.where(x > 0.25, "right", np.where(x < -0.25, "left", "center"))
        upright = np.where(np.abs(x) > 0.8, "middle", np.where(y > 0, "top", "bottom"))
        return dict(
            type="scatter", x=_short(x), y=_short(y), mode="text", name=LAYERS[7], hoverinfo="skip", text=text,
            textposition=[f"{a} {b}" for a, b in zip(upright, sideways, strict=True)],
            textfont=dict(size=13),
        )  # fmt: skip


def _outline(x, y, code, ink, name, pattern="") -> dict:
    """Filled outlines as one trace; `meta` carries, outline by outline, which tie it belongs to."""
    fill = (
        dict(fillpattern=dict(shape=pattern, fgcolor=ink, bgcolor="rgba(0,0,0,0)", size=5, solidity=0.55))
        if pattern
        else {}
    )
    return dict(
        type="scatter", mode="lines", fill="toself", name=name, hoverinfo="skip",
        x=_short(x.ravel()), y=_short(y.ravel()), fillcolor=ink, opacity=0.78, line=dict(width=0.6, color=ink),
        meta=theme.packed(code), **fill,
    )  # fmt: skip


def _short(values) -> dict:
    return theme.packed(np.asarray(values, dtype=np.float32))


def _most(table: pd.DataFrame, column: str) -> float:
    value = table[column].abs().max() if len(table) else 0
    return float(value) if value == value and value > 0 else 1.0


def _person_words(label, state, turns, to_group) -> str:
    if state != "present":
        return f"{label}: {theme.PRESENCE_WORDS[state]}"
    if turns != turns:
        return f"{label}: present; talk was not recorded"
    if turns == 0:
        return f"{label}: present, no turns"
    return f"{label}: {turns:g} {'turn' if turns == 1 else 'turns'} taken, {to_group:g} to the whole group"


def _tie_words(speaker, addressee, value, amount) -> str:
    if amount == "change":
        more = "more" if value > 0 else "fewer"
        return f"{speaker} to {addressee}: {abs(value):g} {more} than in the session before"
    unit = ("turn" if value == 1 else "turns") if amount == "turns" else "turns per session together"
    return f"{speaker} to {addressee}: {value:.3g} {unit}"
