"""Corrections of single faults that a person asked for: applied to the text as read, each in the log of changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from taft_dash.records.mapping.arranging import Arranged, rows_of
from taft_dash.records.mapping.changes import Change
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.mapping.saved import FILE_NAME
from taft_dash.records.mapping.translating import merged
from taft_dash.records.problems import FIRST_LINES, Problem, fold, shown
from taft_dash.records.tables import table
from taft_dash.records.text_tables import TextColumn, TextTable


def mended(
    texts: Sequence[TextTable], mends: Sequence[Mend], problems: list[Problem]
) -> tuple[list[TextTable], list[Change]]:
    """The tables with every correction made, and the log of it; one that finds nothing to correct is reported."""
    by_file = {text.file: text for text in texts}
    changes: list[Change] = []
    elsewhere = [mend.file for mend in mends if mend.kind != "add member" and mend.file not in by_file]
    if elsewhere:
        problems.append(_for_other_files(elsewhere))
    for mend in mends:
        if mend.kind == "add member" or mend.file not in by_file:
            continue
        text = by_file[mend.file]
        done = _replaced(text, mend) if mend.kind == "replace" else _without_lines(text, mend, problems)
        if not done:
            problems.append(_nothing_to_mend(mend))
            continue
        by_file[mend.file], change = done
        changes.append(change)
    return [by_file[text.file] for text in texts], changes


def _replaced(text: TextTable, mend: Mend) -> tuple[TextTable, Change] | None:
    column = text.columns.get(mend.column)
    if column is None or mend.found not in column.values:
        return None
    code = column.values.tolist().index(mend.found)
    rows = column.codes == code
    if mend.lines:
        rows &= np.isin(text.line, mend.lines)
        if not rows.any():
            return None
    if rows.sum() == (column.codes == code).sum():
        meanings = [mend.value if k == code else value for k, value in enumerate(column.values.tolist())]
        now = merged(column, meanings)
    else:
        texts = column.text().copy()
        texts[rows] = mend.value
        values = list(dict.fromkeys(texts.tolist()))
        code_of = {value: k for k, value in enumerate(values)}
        now = TextColumn(np.array([code_of[value] for value in texts], np.int32), np.array(values, object))
    lines = tuple(np.unique(text.line[rows])[:FIRST_LINES].tolist())
    change = Change(
        text.file, mend.column, mend.found, mend.value, int(rows.sum()), lines, mend.why or "chosen"
    )
    return replace(text, columns=text.columns | {mend.column: now}), change


def _without_lines(text: TextTable, mend: Mend, problems: list[Problem]) -> tuple[TextTable, Change] | None:
    gone = np.isin(text.line, mend.lines)
    if not gone.any():
        return None
    lines = text.line[gone]
    problems.append(
        fold(
            "left-out",
            f"the row is left out, as was chosen{f': {mend.why}' if mend.why else '.'}",
            "Nothing needs doing; the choice can be taken back.",
            file=text.file,
            lines=lines,
            severity="warning",
            set_aside=int(gone.sum()),
        )
    )
    change = Change(
        text.file,
        "",
        "the whole row",
        "left out",
        int(gone.sum()),
        tuple(lines[:FIRST_LINES].tolist()),
        mend.why or "chosen",
    )
    return rows_of(text, ~gone), change


def _for_other_files(files: Sequence[str]) -> Problem:
    named = list(dict.fromkeys(map(shown, files)))
    more = f" and {len(named) - 3:,} others" if len(named) > 3 else ""
    return fold(
        "mends-for-other-files",
        f"{len(files):,} correction{'s were' if len(files) > 1 else ' was'} made for {', '.join(named[:3])}{more},"
        " which is not among these files.",
        "Nothing needs doing; single corrections hold only for the file they were made in.",
        severity="warning",
    )


def _nothing_to_mend(mend: Mend) -> Problem:
    what = {
        "replace": f'"{shown(mend.found)}"',
        "leave out": f"lines {', '.join(map(str, mend.lines[:FIRST_LINES]))}",
        "add member": f'the members, by "{shown(mend.value)}",',
    }[mend.kind]
    return fold(
        "nothing-to-mend",
        f"a correction of {what} was chosen, and there is nothing to correct here any more.",
        "Take the correction back, or give the file it was made for.",
        file=mend.file,
        column=mend.column,
        found=mend.found,
        severity="warning",
    )


def added_members(
    tables: Sequence[Arranged], mends: Sequence[Mend], problems: list[Problem]
) -> list[Arranged]:
    """The people added to a roster that exists, as a table of their own; one that nobody misses is reported.

    Without a roster nobody is missing, and whoever stands in it already is not added once more.
    """
    rosters = [one for one in tables if one.table.name == "members"]
    with_group = any("group" in one.headings for one in rosters)
    listed = {key for one in rosters for key in _listed(one, with_group)}
    added: list[Mend] = []
    for mend in mends:
        if mend.kind != "add member":
            continue
        key = (mend.group if with_group else "", mend.value)
        if not rosters or key in listed or not mend.value.strip():
            problems.append(_nothing_to_mend(mend))
        else:
            listed.add(key)
            added.append(mend)
    if not added:
        return []
    columns = {"member": [m.value for m in added], "role": [m.found or "member" for m in added]}
    if with_group:
        columns["group"] = [m.group for m in added]
    text = TextTable(
        FILE_NAME,
        "members",
        {name: _column(texts) for name, texts in columns.items()},
        np.arange(1, len(added) + 1, dtype=np.int32),
        encoding="UTF-8",
        delimiter="",
    )
    changes = tuple(
        Change(FILE_NAME, "member", "", m.value, 1, (), m.why or "added to the members") for m in added
    )
    said = (f"{', '.join(shown(m.value) for m in added)} added to the members, as was chosen.",)
    return [Arranged(text, table("members"), {name: name for name in columns}, said=said, changes=changes)]


def _listed(roster: Arranged, with_group: bool) -> Iterator[tuple[str, str]]:
    """The (group, member) of each row; group "" where the roster names none."""
    members = roster.text.columns[roster.headings["member"]].text().tolist()
    if with_group and "group" in roster.headings:
        return zip(roster.text.columns[roster.headings["group"]].text().tolist(), members, strict=True)
    return (("", member) for member in members)


def _column(texts: list[str]) -> TextColumn:
    values = list(dict.fromkeys(texts))
    return TextColumn(np.array([values.index(text) for text in texts], np.int32), np.array(values, object))
