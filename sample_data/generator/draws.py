"""Seeded random draws that come out the same on every machine and with every version of numpy.

Only the raw stream of the PCG64 bit generator is used, which numpy promises never to change; the
distributions above it are built from additions, so no mathematics library can move a last digit.
"""

from __future__ import annotations

import numpy as np


class Draws:
    """A stream of random numbers; the same seed gives the same stream."""

    def __init__(self, seed: int) -> None:
        self._bits = np.random.PCG64(seed)

    def uniform(self) -> float:
        """A number from 0 up to, not including, 1."""
        return int(self._bits.random_raw() >> 11) / 9007199254740992.0  # 53 bits / 2**53

    def chance(self, probability: float) -> bool:
        """True with this probability."""
        return self.uniform() < probability

    def normal(self, spread: float = 1.0) -> float:
        """A bell-shaped number around 0: twelve uniform numbers added, which needs no logarithm."""
        return spread * (sum(self.uniform() for _ in range(12)) - 6.0)

    def pick(self, weights: dict[str, float]) -> str:
        """One key, chosen with a probability in proportion to its weight."""
        mark = self.uniform() * sum(weights.values())
        for key, weight in weights.items():
            mark -= weight
            if mark < 0:
                return key
        return key

    def shuffled(self, values: list) -> list:
        """The same values in a random order."""
        left, mixed = list(values), []
        while left:
            mixed.append(left.pop(int(self.uniform() * len(left))))
        return mixed
