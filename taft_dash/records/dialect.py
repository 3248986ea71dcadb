"""How a delimited text is written: its encoding, delimiter and decimal mark. Decided by rule, never guessed."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

import numpy as np

from taft_dash.records.cells import scan
from taft_dash.records.problems import Refused
from taft_dash.records.text_tables import TextColumn

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
_SAMPLE_BYTES, _SAMPLE_ROWS = 2**18, 200
_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),  # before UTF-16, whose mark begins this one
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
_SAVE_AS_UTF8 = 'Save the file again as "CSV UTF-8" (spreadsheets offer it under "Save as").'


def to_utf8(data: bytes) -> tuple[bytes, str]:
    """The text as UTF-8 with newlines for line ends, and the name of the encoding it came in."""
    for mark, codec, name in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :] if codec == "utf-8" else _recoded(data, codec, name)
            break
    else:
        codec, name = _unmarked(data)
        text = data if codec == "utf-8" else _recoded(data, codec, name)
    if b"\r" in text:
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        raise Refused(
            "nul",
            "found a NUL byte, which no text holds.",
            "The file is damaged or is no text: save it again as CSV.",
            line=line,
        )
    _require_utf8(text)
    return text, name


def _unmarked(data: bytes) -> tuple[str, str]:
    """UTF-16 shows itself by NUL bytes in every other place; everything else must be UTF-8."""
    head = data[:512]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > len(head) // 6 and min(even, odd) == 0:
        return ("utf-16-le" if odd else "utf-16-be"), "UTF-16 without a mark"
    return "utf-8", "UTF-8"


def _recoded(data: bytes, codec: str, name: str) -> bytes:
    try:
        return data.decode(codec).encode()
    except UnicodeError as error:
        words = f"the file presents itself as {name} but holds bytes that are not."
        raise Refused("encoding", words, _SAVE_AS_UTF8) from error


def _require_utf8(text: bytes) -> None:
    if text.isascii():
        return
    try:
        text.decode()
    except UnicodeDecodeError as error:
        raise Refused(
            "encoding",
            f"found the byte {text[error.start]:#04x}, which is not UTF-8. "
            "The file was probably saved in an older encoding, and guessing which would change names.",
            _SAVE_AS_UTF8,
            line=text.count(b"\n", 0, error.start) + 1,
        ) from error


def delimiter_of(text: bytes) -> str:
    """The delimiter under which the first rows are most often as wide as the header, wider counting for more."""
    sample = (
        text
        if len(text) <= _SAMPLE_BYTES
        else text[: text.rfind(b"\n", 0, _SAMPLE_BYTES) + 1 or _SAMPLE_BYTES]
    )
    scores, split = {}, {}
    for delimiter in DELIMITERS:
        records = scan(sample, delimiter)
        widths = records.widths()[~records.blank()][: _SAMPLE_ROWS + 1]
        header, rows = (int(widths[0]), widths[1:]) if len(widths) else (1, widths)
        agreeing = float(np.mean(rows == header)) if len(rows) else 1.0
        scores[delimiter] = agreeing * header if header > 1 else 0.0
        split[delimiter] = int(np.sum(rows > 1))
    best = max(scores, key=scores.__getitem__)
    if scores[best] == 0:
        # One heading only. Should rows hold more cells all the same, this delimiter shows them to be irregular.
        return max(split, key=split.__getitem__)
    rivals = [DELIMITERS[other] for other in DELIMITERS if scores[other] == scores[best]]
    if len(rivals) > 1:
        raise Refused(
            "delimiter",
            f"the cells could be separated by {' or '.join(rivals)}; both fit equally well.",
            "Save the file with commas between the cells.",
        )
    return best


def decimal_mark_of(columns: Iterable[TextColumn], delimiter: str) -> str:
    """A comma only where the numbers show it beyond doubt: 1,5 and the like, no 1.5, and not only 1,234."""
    if delimiter == ",":
        return "."
    values = [value for column in columns for value in column.values if "," in value or "." in value]
    with_comma = [value for value in values if re.fullmatch(r"[+-]?[0-9]+,[0-9]+", value)]
    thousands_only = all(re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", value) for value in with_comma)
    if thousands_only or any(re.fullmatch(r"[+-]?[0-9]*\.[0-9]+", value) for value in values):
        return "."
    return ","
