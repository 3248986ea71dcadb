"""Through the therapists or to each other? Talk by the role of speaker and addressee.

The five flows (therapist to member, member to therapist, member to member, therapist to therapist, to the
whole group) share out all addressed turns of members and therapists and sum to 1. Turns of or to observers
are not part of them. A turn to several people counts once for each addressee, as in the networks.
"""

from __future__ import annotations

import numpy as np

from taft_dash.measures.stack import Stack


def therapist_share(stack: Stack) -> np.ndarray:
    """The therapists' part of all turns taken.

    High: the therapists do much of the talking; low: the members do.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: a turn taken by anybody, a therapist known to be present.

    Examples
    --------
    >>> therapist_share(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]], "TMM"))
    array([0.75])
    """
    return (stack.taken * stack.therapist).sum(axis=1) / stack.taken.sum(axis=1)


def flow_therapist_member(stack: Stack) -> np.ndarray:
    """The part of addressed turns that therapists addressed to members.

    High: the therapists carry the talk. One of five flows that sum to 1.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an addressed turn of a member or therapist.

    Examples
    --------
    >>> flow_therapist_member(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]], "TMM"))
    array([0.75])
    """
    return between(stack, stack.therapist, stack.member) / addressed_turns(stack)


def flow_member_therapist(stack: Stack) -> np.ndarray:
    """The part of addressed turns that members addressed to therapists.

    High: members turn to the therapists. One of five flows that sum to 1.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an addressed turn of a member or therapist.

    Examples
    --------
    >>> flow_member_therapist(Stack.one_session([[0, 2, 1], [1, 0, 0], [0, 0, 0]], "TMM"))
    array([0.25])
    """
    return between(stack, stack.member, stack.therapist) / addressed_turns(stack)


def flow_member_member(stack: Stack) -> np.ndarray:
    """The part of addressed turns that members addressed to each other.

    High: members talk among themselves. One of five flows that sum to 1; `member_member_ratio` compares it
    with what the number of members would lead one to expect.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an addressed turn of a member or therapist.

    Examples
    --------
    >>> flow_member_member(Stack.one_session([[0, 2, 0], [0, 0, 2], [0, 0, 0]], "TMM"))
    array([0.5])
    """
    return between(stack, stack.member, stack.member) / addressed_turns(stack)


def flow_therapist_therapist(stack: Stack) -> np.ndarray:
    """The part of addressed turns that therapists addressed to each other.

    High: the therapists talk to one another. One of five flows that sum to 1.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an addressed turn of a member or therapist.

    Examples
    --------
    >>> flow_therapist_therapist(Stack.one_session([[0, 1, 0], [0, 0, 3], [0, 0, 0]], "TTM"))
    array([0.25])
    """
    return between(stack, stack.therapist, stack.therapist) / addressed_turns(stack)


def flow_group(stack: Stack) -> np.ndarray:
    """The part of addressed turns that went to the whole group.

    High: people speak to the room; low: to one another. One of five flows that sum to 1.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: an addressed turn of a member or therapist.

    Notes
    -----
    Turns to the group are never spread over its members: they follow rules of their own (Bales 1953 found
    them more unequal than talk between persons, doi 10.4324/9781315799469-11).

    Examples
    --------
    >>> flow_group(Stack.one_session([[0, 2, 1], [0, 0, 0], [0, 0, 0]], "TMM", to_group=[0, 1, 0]))
    array([0.25])
    """
    return to_group(stack) / addressed_turns(stack)


def member_member_ratio(stack: Stack) -> np.ndarray:
    """Do members talk to each other as much as their number would lead one to expect?

    1: as expected by head-count; below 1: talk runs through the therapists; above 1: members talk among
    themselves. r = (member-to-member part of person-directed turns) / (n_m (n_m - 1) / (n (n - 1))), n_m
    members and n members and therapists present.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) ratio, 0 to n (n - 1) / (n_m (n_m - 1)). Needs: 2 members and a therapist present, a person-directed
    turn.

    Notes
    -----
    There is no universal target: compare a group with its own course. Without a therapist the ratio is 1
    whatever happens, so it is not given.

    Examples
    --------
    >>> member_member_ratio(Stack.one_session([[0, 2, 0], [0, 0, 2], [0, 0, 0]], "TMM")).round(3)
    array([1.5])
    """
    pairs = {}
    for name, mask in (("members", stack.member), ("all", _role_known(stack))):
        count = (mask & stack.present).sum(axis=1)
        pairs[name] = count * (count - 1)
    observed = between(stack, stack.member, stack.member) / person_turns(stack)
    return observed / (pairs["members"] / pairs["all"])


def unaddressed_share(stack: Stack) -> np.ndarray:
    """The part of turns taken whose addressee was not recorded.

    High: who-to-whom rests on little; 0: every turn has its addressee.

    Parameters
    ----------
    stack : Stack of S sessions x N seats

    Returns
    -------
    (S,) share, 0 to 1. Needs: a turn taken by anybody.

    Examples
    --------
    >>> unaddressed_share(Stack.one_session([[0, 2, 0], [1, 0, 0], [0, 0, 0]]))
    array([0.])
    """
    return stack.unaddressed.sum(axis=1) / stack.taken.sum(axis=1)


def between(stack: Stack, speakers: np.ndarray, addressees: np.ndarray) -> np.ndarray:
    """(S,) person-directed turns from the people of one (S, N) mask to those of another."""
    reached = (stack.turns @ addressees[:, :, None].astype(float))[:, :, 0]
    return (reached * speakers).sum(axis=1)


def to_group(stack: Stack) -> np.ndarray:
    """(S,) turns of members and therapists to the whole group."""
    return (stack.to_group * _role_known(stack)).sum(axis=1)


def person_turns(stack: Stack) -> np.ndarray:
    """(S,) person-directed turns among members and therapists."""
    return between(stack, _role_known(stack), _role_known(stack))


def addressed_turns(stack: Stack) -> np.ndarray:
    """(S,) turns of members and therapists to one another or to the group: what the five flows share out."""
    return person_turns(stack) + to_group(stack)


def members_and_therapists(stack: Stack) -> np.ndarray:
    """(S,) members and therapists present: the people the flows rest on."""
    return (_role_known(stack) & stack.present).sum(axis=1)


def _role_known(stack: Stack) -> np.ndarray:
    return stack.member | stack.therapist
