"""Filled-in forms: a person's true level becomes whole answers to numbered items."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from generator.draws import Draws

WAI_SR = {"goal": (4, 6, 8, 11), "task": (1, 2, 10, 12), "bond": (3, 5, 7, 9)}
GCQ_S = {"engaged": (1, 2, 4, 8, 11), "avoiding": (3, 5, 9), "conflict": (6, 7, 10, 12)}
SOFTA_S = {
    "engagement": (1, -5, 9, 13), "connection": (2, 6, 10, -14),
    "safety": (3, 7, -11, -15), "purpose": (4, 8, -12, 16),
}  # fmt: skip
WAI_S = {"goal": (-4, 6, -10, 11), "task": (1, 2, 8, 12), "bond": (3, 5, 7, 9)}


def within(value: float, low: float, high: float) -> float:
    """The value, or the end of the scale it runs past."""
    return max(low, min(high, value))


def stepwise(session: int, points: dict[int, float]) -> float:
    """The height of a line drawn through the points, level before the first and after the last."""
    known = sorted(points)
    if session <= known[0]:
        return points[known[0]]
    for before, after in pairwise(known):
        if session <= after:
            way = (session - before) / (after - before)
            return points[before] + way * (points[after] - points[before])
    return points[known[-1]]


class Forms:
    """The ratings of one group, collected answer by answer."""

    def __init__(self, group: str, draws: Draws) -> None:
        self.group = group
        self.draws = draws
        self.rows: list[dict] = []

    def add(
        self, session: int, rater: str, target: str, instrument: str, item: object, score: object
    ) -> None:
        """One row of ratings.csv."""
        self.rows.append({
            "group": self.group, "session": session, "rater": rater, "target": target,
            "instrument": instrument, "item": item, "score": score,
        })  # fmt: skip

    def items(
        self, session: int, rater: str, target: str, instrument: str,
        key: dict[str, tuple[int, ...]], levels: dict[str, float], low: int, high: int,
        *, noise: float = 0.3, blank: float = 0.0, unread: Iterable[int] = (),
    ) -> None:  # fmt: skip
        """Whole answers whose mean on each subscale stays close to its level.

        The sum is rounded, not each answer, so that a steady person does not look unsteady. A negative
        item number is a reversed item. With probability `blank` one answer of the form is left empty;
        the items in `unread` always are.
        """
        answers: dict[int, int] = {}
        for subscale, numbers in key.items():
            count = len(numbers)
            total = round(within(levels[subscale], low, high) * count + self.draws.normal(noise))
            total = int(within(total, low * count, high * count))
            values = [total // count + (place < total % count) for place in range(count)]
            for number, value in zip(numbers, self.draws.shuffled(values), strict=True):
                answers[abs(number)] = value if number > 0 else low + high - value
        skipped = 1 + int(self.draws.uniform() * len(answers)) if self.draws.chance(blank) else 0
        for number in sorted(answers):
            score = "" if number == skipped or number in unread else answers[number]
            self.add(session, rater, target, instrument, number, score)

    def lines(
        self, session: int, rater: str, target: str, instrument: str, count: int, level: float,
        *, noise: float = 0.4, blank: float = 0.0,
    ) -> None:  # fmt: skip
        """Marks on lines of ten centimetres, read to the millimetre, around one level."""
        skipped = 1 + int(self.draws.uniform() * count) if self.draws.chance(blank) else 0
        for number in range(1, count + 1):
            mark = f"{within(level + self.draws.normal(noise), 0.0, 10.0):.1f}"
            self.add(session, rater, target, instrument, number, "" if number == skipped else mark)

    def judgement(
        self, session: int, rater: str, target: str, instrument: str, item: str, level: float,
        low: float, high: float, *, step: float = 1.0, noise: float = 0.3,
    ) -> None:  # fmt: skip
        """One score by someone who watched, on a scale with steps of 1, 0.5 or 0.1."""
        per_unit = round(1 / step)
        score = round(within(level + self.draws.normal(noise), low, high) * per_unit) / per_unit
        self.add(session, rater, target, instrument, item, f"{score:g}")
