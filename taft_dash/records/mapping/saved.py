"""mapping.json: a plan as a text that a person can read and change, and back, every fault named by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import MISSING, fields
from pathlib import Path
from typing import get_args

from taft_dash.records.layout import Layout
from taft_dash.records.mapping.plan import (
    LEFT_OUT,
    READ_AS,
    FileMapping,
    Mend,
    MendKind,
    Plan,
    Recode,
    TableMapping,
    Unfolded,
)
from taft_dash.records.tables import TABLES, Column, table

FILE_NAME = "mapping.json"
VERSION = 1
LARGEST = 50 * 2**20  # bytes
_VERSION_KEY = "taft_dash_mapping"


class MappingFault(ValueError):
    """A mapping that cannot be used; the message says where and what is expected."""


def plan_to_json(plan: Plan) -> str:
    """The text of mapping.json: only what was decided, indented, letters of every script as they are."""
    return json.dumps({_VERSION_KEY: VERSION, **_plain(plan)}, ensure_ascii=False, indent=2) + "\n"


def plan_from_json(text: str | bytes) -> Plan:
    """The plan in a mapping.json; MappingFault says where it is wrong and what is expected."""
    if len(text) > LARGEST:
        raise MappingFault(f"a mapping is smaller than {LARGEST // 2**20} MB.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise MappingFault(f"this is not readable as JSON{where}.") from error
    if not isinstance(data, dict) or data.get(_VERSION_KEY) != VERSION:
        raise MappingFault(f'the key "{_VERSION_KEY}" with the version {VERSION} is expected at the top.')
    return _made(Plan, {name: value for name, value in data.items() if name != _VERSION_KEY}, "the mapping")


def plan_at(path: str | Path) -> Plan:
    """The plan saved in a file; MappingFault says what is wrong with it."""
    try:
        with open(path, "rb") as file:
            text = file.read(LARGEST + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the name is not one a file can have"
        raise MappingFault(f"the file could not be opened ({reason}).") from error
    return plan_from_json(text)


def _plain(value: object) -> object:
    """A value as JSON holds it, fields at their default left out."""
    if isinstance(value, Layout):
        return value.to_json()
    if hasattr(value, "__dataclass_fields__"):
        kept = {}
        for one in fields(value):
            held = getattr(value, one.name)
            usual = one.default if one.default_factory is MISSING else one.default_factory()
            if held != usual:
                kept[one.name] = _plain(held)
        return kept
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, (tuple, list)):
        return [_plain(held) for held in value]
    return value


_PARTS = {"files": FileMapping, "tables": TableMapping, "unfold": Unfolded, "recode": Recode, "mends": Mend}
_FARTHEST = 2**31  # no line, item or shift of a score is as far
_NUMBERS = {"lines", "left_out", "reversed"}


def _made(kind: type, data: object, where: str) -> object:
    """A dataclass from what JSON holds, every fault named by its place."""
    if not isinstance(data, dict):
        raise MappingFault(f"{where} should be an object in braces.")
    known = {one.name: one for one in fields(kind)}
    unknown = [name for name in data if name not in known]
    if unknown:
        raise MappingFault(f"{where} has {unknown[0]!r}; it may have {', '.join(known)}.")
    required = [n for n, one in known.items() if one.default is MISSING and one.default_factory is MISSING]
    lacking = [name for name in required if name not in data]
    if lacking:
        raise MappingFault(f"{where} lacks {lacking[0]}.")
    made = kind(**{name: _field(name, value, f"{name} of {where}") for name, value in data.items()})
    if isinstance(made, TableMapping):
        _require_known(made, where)
    if isinstance(made, Mend) and made.kind not in get_args(MendKind):
        raise MappingFault(f"kind of {where} is {made.kind!r}; there are {', '.join(get_args(MendKind))}.")
    return made


def _field(name: str, value: object, where: str) -> object:
    if name in _PARTS:
        return tuple(
            _made(_PARTS[name], one, f"{where}, entry {k}") for k, one in enumerate(_list(value, where), 1)
        )
    if name == "layout":
        try:
            return Layout.from_json(value)
        except (ValueError, TypeError) as error:
            raise MappingFault(f"{where} does not say how a file is written.") from error
    if name == "instruments":
        return tuple(_texts(one, f"{where}, entry {k}") for k, one in enumerate(_list(value, where), 1))
    if name in _NUMBERS:
        return tuple(_count(one, where) for one in _list(value, where))
    if name == "pair":
        if value is None:
            return None
        parts = tuple(_typed(one, str, where) for one in _list(value, where))
        if len(parts) != 2 or not parts[1]:
            raise MappingFault(f"{where} should be a heading and what parts the two names.")
        return parts
    if name == "words":
        return {key: _texts(one, f"{where}, {key}") for key, one in _object(value, where).items()}
    if name == "missing" and isinstance(value, dict):
        return {
            key: tuple(_typed(one, str, where) for one in _list(codes, where)) for key, codes in value.items()
        }
    if name in ("missing", "headings", "attributes"):
        return tuple(_typed(one, str, where) for one in _list(value, where))
    if name in ("columns", "constants", "read_as", "sets"):
        return _texts(value, where)
    if name == "add":
        number = _typed(value, (int, float), where)
        if not abs(number) < _FARTHEST:
            raise MappingFault(f"{where} should be a number of some size.")
        return float(number)
    return _typed(value, bool if name == "derived" else str, where)


def _list(value: object, where: str) -> list:
    return _typed(value, list, where)


def _object(value: object, where: str) -> dict:
    return _typed(value, dict, where)


def _texts(value: object, where: str) -> dict[str, str]:
    return {_typed(key, str, where): _typed(text, str, where) for key, text in _object(value, where).items()}


_WORDS = {
    list: "a list in brackets",
    dict: "an object in braces",
    str: "a text",
    int: "a whole number",
    bool: "true or false",
}


def _typed(value: object, kind: type | tuple, where: str) -> object:
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise MappingFault(f"{where} should be {_WORDS.get(kind, 'a number')}.")
    if isinstance(value, str) and not _has_whole_letters(value):
        raise MappingFault(f"{where} holds half a character.")
    return value


def _has_whole_letters(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _count(value: object, where: str) -> int:
    if not 0 < _typed(value, int, where) < _FARTHEST:
        raise MappingFault(f"{where} should be numbers of lines or items, from 1.")
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
    for name in (
        *mapping.columns,
        *mapping.constants,
        *mapping.read_as,
        *mapping.words,
        *mapping.missing,
        *set_by,
    ):
        if name not in known:
            raise MappingFault(f"{where} names the column {name!r}; {mapping.table} has {', '.join(known)}.")
    for name, read_as in mapping.read_as.items():
        ways = _ways(table(mapping.table).column(name))
        if read_as not in ways:
            known = ", ".join(map(repr, ways))
            raise MappingFault(f"read_as of {where} has {read_as!r} for {name}; it may be {known}.")
    if mapping.recode and mapping.table != "ratings":
        raise MappingFault(f"recode of {where} is for ratings, not for {mapping.table}.")
    if mapping.pair and mapping.table not in ("ratings", "interactions"):
        raise MappingFault(f"pair of {where} is for interactions and ratings, not for {mapping.table}.")
    if bool(mapping.unfold) != bool(mapping.value) or (mapping.value and mapping.value not in known):
        raise MappingFault(f"value of {where} should name the column that the cells of unfold go to.")


def _ways(column: Column) -> tuple[str, ...]:
    """How the cells of a column may be read."""
    return tuple(dict.fromkeys((*READ_AS.get(column.kind, ("",)), *READ_AS.get(column.unit, ()))))
