"""The data dictionary and the templates of the record files, made from `TABLES`."""

from __future__ import annotations

import re

import pandas as pd

from taft_dash.records.tables import ENOUGH, TABLES, Column, table

# Signs with a meaning inside a line or a table of Markdown.
_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~&#])")

_KINDS = {
    "group": "text",
    "person": "identifier",
    "people": "identifiers joined by ;",
    "session": "whole number",
    "whole": "whole number",
    "number": "number",
    "choice": "word",
    "text": "text",
    "date": "date",
}

# A small set of records that fits together: two sessions of a group of three.
_WORKED: dict[str, tuple[dict[str, str], ...]] = {
    "members": (
        {"member": "M01", "role": "member", "name": "Ada"},
        {"member": "M02", "role": "member", "name": "Ben", "joined": "2"},
        {"member": "T01", "role": "therapist", "name": "Iris"},
    ),
    "sessions": (
        {"session": "1", "date": "2026-01-06", "minutes": "90", "phase": "opening"},
        {"session": "2", "date": "2026-01-13", "minutes": "90", "phase": "opening"},
    ),
    "attendance": (
        {"session": "1", "member": "M01", "status": "present", "minutes": "90"},
        {"session": "1", "member": "T01", "status": "present", "minutes": "90"},
        {"session": "2", "member": "M01", "status": "late", "minutes": "70"},
        {"session": "2", "member": "M02", "status": "present", "minutes": "90"},
        {"session": "2", "member": "T01", "status": "present", "minutes": "90"},
    ),
    "interactions": (
        {"session": "1", "speaker": "T01", "addressee": "GROUP", "turn": "1", "start_seconds": "0",
         "speaking_seconds": "21.5", "category": "opening", "element": "safety"},
        {"session": "1", "speaker": "M01", "addressee": "T01", "turn": "2", "start_seconds": "22",
         "speaking_seconds": "8", "valence": "0.5"},
        {"session": "2", "speaker": "M02", "addressee": "M01;T01", "turn": "1", "start_seconds": "4",
         "speaking_seconds": "12", "category": "disclosure"},
    ),
    "ratings": (
        {"session": "1", "rater": "M01", "instrument": "WAI-SR", "item": "1", "score": "4"},
        {"session": "1", "rater": "M01", "instrument": "WAI-SR", "item": "2", "score": "5"},
        {"session": "2", "rater": "M02", "instrument": "GSRS", "item": "total", "score": "33.5"},
        {"session": "2", "rater": "T01", "target": "M01", "instrument": "MAS-A", "item": "mastery", "score": "4.5"},
        {"session": "2", "rater": "M02", "instrument": "COH-4", "item": "3", "score": "6"},
    ),
    "events": (
        {"session": "2", "minute": "35", "kind": "rupture", "type": "withdrawal", "actor": "M02",
         "target": "LEADER", "rater": "T01"},
    ),
    "instruments": (
        {"instrument": "COH-4", "name": "Our cohesion form", "subscale": "cohesion", "items": "1-4", "low": "1",
         "high": "7", "reversed": "2", "score": "mean", "step": "1", "source": "made by our team"},
    ),
}  # fmt: skip


def dictionary() -> pd.DataFrame:
    """One row per column of every record file: table, file, column, required, holds, unit, allowed, empty, meaning.

    Everything is text; `empty` says what an empty cell stands for.
    """
    rows = [
        {
            "table": one.name,
            "file": one.file,
            "column": column.name,
            "required": "yes" if column.required else "",
            "holds": _KINDS[column.kind],
            "unit": column.unit,
            "allowed": _allowed(column),
            "empty": _empty(column),
            "meaning": column.meaning,
        }
        for one in TABLES
        for column in one.columns
    ]
    return pd.DataFrame(rows)


def dictionary_markdown() -> str:
    """The data dictionary as a page of Markdown, one section per record file; every text reads as it is written."""
    described = dictionary()
    sections = ["# Data dictionary of the record files", f"{enough_words()} Columns in bold are required."]
    for one in TABLES:
        lines = [f"## {_markdown(one.file)}", "", f"One row is {_markdown(one.one_row_is)}.", ""]
        lines += ["| column | holds | allowed | empty cell | meaning |", "|---|---|---|---|---|"]
        for row in described[described["table"] == one.name].itertuples():
            name = f"**{_markdown(row.column)}**" if row.required else _markdown(row.column)
            holds = f"{row.holds} ({row.unit})" if row.unit else row.holds
            cells = [name, *map(_markdown, (holds, row.allowed, row.empty, row.meaning))]
            lines.append(f"| {' | '.join(cells)} |")
        sections.append("\n".join(lines))
    return "\n\n".join(sections) + "\n"


def enough_words() -> str:
    """Which record files are needed, as a sentence."""
    *others, last = ENOUGH
    return f"One of {', '.join(others)} or {last} is enough; everything else adds."


def _markdown(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def template(name: str, *, worked: bool = False) -> pd.DataFrame:
    """The headings of a record file as a table of text, without rows or, `worked`, with a few that fit together."""
    rows = _WORKED[name] if worked else ()
    return pd.DataFrame(list(rows), columns=list(table(name).names), dtype="str").fillna("")


def _allowed(column: Column) -> str:
    if column.choices:
        words = ", ".join(column.choices)
        return words if column.kind == "choice" else f"a member, or {words}"
    if column.high is not None:
        return f"{column.low:g} to {column.high:g}"
    return f"{column.low:g} or more" if column.low is not None else ""


def _empty(column: Column) -> str:
    if column.blank_means:
        return column.blank_means
    if column.required:
        return "not allowed"
    if column.default is not None:
        return f"{column.default:g}" if isinstance(column.default, int | float) else column.default
    return "not recorded"
