"""Words with letters outside ASCII in a text whose encoding is not known yet, counted on the bytes."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pyarrow as pa

_ASCII = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
# What each byte is: 0 no letter, 1 a letter of ASCII, 2 a letter outside it.
HIGH = bytes(2 * (byte >= 128) for byte in range(256))
LETTERS = bytes(2 if byte >= 128 else int(byte in _ASCII) for byte in range(256))


def runs_of_letters(text: bytes, letters: bytes, longest: int | None = None) -> Counter[bytes]:
    r"""How often each run of letters with a byte above ASCII among them occurs, in order of first appearance.

    Parameters
    ----------
    letters : HIGH or LETTERS, what counts as a letter. longest : letters of a run that are looked at.

    Examples
    --------
    >>> runs_of_letters("J\xf6rg, Anna, J\xf6rg".encode("latin-1"), LETTERS)
    Counter({b'J\xf6rg': 2})
    """
    kinds = np.frombuffer(text.translate(letters), np.uint8)
    inside = kinds > 0
    edges = np.flatnonzero(np.diff(inside, prepend=False, append=False))
    starts, stops = edges[::2], edges[1::2]
    if len(starts):
        held = np.maximum.reduceat(kinds, starts) == 2
        starts, stops = starts[held], stops[held]
    if longest is not None:
        stops = np.minimum(stops, starts + longest)
    lengths = stops - starts
    offsets = np.append(0, np.cumsum(lengths)).astype(np.int32)
    taken = np.frombuffer(text, np.uint8)[np.repeat(starts - offsets[:-1], lengths) + np.arange(offsets[-1])]
    runs = pa.Array.from_buffers(
        pa.binary(), len(lengths), [None, pa.py_buffer(offsets), pa.py_buffer(taken)]
    )
    counted = runs.value_counts()
    return Counter(dict(zip(counted.field(0).to_pylist(), counted.field(1).to_pylist(), strict=True)))
