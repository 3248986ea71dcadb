"""What each person gives and receives in talk, and how often per occasion.

All functions take a `Stack` and return (S, N), one value per session and person. Turns are person-directed
unless said otherwise. What is given for absent people is not used: `indices` puts NaN and a reason there.
"""

from __future__ import annotations

import numpy as np

from taft_dash.measures.stack import Stack


def out_strength(stack: Stack) -> np.ndarray:
    """Turns a person addressed to other persons.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) turns, 0 or more; a turn to two people counts twice. Needs: addressees recorded.

    Examples
    --------
    >>> out_strength(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[3., 1., 0.]])
    """
    return stack.given


def in_strength(stack: Stack) -> np.ndarray:
    """Turns other persons addressed to a person.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) turns, 0 or more. Needs: addressees recorded.

    Examples
    --------
    >>> in_strength(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[1., 2., 1.]])
    """
    return stack.received


def to_group(stack: Stack) -> np.ndarray:
    """Turns a person addressed to the whole group.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) turns, 0 or more. Needs: addressees recorded.

    Examples
    --------
    >>> to_group(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]], to_group=[0, 0, 4]))
    array([[0., 0., 4.]])
    """
    return stack.to_group


def received_share(stack: Stack) -> np.ndarray:
    """Each person's part of all person-directed turns received.

    High: much talk goes to this person; 0: nobody addressed them. w_.i / sum(w).

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) share, 0 to 1. Needs: a person-directed turn by anybody.

    Examples
    --------
    >>> received_share(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[0.25, 0.5 , 0.25]])
    """
    return stack.received / stack.directed[:, None]


def imbalance(stack: Stack) -> np.ndarray:
    """Does a person give more talk than they receive?

    1: only gives; 0: gives as much as is received; -1: only receives. (given - received) / (given +
    received).

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) -1 to 1. Needs: the person gave or received a person-directed turn.

    Examples
    --------
    >>> imbalance(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[ 0.5       , -0.33333333, -1.        ]])
    """
    return (stack.given - stack.received) / (stack.given + stack.received)


def rate_given(stack: Stack) -> np.ndarray:
    """Turns a person gave so far, per other person they were together with, session by session.

    High: addresses others often when there is occasion; a person who came seldom is not made to look silent.
    r_i(t) = sum_s<=t sum_j w_ij,s / sum_s<=t (n_s - 1) over the sessions s at which i was present.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) turns per person and session together, 0 or more. Needs: addressees recorded, and another person
    present in this or an earlier such session.

    Notes
    -----
    Counts from the first session of the study it is given. Sessions whose addressees were not recorded add
    neither turns nor occasions: nothing could have been seen in them.

    Examples
    --------
    >>> rate_given(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[1.5, 0.5, 0. ]])
    """
    return stack.so_far(stack.given) / occasions(stack)


def rate_received(stack: Stack) -> np.ndarray:
    """Turns a person received so far, per other person they were together with, session by session.

    High: is addressed often when there is occasion. As `rate_given`, with the turns to the person.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) turns per person and session together, 0 or more. Needs: as `rate_given`.

    Examples
    --------
    >>> rate_received(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]]))
    array([[0.5, 1. , 0.5]])
    """
    return stack.so_far(stack.received) / occasions(stack)


def occasions(stack: Stack) -> np.ndarray:
    """(S, N) other people met so far, summed over the sessions with recorded addressees."""
    return stack.so_far(stack.observed * (stack.people - 1)[:, None])
