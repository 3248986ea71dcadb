"""The shape of who speaks to whom in a session: how dense, how mutual, how centred, how steady.

A tie from i to j is any person-directed turn from i to j. Turns to the whole group are not ties. Everyone
present is in the network, silent or not; absent people are not. Checked against networkx in the tests.
"""

from __future__ import annotations

import numpy as np

from taft_dash.measures.stack import Stack


def density(stack: Stack) -> np.ndarray:
    """Of all the ways one person could address another, the part that was used.

    1: everyone addressed everyone; 0: nobody addressed anybody. m / (n (n - 1)), m ties, n people present.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: addressees recorded, 2 people present.

    Notes
    -----
    One turn makes a tie. Equals `networkx.density` of the directed network of the people present.

    Examples
    --------
    >>> density(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([0.5])
    """
    return ties_used(stack) / (stack.people * (stack.people - 1))


def ties_used(stack: Stack) -> np.ndarray:
    """(S,) ordered pairs with at least one turn."""
    return np.count_nonzero(stack.turns, axis=(1, 2))


def reciprocity(stack: Stack) -> np.ndarray:
    """Of the ties, the part that is returned.

    1: whoever is addressed also answers at some time; 0: all talk goes one way. (ties i to j with a tie j to
    i) / ties.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: a person-directed turn.

    Notes
    -----
    Edgewise; equals `networkx.overall_reciprocity`. The dyadic definition (mutual pairs / pairs) would give
    less.

    References
    ----------
    Wasserman & Faust (1994), Social Network Analysis, ch. 13, doi 10.1017/CBO9780511815478.

    Examples
    --------
    >>> reciprocity(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]])).round(3)
    array([0.667])
    """
    tie = stack.turns > 0
    return np.count_nonzero(tie & tie.swapaxes(1, 2), axis=(1, 2)) / ties_used(stack)


def weighted_reciprocity(stack: Stack) -> np.ndarray:
    """Of the turns, the part that is matched by a turn the other way.

    1: every pair gives and takes alike; 0: all talk goes one way. sum_ij min(w_ij, w_ji) / sum_ij w_ij.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: a person-directed turn.

    References
    ----------
    Squartini, Picciolo, Ruzzenenti & Garlaschelli (2013), Scientific Reports 3, 2729, doi 10.1038/srep02729.

    Examples
    --------
    >>> weighted_reciprocity(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([0.5])
    """
    return np.minimum(stack.turns, stack.turns.swapaxes(1, 2)).sum(axis=(1, 2)) / stack.directed


def out_centralisation(stack: Stack) -> np.ndarray:
    """Does one person address everybody while the others do not? (Freeman, out-degree)

    1: a star, one person addresses all others and nobody else addresses anyone; 0: all address equally many
    people. sum_i (max d - d_i) / (n - 1)^2, d_i the number of people i addressed.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: addressees recorded, 3 people present.

    Notes
    -----
    Binary and directed: (n - 1)^2 is the sum in a star. Not in networkx; equals `centralization` of the R
    package sna.

    References
    ----------
    Freeman (1978), Social Networks 1, 215-239, doi 10.1016/0378-8733(78)90021-7.

    Examples
    --------
    >>> out_centralisation(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([0.75])
    """
    return _centralisation(stack, (stack.turns > 0).sum(axis=2))


def in_centralisation(stack: Stack) -> np.ndarray:
    """Is one person addressed by everybody while the others are not? (Freeman, in-degree)

    1: a star, all others address one person and nobody else; 0: all are addressed by equally many people.
    sum_i (max d - d_i) / (n - 1)^2, d_i the number of people who addressed i.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: addressees recorded, 3 people present.

    References
    ----------
    Freeman (1978), Social Networks 1, 215-239, doi 10.1016/0378-8733(78)90021-7.

    Examples
    --------
    >>> in_centralisation(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 4, 0]]))
    array([0.75])
    """
    return _centralisation(stack, (stack.turns > 0).sum(axis=1))


def _centralisation(stack: Stack, degree: np.ndarray) -> np.ndarray:
    # Absent people have degree 0, so the sum over those present is n max - sum.
    spread = stack.people * degree.max(axis=1, initial=0) - degree.sum(axis=1)
    return spread / (stack.people - 1) ** 2


def stability(stack: Stack) -> np.ndarray:
    """Do the same people speak to the same people as in the session before?

    1: the same pattern; 0: no likeness; below 0: those who spoke much to each other now speak little. Pearson
    correlation of w_ij between the session and the group's previous one with recorded addressees, over the
    ordered pairs i, j who were both present in both.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) -1 to 1. Needs: an earlier session with addressees, 3 people present in both, turns that differ
    between pairs in both.

    Notes
    -----
    Sessions without recorded addressees are passed over, so the earlier one may be more than one session
    back. Correlation of the matrices without their diagonal, as `gcor` of the R package sna gives for
    directed graphs.

    References
    ----------
    Krackhardt (1988), Social Networks 10, 359-381, doi 10.1016/0378-8733(88)90004-4.

    Examples
    --------
    >>> first = Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]])
    >>> stability(first)  # nothing before it
    array([nan])
    """
    value = np.full(len(stack.session), np.nan)
    later, now, before, pairs = _compared(stack)
    count = pairs.sum(axis=(1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        now, before = (
            np.where(pairs, turns - (turns.sum(axis=(1, 2), where=pairs) / count)[:, None, None], 0.0)
            for turns in (now, before)
        )
        scale = np.sqrt((now**2).sum(axis=(1, 2)) * (before**2).sum(axis=(1, 2)))
        value[later] = np.clip((now * before).sum(axis=(1, 2)) / scale, -1, 1)
    return value


def people_in_both(stack: Stack) -> np.ndarray:
    """(S,) people present in the session and in the one it is compared with."""
    return (stack.observed & stack.observed[stack.previous] & (stack.previous >= 0)[:, None]).sum(axis=1)


def varied(stack: Stack) -> np.ndarray:
    """(S,) whether turns differ between the pairs to be compared, in the session and in the one before."""
    differs = np.zeros(len(stack.session), dtype=bool)
    later, now, before, pairs = _compared(stack)
    low, high = (
        [reach(np.where(pairs, turns, empty), axis=(1, 2), initial=empty) for turns in (now, before)]
        for reach, empty in ((np.min, np.inf), (np.max, -np.inf))
    )
    differs[later] = (low[0] < high[0]) & (low[1] < high[1])
    return differs


def _compared(stack: Stack) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Positions of sessions with an earlier one, turns in both, and the pairs (K, N, N) present in both."""
    later = np.flatnonzero((stack.previous >= 0) & stack.addressed)
    before = stack.previous[later]
    both = stack.observed[later] & stack.observed[before]
    pairs = both[:, :, None] & both[:, None, :] & ~np.eye(both.shape[1], dtype=bool)
    return later, stack.turns[later], stack.turns[before], pairs
