"""Records in, a study and everything that is wrong with the records out, in one pass.

Files are recognised, every cell is judged, repeated and contradictory rows are found, and the tables are laid
beside one another. An error sets aside the rows that depend on it and nothing else; a warning stops nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from taft_dash.records.conflicts import find_conflicts
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.judging import typed_sheet
from taft_dash.records.layout import AS_FOUND
from taft_dash.records.mapping.arrangement import FileUnderstood, arrange
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.changes import Log
from taft_dash.records.mapping.plan import NOTHING_DECIDED, Plan
from taft_dash.records.mapping.saved import MappingFault, plan_from_json, plan_to_json
from taft_dash.records.observers import is_observer
from taft_dash.records.problems import Problem, fold
from taft_dash.records.rated import rated_sheet
from taft_dash.records.reading import Reading, read_files
from taft_dash.records.repeats import find_repeats
from taft_dash.records.roster import coded, vocabulary, words
from taft_dash.records.scales import Instrument
from taft_dash.records.sheets import Sheet, joined
from taft_dash.records.study import Study, study_from
from taft_dash.records.tables import ENOUGH, TABLES
from taft_dash.records.tidying import into_groups, known_ratings

__all__ = ["Opened", "Problem", "check", "open_study"]


NOTHING_READ = Reading((), (), {}, "")


@dataclass(frozen=True)
class Opened:
    """What opening records gives: the study (None when nothing is usable), the problems, and what was understood.

    `files` says what was made of each table as it was read, and `plan` what had been decided about them; `changes` has
    every cell that is read as something other than what is typed. `reading` has the text of all files, and how each
    is written.

    `summary` is plain data: "tables" (one entry per file that is used: table, file, rows, used, set_aside,
    encoding, delimiter, decimal_mark), "rows" (table -> in_file, used, set_aside), "not_used" (files),
    "groups", "members", "sessions", "presence" ("recorded" or "inferred"), "inferred" (sentences), "errors",
    "warnings". Rows of ratings that stand side by side are counted as answers.
    """

    study: Study | None
    problems: tuple[Problem, ...]
    summary: dict
    files: tuple[FileUnderstood, ...] = ()
    changes: Log = field(default_factory=Log)
    plan: Plan = NOTHING_DECIDED
    instruments: tuple[Instrument, ...] = INSTRUMENTS
    reading: Reading = NOTHING_READ


def open_study(sources: object, plan: Plan | None = None) -> Opened:
    """Read and check records: a folder, ZIP, workbook or files, as paths or as (name, bytes).

    Parameters
    ----------
    plan : what a person decided about the files; what it leaves open is found out by rule. None: what a mapping.json
        among the files says, where there is one.

    Never raises on what the records hold.
    """
    return check(read_as_decided(sources, plan), plan)


def read_as_decided(sources: object, plan: Plan | None = None) -> Reading:
    """The files read as `plan` (or the mapping.json among them) says they are written.

    A file about which nothing is decided is read like one with the same headings about which something is.
    """
    given = sources if isinstance(sources, (str, Path)) else list(sources)
    layouts = plan.layouts() if plan else {}
    reading = read_files(given, layouts=layouts)
    decided = plan or _plan_among(reading, [], [])
    headings = {text.file: tuple(text.columns) for text in reading.tables}
    known = {file: one.layout for file in reading.understood if (one := decided.of(file, headings.get(file, ())))}
    known = {file: layout for file, layout in known.items() if layout != AS_FOUND}
    return read_files(given, layouts=known) if known != layouts else reading


def check(reading: Reading, plan: Plan | None = None) -> Opened:
    """Check text tables and make a study of what is good in them; `plan` as for `open_study`."""
    problems, said = list(reading.problems), list(reading.notes)
    if plan is None:
        plan = _plan_among(reading, problems, said)
    elif reading.mappings:
        if plan == NOTHING_DECIDED:  # one that cannot be used stays reported
            _plan_among(reading, problems, [])
        said.append(f"{reading.mappings[0].name} is among the files; what was decided beside it or since is used.")
    arrangement = arrange(reading.tables, plan)
    fingerprint = _fingerprint(reading, plan)
    known, own = arrangement.tables, arrangement.instruments
    problems += [
        replace(one, severity="warning")
        if one.code == "not-a-record-file" and one.file in reading.may_be_prose
        else one
        for one in arrangement.problems
    ]
    sheets = _typed(known, INSTRUMENTS + own)
    said += arrangement.said
    said += [
        f"The rows of {' and '.join(sheet.frame['file'].cat.categories)} are put together as {name}."
        for name, sheet in sheets.items()
        if len(sheet.frame["file"].cat.categories) > 1
    ]
    if "ratings" in sheets:
        ratings = sheets["ratings"]
        ratings.frame = known_ratings(ratings.frame, INSTRUMENTS + own, said)
    if sheets:
        _settle_groups(sheets, said)
    tables_of = Counter(one.text.file for one in known if not one.derived)
    for sheet in sheets.values():
        sheet.shared = frozenset(file for file, tables in tables_of.items() if tables > 1)
        find_repeats(sheet)
    study = _study(sheets, own, said, fingerprint)
    used = {name: sheet.aside.sum() for name, sheet in sheets.items()}
    if study is not None:
        find_conflicts(study, sheets)
        if any(sheet.aside.sum() != used[name] for name, sheet in sheets.items()):
            study = _study(sheets, own, said, fingerprint)
    for sheet in sheets.values():
        problems += sheet.problems
    if study is None:
        problems.append(_nothing_usable(problems))
    ordered = tuple(sorted(problems, key=lambda p: (p.severity != "error", p.file, p.line or 0, p.column)))
    summary = _summary(reading, known, sheets, study, ordered, said)
    return Opened(
        study, ordered, summary, arrangement.files, arrangement.changes, plan, INSTRUMENTS + own, reading
    )


def _plan_among(reading: Reading, problems: list[Problem], said: list[str]) -> Plan:
    """The plan in the mapping.json among the files; a broken one is reported and decides nothing."""
    plans = []
    for source in () if reading.account else reading.mappings:
        try:
            plans.append((source.name, plan_from_json(source.data)))
        except MappingFault as fault:
            problems.append(
                fold(
                    "mapping-not-usable",
                    f"the mapping cannot be used: {fault}",
                    "Correct it or take it out; everything is read as if nothing had been decided.",
                    file=source.name,
                )
            )
    if reading.account:
        said += [
            f"{source.name} tells how these tidy records came about and decides nothing about them."
            for source in reading.mappings
        ]
    if not plans:
        return NOTHING_DECIDED
    said.append(f"What {plans[0][0]} decides about the files is used.")
    said += [f"{name} is not used: there is more than one mapping." for name, _ in plans[1:]]
    return plans[0][1]


def _fingerprint(reading: Reading, plan: Plan) -> str:
    """SHA-256 of the files and of what was decided about them."""
    if plan == NOTHING_DECIDED:
        return reading.fingerprint
    return hashlib.sha256((reading.fingerprint + plan_to_json(plan)).encode()).hexdigest()


def _typed(known: Sequence[Arranged], instruments: tuple[Instrument, ...]) -> dict[str, Sheet]:
    """Table name -> the typed rows of all its files."""
    sheets: dict[str, list[Sheet]] = {}
    for one in known:
        if one.table.name != "instruments":
            sheet = rated_sheet(one, instruments) if one.table.name == "ratings" else typed_sheet(one)
            sheets.setdefault(one.table.name, []).append(sheet)
    return {t.name: joined(sheets[t.name]) for t in TABLES if t.name in sheets}


def _settle_groups(sheets: dict[str, Sheet], said: list[str]) -> None:
    """Give every row its group; with several groups, a row that names none is set aside."""
    typed = {
        name: words(sheet.frame["group"])
        if "group" in sheet.frame
        else words(pd.Series(np.nan, sheet.frame.index))
        for name, sheet in sheets.items()
    }
    # Words that stand only in rows set aside make no group.
    named = (words(sheets[name].used(column)) for name, column in typed.items())
    dtype = vocabulary(dict.fromkeys(name for column in named for name in column.categories))
    frames = {name: sheets[name].frame.assign(group=coded(column, dtype)) for name, column in typed.items()}
    if len(dtype.categories) > 1:
        for name, sheet in sheets.items():
            unnamed = np.flatnonzero(frames[name]["group"].isna() & ~sheet.aside)
            absent = "group" not in sheet.frame
            sheet.report(
                unnamed,
                "missing-column" if absent else "empty-cell",
                f"the {'column group is missing' if absent else 'cell is empty'}, and there are several groups.",
                "Name the group of every row.",
                column="group",
            )
    into_groups(frames, said)
    for name, frame in frames.items():
        sheets[name].frame = frame


def _study(
    sheets: dict[str, Sheet], own: tuple[Instrument, ...], said: list[str], fingerprint: str
) -> Study | None:
    good = {name: sheet.good() for name, sheet in sheets.items()}
    if not any(len(good[name]) for name in ENOUGH if name in good):
        return None
    observers = _called_observers(sheets["ratings"]) if "ratings" in sheets else ()
    return study_from(
        good, instruments=own, inferred=tuple(said), fingerprint=fingerprint, observers=observers
    )


def _called_observers(ratings: Sheet) -> set[str]:
    """The raters that stand under a heading that says they observe."""
    files = {file for (file, name), heading in ratings.headings.items() if name == "rater" and is_observer(heading)}
    here = ratings.frame["file"].isin(files)
    return set(ratings.frame.loc[here, "rater"].dropna().unique()) if files else set()


def _nothing_usable(problems: Iterable[Problem]) -> Problem:
    any_error = any(problem.severity == "error" for problem in problems)
    return fold(
        "nothing-usable",
        "there is no usable row of interactions, ratings or attendance.",
        "Correct the errors listed." if any_error else "Add interactions.csv, ratings.csv or attendance.csv.",
    )


def _summary(
    reading: Reading,
    known: Sequence[Arranged],
    sheets: dict[str, Sheet],
    study: Study | None,
    problems: Sequence[Problem],
    said: Sequence[str],
) -> dict:
    tables = []
    for one in known:
        text = one.text
        rows, aside = len(text.line), sum(p.set_aside for p in problems if p.file == text.file)
        if one.table.name in sheets:
            sheet = sheets[one.table.name]
            here = (sheet.frame["file"] == text.file).to_numpy()
            rows, aside = int(here.sum()), int(sheet.aside[here].sum())
        tables.append(
            {
                "table": one.table.name,
                "file": text.file,
                "rows": rows,
                "used": rows - aside,
                "set_aside": aside,
                "encoding": text.encoding,
                "delimiter": text.delimiter,
                "decimal_mark": text.decimal_mark,
            }
        )
    used = {entry["file"] for entry in tables}
    return {
        "tables": tables,
        "rows": {
            t.name: {
                "in_file": sum(entry["rows"] for entry in tables if entry["table"] == t.name),
                "used": sum(entry["used"] for entry in tables if entry["table"] == t.name),
                "set_aside": sum(entry["set_aside"] for entry in tables if entry["table"] == t.name),
            }
            for t in TABLES
            if any(entry["table"] == t.name for entry in tables)
        },
        "not_used": [file for file in reading.rows if file not in used],
        "groups": study.groups() if study else [],
        "members": len(study.members) if study else 0,
        "sessions": len(study.sessions) if study else 0,
        "presence": ("recorded" if study.presence_recorded else "inferred") if study else "",
        "inferred": list(study.inferred if study else said),
        "errors": sum(problem.severity == "error" for problem in problems),
        "warnings": sum(problem.severity == "warning" for problem in problems),
    }
