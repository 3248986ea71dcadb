"""Sessions as they might have been: the same people there and the same amount of talk, otherwise dealt out by chance.

Three ways of dealing, each within a session, so that attendance and group size stay what they were. The draws of
a stack come back as one stack of `times` x S sessions, so that every index is computed on all of them at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from taft_dash.measures.stack import Stack

_CELLS = 1 << 21  # turns times draws held at once
_TRIES = 400  # exchanges tried for a draw in which somebody still addresses themselves


@dataclass(frozen=True, eq=False)
class Drawn(Stack):
    """Sessions drawn by chance: whoever was there is there, also when they say nothing in this draw."""

    @property
    def present(self) -> np.ndarray:
        return self.attended


def alike(stack: Stack, times: int, rng: np.random.Generator) -> Drawn:
    """Every turn goes to anybody present, and to anybody else present, with the same chance.

    The numbers of turns taken, person-directed, and to the group are those of the session.

    Parameters
    ----------
    stack : S sessions of N seats of one group. times : R, how many draws.

    Returns
    -------
    Drawn of R x S sessions, draw after draw; `group` numbers the draws.
    """
    there = stack.present.astype(float)
    pairs = there[:, :, None] * there[:, None, :] * ~np.eye(there.shape[1], dtype=bool)
    return _drawn(
        stack,
        turns=_dealt(stack.turns.sum(axis=(1, 2)), pairs.reshape(len(pairs), -1), times, rng),
        taken=_dealt(stack.taken.sum(axis=1), there, times, rng),
        to_group=_dealt(stack.to_group.sum(axis=1), there, times, rng),
    )


def resampled(stack: Stack, times: int, rng: np.random.Generator) -> Drawn:
    """The session's own turns drawn again with replacement: what another run of the same session might have given."""
    n = stack.turns.shape[1]
    directed = np.concatenate([stack.turns.reshape(len(stack.turns), -1), stack.to_group], axis=1)
    cells = _dealt(directed.sum(axis=1), directed, times, rng)
    return _drawn(
        stack,
        turns=cells[..., : n * n],
        taken=_dealt(stack.taken.sum(axis=1), stack.taken, times, rng),
        to_group=cells[..., n * n :],
    )


def shuffled(stack: Stack, times: int, rng: np.random.Generator) -> Drawn:
    """The addressees change places: everyone gives and receives as many person-directed turns as they did.

    Nobody addresses themselves: where the dealing makes them, the turn changes its addressee with another turn. A
    draw in which that does not succeed has no turns at all, so that indices are undefined in it.
    """
    n = stack.turns.shape[1]
    turns = np.stack([_rewired(one.astype(np.int64), times, rng) for one in stack.turns], axis=1)
    return _drawn(
        stack,
        turns=turns.reshape(times, len(stack.turns), n * n),
        taken=np.broadcast_to(stack.taken, (times, *stack.taken.shape)),
        to_group=np.broadcast_to(stack.to_group, (times, *stack.to_group.shape)),
    )


def _dealt(total: np.ndarray, weights: np.ndarray, times: int, rng: np.random.Generator) -> np.ndarray:
    """(R, S, cells) `total` (S,) units dealt out to cells in proportion to their weights (S, cells)."""
    whole = weights.sum(axis=1, keepdims=True)
    chances = np.where(whole > 0, weights / np.where(whole > 0, whole, 1), 1 / weights.shape[1])
    units = np.where(whole[:, 0] > 0, np.round(total), 0).astype(np.int64)
    return rng.multinomial(units, chances, size=(times, len(weights))).astype(float)


def _rewired(turns: np.ndarray, times: int, rng: np.random.Generator) -> np.ndarray:
    """(R, N, N) whole counts with the margins of `turns` (N, N) and an empty diagonal; a draw that fails is empty."""
    n, count = len(turns), int(turns.sum())
    found = np.zeros((times, n, n))
    if not count:
        return found
    speaker, addressee = (np.repeat(at.ravel(), turns.ravel()) for at in np.indices(turns.shape))
    at_once = max(1, _CELLS // count)
    for begin in range(0, times, at_once):
        many = min(at_once, times - begin)
        dealt = rng.permuted(np.broadcast_to(addressee, (many, count)), axis=1)
        sound = _without_self(speaker, dealt, rng)
        cell = np.arange(many)[:, None] * n * n + speaker * n + dealt
        counts = np.bincount(cell[sound].ravel(), minlength=many * n * n)
        found[begin : begin + many] = counts.reshape(many, n, n)
    return found


def _without_self(speaker: np.ndarray, dealt: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Exchange addressees (in place) until nobody addresses themselves; (R,) whether that succeeded.

    dealt : (R, turns) addressee of each turn; one turn of each draw is mended at a time, so that no exchange meets
    another.
    """
    for _ in range(_TRIES + dealt.shape[1]):
        selves = dealt == speaker
        rows = np.flatnonzero(selves.any(axis=1))
        if not len(rows):
            break
        turn = selves[rows].argmax(axis=1)
        other = rng.integers(dealt.shape[1], size=len(rows))
        mine, theirs = dealt[rows, turn], dealt[rows, other]
        fits = (theirs != speaker[turn]) & (mine != speaker[other])
        rows, turn, other = rows[fits], turn[fits], other[fits]
        dealt[rows, turn], dealt[rows, other] = theirs[fits], mine[fits]
    return ~(dealt == speaker).any(axis=1)


def _drawn(stack: Stack, *, turns: np.ndarray, taken: np.ndarray, to_group: np.ndarray) -> Drawn:
    """Draws (R, S, cells) of one group's sessions as one stack, in which each draw is a group of its own."""
    times, sessions, seats = taken.shape

    def again(values: np.ndarray) -> np.ndarray:
        return np.broadcast_to(values, (times, *values.shape)).reshape(-1, *values.shape[1:])

    flat = {
        name: again(getattr(stack, name))
        for name in ("session", "row", "person", "place", "member", "therapist", "recorded", "unaddressed", "talk")
    }
    nobody = np.zeros((times * sessions, seats))
    return Drawn(
        **flat, group=np.repeat(np.arange(times), sessions), attended=again(stack.present),
        turns=turns.reshape(-1, seats, seats), taken=taken.reshape(-1, seats),
        to_group=to_group.reshape(-1, seats), seconds=np.broadcast_to(0.0, (times * sessions, seats, seats)),
        seconds_taken=nobody, addressed=again(stack.addressed), timed=np.zeros(times * sessions, bool),
        presence_recorded=stack.presence_recorded,
    )  # fmt: skip
