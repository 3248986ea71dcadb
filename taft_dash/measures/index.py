"""What a measure is: an `Index` with its `Need`s, and how a stack becomes numbers or the reason why not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from taft_dash.measures.stack import Stack


def people_present(stack: Stack) -> np.ndarray:
    """(S,) everyone in the session's network."""
    return stack.people


@dataclass(frozen=True)
class Need:
    """Something a measure cannot do without, and what is said where it is missing.

    `met` gives booleans for a stack, (S,) or (S, N). `sentence` may use {label}, {session} and {n} (the
    people the index rests on). `smallest` is the number of people asked for, where that is what the need is
    about.
    """

    met: Callable[[Stack], np.ndarray]
    sentence: str
    smallest: int = 0


@dataclass(frozen=True)
class Index:
    """A measure as data: overview, hover, export, README and contract tests all read these fields.

    `function` takes a stack and returns (S,) for a group index, (S, N) for a measure of a person; where a
    need is not met its value is not used. `low` and `high` are the bounds, None where there is none. `people`
    counts the people a value rests on. `room` is the question it belongs to.
    """

    name: str
    label: str
    function: Callable[[Stack], np.ndarray]
    unit: str
    low: float | None
    high: float | None
    reading: str
    needs: tuple[Need, ...]
    source: str
    room: str
    people: Callable[[Stack], np.ndarray] = people_present

    @property
    def smallest(self) -> int:
        """The smallest number of people it can be given for; 0 where any number will do."""
        return max((need.smallest for need in self.needs), default=0)


class Reasons:
    """Sentences by number, 0 being "no reason": a long table keeps each once and repeats its number."""

    def __init__(self) -> None:
        self.sentences = [""]
        self._number = {"": 0}

    def number(self, sentence: str) -> int:
        if sentence not in self._number:
            self._number[sentence] = len(self.sentences)
            self.sentences.append(sentence)
        return self._number[sentence]

    def write(
        self, numbers: np.ndarray, where: np.ndarray, sentence: str, session, n=0, label: str = ""
    ) -> None:
        """Put the sentence, filled in, where `where` holds and no reason stands yet."""
        at = np.nonzero(where & (numbers == 0))
        if not len(at[0]):
            return
        sessions, people = (np.broadcast_to(x, (len(numbers),))[at[0]] for x in (session, n))
        base = int(people.max()) + 1
        facts, place = np.unique(sessions * base + people, return_inverse=True)
        said = [
            self.number(sentence.format(label=label, session=f // base, n=f % base)) for f in facts.tolist()
        ]
        numbers[at] = np.array(said, dtype=numbers.dtype)[place]


def evaluate(index: Index, stack: Stack, reasons: Reasons, numbers: np.ndarray) -> np.ndarray:
    """Values of an index on a stack, NaN exactly where a reason stands.

    Parameters
    ----------
    index, stack : what to compute, on what.
    reasons : where the sentences are kept.
    numbers : (S,) or (S, N) numbers of the reasons that stand already; those of unmet needs are added to it,
        the first need first.

    Returns
    -------
    Array of the shape of `numbers`.
    """
    n = index.people(stack)
    for need in index.needs:
        met = need.met(stack)
        missing = ~met.reshape(met.shape + (1,) * (numbers.ndim - met.ndim))
        reasons.write(
            numbers, np.broadcast_to(missing, numbers.shape), need.sentence, stack.session, n, index.label
        )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(numbers == 0, index.function(stack), np.nan)
