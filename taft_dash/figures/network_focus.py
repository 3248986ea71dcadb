"""The sociogram with somebody in focus: their arrows stand out, the others stay as a faint background."""

from __future__ import annotations

import plotly.graph_objects as go

from taft_dash.figures import theme
from taft_dash.figures.network import SIDE, sociogram
from taft_dash.figures.seating import seats

MOST_ARROWS = 48
"""More arrows than this hide one another; the strongest are drawn, and all those of whoever is in focus."""

FAINT = 0.13
RING = 0.19
_ARROWS = slice(1, 5)
"""Where the layers of arrows lie among those of `network.LAYERS`."""


def focused(
    roster, people, ties, *, words, amount="turns", speaker=None, addressee=None, height=SIDE
) -> go.Figure:
    """A sociogram of the strongest ties, those of the person or pair in focus in front of the others.

    Parameters
    ----------
    roster, people, ties, amount, height : as for `network.sociogram`.
    words : {(speaker, addressee): what the pointer says of the tie}, plain text already escaped.
    speaker, addressee : the member in focus, and the one they are looked at with; a ring marks them.
    """
    ties = ties[ties[amount].notna() & (ties[amount] != 0)]
    mine = _touches(ties, speaker, addressee)
    strongest = ties[amount].abs().rank(method="first", ascending=False) <= MOST_ARROWS
    scale = dict(
        amount=amount, most_tie=float(ties[amount].abs().max()) if len(ties) else None, height=height
    )
    drawn = sociogram(roster, people, ties[strongest & ~mine], **scale)
    if speaker is not None:
        front = sociogram(roster, people, ties[mine], **scale)
        for trace in drawn.data[_ARROWS]:
            trace.opacity = FAINT
        back = list(drawn.data)
        traces = [*back[: _ARROWS.stop], *front.data[_ARROWS], *back[_ARROWS.stop :], front.data[-1]]
        drawn = go.Figure(dict(data=traces, layout=drawn.layout))
    for trace in drawn.data:
        if trace.name == "ties to point at":
            trace.customdata = [[a, words.get((a, b), said), b] for a, said, b in trace.customdata or ()]
    for member, dash in ((speaker, "solid"), (addressee, "dot")):
        _ring(drawn, roster, member, dash)
    return drawn


def drawn_ties(ties, *, amount="turns", speaker=None, addressee=None) -> tuple[int, int]:
    """How many ties `focused` draws, and of how many."""
    ties = ties[ties[amount].notna() & (ties[amount] != 0)]
    strongest = ties[amount].abs().rank(method="first", ascending=False) <= MOST_ARROWS
    return int((strongest | _touches(ties, speaker, addressee)).sum()), len(ties)


def _touches(ties, speaker, addressee):
    """Which ties belong to the person in focus, or to the pair."""
    if speaker is None:
        return ties["speaker"].isna()
    by, to = ties["speaker"] == speaker, ties["addressee"] == speaker
    if addressee is None:
        return by | to
    return (by & (ties["addressee"] == addressee)) | (to & (ties["speaker"] == addressee))


def _ring(drawn: go.Figure, roster, member, dash: str) -> None:
    seat = seats(roster).set_index("member")
    if member in seat.index:
        x, y = seat.loc[member, ["x", "y"]]
        drawn.add_shape(
            type="circle", x0=x - RING, x1=x + RING, y0=y - RING, y1=y + RING, layer="below",
            line=dict(width=2, color=theme.person_inks(roster)[member], dash=dash),
        )  # fmt: skip
