"""What the order of turns would be by chance: the same turns of a session, shuffled."""

from __future__ import annotations

import numpy as np
import pandas as pd

TIMES, SEED, SWEEPS = 1000, 1, 50
LEVELS = (0.025, 0.975)


def shuffled_orders(
    speaker: np.ndarray, *, times: int = TIMES, random: np.random.Generator, sweeps: int = SWEEPS
) -> np.ndarray:
    """The turns of one session in random orders in which as many turns follow one of the same speaker as in the record.

    In most records no speaker follows themselves, because whoever goes on speaking has one turn. Orders that ignored
    this would let people follow themselves and every other succession would seem more frequent than chance.

    Parameters
    ----------
    speaker : (n,) codes of the speakers in the recorded order
    times : how many orders
    random : source of random numbers
    sweeps : rounds of exchanges

    Returns
    -------
    (times, n) places of the turns in the recorded order

    Notes
    -----
    Markov chains that start from the record. In each round a set of turns without neighbours among it is paired at
    random, and each pair exchanged with probability 1/2 where that keeps the number of turns that follow one of the
    same speaker; then one stretch of turns is reversed by the same rule. Both moves are symmetric, so that in the end
    all orders with that number are equally likely (the tests enumerate them for small sessions). The moves tried are
    the same in all chains, the coins are not.

    Examples
    --------
    >>> orders = shuffled_orders(np.array([0, 1, 0, 2, 1, 2]), times=4, random=np.random.default_rng(1))
    >>> np.sort(orders, axis=1)[0].tolist()
    [0, 1, 2, 3, 4, 5]
    """
    count = len(speaker)
    order = np.tile(np.arange(count, dtype=np.int32)[:, None], times)
    # A border on each side is nobody's turn, so that first and last need no rule of their own.
    who = np.full((count + 2, times), -1, dtype=np.int16)
    who[1:-1] = np.unique(speaker, return_inverse=True)[1][:, None]
    for sweep in range(sweeps if count > 2 else 0):
        apart = random.permutation(np.arange(random.integers(2 + sweep % 2), count, 2 + sweep % 2))
        half = len(apart) // 2
        _exchange(order, who, apart[:half], apart[half : 2 * half], random)
        _turn_round(order, who, *np.sort(random.choice(count, 2, replace=False)), random)
    return order.T


def _exchange(order, who, one, other, random) -> None:
    """Exchange the turns at places `one` and `other`, none of which are neighbours, chain by chain."""
    here, there = who[one + 1], who[other + 1]
    beside = [who[one], who[one + 2]], [who[other], who[other + 2]]
    now, then = (
        sum((neighbour == a).astype(np.int8) for neighbour in beside[0])
        + sum((neighbour == b).astype(np.int8) for neighbour in beside[1])
        for a, b in ((here, there), (there, here))
    )
    swap = (now == then) & _coin(now.shape, random)
    for table, shift in ((who, 1), (order, 0)):
        first, second = table[one + shift], table[other + shift]
        table[one + shift] = np.where(swap, second, first)
        table[other + shift] = np.where(swap, first, second)


def _turn_round(order, who, first: int, last: int, random) -> None:
    """Reverse the turns from `first` to `last`, chain by chain: only what stands at the two ends changes."""
    before, after, here, there = who[first], who[last + 2], who[first + 1], who[last + 1]
    now = (before == here).astype(np.int8) + (after == there)
    then = (before == there).astype(np.int8) + (after == here)
    swap = (now == then) & _coin(now.shape, random)
    for table, shift in ((who, 1), (order, 0)):
        part = table[first + shift : last + shift + 1]
        part[:, swap] = part[::-1, swap]


def _coin(shape, random) -> np.ndarray:
    return random.integers(2, size=shape, dtype=np.int8) == 1


def against_chance(found: np.ndarray, shuffled: np.ndarray) -> pd.DataFrame:
    """Counts beside what shuffling gives.

    Parameters
    ----------
    found : (k,) counts of the record
    shuffled : (times, k) the same of each shuffle

    Returns
    -------
    DataFrame, k rows: n, expected (mean over shuffles), chance_low, chance_high (their 2.5 and 97.5 %), ratio (n /
    expected, NaN where expected is 0), p (two-sided: the share of shuffles at least as far from the mean, the record
    counted as one of them), p_adjusted (the same for the farthest of all k counts of a shuffle, each in its own
    standard deviations: corrected for looking at k counts).

    References
    ----------
    Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing. Wiley. (single-step max T)
    """
    expected = shuffled.mean(axis=0)
    low, high = np.quantile(shuffled, LEVELS, axis=0, method="inverted_cdf")
    p, p_adjusted = p_values(found, shuffled)
    return pd.DataFrame(
        {
            "n": found.astype(float),
            "expected": expected,
            "chance_low": low.astype(float),
            "chance_high": high.astype(float),
            "ratio": np.divide(found, expected, out=np.full(len(expected), np.nan), where=expected > 0),
            "p": p,
            "p_adjusted": p_adjusted,
        }
    )


def p_values(found: np.ndarray, shuffled: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(k,) p and p_adjusted of k numbers, see `against_chance`; `shuffled` is (times, k)."""
    expected, spread = shuffled.mean(axis=0), shuffled.std(axis=0)
    off, off_shuffled = np.abs(found - expected), np.abs(shuffled - expected)
    varies = spread > 0
    far = np.divide(off, spread, out=np.where(off > 0, np.inf, 0.0), where=varies)
    farthest = (off_shuffled[:, varies] / spread[varies]).max(axis=1, initial=0.0)
    # means are rounded, and a shuffle as far off as the record must count as such
    p = (1 + (off_shuffled >= off - 1e-9).sum(axis=0)) / (1 + len(shuffled))
    return p, (1 + (farthest[:, None] >= far - 1e-9).sum(axis=0)) / (1 + len(shuffled))


def counted(codes: np.ndarray, kinds: int) -> np.ndarray:
    """(times, kinds) how often each code 0 to kinds - 1 stands in each row of `codes` (times, m); `kinds` is none."""
    first = np.arange(len(codes))[:, None] * (kinds + 1)
    counts = np.bincount((codes + first).ravel(), minlength=len(codes) * (kinds + 1))
    return counts.reshape(len(codes), kinds + 1)[:, :kinds]


def successions(orders: np.ndarray, lag: int = 1) -> np.ndarray:
    """(times, n - lag) which turn follows which, as the place of the pair in a flat n x n matrix."""
    return orders[:, : orders.shape[1] - lag] * orders.shape[1] + orders[:, lag:]
