"""Corrections on offer for a fault: which cells would be read as something else, left empty, or their rows left out.

A correction acts on cells as they are typed in the file. Where the checks see something else than what is typed (a
word translated, a heading that says who is meant), nothing is offered: the mapping is then what has to change.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from taft_dash.records.mapping.plan import Mend
from taft_dash.records.problems import Offer, shown
from taft_dash.records.tables import Column

if TYPE_CHECKING:
    from taft_dash.records.mapping.arranging import Arranged

# More distinct texts than this are no slips: the column holds something else, and its mapping is what is wrong.
MOST_TEXTS = 200
_PAIR = {"speaker", "addressee", "rater", "target"}


@dataclass(frozen=True)
class Place:
    """Where one problem stands.

    Parameters
    ----------
    file, heading : as the user knows them. column : of the record format. message : what is wrong, as a sentence.
    lines : (rows,) the spreadsheet's line of every row that carries the fault.
    arranged : the table the rows belong to; None where they stand in no file.
    """

    file: str
    heading: str
    column: Column | None
    message: str
    lines: np.ndarray
    arranged: Arranged | None


def read(
    place: Place, meant: Mapping[str, str], label: str = "", *, everywhere: bool = True, safe: bool = False
) -> tuple[Offer, ...]:
    """The offer to read texts as others, wherever they are typed in the column; nothing where none is typed there.

    Parameters
    ----------
    meant : text at fault -> what it is read as; "" leaves the cell empty, or takes one of several people out of it.
    everywhere : the text is wrong in every row; otherwise the correction keeps to the lines at fault.
    """
    if not meant or len(meant) > MOST_TEXTS:
        return ()
    mends = tuple(_replacing(place, meant, everywhere))
    if not 0 < len(mends) <= MOST_TEXTS:
        return ()
    if not label:
        ((found, now), *_) = meant.items()
        label = f'Read "{shown(found)}" as {shown(now)}'
    return (Offer(label, mends, safe),)


def emptied(place: Place, texts: Sequence[str]) -> tuple[Offer, ...]:
    """The offer to leave cells empty, where an empty cell says only that nothing is known."""
    column = place.column
    if column is None or (column.required and not column.blank_means) or column.default is not None:
        return ()
    label = "Leave the cell empty" if len(place.lines) == 1 else f"Leave the {len(place.lines):,} cells empty"
    return read(place, dict.fromkeys(texts, ""), label, everywhere=False)


def rows_left_out(label: str, lines: Mapping[str, np.ndarray], why: str, *, safe: bool = False) -> Offer:
    """The offer to leave out rows; `lines` are those of each file."""
    mends = (
        Mend("leave out", file, lines=tuple(np.unique(numbers).tolist()), why=why)
        for file, numbers in lines.items()
    )
    return Offer(label, tuple(mends), safe)


def spelling(identifier: str) -> str:
    """What identifiers share that differ merely in case, blanks, zeros in front of a number, or form of letters.

    >>> spelling("M 05") == spelling("m5") == "m5", spelling("M50")
    (True, 'm50')
    """
    letters = unicodedata.normalize("NFKC", identifier).casefold()
    bare = "".join(letter for letter in letters if unicodedata.category(letter)[0] not in "ZC")
    return re.sub(r"(?<!\d)0+(?=\d)", "", bare)


def spelt_alike(typed: str, known: Iterable[str]) -> str | None:
    """The one known identifier that is `typed` in another spelling; None where there is none, or more than one."""
    alike = [name for name in known if spelling(name) == spelling(typed)]
    return alike[0] if len(alike) == 1 else None


def _replacing(place: Place, meant: Mapping[str, str], everywhere: bool) -> Iterator[Mend]:
    """The corrections of every cell that holds one of the texts, alone or among others."""
    source = place.arranged and place.arranged.source
    if source is None:
        return
    heading, marks = _typed_in(place)
    cells = source.columns.get(heading)
    if cells is None:
        return
    for code, typed in enumerate(cells.values.tolist()):
        now = _substituted(typed, meant, marks)
        if now == typed:
            continue
        lines: tuple[int, ...] = ()
        if not everywhere:
            rows = source.line[cells.codes == code]
            at_fault = np.isin(rows, place.lines)
            if not at_fault.any():
                continue
            lines = () if at_fault.all() else tuple(np.unique(rows[at_fault]).tolist())
        yield Mend("replace", place.file, heading, typed, now, lines, why=place.message)


def _typed_in(place: Place) -> tuple[str, tuple[str, ...]]:
    """The heading under which the text is typed, and what parts it from other people in its cell."""
    mapping = place.arranged.mapping
    name = place.column.name if place.column else ""
    marks = ()
    if place.column is not None and place.column.kind == "people":
        read_as = mapping.read_as.get(name, "") if mapping else ""
        marks = (read_as.removeprefix("several, parted by ") or ";",)
    if mapping and mapping.pair and name in _PAIR and name not in mapping.columns:
        return mapping.pair[0], (*marks, mapping.pair[1])
    return place.heading, marks


def _substituted(typed: str, meant: Mapping[str, str], marks: tuple[str, ...]) -> str:
    """The cell with other texts in place of those at fault, which are the whole cell or parts of it.

    >>> _substituted("M1;M5", {"M5": "M05"}, (";",)), _substituted("M1;M5", {"M5": ""}, (";",))
    ('M1;M05', 'M1')
    """
    if not marks or typed in meant:
        return meant.get(typed, typed)
    parts = re.split(f"({'|'.join(map(re.escape, marks))})", typed)
    if not any(part.strip() in meant for part in parts[::2]):
        return typed
    read_as = [meant.get(part.strip(), part) for part in parts[::2]]
    kept = [
        (mark, part) for mark, part in zip(["", *parts[1::2]], read_as, strict=True) if part.strip()
    ]
    return "".join(mark + part if k else part for k, (mark, part) in enumerate(kept))
