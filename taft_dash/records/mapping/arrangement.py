"""All tables of a records set arranged together: what was decided, else what was proposed, and what both leave open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from taft_dash.records.formulas import without_apostrophes
from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.layout import AS_FOUND
from taft_dash.records.mapping.arranging import Arranged, arranged, lacking, rows_of
from taft_dash.records.mapping.changes import Change, Log
from taft_dash.records.mapping.keys import own_instruments
from taft_dash.records.mapping.mending import added_members, mended
from taft_dash.records.mapping.plan import LEFT_OUT, NOTHING_DECIDED, FileMapping, Plan, TableMapping
from taft_dash.records.mapping.proposing import Proposal, propose
from taft_dash.records.mapping.sentences import sentence_of
from taft_dash.records.mapping.settling import settle_sessions
from taft_dash.records.mapping.together import groups_of_people_only, reported, second_accounts
from taft_dash.records.problems import Problem, fold, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import table
from taft_dash.records.text_tables import TextTable


@dataclass(frozen=True)
class FileUnderstood:
    """What is made of one table as it was read.

    Parameters
    ----------
    text : as read, after mending. proposal : what the program would make of it. mapping : what is made of it.
    decided : a person's mapping is used, and it is not the proposal. sentence : the mapping in words, for a reader.
    """

    text: TextTable
    proposal: Proposal
    mapping: FileMapping
    decided: bool
    sentence: str


@dataclass(frozen=True)
class Arrangement:
    """The tidy tables of a set, and how they came about."""

    tables: tuple[Arranged, ...]
    files: tuple[FileUnderstood, ...]
    instruments: tuple[Instrument, ...]  # the user's own
    problems: tuple[Problem, ...]
    said: tuple[str, ...]
    changes: Log


def arrange(texts: Sequence[TextTable], plan: Plan = NOTHING_DECIDED) -> Arrangement:
    """Tidy tables from the tables of all files.

    Parameters
    ----------
    texts : as read. plan : what a person decided; what it does not say is found out by rule.
    """
    problems: list[Problem] = []
    said = [f"{text.file}: {note}" for text in texts for note in text.notes]
    typed, defused = _without_apostrophes(texts, said)
    mended_texts, corrected = mended(typed, plan.mends, problems)
    changes = Log(defused, corrected)
    own, faults = own_instruments(mended_texts, plan)
    problems += faults
    known = INSTRUMENTS + own
    files = [_understood(text, plan, known, problems) for text in mended_texts]
    files = _one_account_each(files, problems)
    files = _without_odd_groups(files)
    tables = [
        arranged(file.text, mapping, known, plan.missing, _side_by_side(file.mapping))
        for file in files
        for mapping in file.mapping.tables
        if mapping.table != LEFT_OUT and _is_complete(file, mapping, problems)
    ]
    tables = settle_sessions(_only_needed(tables))
    tables += added_members(tables, plan.mends, problems)
    said += [
        f"{file.text.file}: {sentence}"
        for file in files
        if not file.decided
        for sentence in file.proposal.said
    ]
    said += [
        f"{file.text.file}: not decided: {question.text}"
        for file in files
        for question in file.proposal.questions
        if any(question.concerns(mapping) for mapping in file.mapping.tables)
        and not any(question.answered(mapping, plan.missing) for mapping in file.mapping.tables)
    ]
    said += [f"{one.text.file}: {sentence}" for one in tables for sentence in one.said]
    for one in tables:
        problems += one.problems
        # A table made beside another reads the same cells in the same way.
        if one.derived and one.changes:
            known = set(changes)
            changes += [change for change in one.changes if change not in known]
        else:
            changes += one.changes
    return Arrangement(tuple(tables), tuple(files), own, tuple(problems), tuple(dict.fromkeys(said)), changes)


def _without_apostrophes(
    texts: Sequence[TextTable], said: list[str]
) -> tuple[list[TextTable], list[Change]]:
    """The tables with every cell that was defused as it is meant, and the log of it."""
    meant, changes = [], []
    for text in texts:
        plain, changed = without_apostrophes(text)
        meant.append(plain)
        changes += changed
        if changed:
            cells = sum(change.cells for change in changed)
            said.append(
                f"{text.file}: {cells:,} cell{'s' * (cells > 1)} with an apostrophe in front of a formula sign "
                f"{'are' if cells > 1 else 'is'} read without it."
            )
    return meant, changes


def _understood(
    text: TextTable, plan: Plan, instruments: tuple[Instrument, ...], problems: list[Problem]
) -> FileUnderstood:
    proposal = propose(text, instruments)
    decided = plan.of(text.file, text.columns)
    if decided and decided.tables and decided.tables != proposal.mappings:
        gone = tuple(dict.fromkeys(h for mapping in decided.tables for h in lacking(text, mapping)))
        if not gone:
            tables = decided.tables if decided.file == text.file else _for_another(decided.tables, proposal)
            mapping = replace(decided, file=text.file, headings=tuple(text.columns), tables=tables)
            _report_left_out(text, mapping, problems)
            return FileUnderstood(text, proposal, mapping, True, sentence_of(text, mapping.tables))
        problems.append(_does_not_fit(text, gone))
    problems += proposal.problems
    layout = decided.layout if decided else AS_FOUND
    mapping = FileMapping(text.file, tuple(text.columns), layout, proposal.mappings)
    return FileUnderstood(text, proposal, mapping, False, sentence_of(text, proposal.mappings))


def _for_another(tables: tuple[TableMapping, ...], proposal: Proposal) -> tuple[TableMapping, ...]:
    """What was decided about one file, for another of the same headings: what its name says is said by its own name."""
    own = {one.table: one.constants for one in proposal.mappings}
    return tuple(
        replace(one, constants={n: own.get(one.table, {}).get(n, text) for n, text in one.constants.items()})
        for one in tables
    )


def _is_complete(file: FileUnderstood, mapping: TableMapping, problems: list[Problem]) -> bool:
    """Whether every required column is filled; each that is not is reported."""
    known = table(mapping.table)
    unfilled = [name for name in known.required if name not in mapping.fills()]
    for number, name in enumerate(unfilled):
        problems.append(
            fold(
                "missing-column",
                f"nothing says where the column {name} of {known.name} comes from"
                f" ({known.column(name).meaning.partition(';')[0]}); the table is not used.",
                "Choose the heading that holds it, or say that it is the same in every row.",
                file=file.text.file,
                column=name,
                # The rows are lost once, however many columns are missing.
                set_aside=len(file.text.line) if number == 0 and not mapping.derived else 0,
            )
        )
    return not unfilled


def _side_by_side(mapping: FileMapping) -> list[str]:
    """The headings side by side of all tables of a file."""
    return [side.heading for one in mapping.tables for side in one.unfold]


def _one_account_each(files: list[FileUnderstood], problems: list[Problem]) -> list[FileUnderstood]:
    """The files, without the tables of those that nobody decided about and that tell of the same turns as another."""
    talk = [
        (file.text, one)
        for file in files
        if not file.decided
        for one in file.mapping.tables
        if one.table == "interactions"
    ]
    second = second_accounts(talk) if len(talk) > 1 else {}
    for name in second:
        problems[:] = [one for one in problems if (one.file, one.code) != (name, "read-by-guess")]
    problems += [reported(file.text, second[file.text.file]) for file in files if file.text.file in second]
    return [
        replace(
            file,
            mapping=replace(file.mapping, tables=()),
            proposal=replace(file.proposal, said=()),
            sentence=f"{file.sentence} Not used beside {second[file.text.file]}, which has the same turns.",
        )
        if file.text.file in second
        else file
        for file in files
    ]


def _without_odd_groups(files: list[FileUnderstood]) -> list[FileUnderstood]:
    """The files, without the groups of a roster that no record of sessions knows."""
    odd = groups_of_people_only([(file.text, one) for file in files for one in file.mapping.tables])
    if not odd:
        return files
    return [_without_group(file) if file.text.file in odd and not file.decided else file for file in files]


def _without_group(file: FileUnderstood) -> FileUnderstood:
    tables = tuple(
        replace(one, columns={name: heading for name, heading in one.columns.items() if name != "group"})
        for one in file.mapping.tables
    )
    heading = file.mapping.tables[0].columns["group"]
    sentence = sentence_of(file.text, tables)
    # What was said of the file before says that its group is one.
    said = [one for one in file.proposal.said if not one.startswith("Read as ")]
    said += [
        f"Read as {sentence}",
        f'"{shown(heading)}" is kept as an attribute of people: no other table tells of several groups.',
    ]
    return replace(
        file,
        mapping=replace(file.mapping, tables=tables),
        proposal=replace(file.proposal, said=tuple(said)),
        sentence=sentence,
    )


def _report_left_out(text: TextTable, mapping: FileMapping, problems: list[Problem]) -> None:
    if mapping.tables and all(one.table == LEFT_OUT for one in mapping.tables):
        problems.append(
            fold(
                "file-left-out",
                "the table was chosen to be left out.",
                "Choose what it holds to have it read.",
                file=text.file,
                severity="warning",
                set_aside=len(text.line),
            )
        )


def _does_not_fit(text: TextTable, gone: tuple[str, ...]) -> Problem:
    return fold(
        "mapping-does-not-fit",
        f"the mapping names the heading{'s' * (len(gone) > 1)} {', '.join(map(shown, gone))}, which this table does"
        " not have; it is read as if nothing had been decided.",
        "Correct the mapping, or choose the columns anew.",
        file=text.file,
        found=gone[0],
        severity="warning",
    )


def _only_needed(tables: Sequence[Arranged]) -> list[Arranged]:
    """Tables made beside others are used where no file gives them, and say each thing once."""
    given = {one.table.name for one in tables if not one.derived}
    needed, seen = [], {}
    for one in tables:
        if not one.derived:
            needed.append(one)
        elif one.table.name not in given:
            rows = list(zip(*(one.text.columns[key].text() for key in one.headings.values()), strict=True))
            before = seen.setdefault((one.table.name, tuple(one.headings)), set())
            new = np.array([row not in before for row in rows], bool)
            before.update(rows)
            if new.any():
                needed.append(replace(one, text=rows_of(one.text, new)))
    return needed
