"""Falls and returns in one course of scores, by position in it; and the sentence that tells of one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

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


def episodes(scores: np.ndarray, threshold: float, tolerance: float, window: int) -> list[Episode]:
    """The episodes of one course, in order; they never overlap. The rules stand in `rupture.ruptures`.

    Examples
    --------
    >>> fall = episodes(np.array([4.0, 4.5, 3.5, 3.0, 4.4]), threshold=1.0, tolerance=0.25, window=3)[0]
    >>> (fall.peak, fall.onset, fall.lowest, fall.repaired, fall.status, fall.shape)
    (1, 2, 3, 4, 'repaired', 'sudden')
    """
    found: list[Episode] = []
    peak, now = 0, 1
    while now < len(scores):
        if scores[now] > scores[now - 1] or scores[now] == scores[peak]:
            peak = now
        elif scores[peak] - scores[now] >= threshold - CLOSE:
            shape = "sudden" if scores[now - 1] - scores[now] >= threshold - CLOSE else "gradual"
            episode = Episode(peak, now, *_followed(scores, now, scores[peak] - tolerance, window), shape)
            found.append(episode)
            now = peak = episode.last if episode.repaired is None else episode.repaired
        now += 1
    return found


def _followed(scores: np.ndarray, onset: int, line: float, window: int) -> tuple[int, int, int | None, str]:
    """Lowest, last, repaired and status of the episode from `onset` to the repair line or the end of the window."""
    lowest = last = onset
    for later in range(onset + 1, len(scores)):
        if scores[later] >= line - CLOSE:
            return lowest, last, later, "repaired"
        last = later
        if scores[later] < scores[lowest]:
            lowest = later
        if later - lowest >= window:
            return lowest, last, None, "open"
    return lowest, last, None, "censored"


def sentence(
    episode: Episode,
    scores: np.ndarray,
    sessions: np.ndarray,
    *,
    scale: str,
    threshold: float,
    marked: bool,
    unrated: int,
    window: int,
) -> str:
    """The episode in words and numbers, naming nobody; `unrated` sessions lie between peak and lowest score."""
    high, low = scores[episode.peak], scores[episode.lowest]
    said = (
        f"{'Marked possible' if marked else 'Possible'} rupture: {scale} fell by {_shown(high - low)}, "
        f"from {_shown(high)} in session {sessions[episode.peak]} "
        f"to {_shown(low)} in session {sessions[episode.lowest]} (threshold {_shown(threshold)})"
    )
    if unrated:
        said += f", with {unrated} session{'s' if unrated > 1 else ''} without a rating in between"
    if episode.repaired is not None:
        back = f"back at {_shown(scores[episode.repaired])} in session {sessions[episode.repaired]}"
    elif episode.status == "open":
        back = f"not back within {window} attended sessions"
    else:
        back = f"the ratings end in session {sessions[-1]}, too early to see whether it came back"
    return f"{said}; {back}."


def _shown(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
