"""What the columns and cells of one file are taken to mean, in words and in small tables beside the menus."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from taft_dash.readings.words import apart, listed
from taft_dash.records.instruments import find
from taft_dash.records.layout import Understood
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.arranging import arranged, rows_of
from taft_dash.records.mapping.plan import LEFT_OUT, READ_AS, Recode, TableMapping
from taft_dash.records.mapping.translating import number_in
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import Column, table
from taft_dash.records.text_tables import TextTable

NOUNS = {
    "members": "people",
    "sessions": "sessions",
    "attendance": "attendance",
    "interactions": "talk",
    "ratings": "ratings",
    "events": "events",
    "instruments": "instruments of your own",
}
CONFIDENCE = {"certain": "", "likely": "Likely: ", "guess": "A guess, please check: "}
LAYOUT_FIELDS = {
    "encoding": "Letters are written in",
    "delimiter": "Cells are parted by",
    "decimal_mark": "Decimals are written with",
    "quote": "Text stands between",
    "header": "Headings stand on line",
    "header_lines": "Lines of headings",
    "last": "The table ends on line",
}
_TO_CHECK = {
    "encoding": "the letters",
    "delimiter": "what parts the cells",
    "decimal_mark": "how decimals are written",
    "quote": "what stands around texts",
    "header": "where the headings stand",
    "header_lines": "how many lines of headings there are",
    "last": "where the table ends",
}
_MARKS = {
    ("delimiter", ","): "comma ,",
    ("delimiter", ";"): "semicolon ;",
    ("delimiter", "\t"): "tab",
    ("delimiter", "|"): "bar |",
    ("decimal_mark", "."): "point 1.5",
    ("decimal_mark", ","): "comma 1,5",
    ("quote", '"'): 'double marks "',
    ("quote", "'"): "single marks '",
    ("quote", ""): "no marks: they are ordinary letters",
    ("header", 0): "no line: there are none",
}
# Where columns may stand side by side: what their cells are, and what their headings may say.
SIDE_BY_SIDE = {
    "attendance": ("status", ("session",)),
    "ratings": ("score", ("instrument", "item", "session")),
    "interactions": ("turns", ("addressee",)),
}
ONE_CELL = {"status": "mark of presence", "turns": "count of turns", "speaking_seconds": "number of seconds"}
FIRST_ROWS = 8
MOST_TEXTS = 200
MOST_INSTRUMENTS = 12


def reason_words(file: FileUnderstood, mapping: TableMapping, column: str) -> str:
    """Why the column is taken from its heading, and what its first cells hold."""
    heading = mapping.columns.get(column)
    if heading is None:
        return ""
    cells = f"Holds {listed(_quoted(samples(file.text, heading)), 5)}."
    proposed = (one.columns.get(column) for one in file.proposal.mappings if one.table == mapping.table)
    if heading not in proposed:
        return f"Your choice. {cells}"
    for reason in file.proposal.reasons:
        if (reason.table, reason.column, reason.heading) == (mapping.table, column, heading):
            why = f"{CONFIDENCE[reason.confidence]}{reason.why}"
            return f"{why[:1].upper()}{why[1:]} {cells}"
    return cells


def _quoted(texts: Sequence[str]) -> list[str]:
    # Isolated (U+2068, U+2069), so that texts from right to left do not turn the sentence around.
    return [f'"\u2068{text}\u2069"' for text in texts]


def samples(text: TextTable, heading: str, most: int = 4) -> tuple[str, ...]:
    """The first distinct cells of a column that are not blank, cut to length."""
    return tuple(shown(value, 30) for value in text.columns[heading].values.tolist() if value)[:most]


def pair_words(mapping: TableMapping) -> str:
    """How pairs are parted."""
    heading, mark = mapping.pair
    left, right = mapping.pair_fills
    return f'"{shown(heading)}" holds two people: {left} before "{mark.strip() or "the blank"}", {right} behind it.'


def side_by_side_words(mapping: TableMapping) -> str:
    """The columns side by side, in short."""
    headings = [one.heading for one in mapping.unfold]
    names = dict.fromkeys(name for one in mapping.unfold for name in one.sets)
    ends = " … ".join(dict.fromkeys((shown(headings[0], 30), shown(headings[-1], 30))))
    columns = "1 column" if len(headings) == 1 else f"{len(headings)} columns side by side"
    return f"{columns} ({ends}): the heading says the {listed(names)}, the cell the {mapping.value}"


def side_by_side_table(text: TextTable, mapping: TableMapping) -> pd.DataFrame:
    """One row for each column that may stand side by side with others.

    Returns
    -------
    DataFrame: used, heading, what the heading says (one column for each record column it may set), cells (the first).
    A heading that is not used yet comes with what it most likely says.
    """
    _, usual = SIDE_BY_SIDE[mapping.table]
    names = list(dict.fromkeys((*(name for one in mapping.unfold for name in one.sets), *usual)))
    said = {one.heading: one.sets for one in mapping.unfold}
    rows = []
    for heading in text.columns:
        if not heading.strip() or heading in mapping.columns.values():
            continue
        likely = {
            "session": number_in(heading),
            "item": number_in(heading) or heading,
            "instrument": text.heading,
            "addressee": heading,
        }
        sets = said.get(heading) or {name: likely.get(name, "") for name in usual}
        rows.append(
            {"used": heading in said, "heading": heading}
            | {name: sets.get(name, "") for name in names}
            | {"cells": ", ".join(samples(text, heading))}
        )
    return pd.DataFrame(rows, columns=["used", "heading", *names, "cells"])


def used_columns(mapping: TableMapping) -> set[str]:
    """The record columns that are filled from cells."""
    return {*mapping.columns, *mapping.pair_fills, *({mapping.value} if mapping.unfold else ())}


def meanings_words(mapping: TableMapping) -> str:
    """How many columns are read as something other than what is typed."""
    changed = sorted({*mapping.read_as, *mapping.words, *mapping.missing})
    changed += [f"answers of {one.instrument}" for one in mapping.recode]
    return f"Changed in {listed(changed)}; all else as typed." if changed else "All as typed."


def ways_of_reading(column: Column) -> tuple[str, ...]:
    """The ways in which a column of this kind may be read, the first as typed."""
    return tuple(dict.fromkeys((*READ_AS.get(column.kind, ("",)), *READ_AS.get(column.unit, ()))))


def distinct_texts(text: TextTable, mapping: TableMapping, column: str) -> list[str]:
    """The distinct cells a record column is filled from, at most MOST_TEXTS."""
    if column in mapping.columns:
        headings = [mapping.columns[column]]
    elif column in mapping.pair_fills:
        headings = [mapping.pair[0]]
    else:
        headings = [one.heading for one in mapping.unfold]
    cells = (value for heading in headings for value in text.columns[heading].values.tolist())
    return list(dict.fromkeys(filter(None, cells)))[:MOST_TEXTS]


def rated_instruments(
    file: FileUnderstood, mapping: TableMapping, instruments: tuple[Instrument, ...]
) -> list[str]:
    """The instruments of a table of ratings, in the registry's spelling where it knows them."""
    if mapping.table != "ratings":
        return []
    names = [one.sets["instrument"] for one in mapping.unfold if "instrument" in one.sets]
    if "instrument" in mapping.constants:
        names.append(mapping.constants["instrument"])
    if "instrument" in mapping.columns:
        names += distinct_texts(file.text, mapping, "instrument")
    known = [find(name, instruments) for name in names]
    spelt = (one.id if one else name for one, name in zip(known, names, strict=True))
    return list(dict.fromkeys(spelt))[:MOST_INSTRUMENTS]


