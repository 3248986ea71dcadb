"""Bytes to text: in which encoding a file is written. A mark or UTF-8 decides; among one-byte encodings the words do.

One byte per letter says nothing about which letters are meant. Encodings that have no letter for some byte, or make
words no language has, drop out; a library orders those that remain; and the choice is always reported.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from taft_dash.records.layout import ENCODINGS, Findings
from taft_dash.records.letter_runs import HIGH, LETTERS, runs_of_letters
from taft_dash.records.problems import Problem, Refused, fold, shown

_MARKS = (
    (codecs.BOM_UTF8, "UTF-8 with a mark"),
    (codecs.BOM_UTF32_LE, "UTF-32"),  # before UTF-16, whose mark begins this one
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
ONE_BYTE = ("Windows-1252", "Windows-1255", "Windows-1256", "MacRoman", "ISO-8859-8")
_SAVE_AS_UTF8 = (
    'Save the file again as "CSV UTF-8" (spreadsheets offer it under "Save as"), or choose its encoding.'
)
_HIGH = re.compile(rb"[\x80-\xff]+")
_SEARCHED = 2**22  # bytes searched for letters of UTF-8 among damaged ones
_WORDS_IN, _MOST_WORDS, _LONGEST_WORD = 2**20, 2_000, 40  # bytes searched; distinct words weighed; letters of each
_GLANCE = 2**20  # bytes looked at for what may be chosen in place of an encoding that is certain
_HALF = 0.1  # from this share of runs of high bytes that are UTF-8 on, the text is UTF-8 that was damaged
_ENDING_LETTERS = "ךםןףץ"  # only at the end of a word
_IN_WORDS = "’׳״־·–"


@dataclass(frozen=True)
class Decoded:
    """A text as UTF-8 with newlines for line ends, the name of its encoding, and what must be said of it."""

    text: bytes
    encoding: str
    problem: Problem | None
    notes: tuple[str, ...]


def decoded(data: bytes, findings: Findings) -> Decoded:
    """The text of a file; Refused where no encoding holds its bytes."""
    try:
        name, problem = _encoding_of(data, findings)
        text = _recoded(data, name)
    except Refused as refusal:
        findings.found.pop("encoding", None)
        findings.doubt("encoding", refusal.message, ("UTF-8", *_fitting(data)))
        raise
    notes = ()
    if b"\r" in text:
        both = text.count(b"\r\n")
        if sum(count > 0 for count in (both, text.count(b"\r") - both, text.count(b"\n") - both)) > 1:
            notes = ("Line ends of more than one kind were read alike.",)
        text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if b"\0" in text:
        line = text.count(b"\n", 0, text.index(b"\0")) + 1
        raise Refused(
            "nul",
            "found a NUL byte, which no text holds.",
            "The file is damaged or is no text: save it again as CSV.",
            line=line,
        )
    return Decoded(text, name, problem, notes)


def _encoding_of(data: bytes, findings: Findings) -> tuple[str, Problem | None]:
    """The name of the encoding, and the warning where it is an assumption."""
    chosen = findings.chosen.encoding
    name, reason = (chosen, "") if chosen else _by_rule(data)
    if name is not None:
        findings.note("encoding", name, reason, ("UTF-8", *_fitting(data[:_GLANCE])))
        return name, None
    _require_no_half(data)
    name, problem, others = _by_words(data, findings)
    findings.note("encoding", name, "the words it makes are the likeliest", others, sure=False)
    return name, problem


def _by_rule(data: bytes) -> tuple[str | None, str]:
    """The encoding where the bytes leave no doubt, with the reason; None when it is a one-byte encoding, or none."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name, "the file begins with the mark of this encoding"
    if _utf16_order(data):
        return "UTF-16 without a mark", "every other byte is zero"
    if data.isascii():
        return "UTF-8", "no letter is outside ASCII, which all encodings share"
    try:
        data.decode()
    except UnicodeDecodeError:
        return None, ""
    return "UTF-8", "no mark; all bytes are UTF-8"


