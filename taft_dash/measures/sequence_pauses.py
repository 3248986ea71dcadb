"""How long it takes until the next turn: pauses and overlaps, and whether they go with how the floor is taken."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from taft_dash.measures.sequence import Session, ordered_sessions
from taft_dash.measures.sequence_shifts import LEAST, NO_SHIFT, SHIFTS, WORDS, shift_codes
from taft_dash.measures.sequence_shuffles import LEVELS, SEED, TIMES, p_values
from taft_dash.records.study import Study

_WORD = np.array([word for *_, word in SHIFTS], dtype=object)


class Pauses(NamedTuple):
    """The tables of `pauses`."""

    sessions: pd.DataFrame
    words: pd.DataFrame


def pauses(study: Study, *, times: int = TIMES, seed: int = SEED) -> Pauses:
    """Seconds from the end of a turn to the beginning of the next; below 0: the next began before the end.

    gap = start of the next turn - (start + speaking_seconds), between turns that follow one another in a session and
    both say when they began. A long median: slow exchange, or silence; many overlaps: people speak at once.

    Parameters
    ----------
    study : Study with all its turns; see `sequence.ordered_sessions`
    times, seed : how often the gaps of each session are dealt out anew among its successions, and the seed

    Returns
    -------
    sessions : a row per session with an order: group, session, n_timed (successions with times), median_pause
        (seconds), longest_pause (seconds), overlapping (successions whose gap is below 0), overlap_share, reason.
    words : a row per group and word of `sequence_shifts.WORDS`: group, word, n (successions so called, with times),
        median_pause, chance_low, chance_high (the middle 95 % of the medians when gaps are dealt out anew), p and
        p_adjusted (as `sequence_shuffles.against_chance`), overlap_share, reason. NaN where the group has fewer than
        LEAST timed successions, or none of the word.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> said = {"session": 1, "turn": [1, 2, 3], "speaker": list("ABA"), "addressee": list("BAB")}
    >>> said |= {"start_seconds": [0, 5, 9], "speaking_seconds": [4, 5, 1]}
    >>> pauses(study_from({"interactions": pd.DataFrame(said)})).sessions[["median_pause", "overlapping"]]
       median_pause  overlapping
    0           0.0            1
    """
    ordered, _ = ordered_sessions(study)
    rows, found = [], {group: [] for group in study.groups()}
    for place, one in enumerate(ordered):
        gap, word = _gaps(one)
        rows.append(_session(one, gap))
        found[one.group].append((gap, word, np.random.default_rng([seed, place])))
    words = [_words(group, parts, times) for group, parts in found.items()]
    kind = study.members["group"].dtype
    names = ["group", "session", "n_timed", "median_pause", "longest_pause", "overlapping", "overlap_share", "reason"]
    return Pauses(
        pd.DataFrame(rows, columns=names).astype({"group": kind}),
        pd.concat(words, ignore_index=True).astype({"group": kind}),
    )


def _gaps(one: Session) -> tuple[np.ndarray, np.ndarray]:
    """Seconds between turns that follow one another, where known, and the place of their word in WORDS (-1: none)."""
    gap = one.start[1:] - (one.start + one.seconds)[:-1]
    code = shift_codes(one.speaker[:-1], one.target[:-1], one.speaker[1:], one.target[1:])
    places = np.array([WORDS.index(word) for word in _WORD] + [-1, -1])
    known = ~np.isnan(gap)
    return gap[known], places[np.minimum(code, NO_SHIFT)][known]


def _session(one: Session, gap: np.ndarray) -> tuple:
    if not len(gap):
        why = f"In session {one.session} no two successive turns say when they began and how long they lasted."
        return (one.group, one.session, 0, np.nan, np.nan, 0, np.nan, why)
    over = int((gap < 0).sum())
    return (one.group, one.session, len(gap), np.median(gap), gap.max(), over, over / len(gap), "")


def _words(group: str, parts: list, times: int) -> pd.DataFrame:
    gap = np.concatenate([np.empty(0), *(part[0] for part in parts)])
    word = np.concatenate([np.empty(0, int), *(part[1] for part in parts)])
    count = np.array([(word == k).sum() for k in range(len(WORDS))])
    rows = pd.DataFrame({"group": group, "word": WORDS, "n": count, "reason": ""})
    numbers = ["median_pause", "chance_low", "chance_high", "p", "p_adjusted", "overlap_share"]
    rows[numbers] = np.nan
    if len(gap) < LEAST:
        return rows.assign(
            reason=f"Pauses need at least {LEAST} successions of turns with times; here are {len(gap)}."
        )
    dealt = np.hstack([random.permuted(np.tile(of, (times, 1)), axis=1) for of, _, random in parts])
    said = np.flatnonzero(count)
    mine = np.array([np.median(gap[word == k]) for k in said])
    shuffled = np.column_stack([np.empty((times, 0)), *(np.median(dealt[:, word == k], axis=1) for k in said)])
    low, high = np.quantile(shuffled, LEVELS, axis=0, method="inverted_cdf")
    overlaps = [(gap[word == k] < 0).mean() for k in said]
    rows.loc[said, numbers] = np.column_stack([mine, low, high, *p_values(mine, shuffled), overlaps])
    return rows.assign(reason=np.where(count > 0, "", "Does not occur with times."))
