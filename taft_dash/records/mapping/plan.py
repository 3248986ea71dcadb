"""What was decided about a records set: how each file is read, what its columns mean, what was mended.

All of it is plain data. It is saved as `mapping.json`, is meant to be read and changed by hand, and holds headings and
what stands in cells only where a person's choice names them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Literal

from taft_dash.records.layout import Layout
from taft_dash.records.tables import TABLES, table

VERSION = 1
FILE_NAME = "mapping.json"
LEFT_OUT = ""  # in place of a table's name: the file is no record file
Confidence = Literal["certain", "likely", "guess"]

# How the cells of a column are read, by the kind of the column; "" is: as typed.
READ_AS: dict[str, tuple[str, ...]] = {
    "session": ("", "number in text", "date", "date, day first", "date, month first", "order of first mention"),
    "date": ("", "day first", "month first"),
    "seconds": ("", "clock", "minutes", "milliseconds"),
    "minutes": ("", "clock", "seconds", "milliseconds"),
    "people": ("", "several, parted by ,", "several, parted by +", "several, parted by &", "several, parted by /"),
}


class MappingFault(ValueError):
    """A mapping that cannot be used; the message says where and what is expected."""


@dataclass(frozen=True)
class Unfolded:
    """A column that stands beside others of its kind: each of its cells becomes a row of its own.

    Parameters
    ----------
    heading : as typed.
    sets : record column -> text, what the heading says of each cell: {"session": "3", "item": "bond"}.
    """

    heading: str
    sets: Mapping[str, str]


@dataclass(frozen=True)
class Recode:
    """How the scores of one instrument were written, where it is not as on the form.

    Parameters
    ----------
    instrument : as in the registry, or as typed where nobody knows it.
    add : what is added to every answer, 1 for a form of 1 to 5 that was entered as 0 to 4.
    reversed : items that were already reversed when they were entered; they are turned back to the form's direction,
        so that the scoring key may reverse them once.
    """

    instrument: str
    add: float = 0
    reversed: tuple[int, ...] = ()


@dataclass(frozen=True)
class TableMapping:
    """How one file, or a part of it, becomes one record table.

    Parameters
    ----------
    table : name in `TABLES`, or LEFT_OUT.
    columns : record column -> heading as typed. Headings named nowhere are kept as attributes.
    constants : record column -> text that stands for every row: the session a sheet is named after.
    unfold : columns side by side whose cells become rows; `value` is the record column their cells are.
    pair : heading of a column that holds speaker and addressee (or rater and target) in one cell, and what parts them.
    read_as : record column -> one of READ_AS.
    words : record column -> {cell as typed: what it means}.
    missing : record column -> cells that mean "missing", as typed.
    recode : how scores were written.
    left_out : lines of the file that hold no record (explanations below the headings), and why.
    derived : made beside another table of the same file; used where no file gives this table, each row once.
    """

    table: str
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    unfold: tuple[Unfolded, ...] = ()
    value: str = ""
    pair: tuple[str, str] | None = None
    read_as: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recode: tuple[Recode, ...] = ()
    left_out: tuple[int, ...] = ()
    left_out_because: str = ""
    derived: bool = False

    @property
    def plain(self) -> bool:
        """Nothing but headings is translated: the cells are used as typed."""
        return not (
            self.constants or self.unfold or self.pair or self.read_as or self.words or self.missing
            or self.recode or self.left_out
        )  # fmt: skip

    def headings(self) -> tuple[str, ...]:
        """Every heading this mapping uses."""
        paired = (self.pair[0],) if self.pair else ()
        return (*self.columns.values(), *paired, *(one.heading for one in self.unfold))


@dataclass(frozen=True)
class FileMapping:
    """All about one file: how it is read, and the tables made of it.

    `headings` are those of the file the mapping was made for. A file of the same name, or with the same headings
    under any name, is read in this way.
    """

    file: str
    headings: tuple[str, ...] = ()
    layout: Layout = Layout()
    tables: tuple[TableMapping, ...] = ()


@dataclass(frozen=True)
class Mend:
    """One correction a person asked for.

    `kind` is
        "replace"     every cell of `column` in `file` that holds `found` becomes `value`
        "leave out"   the rows on `lines` of `file` are left out
        "add member"  `value` is added to the members of `group`, with the role in `found` ("member" where empty)

    Parameters
    ----------
    column : heading as typed; lines : the spreadsheet's; why : the fault it answers, as a sentence.
    """

    kind: Literal["replace", "leave out", "add member"]
    file: str = ""
    column: str = ""
    found: str = ""
    value: str = ""
    lines: tuple[int, ...] = ()
    group: str = ""
    why: str = ""


@dataclass(frozen=True)
class Plan:
    """Everything decided about a records set; empty: all is found out by rule.

    Parameters
    ----------
    files : in any order.
    missing : cells that mean "missing" in every column but identifiers, as typed.
    mends : in the order they are applied.
    instruments : rows as in instruments.csv, column -> text.
    """

    files: tuple[FileMapping, ...] = ()
    missing: tuple[str, ...] = ()
    mends: tuple[Mend, ...] = ()
    instruments: tuple[Mapping[str, str], ...] = ()

    def of(self, file: str, headings: Iterable[str] = ()) -> FileMapping | None:
        """What is decided about a file: by its name, else by its headings; None where nothing is."""
        headings = tuple(headings)
        named = next((one for one in self.files if one.file == file), None)
        if named and (not named.headings or not headings or set(named.headings) == set(headings)):
            return named
        shaped = (one for one in self.files if headings and set(one.headings) == set(headings))
        return next(shaped, named)

    def with_file(self, mapping: FileMapping) -> Plan:
        """The plan with this in place of what was decided about the file before."""
        return replace(self, files=(*(one for one in self.files if one.file != mapping.file), mapping))

    def to_json(self) -> str:
        """The text of mapping.json: only what was decided, indented, letters of any script as they are."""
        return json.dumps({"taft_dash_mapping": VERSION, **_plain(self)}, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes) -> Plan:
        """The plan in a mapping.json; MappingFault says where it is wrong and what is expected."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
            raise MappingFault(f"this is not readable as JSON{where}.") from error
        if not isinstance(data, dict) or data.get("taft_dash_mapping") != VERSION:
            raise MappingFault(f'the key "taft_dash_mapping" with the version {VERSION} is expected at the top.')
        data = {name: value for name, value in data.items() if name != "taft_dash_mapping"}
        return _made(cls, data, "the mapping")


