"""A fault in the records, as a value: where it is, what was found, what to do. Bad data is never an exception."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from taft_dash.records.mapping.plan import FileMapping, Mend

Severity = Literal["error", "warning"]
FIRST_LINES = 5
LONGEST_FOUND = 60


@dataclass(frozen=True)
class Offer:
    """A correction on offer.

    Parameters
    ----------
    label : what the button says: 'Read "M5" as M05'.
    mends : what is done when it is taken.
    safe : nothing else can be meant, so that it may be taken together with others.
    mapping : where the meaning of a column is corrected and not its cells, the whole mapping of the file that would
        then be decided; where it says how the file is written, that alone. `mends` is empty.
    missing : where a code is declared as missing, file, record column and code; it then holds for every file of these
        headings.
    """

    label: str
    mends: tuple[Mend, ...] = ()
    safe: bool = False
    mapping: FileMapping | None = field(default=None, hash=False)  # holds what cannot be hashed
    missing: tuple[str, str, str] | None = None


@dataclass(frozen=True)
class Problem:
    """One fault, which may stand in many rows of one file.

    Parameters
    ----------
    file : as the user knows it, "study.zip/ratings.csv"; "" when the fault is in no one file.
    line : the first line, counted as a spreadsheet does (header is line 1); None when it is the whole file.
    column : heading as typed; "" when it is the whole row or file.
    found : the offending text, short; "" for clinical notes, which are never quoted.
    message : what was found and what is expected, as a sentence.
    fix : what to do, as a sentence.
    severity : an error sets rows or files aside; a warning says what was assumed, or which lines are no rows.
    code : a short word that names the kind of fault and never changes, for programs and tests.
    lines : the first five lines that carry the fault.
    count : how many lines carry it.
    set_aside : how many rows are left out of everything because of it.
    offers : corrections a person may ask for, the likeliest first.
    """

    file: str
    line: int | None
    column: str
    found: str
    message: str
    fix: str
    severity: Severity
    code: str
    lines: tuple[int, ...] = ()
    count: int = 1
    set_aside: int = 0
    offers: tuple[Offer, ...] = ()

    def where(self) -> str:
        """The place in words: "ratings.csv, lines 3, 7, 9, 12, 20 … and 37 more, column score"."""
        places = [self.file] if self.file else []
        if self.lines:
            more = f" … and {self.count - len(self.lines):,} more" if self.count > len(self.lines) else ""
            places.append(f"line{'s' * (self.count > 1)} {', '.join(map(str, self.lines))}{more}")
        if self.column:
            places.append(f"column {shown(self.column)}")
        return ", ".join(places)

    def __str__(self) -> str:
        where = self.where()
        return (
            f"{where}: {self.message} {self.fix}".rstrip() if where else f"{self.message} {self.fix}".rstrip()
        )


def fold(
    code: str,
    message: str,
    fix: str,
    *,
    file: str = "",
    lines: Iterable[int] | np.ndarray = (),
    column: str = "",
    found: str = "",
    severity: Severity = "error",
    set_aside: int = 0,
    offers: Iterable[Offer] = (),
) -> Problem:
    """One problem for a fault that is the same on each of `lines`: the first few lines and the count.

    Examples
    --------
    >>> fault = fold("not-a-number", 'found "x"; a number is expected.', "Correct the cells.",
    ...              file="ratings.csv", lines=range(41, 83), column="score", found="x")
    >>> fault.where()
    'ratings.csv, lines 41, 42, 43, 44, 45 … and 37 more, column score'
    >>> str(fault).removeprefix(fault.where())
    ': found "x"; a number is expected. Correct the cells.'
    """
    ordered = np.sort(np.asarray(lines if isinstance(lines, np.ndarray) else list(lines), dtype=np.int64))
    ordered = ordered[np.diff(ordered, prepend=ordered[:1] - 1) > 0]
    first = tuple(int(line) for line in ordered[:FIRST_LINES])
    return Problem(
        file=file,
        line=first[0] if first else None,
        column=column,
        found=shown(found),
        message=message,
        fix=fix,
        severity=severity,
        code=code,
        lines=first,
        count=max(len(ordered), 1),
        set_aside=set_aside,
        offers=tuple(offers),
    )


def shown(text: str, longest: int = LONGEST_FOUND) -> str:
    """Text from a file made fit to stand in a message: one line, no control or direction characters, cut to length."""
    head = text[: longest + 1]
    printable = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in head)
    return printable if len(head) <= longest else printable[:longest] + "…"


class Refused(Exception):
    """Raised and caught inside the reader alone: this file cannot be used at all. Becomes one Problem.

    Parameters
    ----------
    rows : how many rows are lost with the file; None when they must still be counted from its lines.
    """

    def __init__(
        self,
        code: str,
        message: str,
        fix: str,
        *,
        line: int | None = None,
        column: str = "",
        rows: int | None = None,
    ):
        super().__init__(message)
        self.code, self.message, self.fix, self.line, self.column, self.rows = (
            code,
            message,
            fix,
            line,
            column,
            rows,
        )

    def problem(self, file: str, rows: int = 0, offers: Iterable[Offer] = ()) -> Problem:
        """This refusal as a problem of `file`, whose `rows` rows are all set aside."""
        return fold(
            self.code,
            self.message,
            self.fix,
            file=file,
            lines=() if self.line is None else (self.line,),
            column=self.column,
            set_aside=rows,
            offers=offers,
        )
