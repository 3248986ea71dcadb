"""Corrected records as tidy files, with the account of how they came about: faults, changes, and how to repeat it.

Opened again, the tidy files give the same study: the same people, sessions, talk, ratings and events with the same
attributes, and no error. Everything is read off what was opened, so that the page and the command line write the same.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from taft_dash.records.account import CHANGE_COLUMNS, FAULT_COLUMNS, README_TITLE
from taft_dash.records.checking import Opened
from taft_dash.records.dictionary import dictionary
from taft_dash.records.mapping.changes import Change
from taft_dash.records.mapping.plan import Plan
from taft_dash.records.mapping.proposing import plain_heading
from taft_dash.records.mapping.saved import FILE_NAME, plan_to_json
from taft_dash.records.problems import Problem, shown
from taft_dash.records.tables import TABLES, table
from taft_dash.reports.tables import csv_bytes

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_ATTRIBUTES_OF = {"attendance": "presence"}


def tidy_files(opened: Opened) -> dict[str, pd.DataFrame | str]:
    """File name -> content of everything `tidy` writes; needs a study."""
    tables = tidy_tables(opened)
    return {
        **tables,
        "faults.csv": fault_list(opened.problems),
        "changes.csv": change_list(opened.changes, opened.problems),
        "data_dictionary.csv": dictionary(),
        FILE_NAME: plan_to_json(plan_used(opened)),
        "README.txt": _readme(opened, {name: len(frame) for name, frame in tables.items()}),
    }


def tidy_zip(opened: Opened) -> bytes:
    """All of it in one ZIP; the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, held in tidy_files(opened).items():
            data = held.encode() if isinstance(held, str) else csv_bytes(held)
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), data, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def tidy_tables(opened: Opened) -> dict[str, pd.DataFrame]:
    """File name -> the rows that are used, with all columns of the record format and then the attributes.

    Identifiers are as read. Where a roster was given, it holds everyone: whoever stands in it with a faulty row would
    be a stranger otherwise. Instruments of one's own are written as they were defined.
    """
    study = opened.study
    talk = study.interactions
    first = np.concatenate([[True], np.diff(talk["source"].to_numpy()) > 0])[: len(talk)]
    frames = {
        "members": study.members if _has_roster(opened) else study.members.iloc[:0],
        "sessions": study.sessions[study.sessions["line"] > 0],
        "attendance": study.presence[study.presence["line"] > 0],
        "interactions": talk[first].assign(addressee=_addressees(talk, first)),
        "ratings": study.ratings,
        "events": study.events,
    }
    tables = {
        table(name).file: _in_format(name, frame, study.extras.get(_ATTRIBUTES_OF.get(name, name), ()))
        for name, frame in frames.items()
        if len(frame)
    }
    instruments = _own_instruments(opened)
    return tables | ({table("instruments").file: instruments} if len(instruments) else {})


def _has_roster(opened: Opened) -> bool:
    return any(one["table"] == "members" for one in opened.summary["tables"])


def _addressees(talk: pd.DataFrame, first: np.ndarray) -> pd.Series | pd.Categorical:
    """The people addressed in each recorded row, joined by ";" as they were."""
    if first.all():
        return talk["addressee"]
    several = talk["addressees"].to_numpy() > 1
    named = talk["addressee"].astype("str")
    joined = named[several].groupby(talk["source"][several].to_numpy()).agg(";".join)
    whole = named[first].to_numpy(object)
    is_several = several[first]
    whole[is_several] = joined.reindex(talk["source"].to_numpy()[first & several]).to_numpy(object)
    return pd.Series(whole, index=talk.index[first], dtype="str")


def _in_format(name: str, frame: pd.DataFrame, attributes: Iterable[str]) -> pd.DataFrame:
    """The columns of the record format in their order, then the attributes under headings nobody takes for another."""
    known = table(name)
    # Also the columns nobody recorded: an attribute can then not be taken for one of them.
    columns = {column: frame[column] for column in known.names}
    taken = {plain_heading(column) for column in known.names}
    for attribute in attributes:
        heading = attribute
        while plain_heading(heading) in taken:
            heading = f"{heading} (as recorded)"
        taken.add(plain_heading(heading))
        columns[heading] = frame[attribute]
    return pd.DataFrame(columns, copy=False)