def _utf16_order(data: bytes) -> str:
    """ "le" or "be" when the text shows itself as UTF-16 by NUL bytes in every other place; "" otherwise."""
    head = data[:512]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(data) % 2 == 0 and max(even, odd) > len(head) // 6 and min(even, odd) == 0:
        return "le" if odd else "be"
    return ""


def _recoded(data: bytes, name: str) -> bytes:
    codec = ENCODINGS[name]
    marked = next((mark for mark, of in _MARKS if data.startswith(mark) and ENCODINGS[of] == codec), b"")
    if codec == "utf-16" and not marked:
        codec += f"-{_utf16_order(data) or 'le'}"
    if codec == "utf-8":
        text = data[len(marked) :]
        if not text.isascii():
            try:
                text.decode()
            except UnicodeDecodeError as error:
                raise _not_utf8(text, error.start) from error
        return text
    if name in ONE_BYTE and _as_latin_1(data, codec):
        codec = "latin-1"
    try:
        return data.decode(codec).encode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1 if name in ONE_BYTE else None
        words = f"the file was taken as {name} but holds bytes that are not."
        raise Refused("encoding", words, _SAVE_AS_UTF8, line=line) from error
    except UnicodeError as error:
        raise Refused("encoding", f"the file is not whole {name}.", _SAVE_AS_UTF8) from error


def _as_latin_1(data: bytes, codec: str) -> bool:
    """Whether a one-byte encoding makes of these bytes what Latin-1 does, which is decoded several times as fast."""
    high = _letters(data)
    return high.decode(codec, "replace") == high.decode("latin-1")


def _not_utf8(data: bytes, place: int) -> Refused:
    return Refused(
        "encoding",
        f"found the byte {data[place]:#04x}, which is not UTF-8. "
        "If other letters of the text are, it is damaged or was put together from texts of two encodings.",
        _SAVE_AS_UTF8,
        line=_line_of(data, place),
    )


def _line_of(data: bytes, place: int) -> int:
    before = data[:place]
    return before.count(b"\n") + before.count(b"\r") - before.count(b"\r\n") + 1


def _require_no_half(data: bytes) -> None:
    """Refuse UTF-8 in which some bytes are damaged: a one-byte encoding would make other letters of all the rest."""
    first = next(_HIGH.finditer(data)).start()
    searched = data[first : first + _SEARCHED]
    letters = np.frombuffer(searched, np.uint8)
    if not ((letters[:-1] >= 0xC2) & (letters[1:] >> 6 == 0b10)).any():
        return  # no byte that begins a letter of UTF-8 before one that goes on with it
    runs = runs_of_letters(searched, HIGH)
    whole = sum(count for run, count in runs.items() if _is_utf8(run))
    if whole and whole >= _HALF * runs.total():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            raise _not_utf8(data, error.start) from error


def _is_utf8(run: bytes) -> bool:
    try:
        run.decode()
    except UnicodeDecodeError:
        return False
    return True


def _letters(data: bytes) -> bytes:
    """The bytes above ASCII that occur, each once."""
    above = np.frombuffer(data.translate(None, bytes(range(128))), np.uint8)
    return bytes(np.flatnonzero(np.bincount(above)).tolist())


def _fitting(data: bytes) -> tuple[str, ...]:
    """The one-byte encodings that have a printable letter for every byte."""
    if b"\0" in data[:512]:
        return ()
    high = b"" if data.isascii() else _letters(data)
    return tuple(name for name in ONE_BYTE if _printable(high, name))


def _printable(high: bytes, name: str) -> bool:
    try:
        text = high.decode(ENCODINGS[name])
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(letter) in ("Cc", "Cn", "Co") for letter in text)


