"""A record file while it is being checked: its typed rows, which of them are set aside, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from taft_dash.records.problems import Offer, Problem, Severity, fold, shown
from taft_dash.records.remedies import Place
from taft_dash.records.roster import coded, shared, vocabulary
from taft_dash.records.tables import Table
from taft_dash.records.text_tables import TextColumn

if TYPE_CHECKING:
    from taft_dash.records.mapping.arranging import Arranged

# More different faulty values than this in one column are one problem, not many.
MANY = 10


@dataclass
class Sheet:
    """Rows of one table, from one file or, once joined, from several.

    `frame` has the columns of `table` that were found, in their types, attributes, `file` and `line`;
    `headings` says how a column is called in a file; `aside` marks the rows that errors leave out. Where columns stood
    side by side in a file, `origin` has the heading of each row's cell in the column `value`. `derived`: made beside
    another table, and therefore never complete. `arranged` has the table of each file; `shared` are
    the files whose lines are rows of another table as well.
    """

    table: Table
    frame: pd.DataFrame
    headings: dict[tuple[str, str], str] = field(default_factory=dict)
    aside: np.ndarray = field(default_factory=lambda: np.zeros(0, bool))
    problems: list[Problem] = field(default_factory=list)
    value: str = ""
    origin: pd.Categorical | None = None
    derived: bool = False
    arranged: dict[str, Arranged] = field(default_factory=dict)
    shared: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if not len(self.aside):
            self.aside = np.zeros(len(self.frame), bool)

    def good(self) -> pd.DataFrame:
        """The rows that are used."""
        return self.used(self.frame)

    def used(self, cells: pd.DataFrame | pd.Categorical) -> pd.DataFrame | pd.Categorical:
        """Of columns as long as the sheet, the rows that are used."""
        return cells[~self.aside] if self.aside.any() else cells

    def report(
        self,
        rows: np.ndarray,
        code: str,
        message: str,
        fix: str,
        *,
        column: str = "",
        found: str = "",
        severity: Severity = "error",
        aside: np.ndarray | None = None,
        offers: Callable[[Place], Iterable[Offer]] | None = None,
    ) -> None:
        """One problem for each file these rows come from; an error sets them aside.

        `rows` are positions in `frame`; `aside` those to set aside when they are not the same; `offers` makes the
        corrections on offer at each place.
        """
        rows = np.asarray(rows, np.int64)
        left_out = (rows if severity == "error" else rows[:0]) if aside is None else aside
        lines = self.frame["line"].to_numpy()
        place_of, places = self._places(column)
        for place in pd.unique(place_of[rows]):
            file, heading = places(place)
            here = lines[rows[place_of[rows] == place]]
            self.problems.append(
                fold(
                    code,
                    message,
                    fix,
                    file=file,
                    lines=here,
                    column=heading,
                    found=found,
                    severity=severity,
                    set_aside=int((place_of[left_out] == place).sum()),
                    offers=offers(self._place(file, heading, column, message, here)) if offers else (),
                )
            )
        self.aside[left_out] = True

    def places(self, rows: np.ndarray, column: str, message: str) -> list[Place]:
        """The places where these rows have their cells of a column."""
        lines = self.frame["line"].to_numpy()[rows]
        place_of, named = self._places(column)
        return [
            self._place(*named(place), column, message, lines[place_of[rows] == place])
            for place in pd.unique(place_of[rows])
        ]

    def _place(self, file: str, heading: str, column: str, message: str, lines: np.ndarray) -> Place:
        known = self.table.column(column) if column in self.table.names else None
        return Place(file, heading, known, message, lines, self.arranged.get(file))

    def _places(self, column: str) -> tuple[np.ndarray, Callable[[int], tuple[str, str]]]:
        """One integer per row for each place a column's cells stand in, and the file and heading of each."""
        files = self.frame["file"].cat
        if self.origin is None or column != self.value:
            names = files.categories
            return files.codes.to_numpy(), lambda place: (
                names[place], self.headings.get((names[place], column), column)
            )  # fmt: skip
        headings = self.origin.categories
        width = len(headings) + 1
        combined = files.codes.to_numpy().astype(np.int64) * width + self.origin.codes + 1

        def place_name(place: int) -> tuple[str, str]:
            file, heading = files.categories[place // width], place % width - 1
            return file, headings[heading] if heading >= 0 else self.headings.get((file, column), column)

        return combined, place_name

    def report_each(
        self,
        rows: np.ndarray,
        found: Sequence[str],
        code: str,
        message: Callable[[str], str],
        fix: Callable[[str], str] | str,
        *,
        column: str,
        severity: Severity = "error",
        offers: Callable[[Place, Sequence[str]], Iterable[Offer]] | None = None,
    ) -> None:
        """One problem for each distinct faulty text, or one for all of them when there are many.

        `found` is the text of each of `rows`; `message` completes it, as in 'found "x"; a number is expected.'
        `offers` makes the corrections on offer from a place and the texts at fault there.
        """
        distinct = list(dict.fromkeys(found))
        if len(distinct) > MANY:
            general = fix if isinstance(fix, str) else "Correct the cells."
            self.report(
                rows,
                code,
                message(several(distinct)),
                general,
                column=column,
                found=distinct[0],
                severity=severity,
                offers=offers and (lambda place: offers(place, distinct)),
            )
            return
        texts = np.asarray(found, object)
        for text in distinct:
            one = fix if isinstance(fix, str) else fix(text)
            self.report(
                rows[texts == text],
                code,
                message(quoted(text)),
                one,
                column=column,
                found=text,
                severity=severity,
                offers=offers and (lambda place, texts=(text,): offers(place, texts)),
            )


def quoted(text: str) -> str:
    """The text as it stands in a message: a number bare, anything else between quotation marks.

    >>> quoted("9"), quoted("nine")
    ('9', '"nine"')
    """
    try:
        float(text)
    except ValueError:
        return f'"{shown(text)}"'
    return shown(text)


def several(texts: Sequence[str]) -> str:
    """Many texts as they stand in a message.

    >>> several(["a", "b", "c", "d", "5"])
    '"a", "b", "c" and 2 others'
    """
    return f"{', '.join(map(quoted, texts[:3]))} and {len(texts) - 3:,} others"


def category(column: TextColumn) -> pd.Categorical:
    """A text column as category of str; an empty cell is missing."""
    values = column.values.tolist()
    codes = column.codes
    if "" in values:
        empty = values.index("")
        renumbered = np.arange(len(values), dtype=np.int32)
        renumbered[empty] = -1
        renumbered[empty + 1 :] -= 1
        codes, values = renumbered[codes], [*values[:empty], *values[empty + 1 :]]
    return pd.Categorical.from_codes(codes, dtype=vocabulary(values))


def joined(sheets: Sequence[Sheet]) -> Sheet:
    """Several files of one table as one sheet, rows and problems one after the other."""
    if len(sheets) == 1:
        return sheets[0]
    frames = [sheet.frame.copy(deep=False) for sheet in sheets]
    for column in dict.fromkeys(name for frame in frames for name in frame.columns):
        typed = [
            f[column] for f in frames if column in f and isinstance(f[column].dtype, pd.CategoricalDtype)
        ]
        dtype = vocabulary(shared(typed))
        for frame in frames if typed else ():
            missing = pd.Categorical([None] * len(frame), dtype=dtype)
            frame[column] = coded(frame[column], dtype) if column in frame else missing
    headings = {place: heading for sheet in sheets for place, heading in sheet.headings.items()}
    return Sheet(
        sheets[0].table,
        pd.concat(frames, ignore_index=True),
        headings,
        np.concatenate([sheet.aside for sheet in sheets]),
        [problem for sheet in sheets for problem in sheet.problems],
        next((sheet.value for sheet in sheets if sheet.value), ""),
        _joined_origins(sheets),
        all(sheet.derived for sheet in sheets),
        {file: one for sheet in sheets for file, one in sheet.arranged.items()},
    )


def _joined_origins(sheets: Sequence[Sheet]) -> pd.Categorical | None:
    """The headings of cells that stood side by side, missing for the rows of other files."""
    known = [sheet.origin for sheet in sheets if sheet.origin is not None]
    if not known:
        return None
    dtype = vocabulary(dict.fromkeys(heading for origin in known for heading in origin.categories))
    parts = [
        pd.Categorical([None] * len(sheet.frame), dtype=dtype)
        if sheet.origin is None
        else coded(sheet.origin, dtype)
        for sheet in sheets
    ]
    return pd.Categorical.from_codes(np.concatenate([part.codes for part in parts]), dtype=dtype)
