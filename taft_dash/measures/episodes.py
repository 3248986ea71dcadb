"""Falls and returns in one course of scores, by position in it; and the sentence that tells of one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

Back = Callable[[int, int, int], float]
"""The score that counts as back, by the positions of the onset, of a later score and of the lowest so far."""

CLOSE = 1e-9  # a fall that reaches the threshold but for rounding reaches it


@dataclass(frozen=True)
class Episode:
    """Positions in a course: the peak, the onset (threshold reached), the lowest score, the last one before the
    repair or the end of the search, and the repair; `status` is "repaired", "open" or "censored"; `shape` is
    "sudden" (the step into the onset alone reaches the threshold) or "gradual"."""

    peak: int
    onset: int
    lowest: int
    last: int
    repaired: int | None
    status: str
    shape: str


def episodes(scores: Sequence[float], threshold, tolerance, window: int) -> list[Episode]:
    """The falls of one course from a peak, in order; they never overlap. The rules stand in `rupture.ruptures`.

    `threshold` and `tolerance` hold for the whole course, or are sequences with one for each score.

    Examples
    --------
    >>> fall = episodes(np.array([4.0, 4.5, 3.5, 3.0, 4.4]), threshold=1.0, tolerance=0.25, window=3)[0]
    >>> (fall.peak, fall.onset, fall.lowest, fall.repaired, fall.status, fall.shape)
    (1, 2, 3, 4, 'repaired', 'sudden')
    """
    # Plain numbers: a loop over an array's elements takes ten times as long.
    scores = np.asarray(scores, float).tolist()
    threshold, tolerance = (np.broadcast_to(one, len(scores)).tolist() for one in (threshold, tolerance))
    found: list[Episode] = []
    peak, now = 0, 1
    while now < len(scores):
        if scores[now] > scores[now - 1] or scores[now] == scores[peak]:
            peak = now
        elif scores[peak] - scores[now] >= threshold[now] - CLOSE:
            sudden = scores[now - 1] - scores[now] >= threshold[now] - CLOSE
            line = scores[peak] - tolerance[now]
            followed = _followed(scores, now, lambda *_, line=line: line, window)
            episode = Episode(peak, now, *followed, "sudden" if sudden else "gradual")
            found.append(episode)
            now = peak = episode.last if episode.repaired is None else episode.repaired
        now += 1
    return found


def episodes_at(
    scores: list[float], onsets: Iterable[int], sudden: Sequence[bool], back: Back, window: int
) -> list[Episode]:
    """The episodes of one course that begin at these onsets, leaving out what falls into the one before.

    `sudden` says of each score whether the step into it alone would do. The fall is counted from the score before the
    onset.

    Examples
    --------
    >>> found = episodes_at([4.0, 3.0, 2.0, 4.0, 3.0], [1, 2, 4], [True] * 5, lambda *_: 4.0, window=3)
    >>> [(fall.onset, fall.lowest, fall.repaired, fall.status) for fall in found]
    [(1, 2, 3, 'repaired'), (4, 4, None, 'censored')]
    """
    found: list[Episode] = []
    busy = 0
    for onset in onsets:
        if onset <= busy:
            continue
        shape = "sudden" if sudden[onset] else "gradual"
        episode = Episode(onset - 1, onset, *_followed(scores, onset, back, window), shape)
        found.append(episode)
        busy = episode.last if episode.repaired is None else episode.repaired
    return found


def _followed(
    scores: list[float], onset: int, back: Back, window: int
) -> tuple[int, int, int | None, str]:
    """Lowest, last, repaired and status of the episode from `onset` to the repair line or the end of the window."""
    lowest = last = onset
    for later in range(onset + 1, len(scores)):
        if scores[later] >= back(onset, later, lowest) - CLOSE:
            return lowest, last, later, "repaired"
        last = later
        if scores[later] < scores[lowest]:
            lowest = later
        if later - lowest >= window:
            return lowest, last, None, "open"
    return lowest, last, None, "censored"


def sentence(
    episode: Episode,
    scores: Sequence[float],
    sessions: Sequence[int],
    *,
    scale: str,
    test: str,
    marked: bool,
    unrated: int,
    window: int,
    by: str = "",
    returned: str = "back at",
) -> str:
    """The episode in words and numbers, naming nobody.

    `test` : what the fall was held against ("threshold 0.41"); `unrated` sessions lie between peak and lowest score;
    `by` : the criterion, where it is not the usual one; `returned` : what it calls a return.
    """
    high, low = scores[episode.peak], scores[episode.lowest]
    said = (
        f"{'Marked possible' if marked else 'Possible'} rupture{by}: {scale} fell by {shown(high - low)}, "
        f"from {shown(high)} in session {sessions[episode.peak]} "
        f"to {shown(low)} in session {sessions[episode.lowest]} ({test})"
    )
    if unrated:
        said += f", with {unrated} session{'s' if unrated > 1 else ''} without a rating in between"
    if episode.repaired is not None:
        back = f"{returned} {shown(scores[episode.repaired])} in session {sessions[episode.repaired]}"
    elif episode.status == "open":
        back = f"not back within {window} attended sessions"
    else:
        back = f"the ratings end in session {sessions[-1]}, too early to see whether it came back"
    return f"{said}; {back}."


def shown(number: float) -> str:
    """At most two decimals, a true minus sign: "0.4", "−1"."""
    said = f"{number:.2f}".rstrip("0").rstrip(".")
    return said.replace("-", "−") if said != "-0" else "0"