def _by_words(data: bytes, findings: Findings) -> tuple[str, Problem, tuple[str, ...]]:
    """The likeliest one-byte encoding, the warning that it is an assumption, and the encodings that also fit."""
    high = _letters(data)
    fitting = _fitting(data[:512] + high)
    first = next(_HIGH.finditer(data)).start()
    if not fitting:
        raise _refused(data, first)
    start = max(first - _LONGEST_WORD, 0)
    found = runs_of_letters(data[start : start + _WORDS_IN], LETTERS, _LONGEST_WORD)
    words = [word for word, _ in found.most_common(_MOST_WORDS)]
    different = {}
    for name in fitting:
        different.setdefault(high.decode(ENCODINGS[name]), name)
    likely = _ordered(data, list(different.values()))
    strange = {name: sum(_strange(word.decode(ENCODINGS[name])) for word in words) for name in likely}
    best = min(likely, key=strange.__getitem__)
    if 2 * strange[best] > len(words):
        raise _refused(data, first)
    examples = shown(" ".join(word.decode(ENCODINGS[best]) for word in words[:3]))
    others = sorted(fitting, key=lambda name: strange.get(name, strange[best] + 1))
    named = f"Choose another encoding if they are not right: {', '.join(o for o in others if o != best)}. "
    problem = fold(
        "encoding-assumed",
        f"the file is in an older encoding, read as {best}; it made these words: {examples}.",
        f"{named if len(others) > 1 else ''}Look whether the words are right.",
        file=findings.file,
        lines=(_line_of(data, first),),
        found=examples,
        severity="warning",
    )
    return best, problem, tuple(others)


def _refused(data: bytes, place: int) -> Refused:
    return Refused(
        "encoding",
        f"found the byte {data[place]:#04x}, which is not UTF-8 and makes no word in an older encoding known here.",
        _SAVE_AS_UTF8,
        line=_line_of(data, place),
    )


def _ordered(data: bytes, names: list[str]) -> list[str]:
    """The encodings, those first that a library trained on languages holds for likely."""
    if len(names) < 2:
        return names
    import chardet  # takes a while to load and is seldom needed

    lines = [line for line in data[: 2**18].splitlines() if not line.isascii()]
    # Named alike by Python, whatever the library calls them.
    codec_of = {codecs.lookup(ENCODINGS[name]).name: name for name in names}
    found = chardet.detect_all(
        b"\n".join(lines),
        ignore_threshold=True,
        include_encodings=list(codec_of),
        no_match_encoding=next(iter(codec_of)),
    )
    likely = [codecs.lookup(each["encoding"]).name for each in found if each["encoding"]]
    return list(dict.fromkeys([*(codec_of[codec] for codec in likely if codec in codec_of), *names]))


def _strange(word: str) -> bool:
    """Whether no language writes such a word: scripts mixed, signs inside, capitals after small letters."""
    kinds = [unicodedata.category(letter) for letter in word]
    scripts = {_script(letter) for letter, kind in zip(word, kinds, strict=True) if kind[0] == "L"}
    if not scripts:
        return "Sk" in kinds or "Mn" in kinds
    if len(scripts) > 1 or kinds[0] == "Mn":
        return True
    inner = "".join(kind[0] for kind in kinds).strip("P")
    if set(inner) - set("LMP") or any(map(_misplaced, word, kinds, ("", *kinds), (*kinds[1:], ""))):
        return True
    (script,) = scripts
    if script == "LATIN":
        capitals = any(after.isupper() and before.islower() for before, after in pairwise(word))
        accented = sum(letter > "\x7f" for letter in word)
        return capitals or (len(word) > 2 and 2 * accented > len(word))
    return script == "HEBREW" and any(letter in _ENDING_LETTERS for letter in word[:-1])


def _misplaced(letter: str, kind: str, before: str, after: str) -> bool:
    """A mark that opens behind a letter, closes before one, or stands between letters without being one of words."""
    if kind[0] != "P" or letter in _IN_WORDS:
        return False
    behind, ahead = before[:1] == "L", after[:1] == "L"
    return (behind and ahead) or (behind and kind in ("Pi", "Ps")) or (ahead and kind in ("Pf", "Pe"))


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").split(" ")[0]
