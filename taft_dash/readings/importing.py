"""What the files were understood as: one entry a file, with its state, its sentence and what speaks for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pandas as pd

from taft_dash.readings.words import count, listed
from taft_dash.records.checking import Opened
from taft_dash.records.layout import Understood
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.plan import LEFT_OUT
from taft_dash.records.mapping.questions import Question
from taft_dash.records.problems import Offer, Problem, shown

STATES = {
    "exact": "read exactly",
    "changed": "read with every change listed",
    "check": "read with a guess to confirm",
    "refused": "not used",
}
HIDDEN = "Names are masked: headings and cells of the files are hidden here. Show names to look at them or change them."

# Said, and no change: most programs that write such files mean nothing by it.
_HARMLESS = ("The last line does not end; was the file cut short?",)


@dataclass(frozen=True)
class Entry:
    """One table as it was read, or one file that could not be.

    Parameters
    ----------
    state : a key of STATES. sentence : what was made of it, or why nothing could be.
    notes : what was understood or left aside, one sentence each.
    understood : what its columns mean; None when it could not be read. layout : how it is written, where that is known.
    rows, used : of the file, and of these in the study; rows side by side count as answers.
    """

    file: str
    state: str
    sentence: str
    notes: tuple[str, ...]
    understood: FileUnderstood | None
    layout: Understood | None
    rows: int
    used: int


def entries(opened: Opened) -> list[Entry]:
    """Every table and file given, as they came; those that could not be read are the last."""
    by_file: dict[str, list[Problem]] = {}
    for problem in opened.problems:
        by_file.setdefault(problem.file, []).append(problem)
    changed = opened.changes.in_file()
    rows = {(entry["file"], entry["table"]): (entry["rows"], entry["used"]) for entry in opened.summary["tables"]}
    found = []
    for one in opened.files:
        file = one.text.file
        layout = opened.reading.understood.get(file)
        found.append(_entry(file, one, layout, by_file.get(file, []), changed[file], rows, opened))
    read = {entry.file for entry in found}
    for file in dict.fromkeys((*opened.reading.understood, *opened.summary["not_used"])):
        if file not in read and not any(name.startswith(f"{file}, ") for name in read):
            faults = by_file.get(file, [])
            sentence = _fault_words(faults[0]) if faults else "nothing in it is used."
            fixes = tuple(dict.fromkeys(fault.fix for fault in faults if fault.fix))
            found.append(Entry(file, "refused", sentence, fixes, None, opened.reading.understood.get(file), 0, 0))
    return found


def _entry(
    file: str,
    one: FileUnderstood,
    layout: Understood | None,
    faults: list[Problem],
    changes: int,
    rows: dict[tuple[str, str], tuple[int, int]],
    opened: Opened,
) -> Entry:
    start = f"{file}: "
    notes = [said.removeprefix(start) for said in opened.summary["inferred"] if said.startswith(start)]
    notes = tuple(note for note in notes if not _says_the_same(note, one.sentence))
    # A table made beside another has the same rows once more.
    made = dict.fromkeys((file, mapping.table) for mapping in one.mapping.tables if not mapping.derived)
    found = [rows[key] for key in made if key in rows] or [(len(one.text.line), 0)]
    in_file, used = (sum(numbers) for numbers in zip(*found, strict=True))
    unused = listed([shown(heading) for heading in _unused(one)], 12)
    told = (*notes, f"Kept as attributes and used in no figure: {unused}.") if unused else notes
    left_out = bool(one.mapping.tables) and all(mapping.table == LEFT_OUT for mapping in one.mapping.tables)
    if not one.mapping.tables and faults:
        return Entry(file, "refused", _fault_words(faults[0]), notes, one, layout, in_file, used)
    incomplete = [fault for fault in faults if fault.code == "missing-column"]
    if incomplete:
        lacking = listed([fault.column for fault in incomplete])
        sentence = f"{one.sentence} Not used yet: please choose {lacking}."
        return Entry(file, "refused", sentence, told, one, layout, in_file, used)
    if left_out or not one.mapping.tables:
        return Entry(file, "refused", one.sentence, notes, one, layout, in_file, used)
    guessed = any(reason.confidence == "guess" for reason in one.proposal.reasons) and not _settled(opened, one)
    unsure = layout is not None and not all(layout.sure.values())
    if guessed or unsure or open_questions(one, opened.plan.missing):
        state = "check"
    elif (
        changes
        or any(note not in _HARMLESS for note in notes)
        or any(fault.set_aside for fault in faults)
        or any(reason.confidence != "certain" for reason in one.proposal.reasons)
    ):
        state = "changed"
    else:
        state = "exact"
    sentence = f"{one.sentence} {_aside_words(in_file - used, in_file, len(one.text.line))}".strip()
    return Entry(file, state, sentence, told, one, layout, in_file, used)


def _fault_words(fault: Problem) -> str:
    return f"line {fault.lines[0]}: {fault.message}" if fault.lines else fault.message


def ways_on(opened: Opened, file: str) -> list[Offer]:
    """What may be laid down at one click about how a refused file is written."""
    offers = (offer for problem in opened.problems if problem.file == file for offer in problem.offers)
    return [offer for offer in offers if offer.mapping is not None and not offer.mapping.tables]


def open_questions(file: FileUnderstood, missing: tuple[str, ...] = ()) -> list[Question]:
    """What only a person can know and has not said, about columns that are used; `missing` as in `Plan`."""
    tables = file.mapping.tables
    return [
        question
        for question in file.proposal.questions
        if any(question.concerns(one) for one in tables)
        and not any(question.answered(one, missing) for one in tables)
    ]


def _settled(opened: Opened, file: FileUnderstood) -> bool:
    """Whether a person said what this file holds; what the program had made of it by itself may be confirmed."""
    said = opened.plan.of(file.text.file, file.text.columns)
    return file.decided or (said is not None and bool(said.tables) and said.tables == file.mapping.tables)


def _says_the_same(note: str, sentence: str) -> bool:
    return note.startswith("Read as ") and sentence.startswith(note.removeprefix("Read as "))


def _aside_words(aside: int, rows: int, lines: int) -> str:
    if not aside:
        return ""
    if rows == lines:
        return f"{aside:,} of {count(rows, 'row')} set aside."
    return f"Of the {rows:,} rows this makes, {aside:,} {'is' if aside == 1 else 'are'} set aside."


def _unused(one: FileUnderstood) -> list[str]:
    """The headings that no table made of the file uses."""
    used = {heading for mapping in one.mapping.tables for heading in mapping.headings()}
    return [heading for heading in one.text.columns if heading.strip() and heading not in used] if used else []


def first_of_each_shape(found: list[Entry]) -> list[str]:
    """The files that wait for a person; of those with the same headings the first, whose mapping serves the others."""
    waiting = [entry for entry in found if entry.state in ("check", "refused")]
    shapes = {tuple(one.understood.text.columns) if one.understood else one.file: one.file for one in waiting[::-1]}
    return [entry.file for entry in waiting if entry.file in shapes.values()]


def entries_words(found: list[Entry]) -> str:
    """How many files are in which state, in one sentence."""
    if not found:
        return "No file was read."
    counts = Counter(entry.state for entry in found)
    parts = [f"{counts[state]:,} {words}" for state, words in STATES.items() if counts[state]]
    tables = count(len(found), "table" if any(entry.understood for entry in found) else "file")
    return f"{tables}: {listed(parts)}. Open one to see how it was understood and to change it."


def missing_words(opened: Opened) -> str:
    """How many cells are read as missing because a code was declared for all files."""
    declared = {code.strip().casefold() for code in opened.plan.missing}
    cells = Counter()
    for change in opened.changes:
        if not change.now and change.found.strip().casefold() in declared:
            cells[change.found] += change.cells
    if not declared:
        return ""
    unused = [code for code in opened.plan.missing if code.strip().casefold() not in {c.casefold() for c in cells}]
    said = [f'"{shown(code)}": {count(number, "cell")}' for code, number in cells.items()]
    return " ".join(
        ([f"Read as missing: {listed(said, 8)}."] if said else [])
        + ([f"Nowhere found: {listed(unused, 8)}."] if unused else [])
    )


def entries_table(found: list[Entry], *, masked: bool) -> pd.DataFrame:
    """One row a table: file, state, rows, used, set aside; in words what it was understood as, unless masked."""
    table = pd.DataFrame(
        [
            (entry.file, STATES[entry.state], entry.rows, entry.used, entry.rows - entry.used, entry.sentence)
            for entry in found
        ],
        columns=["file", "state", "rows in file", "used", "set aside", "understood as"],
    )
    return table.drop(columns="understood as") if masked else table
