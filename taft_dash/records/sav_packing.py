"""How SPSS packs the cases of a file: small whole numbers as one byte (.sav), and all in blocks of zlib (.zsav)."""

from __future__ import annotations

import struct
import zlib

import numpy as np

from taft_dash.records import limits
from taft_dash.records.problems import Refused

SYSTEM_MISSING = -np.finfo(np.float64).max
_END, _RAW, _BLANKS, _MISSING = (
    252,
    253,
    254,
    255,
)  # codes of packed values; 1 to 251 stand for small whole numbers


def damaged() -> Refused:
    """The refusal of a file that does not keep to the format."""
    return Refused(
        "spss",
        "the SPSS file is damaged or cut short.",
        "Open it in SPSS or PSPP and save it again, or save it as CSV.",
        rows=0,
    )


def require_room(values: int) -> None:
    """Refuse a file of more values than one reading may hold."""
    if values > limits.MOST_SHEET_CELLS:
        raise Refused(
            "too-large",
            f"the file holds more than {limits.MOST_SHEET_CELLS:,} values.",
            "Session records are far smaller: take out what is not needed.",
            rows=0,
        )


def inflated(data: bytes, header: bytes, order: str, largest_unpacked: int) -> bytes:
    """The packed cases of a .zsav, whose blocks a list at the end of the file names."""
    _, trailer, _ = struct.unpack(f"{order}3q", header)
    try:
        _, _, _, blocks = struct.unpack_from(f"{order}2q2i", data, trailer)
        inflated, room = [], largest_unpacked
        for block in range(blocks):
            _, start, _, length = struct.unpack_from(f"{order}2q2i", data, trailer + 24 + 24 * block)
            if start < 0 or length < 0:
                raise damaged()
            inflated.append(zlib.decompressobj().decompress(data[start : start + length], room + 1))
            room -= len(inflated[-1])
            if room < 0:
                require_room(limits.MOST_SHEET_CELLS + 1)
    except (struct.error, zlib.error, OverflowError) as error:
        raise damaged() from error
    return b"".join(inflated)


def unpacked_values(packed: bytes, bias: float, order: str) -> np.ndarray:
    """Values of eight bytes each from runs of eight codes, each run followed by the values it has no code for."""
    starts, place = [], 0
    while place + 8 <= len(packed):
        codes = packed[place : place + 8]
        starts.append(place)
        if 8 * len(starts) > limits.MOST_SHEET_CELLS + 8:
            require_room(8 * len(starts))
        if _END in codes:
            break
        place += 8 + 8 * codes.count(_RAW)
    if not starts:
        return np.empty(0, "V8")
    start = np.array(starts)[:, None]
    every = np.frombuffer(packed, np.uint8)
    codes = every[start + np.arange(8)]
    raw_place = start + 8 * np.cumsum(codes == _RAW, axis=1)
    codes, raw_place = codes.reshape(-1), raw_place.reshape(-1)
    if (ends := np.flatnonzero(codes == _END)).size:
        codes, raw_place = codes[: ends[0]], raw_place[: ends[0]]
    used = codes != 0
    codes, raw_place = codes[used], raw_place[used]
    values = (codes - bias).astype(f"{order}f8").view("V8")
    values[codes == _BLANKS] = np.void(b" " * 8)
    values[codes == _MISSING] = np.array([SYSTEM_MISSING], f"{order}f8").view("V8")[0]
    raw = raw_place[codes == _RAW]
    if raw.size and raw[-1] + 8 > len(packed):
        raise damaged()
    values[codes == _RAW] = every[raw[:, None] + np.arange(8)].view("V8").reshape(-1)
    return values
