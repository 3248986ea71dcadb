"""What was decided about a records set: how each file is read, what its columns mean, what was mended.

All of it is plain data, saved as `mapping.json` (saved.py), meant to be read and changed by hand. It holds headings,
and what stands in cells only where a person's choice names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from taft_dash.records.layout import AS_FOUND, Layout

LEFT_OUT = ""  # in place of a table's name: the file is no record file
Confidence = Literal["certain", "likely", "guess"]
MendKind = Literal["replace", "leave out", "add member"]

# How the cells of a column are read, by its kind or its unit; "" is: as typed.
_DATES = ("day first", "month first", "year first", "day number", "day number from 1904")
_SPANS = ("clock", "hours and minutes")
READ_AS: dict[str, tuple[str, ...]] = {
    "session": ("", "number in text", "other digits", "date", *(f"date, {order}" for order in _DATES)),
    "date": ("", "date", *_DATES),
    "number": ("", "other digits"),
    "whole": ("", "other digits"),
    "seconds": ("", *_SPANS, "minutes", "hours", "milliseconds", "other digits"),
    "minutes": ("", *_SPANS, "seconds", "hours", "milliseconds", "other digits"),
    "people": (
        "",
        "several, parted by ,",
        "several, parted by +",
        "several, parted by &",
        "several, parted by /",
    ),
}


@dataclass(frozen=True)
class Unfolded:
    """A column that stands beside others of its kind: each of its cells becomes a row of its own.

    Parameters
    ----------
    heading : as typed.
    sets : record column -> text, what the heading says of each cell: {"session": "3", "item": "bond"}.
    """

    heading: str
    sets: Mapping[str, str]


@dataclass(frozen=True)
class Recode:
    """How the scores of one instrument were written, where it is not as on the form.

    Parameters
    ----------
    instrument : as in the registry, or as typed where nobody knows it.
    add : what is added to every answer, 1 for a form of 1 to 5 that was entered as 0 to 4.
    reversed : items that were already reversed when they were entered; they are turned back to the form's direction,
        so that the scoring key may reverse them once.

    None: nobody said; the answers are taken as on the form.
    """

    instrument: str
    add: float | None = None
    reversed: tuple[int, ...] | None = None


def paired_columns(table: str) -> tuple[str, str]:
    """The two people of a row: who does, and to whom."""
    return ("rater", "target") if table == "ratings" else ("speaker", "addressee")


@dataclass(frozen=True)
class TableMapping:
    """How one file, or a part of it, becomes one record table.

    Parameters
    ----------
    table : name in `TABLES`, or LEFT_OUT.
    columns : record column -> heading as typed. Headings named nowhere are kept as attributes.
    constants : record column -> text that stands for every row: the session a sheet is named after.
    unfold : columns side by side whose cells become rows; `value` is the record column their cells are.
    pair : heading of a column that holds speaker and addressee (or rater and target) in one cell, and what parts them.
    read_as : record column -> one of READ_AS.
    words : record column -> {cell as typed: what it means}.
    missing : record column -> cells that mean "missing", as typed.
    recode : how scores were written.
    left_out : lines of the file that hold no record (explanations below the headings), and why.
    attributes : headings of which a person said that they are nothing more, though they might be.
    derived : made beside another table of the same file; used where no file gives this table, each row once.
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    unfold: tuple[Unfolded, ...] = ()
    value: str = ""
    pair: tuple[str, str] | None = None
    read_as: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recode: tuple[Recode, ...] = ()
    left_out: tuple[int, ...] = ()
    left_out_because: str = ""
    attributes: tuple[str, ...] = ()
    derived: bool = False

    @property
    def plain(self) -> bool:
        """Nothing but headings is translated: the cells are used as typed."""
        return not (
            self.constants or self.unfold or self.pair or self.read_as or self.words or self.missing
            or self.recode or self.left_out
        )  # fmt: skip

    @property
    def pair_fills(self) -> tuple[str, ...]:
        """The two record columns that the column of pairs fills: the one before the mark, the one behind it."""
        return paired_columns(self.table) if self.pair else ()

    def fills(self) -> set[str]:
        """Every record column that gets its cells from somewhere."""
        side = {name for one in self.unfold for name in one.sets}
        return {*self.columns, *self.constants, *self.pair_fills, *side, *({self.value} if self.value else ())}

    def headings(self) -> tuple[str, ...]:
        """Every heading this mapping uses."""
        paired = (self.pair[0],) if self.pair else ()
        return (*self.columns.values(), *paired, *(one.heading for one in self.unfold))


@dataclass(frozen=True)
class FileMapping:
    """All about one file: how it is read, and the tables made of it.

    `headings` are those of the file the mapping was made for. A file of the same name, or with the same headings
    under any name, is read in this way.
    """

    file: str
    headings: tuple[str, ...] = ()
    layout: Layout = AS_FOUND
    tables: tuple[TableMapping, ...] = ()


@dataclass(frozen=True)
class Mend:
    """One correction a person asked for.

    `kind` is
        "replace"     every cell of `column` in `file` that holds `found` becomes `value`
        "leave out"   the rows on `lines` of `file` are left out
        "add member"  `value` is added to the members of `group`, with the role in `found` ("member" where empty)

    Parameters
    ----------
    column : heading as typed; lines : the spreadsheet's; why : the fault it answers, as a sentence.
    """

    kind: MendKind
    file: str = ""
    column: str = ""
    found: str = ""
    value: str = ""
    lines: tuple[int, ...] = ()
    group: str = ""
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything decided about a records set; empty: all is found out by rule.

    Parameters
    ----------
    files : in any order.
    missing : cells that mean "missing" in every column but identifiers, as typed.
    mends : in the order they are applied.
    instruments : rows as in instruments.csv, column -> text.
    """

    files: tuple[FileMapping, ...] = ()
    missing: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    instruments: tuple[Mapping[str, str], ...] = ()

    def of(self, file: str, headings: Iterable[str] = ()) -> FileMapping | None:
        """What is decided about a file: by its name, else by its headings; None where nothing is.

        Which lines are headings, and where a table ends, is said of one file alone.
        """
        headings = tuple(headings)
        named = next((one for one in self.files if one.file == file), None)
        if named and (not named.headings or not headings or set(named.headings) == set(headings)):
            return named
        shaped = (
            replace(one, layout=one.layout.for_another())
            for one in self.files
            if headings and set(one.headings) == set(headings)
        )
        return next(shaped, named)

    def layouts(self) -> dict[str, Layout]:
        """How the files are read about which something is decided, by their names."""
        return {one.file: one.layout for one in self.files if one.layout != AS_FOUND}

    def with_file(self, mapping: FileMapping) -> Plan:
        """The plan with this in place of what was decided about the file before."""
        return replace(self, files=(*(one for one in self.files if one.file != mapping.file), mapping))


NOTHING_DECIDED = Plan()
