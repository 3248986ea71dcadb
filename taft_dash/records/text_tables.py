"""A table as it was typed: every cell is text, each distinct text is held once."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.values import numbers

# Everything Unicode counts as white space: blanks, tabs, line ends, also those that do not break.
_BLANKS = "".join(letter for letter in map(chr, range(0x3001)) if letter.isspace())


@dataclass(frozen=True)
class TextColumn:
    """One column as text.

    Parameters
    ----------
    codes : (rows,) int32, the position in `values` of each row's text.
    values : (distinct,) str objects in order of first appearance, as typed but for blanks around them; "" is a value
        like any other. Each occurs in at least one row, so that typing and checking need look at nothing else.
    """

    codes: np.ndarray
    values: np.ndarray
    _numbers: dict[str, tuple[np.ndarray, np.ndarray]] = field(default_factory=dict, init=False, repr=False)

    def numbers(self, decimal_mark: str) -> tuple[np.ndarray, np.ndarray]:
        """`values` as numbers and which of them are, see `values.numbers`; worked out once."""
        if decimal_mark not in self._numbers:
            known = numbers(self.values, decimal_mark)
            for one in known:
                one.setflags(write=False)
            self._numbers[decimal_mark] = known
        return self._numbers[decimal_mark]

    def text(self) -> np.ndarray:
        """The text of each row, (rows,) str objects."""
        return self.values[self.codes]

    def take(self, rows: np.ndarray) -> TextColumn:
        """The column for those rows only, (rows,) bool."""
        codes = self.codes[rows]
        used = np.bincount(codes, minlength=len(self.values)) > 0
        return TextColumn((np.cumsum(used) - 1).astype(np.int32)[codes], self.values[used])


def text_column(codes: np.ndarray, texts: pa.StringArray, *, distinct: bool) -> TextColumn:
    """A column of `texts[codes]` without the blanks around them; texts that are then the same share one code.

    `distinct` says that no two of the texts are the same as they come; only trimming can then make them so.
    """
    trimmed = pc.utf8_trim(texts, _BLANKS)
    if distinct and trimmed.equals(texts):
        return TextColumn(codes, trimmed.to_numpy(zero_copy_only=False))
    merged = trimmed.dictionary_encode()
    if len(merged.dictionary) < len(texts):
        codes = merged.indices.to_numpy()[codes]
    return TextColumn(codes, merged.dictionary.to_numpy(zero_copy_only=False))


@dataclass(frozen=True)
class TextTable:
    """One table as text.

    Parameters
    ----------
    file : as the user knows it: "ratings.csv", "study.zip/ratings.csv", "study.xlsx, sheet ratings"; the second table
        in one of them is "ratings.csv, table 2".
    heading : what the table calls itself: the file name without its ending, or the sheet name; "ratings, table 2".
    columns : heading as typed, or as given where there is none or it stands twice -> column.
    line : (rows,) int32, the spreadsheet's line of each row; blank lines count, the first line is line 1.
    encoding : a name of `layout.ENCODINGS`, or "workbook", "Parquet", "SPSS" with its encoding, "XML".
    delimiter : what separates the cells; "" where nothing does.
    decimal_mark : "." or ",".
    notes : what was understood or left out while nothing was lost, as sentences.
    """

    file: str
    heading: str
    columns: dict[str, TextColumn]
    line: np.ndarray
    encoding: str
    delimiter: str
    decimal_mark: str = "."
    notes: tuple[str, ...] = ()
