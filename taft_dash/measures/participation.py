"""Who is here and who speaks: presence, and how the floor is shared.

Every function takes a `Stack` and returns one value per session, or per person, for all sessions at once.
Turns are turns taken, whoever they went to; people present but silent count with 0, people absent not at all.
Where a value is undefined the functions return anything; `indices` holds what each needs and puts NaN and a
reason there.
"""

from __future__ import annotations

import numpy as np

from taft_dash.measures.stack import Stack


def present(stack: Stack) -> np.ndarray:
    """How many people were there: members, therapists, and observers who took part.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) count of people, 0 to N. Needs: presence recorded or inferred for anybody.

    Notes
    -----
    This is the n of densities and shares. Somebody recorded as absent who nevertheless spoke or was spoken to
    counts.

    Examples
    --------
    >>> present(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]], absent=[2]))
    array([2])
    """
    return stack.people


def attendance_rate(stack: Stack) -> np.ndarray:
    """Of the members who belong to the group, the share that came.

    High: nearly all came; low: most stayed away. a = members present / members whose presence or absence is
    recorded. Therapists and observers are not counted, nor are members before joining, after leaving, or
    without an attendance row.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an attendance table with a row for at least one member of the session.

    Examples
    --------
    >>> attendance_rate(Stack.one_session(np.zeros((4, 4)), "TMMM", absent=[3])).round(3)
    array([0.667])
    """
    asked = stack.recorded & stack.member
    return (asked & stack.attended).sum(axis=1) / asked.sum(axis=1)


def members_recorded(stack: Stack) -> np.ndarray:
    """(S,) members whose presence or absence is recorded: the people an attendance rate rests on."""
    return (stack.recorded & stack.member).sum(axis=1)


def turns(stack: Stack) -> np.ndarray:
    """How many turns were taken, to a person, to the group, or to nobody on record.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) turns; a turn to several people is one turn. Needs: talk recorded.

    Examples
    --------
    >>> turns(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]], to_group=[0, 0, 4]))
    array([7.])
    """
    return stack.taken.sum(axis=1)


def speaking_seconds(stack: Stack) -> np.ndarray:
    """How long people spoke, all turns together.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) seconds; turns without a recorded time add nothing. Needs: the time of at least one turn.

    Examples
    --------
    >>> speaking_seconds(Stack.one_session(np.zeros((3, 3)), seconds=[60, 30, 0]))
    array([90.])
    """
    return stack.seconds_taken.sum(axis=1)


def turn_share(stack: Stack) -> np.ndarray:
    """Each person's part of all turns taken.

    High: holds the floor; 1/n would be an equal part; 0: present but silent.
    p_i = x_i / sum(x), x_i the turns taken by i.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) share, 0 to 1. Needs: a turn taken by anybody.

    Examples
    --------
    >>> turn_share(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]], to_group=[1, 0, 0]))
    array([[0.75, 0.25, 0.  ]])
    """
    return stack.taken / turns(stack)[:, None]


def time_share(stack: Stack) -> np.ndarray:
    """Each person's part of the speaking time.

    High: speaks long; 1/n would be an equal part; 0: present but silent.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S, N) share, 0 to 1. Needs: speaking time of more than 0 seconds.

    Examples
    --------
    >>> time_share(Stack.one_session(np.zeros((3, 3)), seconds=[60, 30, 0])).round(3)
    array([[0.667, 0.333, 0.   ]])
    """
    return stack.seconds_taken / speaking_seconds(stack)[:, None]


def entropy(stack: Stack) -> np.ndarray:
    """(S,) H = -sum(p ln p) in nats, of the turn shares, with 0 ln 0 = 0."""
    share = turn_share(stack)
    return -(share * np.log(share, where=share > 0, out=np.zeros_like(share))).sum(axis=1)


def effective_speakers(stack: Stack) -> np.ndarray:
    """As if this many people shared the floor equally.

    High (up to n): everyone speaks alike; 1: one person does all the talking. exp(H), H = -sum(p ln p).

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) people, 1 to n. Needs: a turn taken by anybody.

    Notes
    -----
    Hill's number of order 1. Checked against `scipy.stats.entropy` and the worked example in the tests.

    References
    ----------
    Hill (1973), Ecology 54, 427-432, doi 10.2307/1934352.

    Examples
    --------
    >>> effective_speakers(Stack.one_session([[0, 2, 0], [2, 0, 0], [0, 0, 0]])).round(6)
    array([2.])
    """
    return np.exp(entropy(stack))


def evenness(stack: Stack) -> np.ndarray:
    """How equally turns are spread over the people present, by entropy (Pielou's J).

    1: everyone takes as many turns; 0: one person takes all. J = H / ln n.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: 2 people present, a turn taken by anybody.

    Notes
    -----
    n counts the silent too, so a person's silence lowers J.

    References
    ----------
    Pielou (1966), Journal of Theoretical Biology 13, 131-144, doi 10.1016/0022-5193(66)90013-0.

    Examples
    --------
    >>> evenness(Stack.one_session([[0, 2, 0], [2, 0, 0], [0, 0, 0]])).round(4)
    array([0.6309])
    """
    return entropy(stack) / np.log(stack.people)


def gini(stack: Stack) -> np.ndarray:
    """How unequally turns are spread over the people present (Gini coefficient).

    0: everyone takes as many turns; 1: one person takes all.
    G = sum_i sum_j |x_i - x_j| / (2 n^2 mean(x)) * n / (n - 1), x_i the turns taken by i, the silent with 0.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: 2 people present, a turn taken by anybody.

    Notes
    -----
    The factor n / (n - 1) makes 1 reachable in a small group, so groups of different size compare. Computed
    from ranks, sum_i (2i - n - 1) x_(i) / ((n - 1) sum(x)): the seats of absent people hold 0 and add
    nothing.

    References
    ----------
    Ceriani & Verme (2012), Journal of Economic Inequality 10, 421-443, doi 10.1007/s10888-011-9188-x.

    Examples
    --------
    >>> gini(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]]))
    array([0.66666667])
    """
    seats = stack.taken.shape[1]
    rank = np.arange(1, seats + 1) - seats + stack.people[:, None]
    weight = 2 * rank - stack.people[:, None] - 1
    return (weight * np.sort(stack.taken, axis=1)).sum(axis=1) / ((stack.people - 1) * turns(stack))


def share_centralisation(stack: Stack) -> np.ndarray:
    """Is there one voice? How far the busiest speaker stands above an equal share.

    0: equal shares; 1: a monologue. (n p_max - 1) / (n - 1).

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) 0 to 1. Needs: 2 people present, a turn taken by anybody.

    Examples
    --------
    >>> share_centralisation(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]])).round(3)
    array([0.5])
    """
    largest = turn_share(stack).max(axis=1, initial=0)
    return (stack.people * largest - 1) / (stack.people - 1)
