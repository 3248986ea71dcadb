"""Who stands between others: betweenness for thousands of small networks at once."""

from __future__ import annotations

import numpy as np

from taft_dash.measures.stack import Stack

# Two paths count as equally short when their lengths agree to this share: far above the rounding of a sum of
# a few reciprocals (1e-15), far below the difference of two unequal such sums of everyday counts.
SAME_LENGTH = 1e-12
# Sessions are worked on in parcels of about this many cells, small enough to stay in the processor's cache.
CELLS_AT_ONCE = 1 << 15


def betweenness(stack: Stack) -> np.ndarray:
    """How often a person lies on the shortest way of talk between two others.

    High: talk between others passes by this person; 0: nobody needs them as a bridge. b_v = sum_(s,t)
    (shortest paths from s to t through v / shortest paths from s to t) / ((n - 1) (n - 2)), where the length
    of a tie is 1 / turns, so much talk is a short way.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) 0 to 1. Needs: addressees recorded, 3 people present.

    Notes
    -----
    Directed and weighted; equals `networkx.betweenness_centrality(weight=1/turns)` with exact fractions to
    1e-12. With floating-point distances networkx may miss paths of equal length; here lengths within 1e-12 of
    each other are equal. Unstable for small groups: read it as a hint, over several sessions.

    References
    ----------
    Brandes (2001), Journal of Mathematical Sociology 25, 163-177, doi 10.1080/0022250X.2001.9990249. Opsahl,
    Agneessens & Skvoretz (2010), Social Networks 32, 245-251, doi 10.1016/j.socnet.2010.03.006 (1 / weight).

    Examples
    --------
    >>> betweenness(Stack.one_session([[0, 2, 0], [0, 0, 3], [0, 0, 0]]))
    array([[0. , 0.5, 0. ]])
    """
    n = stack.people
    raw = np.zeros(stack.given.shape)
    some = np.flatnonzero(stack.addressed & (n > 2))
    parcel = max(1, CELLS_AT_ONCE // max(1, raw.shape[1] ** 2))
    for first in range(0, len(some), parcel):
        at = some[first : first + parcel]
        raw[at] = _paths_through(np.moveaxis(stack.turns[at], 0, -1)).T
    return raw / ((n - 1) * (n - 2))[:, None]


def _paths_through(turns: np.ndarray) -> np.ndarray:
    """Sum over ordered pairs of the share of shortest paths through each person.

    `turns` is (N, N, S), sessions last so that every step runs over adjacent numbers. Returns (N, S).
    """
    seats = len(turns)
    with np.errstate(divide="ignore"):
        step = 1.0 / turns
    distance = _shortest(step)
    through = np.zeros(turns.shape[1:])
    for source in range(seats):
        to = distance[source]
        # The last step u -> v of a shortest path from the source: as long by way of u as the shortest.
        with np.errstate(invalid="ignore"):
            last = (to[:, None] + step <= to * (1 + SAME_LENGTH)) & np.isfinite(to)
        last = last.astype(float)
        through += _dependency(last, source)
    return through


def _shortest(step: np.ndarray) -> np.ndarray:
    """Lengths of shortest paths between all pairs (Floyd and Warshall), 0 from a person to themselves."""
    distance = step.copy()
    seats = np.arange(len(step))
    distance[seats, seats] = 0.0
    for via in seats:
        np.minimum(distance, distance[:, via, None] + distance[via], out=distance)
    return distance


def _dependency(last: np.ndarray, source: int) -> np.ndarray:
    """How much one source depends on each person to reach all others, (N, S): Brandes' accumulation.

    `last` (N, N, S) is 1 where u -> v ends a shortest path from the source. Paths are counted outwards by number
    of steps; dependencies are gathered back the same number of steps.
    """
    reached = np.zeros(last.shape[1:])
    reached[source] = 1.0
    paths = reached.copy()
    steps = 0
    while (reached := (reached[:, None] * last).sum(axis=0)).any():
        paths += reached
        steps += 1
    with np.errstate(divide="ignore", invalid="ignore"):
        passed_on = last * np.where(paths > 0, paths, 0.0)[:, None] / np.where(paths > 0, paths, np.inf)
    dependency = np.zeros(paths.shape)
    for _ in range(steps - 1):  # one more would only reach the source itself
        dependency = (passed_on * (1.0 + dependency)).sum(axis=1)
    dependency[source] = 0.0
    return dependency