def _own_instruments(opened: Opened) -> pd.DataFrame:
    """The rows that define instruments of one's own, of files and of the plan."""
    columns = table("instruments").names
    parts = [pd.DataFrame([dict(row) for row in opened.plan.instruments], columns=columns)]
    for file in opened.files:
        for mapping in file.mapping.tables:
            if mapping.table == "instruments":
                cells = {
                    name: file.text.columns[heading].text() for name, heading in mapping.columns.items()
                }
                parts.append(pd.DataFrame(cells).reindex(columns=columns))
    used = {instrument.id for instrument in opened.study.instruments}
    rows = pd.concat(parts, ignore_index=True).astype(object).fillna("").drop_duplicates(["instrument", "subscale"])
    return rows[rows["instrument"].isin(used)]


def fault_list(problems: Iterable[Problem]) -> pd.DataFrame:
    """One row for each fault, and the labels of the corrections on offer."""
    rows = [
        [
            *(getattr(problem, name) for name in FAULT_COLUMNS if name != "offers"),
            " | ".join(offer.label for offer in problem.offers),
        ]
        for problem in problems
    ]
    # As objects: pandas' own text cannot hold a file name of unknown encoding.
    return pd.DataFrame(rows, columns=FAULT_COLUMNS, dtype=object)


def change_list(changes: Iterable[Change], problems: Iterable[Problem] = ()) -> pd.DataFrame:
    """The log: every cell read as something else than what is typed, and every row set aside, with the reason."""
    rows = [
        [one.file, _lines(one.lines, one.cells), one.column, one.found, one.now or "nothing", one.cells, one.why]
        for one in changes
    ]
    rows += [
        [one.file, _lines(one.lines, one.count), one.column, one.found, "row set aside", one.set_aside, one.message]
        for one in problems
        if one.set_aside and one.code != "left-out"
    ]
    return pd.DataFrame(rows, columns=CHANGE_COLUMNS, dtype=object)


def _lines(lines: tuple[int, ...], count: int) -> str:
    more = f" … and {count - len(lines):,} more" if lines and count > len(lines) else ""
    return ", ".join(map(str, lines)) + more


def plan_used(opened: Opened) -> Plan:
    """What was done, as a plan that does the same again: every file's mapping, proposed or decided, and the mends."""
    return Plan(
        tuple(file.mapping for file in opened.files if file.mapping.tables),
        opened.plan.missing,
        opened.plan.mends,
        opened.plan.instruments,
    )


def _readme(opened: Opened, rows_of: Mapping[str, int]) -> str:
    lines = [
        README_TITLE, "",
        "Each CSV file named here is one table of the record format (data_dictionary.csv explains every column):", "",
        *(f"  {name}: {rows:,} rows, one row is {_one_row_is(name)}" for name, rows in rows_of.items()),
        "",
        "How they came about:", "",
        "  faults.csv       every fault that was found, with what to do about it",
        "  changes.csv      every cell that was read as something else than what is typed, every row left out, and why",
        f"  {FILE_NAME}     what was decided about the original files; to repeat it on them:",
        f"                   python -m taft_dash tidy RECORDS --mapping {FILE_NAME} --out DIR", "",
        "What was made of each original file:", "",
        *(f"  {shown(file.text.file, 200)}: {file.sentence}" for file in opened.files), "",
        "What was inferred, and is written out in the tidy files:", "",
        *(f"  {shown(sentence, 1000)}" for sentence in opened.summary["inferred"] or ["nothing"]), "",
        "An apostrophe in front of = + - @ keeps a spreadsheet from running the text; taft_dash reads it without.", "",
    ]  # fmt: skip
    return "\n".join(lines)


def _one_row_is(file: str) -> str:
    return next(known.one_row_is for known in TABLES if known.file == file)


def stale_names(present: Iterable[str], contents: Mapping[str, object]) -> list[str]:
    """The record files that already lie in a folder and would stay beside the new ones, as if they belonged to them."""
    return sorted({known.file for known in TABLES}.intersection(present) - set(contents))
