"""Exports of programs that researchers use, each known by headings that no other file has.

REDCap      record_id, redcap_event_name, redcap_repeat_instance, ..._complete
Qualtrics   ResponseId; two lines of explanations below the headings, the second with {"ImportId":...}
BORIS       Subject, Behavior, and Start (s) or Time: tabular and aggregated events
ELAN        Begin Time - ss.msec and the like, beside Tier or Participant
Gephi       Source, Target, Type (edges); Id, Label (nodes)
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from taft_dash.records.mapping.arranging import rows_of
from taft_dash.records.mapping.exports_of_talk import boris, elan, gephi
from taft_dash.records.mapping.fitting import seen
from taft_dash.records.mapping.guess import Guess
from taft_dash.records.mapping.guessing import guess_of
from taft_dash.records.mapping.headings import plain_heading
from taft_dash.records.mapping.times import numbered, timed
from taft_dash.records.mapping.translating import number_in
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import table
from taft_dash.records.text_tables import TextTable

_IMPORT_ID = '{"ImportId"'
_ARM = re.compile(r"_arm_\d+[a-z]?$")
_OF_QUALTRICS = frozenset(
    (
        *(
            "status",
            "responseid",
            "startdate",
            "enddate",
            "recordeddate",
            "ipaddress",
            "progress",
            "finished",
        ),
        *(
            "distributionchannel",
            "userlanguage",
            "duration_(in_seconds)",
            "locationlatitude",
            "locationlongitude",
        ),
        *("recipientlastname", "recipientfirstname", "recipientemail", "externalreference"),
    )
)
_OF_REDCAP = ("_complete", "_timestamp", "complete?", "event_name", "repeat_instance", "repeat_instrument")
_PERSON_OF_QUALTRICS = ("externalreference", "recipientemail", "responseid")


def export_of(text: TextTable, instruments: tuple[Instrument, ...]) -> tuple[str, Guess] | None:
    """The program that wrote a file, in words, and what the file holds; None when no known program did."""
    typed = {plain_heading(heading): heading for heading in text.columns}
    for name, reader in _FORMS.items():
        guess = reader(text, typed, instruments)
        if guess is not None and not guess.lacking:
            return name, guess
    for name, reader in _TALK.items():
        guess = reader(text, typed)
        if guess is not None and not guess.lacking:
            return name, guess
    return None


def _qualtrics(
    text: TextTable, typed: Mapping[str, str], instruments: tuple[Instrument, ...]
) -> Guess | None:
    above = 0
    for row in range(min(3, len(text.line))):
        if any(column.values[column.codes[row]].startswith(_IMPORT_ID) for column in text.columns.values()):
            above = row + 1
    # The reader leaves out lines that explain the headings, where they stand over numbers.
    if not above and "responseid" not in typed:
        return None
    answers = rows_of(text, np.arange(len(text.line)) >= above)
    questions = {h: column for h, column in answers.columns.items() if plain_heading(h) not in _OF_QUALTRICS}
    about = TextTable(
        text.file, text.heading, questions, answers.line, text.encoding, text.delimiter, text.decimal_mark
    )
    guess = guess_of(about, table("ratings"), instruments)
    if guess is None or guess.lacking:
        # Nobody is named but by the program's own number of the form.
        person = next(
            (typed[key] for key in ("externalreference", "recipientemail", "responseid") if key in typed),
            None,
        )
        if person is None or not any(answers.columns[person].values.tolist()):
            return None
        named = replace(answers, columns={"respondent": answers.columns[person], **questions})
        guess = guess_of(named, table("ratings"), instruments)
        if guess is None or guess.lacking:
            return None
        guess.columns["rater"] = person
        guess.notes.append(f'No question names the person; "{person}" is taken as who answered.')
    guess.left_out = tuple(int(line) for line in text.line[:above])
    guess.left_out_because = "below its headings, a Qualtrics export explains the questions"
    return guess


def _redcap(text: TextTable, typed: Mapping[str, str], instruments: tuple[Instrument, ...]) -> Guess | None:
    # Exports with labels say the same in other words.
    labelled = "record_id" in typed and "event_name" in typed
    event = typed.get("redcap_event_name") or (typed["event_name"] if labelled else None)
    instance = typed.get("redcap_repeat_instance") or (typed.get("repeat_instance") if labelled else None)
    complete = [h for key, h in typed.items() if key.endswith("_complete")]
    person = next(iter(text.columns))
    if not (event or instance or ("record_id" in typed and complete)):
        return None
    own = {h for key, h in typed.items() if key.startswith("redcap_") or key.endswith(_OF_REDCAP)}
    columns = {
        "record id" if h == person else h: column for h, column in text.columns.items() if h not in own
    }
    # The program's own columns stand for sessions; guessing sees them under plain names.
    events = _events(seen(text.columns[event])) if event else {}
    repeated = instance and any(text.columns[instance].values.tolist())
    if repeated:
        columns["session"] = text.columns[instance]
    elif len(set(events.values())) > 1 or len(events) > 1:
        columns["session"] = text.columns[event]
    about = TextTable(
        text.file, text.heading, columns, text.line, text.encoding, text.delimiter, text.decimal_mark
    )
    guess = guess_of(about, table("ratings"), instruments, insist=True) if "session" in columns else None
    if guess is None or guess.lacking:
        return None
    real = {"record id": person, "session": instance if repeated else event}
    guess.columns = {name: real.get(heading, heading) for name, heading in guess.columns.items()}
    if repeated:
        blank = text.columns[instance].values[text.columns[instance].codes] == ""
        guess.left_out = tuple(text.line[blank].tolist())
        guess.left_out_because = "it belongs to no repeated form, and so to no session"
        guess.notes.append("The repeat instance of a form is taken as its session.")
    elif len(set(events.values())) < len(seen(text.columns[event])):
        return None
    else:
        guess.words["session"] = events
        guess.notes.append(
            f"Events are read as sessions: {', '.join(f'{k} = {v}' for k, v in list(events.items())[:6])}."
        )
    return guess


def _events(names: list[str]) -> dict[str, str]:
    """REDCap's names of events -> session: "session_3_arm_1", "baseline_arm_1", "Week 4 (Arm 1: Group)"."""
    bare = {one: re.sub(r"\s*\(Arm.*\)$", "", _ARM.sub("", one)) for one in names}
    times = {}
    for one, name in bare.items():
        plain = number_in(name.replace("_", " "))
        found = timed(f"x t{plain}" if plain else f"x {name}")
        if found:
            times[one] = found[1]
    sessions, _ = numbered(times.values())
    return {one: sessions[time] for one, time in times.items() if time in sessions}


_FORMS = {"a Qualtrics export": _qualtrics, "a REDCap export": _redcap}
_TALK = {"a BORIS export": boris, "an ELAN export": elan, "a Gephi table": gephi}
