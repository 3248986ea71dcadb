"""Several tables in one text or sheet: a new one begins behind a blank line with headings of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from taft_dash.records.grids import Grid
from taft_dash.records.headings import MOST_ABOVE, Body, are_headings

_MOST_BLOCKS = 1_000  # blocks between blank lines of which each is looked at
_SMALL = 3  # lines, and columns, from which on a block is a table whatever it holds


def segments(grid: Grid, first_header: int | None) -> Iterator[np.ndarray]:
    """The lines of each table: a new one begins behind a blank line with headings of its own.

    Parameters
    ----------
    first_header : position of the headings of the first table where a person chose it.
    """
    lines = grid.filled()
    gaps = np.flatnonzero(np.diff(lines) > 1) + 1
    edges = [0, *gaps[:_MOST_BLOCKS].tolist()]
    blocks = [slice(low, high) for low, high in zip(edges, [*edges[1:], len(lines)], strict=True)]
    start = 0
    for number, block in enumerate(blocks[1:], start=1):
        if first_header is not None and lines[block.start] <= first_header:
            continue
        own = _own_headings(grid, lines, blocks[number:])
        before = lines[start : block.start]
        if own is not None and own != _first_headings(grid, before) and _is_table(grid, before):
            yield before
            start = block.start
    yield lines[start:]


def _own_headings(grid: Grid, lines: np.ndarray, blocks: list[slice]) -> list[str] | None:
    """The headings a block begins with beyond doubt; a title, and a blank line below either, may belong to it."""
    end = next((block.stop for block in blocks if block.stop - blocks[0].start >= _SMALL), blocks[-1].stop)
    head = lines[blocks[0].start : min(end, blocks[0].start + MOST_ABOVE)]
    whole = lines[blocks[0].start : end]
    for at, line in enumerate(head):
        cells = grid.trimmed(line)
        if len(cells) > 1:
            width = len(cells) if grid.ragged else int(grid.widths[line])
            body = Body.below(grid, whole[at + 1 :], width)
            regular = len(body.rows) * 2 > min(len(whole) - at - 1, len(body.rows) + 1)
            sound = bool(body.rows) and regular and are_headings(cells + [""] * (width - len(cells)), body)
            return cells if sound else None
    return None


def _first_headings(grid: Grid, lines: np.ndarray) -> list[str] | None:
    return next((cells for at in lines[:MOST_ABOVE] if len(cells := grid.trimmed(at)) > 1), None)


def _is_table(grid: Grid, lines: np.ndarray) -> bool:
    """Whether lines are a table rather than what stands above one: a title, or names and values side by side."""
    if _own_headings(grid, lines, [slice(0, len(lines))]) is not None:
        return True
    return len(lines) >= _SMALL and grid.usual_width(lines) >= _SMALL
