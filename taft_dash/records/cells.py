"""Where each cell of a delimited text begins and ends, found on the bytes; and cells to columns of distinct texts.

One pass over the bytes marks every delimiter and line end that stands outside quotation marks. From these offsets alone
follow the width of every row, the rows that are not like the header, and each cell, so that nothing is parsed twice
and a million rows cost little more than reading the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.text_tables import TextColumn, text_column

_NEWLINE, _QUOTE = ord("\n"), ord('"')
_BLANKS = b" \t"
# Bytes scanned, and rows told apart, at a time: what is in hand then stays in the processor's cache.
_BLOCK, _ROWS = 2**18, 2**14
_THREADS = 2
_WORD = 8  # bytes compared at once when cells are told apart
_LONGEST_BY_WORDS = 8 * _WORD  # a column with a longer cell is told apart by whole cells, more slowly
_RUN = 4  # rows a run of equal cells has on average, from which on runs are looked up instead of rows
_PADDING = bytes(_LONGEST_BY_WORDS)  # so that a word may be read from the last cell's start
_KEEP = np.array([(1 << 8 * length) - 1 for length in range(_WORD + 1)], dtype=np.uint64)


@dataclass(frozen=True)
class Records:
    """The cells of a delimited text by offset.

    Parameters
    ----------
    padded : the text, its last record ended by a newline, and padding.
    stops : (cells,) offset of the delimiter or newline that ends each cell.
    last : (records,) position in `stops` of each record's last cell.
    misquoted : the first record with a quotation mark where none may stand, or None.
    """

    padded: bytes
    stops: np.ndarray
    last: np.ndarray
    misquoted: int | None

    @cached_property
    def widths(self) -> np.ndarray:
        """How many cells each record has, (records,)."""
        return np.diff(self.last, prepend=-1)

    def blank(self) -> np.ndarray:
        """Which records hold nothing but delimiters, or nothing but blanks, (records,) bool."""
        ends, widths = self.stops[self.last], self.widths
        blank = np.diff(ends, prepend=-1) == widths  # as many bytes as cells: only what ends the cells
        starts = np.concatenate([[0], ends[:-1] + 1])
        first_letters = np.frombuffer(self.padded, np.uint8)[starts]
        begins_blank = (first_letters == _BLANKS[0]) | (first_letters == _BLANKS[1])
        for record in np.flatnonzero(begins_blank & ~blank & (widths == 1)):
            blank[record] = not self.padded[starts[record] : ends[record]].strip(_BLANKS)
        return blank

    def cells(self, record: int) -> list[str]:
        """The texts of one record."""
        first, last = int(self.last[record - 1]) + 1 if record else 0, int(self.last[record])
        start, mark = int(self.stops[first - 1]) + 1 if first else 0, int(self.stops[first])
        whole = self.padded[start : int(self.stops[last])]
        if b'"' not in whole:
            text = whole.decode()
            return [cell.strip() for cell in (text.split(chr(self.padded[mark])) if last > first else [text])]
        stops = self.stops[first : last + 1].tolist()
        starts = [start, *(stop + 1 for stop in stops[:-1])]
        cells = [self.padded[start:stop] for start, stop in zip(starts, stops, strict=True)]
        inner = [cell[1:-1] if cell.startswith(b'"') else cell for cell in cells]
        return [cell.replace(b'""', b'"').decode().strip() for cell in inner]

    def columns(self, records: np.ndarray, width: int) -> list[TextColumn]:
        """The columns of those records, (rows,) positions; all are `width` cells wide and none is the first."""
        edges = self._edges(records, width)
        quoted = b'"' in self.padded

        def column(place: int) -> TextColumn:
            codes, cells = _told_apart(self.padded, edges[:, place], edges[:, place + 1])
            if quoted:
                cells = pc.replace_substring_regex(cells, '^"((?s:.*))"$', r"\1")
                cells = pc.replace_substring(cells, '""', '"')
            return text_column(codes, cells, distinct=not quoted)

        return _each(column, range(width), parallel=len(records) > _ROWS)

    def _edges(self, records: np.ndarray, width: int) -> np.ndarray:
        """The offsets around the cells, (rows, width + 1): cell j lies between edges j and j + 1, both exclusive."""
        if len(records) and records[-1] - records[0] == len(records) - 1:
            run = self.stops[self.last[records[0] - 1] : self.last[records[-1]] + 1]
            # Neighbours: every row's last edge is the next row's first, so a view will do and nothing is copied.
            return np.lib.stride_tricks.sliding_window_view(run, width + 1)[::width]
        return self.stops[self.last[records - 1][:, None] + np.arange(width + 1)]


def scan(text: bytes, delimiter: str) -> Records:
    """Find the cells of a text whose line ends are all newlines and which holds no NUL byte."""
    ended = text if text.endswith(b"\n") else text + b"\n"
    letters = np.frombuffer(ended, np.uint8)
    blocks = range(0, len(letters), _BLOCK)
    quotes = np.zeros(len(blocks), dtype=np.int64)
    if b'"' in ended:
        quotes[:] = [np.count_nonzero(letters[low : low + _BLOCK] == _QUOTE) for low in blocks]
    inside = (np.cumsum(quotes) - quotes) % 2  # whether each block begins inside a quoted cell
    scanned = _each(
        lambda block: _scan_block(letters, ord(delimiter), *block),
        zip(blocks, inside, strict=True),
        parallel=len(blocks) > 1,
    )
    stops, ending, misplaced = (np.concatenate(parts) for parts in zip(*scanned, strict=True))
    last = np.flatnonzero(ending)
    misquoted = None
    if len(misplaced):
        misquoted = int(np.searchsorted(stops[last], misplaced.min()))
    elif quotes.sum() % 2:
        # The last mark opens a cell that nothing closes.
        misquoted = int(np.searchsorted(stops[last], ended.rindex(b'"')))
    return Records(ended + _PADDING, stops, last, misquoted)


def _scan_block(
    letters: np.ndarray, mark: int, low: int, inside: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of one block: the offsets where cells stop, whether a record stops there too, and misplaced quotation marks."""
    block = letters[low : low + _BLOCK]
    newlines = block == _NEWLINE
    stops = newlines | (block == mark)
    quotes = block == _QUOTE
    misplaced = np.empty(0, dtype=np.int64)
    if inside or quotes.any():
        within = (np.cumsum(quotes, dtype=np.uint8) + np.uint8(inside)) & 1
        stops &= within == 0
        places = np.flatnonzero(quotes)
        misplaced = _misplaced(letters, places + low, within[places] == 1, mark)
    positions = np.flatnonzero(stops)
    offset_type = np.int32 if len(letters) < 2**31 else np.int64
    return positions.astype(offset_type) + offset_type(low), newlines[positions], misplaced


