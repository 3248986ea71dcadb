"""How a file is written, as a value: what a person may lay down about it, and what the reader understood of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

ENCODINGS = {
    "UTF-8": "utf-8",
    "UTF-8 with a mark": "utf-8",
    "UTF-16": "utf-16",
    "UTF-16 without a mark": "utf-16",
    "UTF-32": "utf-32",
    "Windows-1252": "cp1252",
    "Windows-1255": "cp1255",
    "Windows-1256": "cp1256",
    "MacRoman": "mac_roman",
    "ISO-8859-8": "iso8859_8",
}
DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
QUOTES = {'"': "double quotation marks", "'": "single quotation marks", "": "none"}
DECIMAL_MARKS = {".": "point", ",": "comma"}
SAYS_DELIMITER = "sep="  # a first line by which spreadsheets are told the delimiter
MOST_HEADER_LINES = 3
HEAD, TAIL = 12, 3
LONGEST_SHOWN, MOST_SHOWN = 60, 100

_CHOICES = {
    "encoding": tuple(ENCODINGS),
    "delimiter": tuple(DELIMITERS),
    "quote": tuple(QUOTES),
    "decimal_mark": tuple(DECIMAL_MARKS),
    "header_lines": tuple(range(1, MOST_HEADER_LINES + 1)),
}
_LEAST = {"header": 0, "last": 1}


@dataclass(frozen=True)
class Layout:
    """How a file is written. None: found out by rule. Line numbers are the spreadsheet's: the first line is 1.

    Parameters
    ----------
    encoding : a name of `ENCODINGS`.
    delimiter : "," ";" "\\t" or "|".
    quote : '"', "'", or "" when no mark stands around texts.
    decimal_mark : "." or ",".
    header : line of the (first) headings; lines above are left out. 0: there are none; columns are called "column 1" …
    header_lines : how many lines of headings there are, 1 to 3. When the first names every column, the further ones
        describe it and are left out; otherwise a column is called by all of them, upper before lower.
    left_out : lines to leave out.
    last : last line of the table; what follows is left out.

    Raises
    ------
    ValueError
        When a field holds what it cannot; the message names the field and what it may hold.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal_mark: str | None = None
    header: int | None = None
    header_lines: int | None = None
    left_out: tuple[int, ...] = ()
    last: int | None = None

    def __post_init__(self) -> None:
        for name, choices in _CHOICES.items():
            value = getattr(self, name)
            if value is not None and (isinstance(value, bool) or value not in choices):
                raise ValueError(f"{name} is {value!r}; it is one of {', '.join(map(repr, choices))}.")
        for name, least in _LEAST.items():
            value = getattr(self, name)
            if value is not None and not _whole(value, least):
                raise ValueError(f"{name} is {value!r}; it is a line number from {least} on.")
        lines = self.left_out
        if not isinstance(lines, (tuple, list)) or not all(_whole(line, 1) for line in lines):
            raise ValueError(f"left_out is {lines!r}; it is a list of line numbers from 1 on.")
        object.__setattr__(self, "left_out", tuple(lines))
        if None not in (self.header, self.last) and self.last <= self.header:
            raise ValueError(f"last is {self.last!r}; it is a line number after header, {self.header}.")

    def for_another(self) -> Layout:
        """What holds for another file of the same headings too: how it is written, without the numbers of its lines."""
        return replace(self, header=None, header_lines=None, left_out=(), last=None)

    def to_json(self) -> dict:
        """A plain dict of the fields that are set."""
        set_here = {each.name: getattr(self, each.name) for each in fields(self)}
        return {
            name: list(value) if name == "left_out" else value
            for name, value in set_here.items()
            if value not in (None, ())
        }

    @classmethod
    def from_json(cls, written: object) -> Layout:
        """The layout in a plain dict; ValueError names the field and what it may hold.

        Examples
        --------
        >>> Layout.from_json({"delimiter": ";", "header": 3}).to_json()
        {'delimiter': ';', 'header': 3}
        """
        names = [each.name for each in fields(cls)]
        if not isinstance(written, Mapping):
            raise ValueError(f"a layout is {written!r}; it is an object with {', '.join(names)}.")
        for name in written:
            if name not in names:
                raise ValueError(f"a layout has no field {name!r}; it has {', '.join(names)}.")
        given = dict(written)
        if given.get("left_out", ()) is None:
            raise ValueError("left_out is None; it is a list of line numbers from 1 on.")
        return cls(**given)


def _whole(value: object, least: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


AS_FOUND = Layout()
Shown = tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Understood:
    """What was understood of one table, for a preview and for changing it.

    Parameters
    ----------
    file : as in `TextTable.file` and `Problem.file`.
    layout : complete as far as known, also when the file is refused; given back as it is, it reads the same table.
    reasons : field -> one sentence why.
    sure : field -> False where it was a guess to be confirmed, or what the file was refused for.
    options : field -> what may be chosen instead, likeliest first, what was understood among them.
    head : the first lines that are not blank as understood, (line, cells), texts cut short; also lines left out.
    tail : the same for the last lines.
    """

    file: str
    layout: Layout
    reasons: dict[str, str]
    sure: dict[str, bool]
    options: dict[str, tuple]
    head: Shown
    tail: Shown


@dataclass
class Findings:
    """What is found out about one table while it is read; what is known when it is refused stays known.

    `quoted` : quotation marks stand in the text, so that cells may hold its delimiter.
    """

    file: str
    chosen: Layout
    found: dict[str, object] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    sure: dict[str, bool] = field(default_factory=dict)
    options: dict[str, tuple] = field(default_factory=dict)
    head: Shown = ()
    tail: Shown = ()
    quoted: bool = False

    def note(self, name: str, value: object, reason: str, options: tuple = (), *, sure: bool = True) -> None:
        """One field as it was understood; `value` None when it could not be found out."""
        given = getattr(self.chosen, name) not in (None, ())
        self.found[name] = value
        self.reasons[name] = "chosen by you" if given else reason
        self.sure[name] = sure or given
        if options:
            first = () if value is None else (value,)
            self.options[name] = tuple(dict.fromkeys((*first, *options)))

    def doubt(self, name: str, reason: str, options: tuple = ()) -> None:
        """What the file is refused for, to be chosen by a person."""
        self.sure[name] = False
        self.reasons[name] = reason
        if options:
            self.options[name] = tuple(dict.fromkeys((*options, *self.options.get(name, ()))))

    def of_another(self, file: str, chosen: Layout) -> Findings:
        """What holds for the whole text, for another of its tables."""
        return Findings(
            file, chosen, dict(self.found), dict(self.reasons), dict(self.sure), dict(self.options),
            quoted=self.quoted,
        )  # fmt: skip

    def understood(self) -> Understood:
        known = {name: value for name, value in self.found.items() if value is not None}
        return Understood(
            self.file,
            Layout(**known),
            dict(self.reasons),
            dict(self.sure),
            dict(self.options),
            self.head,
            self.tail,
        )