def reversed_words(rated: Instrument, recode: Recode) -> str:
    """What becomes of the items that the form words the other way round."""
    items = f"The form words items {', '.join(map(str, rated.reversed))} the other way round"
    turned = listed([str(item) for item in recode.reversed or ()], len(rated.items))
    if turned:
        return f"{items}; the answers to {turned} are turned back, so that the key reverses them once."
    return f"{items}; the answers are taken as on the form, and the key reverses them."


def as_typed(text: TextTable) -> pd.DataFrame:
    """The first rows as they stand in the file, with their lines."""
    first = rows_of(text, np.arange(len(text.line)) < FIRST_ROWS)
    cells = {heading: column.text() for heading, column in first.columns.items()}
    return pd.DataFrame({apart("line", cells): first.line, **cells})


def as_understood(
    file: FileUnderstood, instruments: tuple[Instrument, ...], missing: tuple[str, ...]
) -> list[pd.DataFrame]:
    """The first rows in the record format, with their lines: one table for each that is made of the file."""
    first = rows_of(file.text, np.arange(len(file.text.line)) < FIRST_ROWS)
    tables = []
    for mapping in file.mapping.tables:
        if mapping.table == LEFT_OUT:
            continue
        tidy = arranged(first, mapping, instruments, missing)
        cells = {name: tidy.text.columns[key].text() for name, key in tidy.headings.items()}
        order = [name for name in table(mapping.table).names if name in cells]
        tables.append(pd.DataFrame({"line": tidy.text.line} | {name: cells[name] for name in order}))
    return tables


def layout_words(understood: Understood) -> str:
    """How the file is written, in short; what is unsure is said so."""
    found = {name: getattr(understood.layout, name) for name in ("encoding", "delimiter", "decimal_mark")}
    said = ". ".join(
        f"{LAYOUT_FIELDS[name]} {layout_value(name, value)}" for name, value in found.items() if value is not None
    )
    unsure = [words for name, words in _TO_CHECK.items() if not understood.sure.get(name, True)]
    return " ".join(f"{part}." for part in (said, f"Please check {listed(unsure)}" if unsure else "") if part)


def layout_value(name: str, value: object) -> str:
    """A value of a layout as a person would say it."""
    if value is None:
        return "found by rule" if name != "last" else "the last line"
    return _MARKS.get((name, value), str(value))


def head_table(understood: Understood) -> pd.DataFrame:
    """The first and last lines as they are split into cells."""
    rows = dict((*understood.head, *understood.tail))
    width = max((len(cells) for cells in rows.values()), default=0)
    table = pd.DataFrame(
        [(line, *cells, *[""] * (width - len(cells))) for line, cells in sorted(rows.items())],
        columns=["line", *(f"cell {k}" for k in range(1, width + 1))],
    )
    return table.loc[:, (table != "").any()] if len(table) else table