def _each(work: Callable, items: Iterable, *, parallel: bool) -> list:
    """`work` done on each item, in order; array work lets other threads run, but starting them costs a while."""
    if not parallel:
        return [work(item) for item in items]
    with ThreadPoolExecutor(_THREADS) as threads:
        return list(threads.map(work, items))


def _misplaced(letters: np.ndarray, places: np.ndarray, opens: np.ndarray, mark: int) -> np.ndarray:
    """The quotation marks that open a cell anywhere but at its start, or close it anywhere but at its end.

    A doubled mark inside a quoted cell closes and opens again at once, so a neighbouring mark is in order.
    The byte before the very first is the last one, always a newline, which is in order too.
    """
    beside = np.where(opens, letters[places - 1], letters[np.minimum(places + 1, len(letters) - 1)])
    return places[(beside != mark) & (beside != _NEWLINE) & (beside != _QUOTE)]


def _told_apart(padded: bytes, before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, pa.StringArray]:
    """Each cell's code, (rows,) int32, and the distinct cells; `before` and `after` are the offsets around each.

    Cells are compared as whole numbers of eight bytes, the last filled up with NUL, which stands in no cell.
    """
    rows = len(before)
    longest = int((after - before).max(initial=1)) - 1
    if longest > _LONGEST_BY_WORDS:
        cells = [
            padded[start + 1 : stop] for start, stop in zip(before.tolist(), after.tolist(), strict=True)
        ]
        encoded = pa.array(cells, type=pa.large_binary()).dictionary_encode()
        return encoded.indices.to_numpy(), encoded.dictionary.cast(pa.string())
    width = max(1, -(-longest // _WORD))
    words = np.empty((rows, width), dtype=np.uint64)
    word_at = np.ndarray((len(padded) - _WORD + 1,), "<u8", buffer=padded, strides=(1,))
    for low in range(0, rows, _ROWS):
        block = slice(low, low + _ROWS)
        starts = before[block].astype(np.intp) + 1
        lengths = after[block] - starts
        for word in range(width):
            # Lengths below 0 and above 8 are read as 0 and 8: the cell has ended before, or goes on behind this word.
            keep = _KEEP.take(lengths - word * _WORD, mode="clip")
            np.bitwise_and(word_at[starts + word * _WORD], keep, out=words[block, word])
    head = np.ones(rows, dtype=bool)
    head[1:] = words[1:, 0] != words[:-1, 0]
    for word in range(1, width):
        head[1:] |= words[1:, word] != words[:-1, word]
    # Most files are sorted by group and session: of equal cells in a row only the first is looked up.
    in_runs = np.count_nonzero(head) * _RUN <= rows
    codes, distinct = _dictionary(words[head] if in_runs else words)
    bytes_of = pa.Array.from_buffers(pa.binary(width * _WORD), len(distinct), [None, distinct.buffers()[1]])
    return (
        np.repeat(codes, np.diff(np.flatnonzero(head), append=rows)) if in_runs else codes,
        pc.utf8_rtrim(bytes_of.cast(pa.string()), "\0"),
    )


def _dictionary(words: np.ndarray) -> tuple[np.ndarray, pa.Array]:
    """The code of each row of whole numbers, (rows,) int32, and the distinct rows in order of appearance."""
    rows, width = words.shape
    kind = pa.uint64() if width == 1 else pa.binary(width * _WORD)
    encoded = pa.Array.from_buffers(kind, rows, [None, pa.py_buffer(words)]).dictionary_encode()
    return encoded.indices.to_numpy(), encoded.dictionary
