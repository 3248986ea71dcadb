"""mapping.json: a plan as a text that a person can read and change, and back, every fault named by its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

from taft_dash.records.layout import Layout
from taft_dash.records.mapping.plan import (
    LEFT_OUT,
    READ_AS,
    FileMapping,
    Mend,
    Plan,
    Recode,
    TableMapping,
    Unfolded,
)
from taft_dash.records.tables import TABLES, table

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
        return tuple(
            _made(_PARTS[name], one, f"{where}, entry {k}") for k, one in enumerate(_list(value, where), 1)
        )
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
        return {
            key: tuple(_typed(one, str, where) for one in _list(codes, where)) for key, codes in value.items()
        }
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
    for name, how in mapping.read_as.items():
        column = table(mapping.table).column(name)
        ways = dict.fromkeys((*READ_AS.get(column.kind, ("",)), *READ_AS.get(column.unit, ())))
        if how not in ways:
            raise MappingFault(f"{where} reads {name} as {how!r}; it may be {', '.join(map(repr, ways))}.")
    if bool(mapping.unfold) != bool(mapping.value) or (mapping.value and mapping.value not in known):
        raise MappingFault(f"value of {where} should name the column that the cells of unfold go to.")
