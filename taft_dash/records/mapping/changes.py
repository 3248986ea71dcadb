"""The log of what was read as something else than what is typed; spelled out when somebody looks at it.

A file of clock times has as many changes as cells, and most readers only ask how many there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from taft_dash.records.problems import FIRST_LINES, shown

_EXAMPLES = 4


class Change(NamedTuple):
    """Cells that were read as something other than what is typed in them.

    Parameters
    ----------
    column : heading as typed. found : the text as typed. now : what it is read as, "" for missing.
    cells : how many cells. lines : the first five lines. why : the rule or choice, as a sentence.
    """

    file: str
    column: str
    found: str
    now: str
    cells: int
    lines: tuple[int, ...]
    why: str


@dataclass(frozen=True, eq=False)
class Changed:
    """The distinct texts of a column that are read as something else, (n,) each.

    Parameters
    ----------
    at : position of each in the column's values, ascending. found : as typed. now : what it is read as.
    why : position of the reason in `reasons`.
    """

    at: np.ndarray
    found: np.ndarray
    now: np.ndarray
    why: np.ndarray
    reasons: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.at)


def changed(
    typed: Sequence[str], meant: Sequence[str], *reasons: str, why: Sequence[int] | np.ndarray | None = None
) -> Changed:
    """Where two lists of the same length differ, for one reason, or as `why` says for each.

    Examples
    --------
    >>> some = changed(["a", "b"], ["a", "c"], "spelling")
    >>> some.at.tolist(), some.found.tolist(), some.now.tolist()
    ([1], ['b'], ['c'])
    """
    typed, meant = np.array(typed, dtype=object), np.array(meant, dtype=object)
    at = np.flatnonzero(typed != meant)
    which = np.zeros(len(at), np.int8) if why is None else np.asarray(why)[at]
    return Changed(at, typed[at], meant[at], which, reasons)


@dataclass(frozen=True, eq=False)
class ColumnLog(Sequence):
    """The changes of one column, one for each distinct text.

    Parameters
    ----------
    codes : (rows,) distinct text of each row, to which `texts.at` refers.
    line : (rows,) the spreadsheet's line of each row.
    column : the record column, which the reasons then name; "" for none.
    """

    file: str
    heading: str
    codes: np.ndarray
    line: np.ndarray
    texts: Changed
    column: str = ""

    def __len__(self) -> int:
        return len(self.texts)

    def __getitem__(self, place):
        return self._spelled_out[place]

    @cached_property
    def _spelled_out(self) -> tuple[Change, ...]:
        texts, distinct = self.texts, int(self.codes.max()) + 1
        wanted = np.zeros(distinct, bool)
        wanted[texts.at] = True
        rows = wanted[self.codes]
        codes, lines = self.codes[rows], self.line[rows]
        many = np.bincount(codes, minlength=distinct)[texts.at]
        order = np.lexsort((lines, codes))
        codes, lines = codes[order], lines[order]
        # Each line once for each text, in order; a row of columns side by side is one line many times.
        new = np.ones(len(codes), bool)
        new[1:] = (codes[1:] != codes[:-1]) | (lines[1:] != lines[:-1])
        line_of, counts = lines[new].tolist(), np.bincount(codes[new], minlength=distinct)
        starts = (np.cumsum(counts) - counts)[texts.at]
        stops = starts + np.minimum(counts[texts.at], FIRST_LINES)
        reasons = [f"{self.column}: {reason}" if self.column else reason for reason in texts.reasons]
        return tuple(
            Change(self.file, self.heading, found, now, cells, tuple(line_of[start:stop]), reasons[why])
            for found, now, cells, start, stop, why in zip(
                texts.found, texts.now, many.tolist(), starts.tolist(), stops.tolist(), texts.why.tolist(),
                strict=True,
            )
        )  # fmt: skip


class Log(Sequence):
    """Changes in their order: single ones and those of whole columns."""

    def __init__(self, *parts: Sequence[Change]):
        self._parts = tuple(part for part in parts if len(part))

    def __add__(self, more: Sequence[Change]) -> Log:
        return Log(*self._parts, *(more._parts if isinstance(more, Log) else (more,)))

    def __len__(self) -> int:
        return sum(map(len, self._parts))

    def __iter__(self) -> Iterator[Change]:
        for part in self._parts:
            yield from part

    def __getitem__(self, place):
        return tuple(self)[place]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and len(self) == len(other) and tuple(self) == tuple(other)

    __hash__ = None

    def in_file(self) -> Counter[str]:
        """How many changes there are in each file."""
        counts: Counter[str] = Counter()
        for part in self._parts:
            if isinstance(part, ColumnLog):
                counts[part.file] += len(part)
            else:
                counts.update(change.file for change in part)
        return counts


def said_of(heading: str, texts: Changed, cells: np.ndarray) -> list[str]:
    """What was changed in one column, in a sentence for each reason.

    `cells` : (distinct,) how many cells hold each text of the column.
    """
    sentences = []
    reasons, first = np.unique(texts.why, return_index=True)
    for why in reasons[np.argsort(first)].tolist():
        places = np.flatnonzero(texts.why == why)
        many = cells[texts.at[places]]
        most = places[np.argsort(-many, kind="stable")[:_EXAMPLES]].tolist()
        examples = [
            f'"{shown(texts.found[place])}" as {_meant(texts.now[place])} ({cells[texts.at[place]]:,})'
            for place in most
        ]
        left = len(places) - _EXAMPLES
        more = f" and {left:,} other text{'s' * (left > 1)}" if left > 0 else ""
        sentences.append(
            f'In column "{shown(heading)}" the program reads {", ".join(examples)}{more}: {texts.reasons[why]}.'
        )
    return sentences


def _meant(text: str) -> str:
    return f'"{shown(text)}"' if text else "missing"
