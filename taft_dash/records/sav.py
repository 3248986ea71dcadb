"""The bytes of an SPSS file (.sav, .zsav) to its variables and their values, as the manual of PSPP describes them.

The library at hand is written in C and was seen to end the whole program on a damaged file, which a server that others
share cannot allow; here every length is checked before it is believed.
"""

from __future__ import annotations

import codecs
import struct
from dataclasses import dataclass, field, replace

import numpy as np

from taft_dash.records.problems import Refused
from taft_dash.records.sav_packing import damaged, inflated, require_room, unpacked_values

_CHUNK, _COUNTED = 255, 252  # bytes of a long text kept in one segment; bytes by which segments are counted


@dataclass(frozen=True)
class Variable:
    """One column of the file.

    Parameters
    ----------
    name : as SPSS shows it.
    width : bytes of a text; 0 for a number.
    format : the number of SPSS's print format: 20 is DATE, 22 is DATETIME.
    place : where its first eight bytes stand in a case, in units of eight bytes.
    missing : single values declared as missing, numbers or texts.
    missing_range : lowest and highest number of a range declared as missing, or nothing.
    labels : value -> its words.
    """

    name: str
    width: int
    format: int
    place: int
    missing: tuple = ()
    missing_range: tuple[float, float] | tuple[()] = ()
    labels: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Sav:
    """A file as read: `cases` are its rows, (rows, units of eight bytes) of raw bytes in the file's own `order`."""

    variables: tuple[Variable, ...]
    cases: np.ndarray
    encoding: str
    order: str

    def values(self, variable: Variable) -> np.ndarray:
        """Numbers as float64, texts as bytes, (rows,)."""
        if not variable.width:
            return self.cases[:, variable.place].view(f"{self.order}f8").astype(np.float64)
        kept, place, left = [], variable.place, variable.width
        for width in _segments(variable.width):
            units = -(-width // 8)
            part = np.ascontiguousarray(self.cases[:, place : place + units]).view(np.uint8)
            kept.append(part[:, : min(_CHUNK, left)])
            place, left = place + units, left - min(_CHUNK, left)
        joined = np.ascontiguousarray(np.concatenate(kept, axis=1))
        return joined.view(f"S{joined.shape[1]}").reshape(-1)


class _Bytes:
    """The file, read from front to back."""

    def __init__(self, data: bytes):
        self.data, self.place, self.order = data, 0, "<"

    def take(self, count: int) -> bytes:
        taken = self.data[self.place : self.place + count]
        if count < 0 or len(taken) < count:
            raise damaged()
        self.place += count
        return taken

    def whole(self, count: int = 1) -> tuple[int, ...]:
        if count < 0:
            raise damaged()
        return struct.unpack(f"{self.order}{count}i", self.take(4 * count))

    def numbers(self, data: bytes) -> tuple[float, ...]:
        return struct.unpack(f"{self.order}{len(data) // 8}d", data)


@dataclass
class _Dictionary:
    """What stands before the cases, still in bytes: a place in `variables` is one unit of eight bytes of a case."""

    variables: list[dict | None] = field(default_factory=list)
    labels: list[tuple[list[tuple[bytes, bytes]], tuple[int, ...]]] = field(default_factory=list)
    extensions: dict[int, bytes] = field(default_factory=dict)


def read_sav(data: bytes, largest_unpacked: int) -> Sav:
    """The variables and the cases; Refused when the file is damaged, cut short or holds too much."""
    file = _Bytes(data)
    file.take(64)
    if struct.unpack("<i", data[64:68] + b"\0" * (4 - len(data[64:68])))[0] not in (2, 3):
        file.order = ">"
    layout, _, packing, _, announced = file.whole(5)
    (bias,) = file.numbers(file.take(8))
    file.take(84)
    if layout not in (2, 3) or packing not in (0, 1, 2) or not np.isfinite(bias):
        raise damaged()
    dictionary = _dictionary(file)
    units = len(dictionary.variables)
    packed = data[file.place :]
    if packing == 2:
        packed = inflated(data, file.take(24), file.order, largest_unpacked)
    values = (
        unpacked_values(packed, bias, file.order)
        if packing
        else np.frombuffer(packed[: len(packed) // 8 * 8], "V8")
    )
    if not units or len(values) % units or announced not in (-1, len(values) // units):
        raise damaged()
    require_room(len(values))
    encoding = _encoding(dictionary.extensions, file.order)
    variables = _variables(dictionary, encoding, file)
    return Sav(variables, values.reshape(-1, units), encoding, file.order)


def _dictionary(file: _Bytes) -> _Dictionary:
    found = _Dictionary()
    while True:
        (record,) = file.whole()
        if record == 2:
            found.variables.append(_variable(file))
        elif record == 3:
            (count,) = file.whole()
            labels = []
            for _ in range(count):
                value, length = file.take(8), file.take(1)[0]
                labels.append((value, file.take(-(-(length + 1) // 8) * 8 - 1)[:length]))
            kind, count = file.whole(2)
            if kind != 4:
                raise damaged()
            found.labels.append((labels, file.whole(count)))
        elif record == 6:
            file.take(80 * file.whole()[0])
        elif record == 7:
            subtype, size, count = file.whole(3)
            if size < 0 or count < 0:
                raise damaged()
            found.extensions[subtype] = file.take(size * count)
        elif record == 999:
            file.whole()
            return found
        else:
            raise damaged()


def _variable(file: _Bytes) -> dict | None:
    """None for the units in which a text only goes on."""
    width, labelled, missing, shown_as, _ = file.whole(5)
    name = file.take(8)
    if labelled:
        (length,) = file.whole()
        file.take(-(-length // 4) * 4)
    if missing not in (-3, -2, 0, 1, 2, 3) or not -1 <= width <= 255:
        raise damaged()
    declared = [file.take(8) for _ in range(abs(missing))]
    if width < 0:
        return None
    return {
        "name": name,
        "width": width,
        "format": shown_as >> 16 & 255,
        "missing": declared,
        "range": missing < 0,
    }


def _encoding(extensions: dict[int, bytes], order: str) -> str:
    """By the name of the encoding, else by the number of the code page; plain letters where the file names neither."""
    name = extensions.get(20, b"").decode("ascii", "replace").strip().strip("\0")
    if not name and len(extensions.get(3, b"")) >= 32:
        (page,) = struct.unpack(f"{order}i", extensions[3][28:32])
        name = {65001: "utf-8", 28591: "iso-8859-1"}.get(page, f"cp{page}" if page > 99 else "ascii")
    try:
        return codecs.lookup(name or "ascii").name
    except (LookupError, ValueError) as error:
        raise Refused(
            "encoding",
            "the SPSS file is in an encoding that is not known here.",
            "Save it in Unicode (UTF-8), or as CSV.",
            rows=0,
        ) from error


def decoded(text: bytes, encoding: str) -> str:
    """A text of the file without the blanks and zeros that fill it up."""
    try:
        return text.decode(encoding).rstrip(" \0")
    except (UnicodeDecodeError, LookupError) as error:
        raise Refused(
            "encoding",
            f"found letters that are not in the encoding the SPSS file names ({encoding}).",
            "Open it in SPSS or PSPP and save it in Unicode (UTF-8).",
        ) from error


def _segments(width: int) -> list[int]:
    """Widths of the segments in which a text is kept; only long texts have more than one."""
    if width <= _CHUNK:
        return [width]
    whole = -(-width // _COUNTED) - 1
    return [_CHUNK] * whole + [width - whole * _COUNTED]


def _pairs(extension: bytes, encoding: str) -> dict[str, str]:
    """SHORT=value, one after the other with tabs between."""
    entries = decoded(extension, encoding).replace("\0", "").split("\t")
    return dict(entry.split("=", 1) for entry in entries if "=" in entry)


def _variables(dictionary: _Dictionary, encoding: str, file: _Bytes) -> tuple[Variable, ...]:
    names = _pairs(dictionary.extensions.get(13, b""), encoding)
    widths = _pairs(dictionary.extensions.get(14, b""), encoding)
    long_missing = _long_missing(dictionary.extensions.get(22, b""), encoding, file.order)
    variables, belonging = {}, 0
    for place, one in enumerate(dictionary.variables):
        if one is None:
            continue
        if belonging:  # a further segment of a long text
            belonging -= 1
            continue
        short = decoded(one["name"], encoding)
        width = one["width"]
        if short in widths:
            if not width or not widths[short].isdecimal() or not 0 < int(widths[short]) <= 32_767:
                raise damaged()
            width = int(widths[short])
            belonging = len(_segments(width)) - 1
        if width:
            missing, bounds = tuple(decoded(value, encoding) for value in one["missing"]), ()
        else:
            missing = file.numbers(b"".join(one["missing"]))
            bounds, missing = (missing[:2], missing[2:]) if one["range"] else ((), missing)
        name = names.get(short, short)
        missing += long_missing.get(name, ())
        variables[place] = Variable(name, width, one["format"], place, missing, bounds)
    for labels, places in dictionary.labels:
        for place in places:
            if place - 1 not in variables:
                continue
            variable = variables[place - 1]
            meant = {
                decoded(value, encoding) if variable.width else file.numbers(value)[0]: decoded(
                    label, encoding
                )
                for value, label in labels
            }
            variables[place - 1] = replace(variable, labels=meant)
    if belonging or any(_last(v) > len(dictionary.variables) for v in variables.values()):
        raise damaged()
    return tuple(variables.values())


def _last(variable: Variable) -> int:
    return variable.place + sum(-(-max(width, 1) // 8) for width in _segments(variable.width))


def _long_missing(extension: bytes, encoding: str, order: str) -> dict[str, tuple[str, ...]]:
    """Name -> missing values of texts of more than eight bytes."""
    file, found = _Bytes(extension), {}
    file.order = order
    while file.place < len(extension):
        name = decoded(file.take(file.whole()[0]), encoding)
        count = file.take(1)[0]
        (length,) = file.whole()
        found[name] = tuple(decoded(file.take(length), encoding) for _ in range(count))
    return found
