"""Which lines are headings, told by what stands below them; and a name for every column, given where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from taft_dash.records import limits
from taft_dash.records.grids import Grid
from taft_dash.records.problems import Problem, fold, shown
from taft_dash.records.tables import TABLES

MOST_ABOVE = 15  # lines above the headings that are looked at
_SAMPLE, _LOOKED_AT = 60, 1_000  # rows that show what stands below a line, taken from so many lines
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d+)*|[.,]\d+) ?%?")
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([T ].*)?|\d{1,2}:\d{2}(:\d{2})?")
_MISSING = {"", "na", "n/a", "nan", "null", "#null!", "none", "-", "--", "."}
_KNOWN = {column.name for table in TABLES for column in table.columns}
_ENOUGH_KNOWN = 2  # one known word may be chance


def is_datum(text: str) -> bool:
    """Whether a text is a number, a date or a time, which headings seldom are."""
    return bool(_NUMBER.fullmatch(text) or _DATE.fullmatch(text))


@dataclass(frozen=True)
class Body:
    """A sample of the rows below a line, each with `width` texts."""

    rows: list[list[str]]
    width: int

    @classmethod
    def below(cls, grid: Grid, lines: np.ndarray, width: int) -> Body:
        if width > limits.MOST_COLUMNS:
            return cls([], width)
        lines = lines[:_LOOKED_AT]
        widths = grid.widths[lines]
        regular = lines[(widths <= width) if grid.ragged else (widths == width)][:_SAMPLE]
        rows = [grid.cells(at) for at in regular]
        return cls([row + [""] * (width - len(row)) for row in rows], width)

    def without(self, cells: Sequence[str]) -> Body:
        """The sample without lines that repeat these headings."""
        return Body([row for row in self.rows if row != list(cells)], self.width)

    @cached_property
    def texts(self) -> list[set[str]]:
        """What occurs in each column."""
        return [set(column) - {""} for column in zip(*self.rows, strict=True)] or [set()] * self.width

    @cached_property
    def numeric(self) -> set[int]:
        """The columns that hold numbers, dates or times only, missing ones aside."""
        said = [{text for text in texts if text.casefold() not in _MISSING} for texts in self.texts]
        return {place for place, texts in enumerate(said) if texts and all(map(is_datum, texts))}

    def full(self, place: int) -> bool:
        return all(row[place] for row in self.rows)


def are_headings(cells: list[str], body: Body) -> bool:
    """Whether a line is headings beyond doubt: all different, none standing below, over numbers or known by name."""
    filled = [text for text in cells if text]
    if len(filled) < 2 or len(cells) > body.width or not names_all(cells, body):
        return False
    data = [text for text in filled if is_datum(text)]
    if data and not _counting(data):
        return False
    words = [(place, text) for place, text in enumerate(cells) if text and not is_datum(text)]
    if any(text in body.texts[place] for place, text in words):
        return False
    return any(place in body.numeric for place, _ in words) or _known(words) >= _ENOUGH_KNOWN


def are_data(cells: list[str], body: Body) -> bool:
    """Whether a first line is no headings but a row like those below it."""
    filled = [(place, text) for place, text in enumerate(cells[: body.width]) if text]
    data = sum(is_datum(text) for _, text in filled)
    if data == len(filled):
        return bool(filled and cells[0]) and not (len(filled) > 1 and _counting([text for _, text in filled]))
    if _known(filled) >= _ENOUGH_KNOWN:
        return False
    again = sum(text in body.texts[place] for place, text in filled if not is_datum(text))
    return again > 0 and 2 * (data + again) >= len(filled)


def describe_columns(cells: list[str], body: Body) -> bool:
    """Whether a line below the headings is no row but says more about the columns, such as units or wording.

    Beyond doubt only when it holds no number at all though two or more columns hold nothing else.
    """
    texts = [cells[place] if place < len(cells) else "" for place in body.numeric]
    if len(texts) < 2 or any(map(is_datum, cells)):
        return False
    return all(text.casefold() not in _MISSING for text in texts)


def joined(upper: list[str], lower: list[str]) -> list[str]:
    """Two lines of headings as one: an upper heading holds until the next where the lower line goes on.

    >>> joined(["group", "WAI", "", "GCQ", ""], ["", "1", "2", "1", "2"])
    ['group', 'WAI 1', 'WAI 2', 'GCQ 1', 'GCQ 2']
    """
    width = max(len(upper), len(lower))
    upper, lower = upper + [""] * (width - len(upper)), lower + [""] * (width - len(lower))
    names, above = [], ""
    for over, under in zip(upper, lower, strict=True):
        above = over or above
        names.append(f"{above} {under}".strip() if over or under else "")
    return names


def belong_together(upper: list[str], lower: list[str], body: Body) -> bool:
    """Whether two lines are headings only together, beyond doubt."""
    if len(upper) > body.width or len(lower) > body.width or not any(lower) or any(map(is_datum, upper)):
        return False
    upper, lower = upper + [""] * (body.width - len(upper)), lower + [""] * (body.width - len(lower))
    words = [(place, text) for place, text in enumerate(lower) if text and not is_datum(text)]
    if not names_all(joined(upper, lower), body) or any(text in body.texts[at] for at, text in words):
        return False
    if all(lower):
        over_numbers = any(place in body.numeric for place, _ in words)
        repeated = not _distinct(lower) and len({text for text in upper if text}) > 1
        return repeated and (over_numbers or _known(words) >= _ENOUGH_KNOWN)
    spans = [place for place in range(body.width) if not upper[place]]
    under = [place for place in range(body.width) if not lower[place]]
    if not spans or not all(lower[place] for place in spans):
        return False
    if not all(upper[place] and body.full(place) for place in under):
        return False
    runs: list[list[str]] = []
    for place in (place for place in range(body.width) if lower[place]):
        runs = [*runs, []] if upper[place] or not runs else runs
        runs[-1].append(lower[place])
    return all(not any(map(is_datum, run)) or (_counting(run) and run[0] == "1") for run in runs)


def names_all(cells: list[str], body: Body) -> bool:
    """Whether a line alone names every column that holds something, each by another name."""
    filled = [place for place in range(body.width) if body.texts[place]]
    return _distinct(cells) and all(place < len(cells) and cells[place] for place in filled)


def _distinct(cells: Sequence[str]) -> bool:
    filled = [text.casefold() for text in cells if text]
    return len(set(filled)) == len(filled)


def _counting(texts: Sequence[str]) -> bool:
    """Whether the texts count up by one, as item and session numbers in headings do."""
    return all(text.isdecimal() and len(text) < 6 for text in texts) and all(
        int(after) - int(before) == 1 for before, after in pairwise(texts)
    )


def _known(words: list[tuple[int, str]]) -> int:
    return len({re.sub(r"[\s\-]+", "_", text.casefold()) for _, text in words} & _KNOWN)


def named(
    file: str, written: list[str], filled: Sequence[bool], line: int
) -> tuple[list[str], list[Problem]]:
    """A different name for every column that holds something, and a warning for each name that was given.

    Parameters
    ----------
    written : the headings as typed, "" where there is none.
    filled : whether each column holds text.
    line : the spreadsheet's line of the headings; 0 when there is none, and nothing is reported.

    Returns
    -------
    names : "" for a column that has no heading and holds nothing.
    """
    names, problems = [], []
    taken = {text.casefold() for text in written}
    met: dict[str, str] = {}
    for place, (text, holds) in enumerate(zip(written, filled, strict=True), start=1):
        name = text
        if not text and holds:
            name = _free(f"column {place}", taken)
            problems.append(_given("unnamed-column", f"column {place} has no heading", name, file, line))
        elif text and text.casefold() in met:
            name = _free(f"{text} (2)", taken)
            words = f'column {place} has the heading of another, "{shown(met[text.casefold()])}"'
            problems.append(_given("duplicate-heading", words, name, file, line))
        elif text:
            met[text.casefold()] = text
        taken.add(name.casefold())
        names.append(name)
    return names, problems if line else []


def _given(code: str, words: str, name: str, file: str, line: int) -> Problem:
    return fold(
        code,
        f'{words}; it was kept and is called "{shown(name)}".',
        "Give every column its own heading.",
        file=file,
        lines=(line,),
        column=name,
        found=name,
        severity="warning",
    )


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first like it with a higher number that is not taken."""
    stem, number = (name[:-4], 2) if name.endswith(" (2)") else (name, 1)
    while name.casefold() in taken:
        number += 1
        name = f"{stem} ({number})"
    return name
