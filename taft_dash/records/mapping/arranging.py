"""A text table and what its columns mean, to a tidy text table: every row keeps its line, every change is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from taft_dash.records.instruments import find
from taft_dash.records.mapping.changes import ColumnLog, Log, changed, said_of
from taft_dash.records.mapping.plan import Recode, TableMapping
from taft_dash.records.mapping.translating import folded, may_be_missing, merged, translated
from taft_dash.records.problems import Problem, fold, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import Table, table
from taft_dash.records.text_tables import TextColumn, TextTable

# A blank cell among columns side by side: an answer not given is a row of its own, silence and a blank mark are not.
_BLANK_IS_A_ROW = ("score",)
_NOTHING_IS = dict.fromkeys(("turns", "speaking_seconds"), ("", "0", "0.0", "0,0"))


@dataclass(frozen=True)
class Arranged:
    """A tidy text table: one row is one row of the record table.

    Parameters
    ----------
    text : the cells. Its columns are keyed by heading as typed, or in words where no heading says it.
    table : which record table it is.
    headings : record column -> key in `text.columns`.
    extras : keys of attributes, which nobody knows.
    value, origin : where columns stood side by side, the record column their cells went to, and each row's heading.
    said : what was understood, as sentences. changes : every cell that is read as something else.
    derived : made beside another table of the same file.
    source : the table as it was read, mended; None where the rows stand in no file. mapping : what was made of it.
    """

    text: TextTable
    table: Table
    headings: Mapping[str, str]
    extras: tuple[str, ...] = ()
    value: str = ""
    origin: TextColumn | None = None
    said: tuple[str, ...] = ()
    changes: Log = field(default_factory=Log)
    problems: tuple[Problem, ...] = ()
    derived: bool = False
    source: TextTable | None = None
    mapping: TableMapping | None = None


def arranged(
    text: TextTable,
    mapping: TableMapping,
    instruments: tuple[Instrument, ...] = (),
    missing: tuple[str, ...] = (),
    elsewhere: Iterable[str] = (),
) -> Arranged:
    """The table that `mapping` makes of `text`; its headings must all be there (see `lacking`).

    Parameters
    ----------
    instruments : for `mapping.recode`, which needs the range of an instrument.
    missing : cells that mean "missing" in every column but identifiers and the definitions of instruments.
    elsewhere : headings that another table of the same file uses, and which are no attributes of this one.
    """
    known = table(mapping.table)
    # The limits of an instrument are no answers: 9 may be the highest one.
    missing = () if known.name == "instruments" else missing
    used = {*mapping.headings(), *elsewhere}
    extras = () if mapping.derived else tuple(h for h in text.columns if h.strip() and h not in used)
    if mapping.plain and not missing and not mapping.derived:
        return Arranged(text, known, dict(mapping.columns), extras, source=text, mapping=mapping)
    problems: list[Problem] = []
    source, text = text, _without(text, mapping, problems)
    build = _Build(text, known, mapping, missing)
    for name, heading in mapping.columns.items():
        build.add(name, heading, text.columns[heading])
    if mapping.pair:
        build.part(*mapping.pair)
    for name, constant in mapping.constants.items():
        build.add(name, f"{name} (the same in every row)", _constant(constant, len(text.line)))
    for heading in extras:
        build.columns[heading] = text.columns[heading]
    if mapping.unfold:
        build.unfold()
    build.translate()
    build.recode(instruments)
    if mapping.derived:
        build.once()
    tidy = replace(text, columns=build.columns, line=build.line)
    return Arranged(
        tidy, known, build.headings, extras, mapping.value, build.origin, tuple(build.said), build.changes,
        tuple(problems), mapping.derived, source, mapping,
    )  # fmt: skip


def lacking(text: TextTable, mapping: TableMapping) -> tuple[str, ...]:
    """The headings a mapping uses and the table does not have."""
    return tuple(dict.fromkeys(h for h in mapping.headings() if h not in text.columns))


def _without(text: TextTable, mapping: TableMapping, problems: list[Problem]) -> TextTable:
    """The table without the lines that hold no record, which are reported."""
    left_out = np.isin(text.line, mapping.left_out)
    if not left_out.any():
        return text
    if not mapping.derived:
        problems.append(
            fold(
                "left-out",
                f"the line is left out: {mapping.left_out_because or 'it was chosen to be'}.",
                "Nothing needs doing; change it on the page where the file is read.",
                file=text.file,
                lines=text.line[left_out],
                severity="warning",
                set_aside=int(left_out.sum()),
            )
        )
    return rows_of(text, ~left_out)


def rows_of(text: TextTable, kept: np.ndarray) -> TextTable:
    """The table with those rows only, (rows,) bool."""
    columns = {heading: column.take(kept) for heading, column in text.columns.items()}
    return replace(text, columns=columns, line=text.line[kept])


class _Build:
    """The columns of a tidy table while they are being made."""

    def __init__(self, text: TextTable, known: Table, mapping: TableMapping, missing: tuple[str, ...]):
        self.text, self.known, self.mapping, self.missing = text, known, mapping, missing
        self.columns: dict[str, TextColumn] = {}
        self.headings: dict[str, str] = {}
        self.line = text.line
        self.origin: TextColumn | None = None
        self.said: list[str] = []
        self.changes = Log()

    def add(self, name: str, heading: str, column: TextColumn) -> None:
        """A record column, keyed by its heading; by both names when the heading serves for another one too."""
        key = heading if heading not in self.columns else f"{heading} as {name}"
        self.columns[key], self.headings[name] = column, key

    def part(self, heading: str, mark: str) -> None:
        """The two people in one cell, "A > B"; a cell without the mark keeps its text on the left."""
        cells = self.text.columns[heading]
        split = [value.partition(mark) for value in cells.values.tolist()]
        left, right = self.mapping.pair_fills
        by = mark.strip() or "the blank"
        self.add(left, f"{heading}, before {by}", merged(cells, [p[0].strip() for p in split]))
        self.add(right, f"{heading}, after {by}", merged(cells, [p[2].strip() for p in split]))

    def unfold(self) -> None:
        """One row for each cell of the columns side by side."""
        side = self.mapping.unfold
        rows, width = len(self.line), len(side)
        for key, column in self.columns.items():
            self.columns[key] = TextColumn(np.repeat(column.codes, width), column.values)
        for name in dict.fromkeys(name for one in side for name in one.sets):
            texts = [one.sets.get(name, "") for one in side]
            self.add(name, f"{name} (from the headings)", _tiled(texts, rows))
        cells = [self.text.columns[one.heading] for one in side]
        offsets = np.cumsum([0, *(len(one.values) for one in cells)])
        codes = np.stack(
            [one.codes + offset for one, offset in zip(cells, offsets, strict=False)], axis=1
        ).ravel()
        values = [value for one in cells for value in one.values.tolist()]
        value = self.mapping.value
        self.add(value, value, merged(TextColumn(codes, np.array(values, object)), values))
        self.origin = _tiled([one.heading for one in side], rows)
        self.line = np.repeat(self.line, width)
        means_something = "" in self.mapping.words.get(value, {})
        if value not in _BLANK_IS_A_ROW and not means_something:
            self._drop_nothing()

    def _drop_nothing(self) -> None:
        """Cells that say nothing make no row: blank ones, those that mean missing, and counts of 0."""
        value = self.mapping.value
        column = self.columns[self.headings[value]]
        codes = self._codes(value)
        nothing_is = {*_NOTHING_IS.get(value, ("",)), *map(folded, codes)}
        nothing = np.array([folded(text) in nothing_is for text in column.values.tolist()], bool)[column.codes]
        if nothing.any():
            what = "blank or 0" if value in _NOTHING_IS else "blank"
            if codes:
                what += f" or mean missing ({', '.join(shown(code, 20) for code in codes[:4])})"
            self.said.append(
                f"{int(nothing.sum()):,} of {len(nothing):,} cells side by side are {what} and make no row."
            )
            self._keep(~nothing)

    def _codes(self, name: str) -> tuple[str, ...]:
        """What means "missing" in a column; a word of the column itself counts more than a code for all files."""
        if not self.missing:
            return self.mapping.missing.get(name, ())
        words = set(map(folded, self.mapping.words.get(name, ())))
        return (*self.mapping.missing.get(name, ()), *(code for code in self.missing if folded(code) not in words))

    def once(self) -> None:
        """Every row that says the same as one above it is left out."""
        seen = np.stack([self.columns[key].codes for key in self.headings.values()], axis=1)
        _, first = np.unique(seen, axis=0, return_index=True)
        kept = np.zeros(len(seen), bool)
        kept[first] = True
        blank = np.zeros(len(seen), bool)
        for name in self.known.required:
            column = self.columns[self.headings[name]]
            blank |= (column.values == "")[column.codes]
        self._keep(kept & ~blank)

    def _keep(self, kept: np.ndarray) -> None:
        self.columns = {key: column.take(kept) for key, column in self.columns.items()}
        self.line = self.line[kept]
        self.origin = self.origin and self.origin.take(kept)

    def translate(self) -> None:
        """Every record column as it is meant."""
        mapping = self.mapping
        for name, key in self.headings.items():
            column = self.known.column(name)
            codes = self._codes(name) if may_be_missing(column) else mapping.missing.get(name, ())
            read_as, words = mapping.read_as.get(name, ""), mapping.words.get(name, {})
            if not (codes or read_as or words):
                continue
            cells = self.columns[key]
            self.columns[key], found = translated(
                cells,
                column,
                read_as=read_as,
                words=words,
                missing=codes,
                decimal_mark=self.text.decimal_mark,
            )
            if len(found):
                self.said += said_of(key, found, np.bincount(cells.codes, minlength=len(cells.values)))
                self.changes += ColumnLog(self.text.file, key, cells.codes, self.line, found, name)

    def recode(self, instruments: tuple[Instrument, ...]) -> None:
        """Answers turned to the range and direction of the form; subscale scores and totals stay as they are."""
        for one in self.mapping.recode:
            if not (one.add or one.reversed):  # declared to be as on the form
                continue
            rated = find(one.instrument, instruments)
            instrument, item, score = (
                self.columns[self.headings[name]] for name in ("instrument", "item", "score")
            )
            ours = [
                text == one.instrument or (rated and find(text, instruments) is rated)
                for text in instrument.values
            ]
            parts = [rated.part(text) if rated else text for text in item.values.tolist()]
            answers = np.array(
                [part is not None and (rated is None or part.isdigit()) for part in parts], bool
            )
            turned = np.array([part in map(str, one.reversed or ()) for part in parts], bool)
            how = np.where(
                np.array(ours, bool)[instrument.codes] & answers[item.codes], 1 + turned[item.codes], 0
            )
            kinds, codes = np.unique(score.codes.astype(np.int64) * 3 + how, return_inverse=True)
            # One distinct text may mean different things for different items.
            cells = TextColumn(codes.astype(np.int32), None)
            typed = [score.values[kind // 3] for kind in kinds]
            meanings = [
                self._recoded(text, one.add or 0, rated, kind % 3 == 2) if kind % 3 else text
                for text, kind in zip(typed, kinds.tolist(), strict=True)
            ]
            why = f"{one.instrument} is recoded: {_recoding_words(one)}"
            self.changes += ColumnLog(
                self.text.file, self.headings["score"], cells.codes, self.line, changed(typed, meanings, why)
            )
            self.columns[self.headings["score"]] = merged(cells, meanings)
            self.said.append(f"{why}.")

    def _recoded(self, text: str, add: float, rated: Instrument | None, turned: bool) -> str:
        """What is no answer on the scale that was used, such as a code for missing, stays as typed."""
        mark = self.text.decimal_mark
        try:
            value = float(text.replace(mark, ".")) + add
        except ValueError:
            return text
        if rated and not rated.low <= value <= rated.high:
            return text
        value = rated.low + rated.high - value if rated and turned else value
        return f"{value:.15g}".replace(".", mark)


def _recoding_words(one: Recode) -> str:
    added = f"{one.add:+g} to every answer" if one.add else ""
    turned = f"items {', '.join(map(str, one.reversed))} turned back" if one.reversed else ""
    return " and ".join(filter(None, (added, turned)))


def _constant(text: str, rows: int) -> TextColumn:
    return TextColumn(np.zeros(rows, np.int32), np.array([text], dtype=object))


def _tiled(texts: list[str], rows: int) -> TextColumn:
    """One text for each column side by side, over and over for each row."""
    code_of = {text: code for code, text in enumerate(dict.fromkeys(texts))}
    codes = np.array([code_of[text] for text in texts], np.int32)
    return TextColumn(np.tile(codes, rows), np.array(list(code_of), dtype=object))