def _plain(value: object) -> object:
    """A value as JSON holds it, fields at their default left out."""
    if isinstance(value, Layout):
        return value.to_json()
    if hasattr(value, "__dataclass_fields__"):
        kept = {}
        for one in fields(value):
            held = getattr(value, one.name)
            if one.default is held or (not held and held != 0) or (one.default == held):
                continue
            kept[one.name] = _plain(held)
        return kept
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(held) for held in value]
    return value


_PARTS = {"files": FileMapping, "tables": TableMapping, "unfold": Unfolded, "recode": Recode, "mends": Mend}
_NUMBERS = {"lines", "left_out", "reversed"}


def _made(kind: type, data: object, where: str) -> object:
    """A dataclass from what JSON holds, every fault named by its place."""
    if not isinstance(data, dict):
        raise MappingFault(f"{where} should be an object in braces.")
    known = {one.name: one for one in fields(kind)}
    unknown = [name for name in data if name not in known]
    if unknown:
        raise MappingFault(f"{where} has {unknown[0]!r}; it may have {', '.join(known)}.")
    made = {}
    for name, value in data.items():
        made[name] = _field(name, value, f"{name} of {where}")
    try:
        made = kind(**made)
    except TypeError as error:
        lacking = [name for name in known if name not in data]
        raise MappingFault(f"{where} lacks one of {', '.join(lacking)}.") from error
    if isinstance(made, TableMapping):
        _require_known(made, where)
    return made


def _field(name: str, value: object, where: str) -> object:
    if name in _PARTS:
        return tuple(_made(_PARTS[name], one, f"{where}, entry {k}") for k, one in enumerate(_list(value, where), 1))
    if name == "layout":
        try:
            return Layout.from_json(value)
        except ValueError as error:
            raise MappingFault(f"{where}: {error}") from error
    if name == "instruments":
        return tuple(_texts(one, f"{where}, entry {k}") for k, one in enumerate(_list(value, where), 1))
    if name in _NUMBERS:
        return tuple(_typed(one, int, where) for one in _list(value, where))
    if name == "pair":
        parts = tuple(_typed(one, str, where) for one in _list(value, where))
        if len(parts) != 2:
            raise MappingFault(f"{where} should be a heading and what parts the two names.")
        return parts
    if name == "words":
        return {key: _texts(one, f"{where}, {key}") for key, one in _object(value, where).items()}
    if name == "missing" and isinstance(value, dict):
        return {key: tuple(_typed(one, str, where) for one in _list(codes, where)) for key, codes in value.items()}
    if name in ("missing", "headings"):
        return tuple(_typed(one, str, where) for one in _list(value, where))
    if name in ("columns", "constants", "read_as", "sets"):
        return _texts(value, where)
    if name == "add":
        return float(_typed(value, (int, float), where))
    return _typed(value, bool if name == "derived" else str, where)


def _list(value: object, where: str) -> list:
    return _typed(value, list, where)


def _object(value: object, where: str) -> dict:
    return _typed(value, dict, where)


def _texts(value: object, where: str) -> dict[str, str]:
    return {key: _typed(text, str, where) for key, text in _object(value, where).items()}


_WORDS = {list: "a list in brackets", dict: "an object in braces", str: "a text", int: "a whole number", bool: "true or false"}


def _typed(value: object, kind: type | tuple, where: str) -> object:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MappingFault(f"{where} should be {_WORDS.get(kind, 'a number')}.")
    return value


def _require_known(mapping: TableMapping, where: str) -> None:
    """Every record column named in a mapping is one of its table."""
    if mapping.table == LEFT_OUT:
        return
    names = [known.name for known in TABLES]
    if mapping.table not in names:
        raise MappingFault(f"table of {where} is {mapping.table!r}; there are {', '.join(names)}.")
    known = table(mapping.table).names
    set_by = (name for one in mapping.unfold for name in one.sets)
    for name in (*mapping.columns, *mapping.constants, *mapping.read_as, *mapping.words, *mapping.missing, *set_by):
        if name not in known:
            raise MappingFault(f"{where} names the column {name!r}; {mapping.table} has {', '.join(known)}.")
    if bool(mapping.unfold) != bool(mapping.value) or (mapping.value and mapping.value not in known):
        raise MappingFault(f"value of {where} should name the column that the cells of unfold go to.")
