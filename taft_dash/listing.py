"""What `check` says: every problem and what was understood, as text, JSON or CSV."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from taft_dash.records.checking import Opened
    from taft_dash.records.mapping.plan import Mend
    from taft_dash.records.problems import Offer, Problem


def as_text(opened: Opened) -> None:
    """Problems and summary for a person to read."""
    list_problems(opened.problems, sys.stdout)
    if opened.plan.mends:
        print(f"Corrections made ({len(opened.plan.mends)})")
        for mend in opened.plan.mends:
            print(printable(f"  {correction(mend)}"))
    print("What was understood")
    for line in understood(opened.summary):
        print(printable(f"  {line}"))


def as_json(opened: Opened) -> None:
    """Problems and summary for a program."""
    problems = [
        {field: getattr(problem, field) for field in PROBLEM_FIELDS}
        | {"offers": [offer.label for offer in problem.offers]}
        for problem in opened.problems
    ]
    changes = [change._asdict() for change in opened.changes]
    print(
        json.dumps(
            {"summary": opened.summary, "problems": problems, "changes": changes}, indent=2, default=str
        )
    )


def as_csv(opened: Opened) -> None:
    """Problems as a table."""
    from taft_dash.reports.tables import csv_lines
    from taft_dash.reports.tidy import fault_list

    sys.stdout.flush()
    sys.stdout.buffer.write("".join(csv_lines(fault_list(opened.problems))).encode())


FORMATS = {"text": as_text, "json": as_json, "csv": as_csv}
MARKS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "space", ".": "point"}
# The first seven are the contract; the rest says how often, and what was left out.
PROBLEM_FIELDS = (
    "file",
    "line",
    "column",
    "found",
    "message",
    "fix",
    "severity",
    "code",
    "count",
    "set_aside",
    "lines",
)


def list_problems(problems: Sequence[Problem], stream: TextIO) -> None:
    """Every problem as a sentence, errors first, with the rows it sets aside."""
    for severity, heading in (("error", "Errors"), ("warning", "Warnings")):
        listed = [problem for problem in problems if problem.severity == severity]
        if listed:
            print(f"{heading} ({len(listed)})", file=stream)
        for problem in listed:
            rows = "row" if problem.set_aside == 1 else "rows"
            aside = f" ({problem.set_aside:,} {rows} set aside)" if problem.set_aside else ""
            print(printable(f"  {problem}{aside}"), file=stream)
            for offer in problem.offers:
                print(printable(f"    can be mended: {offer.label}{' (safe)' if offer.safe else ''}"), file=stream)
                if offer.mapping is not None and not offer.mapping.tables:
                    print(printable(f"      with --mapping FILE, which says {layout_in_words(offer)}"), file=stream)


def layout_in_words(offer: Offer) -> str:
    """The mapping.json that has a file read as an offer says, on one line."""
    from taft_dash.records.mapping.plan import Plan
    from taft_dash.records.mapping.saved import plan_to_json

    return json.dumps(json.loads(plan_to_json(Plan(files=(offer.mapping,)))), ensure_ascii=False)


def correction(mend: Mend) -> str:
    """One correction of a plan, in words."""
    lines = f", line{'s' * (len(mend.lines) > 1)} {', '.join(map(str, mend.lines[:5]))}" if mend.lines else ""
    lines += " …" if len(mend.lines) > 5 else ""
    if mend.kind == "add member":
        what = f'"{mend.value}" is added to the members{f" of {mend.group}" if mend.group else ""}'
    elif mend.kind == "leave out":
        what = f"{mend.file}{lines}: left out"
    else:
        now = f'read as "{mend.value}"' if mend.value else "left empty"
        what = f'{mend.file}{lines}, column {mend.column}: "{mend.found}" is {now}'
    return f"{what}, because: {mend.why}" if mend.why else f"{what}."


def understood(summary: Mapping) -> Iterator[str]:
    """What the records were taken to be, line by line."""
    for table in summary["tables"]:
        used = f"{table['used']:,} of {table['rows']:,}" if table["set_aside"] else f"{table['rows']:,}"
        aside = f", {table['set_aside']:,} set aside" if table["set_aside"] else ""
        written = [
            f"{name.replace('_', ' ')} {MARKS.get(table[name], table[name])}".removeprefix("encoding ")
            for name in ("encoding", "delimiter", "decimal_mark")
            if table[name]
        ]
        yield f"{table['file']}: {used} rows used as {table['table']}{aside} ({', '.join(written)})"
    if summary["not_used"]:
        yield f"Not used: {', '.join(summary['not_used'])}"
    yield f"Groups ({len(summary['groups'])}): {', '.join(summary['groups'])}"
    presence = summary["presence"] or "unknown"
    yield f"People {summary['members']:,}, sessions {summary['sessions']:,}, presence {presence}"
    yield from (f"Inferred: {sentence}" for sentence in summary["inferred"])
    yield f"Errors {summary['errors']}, warnings {summary['warnings']}"


def printable(text: str) -> str:
    """Text that cannot steer the terminal: control and direction characters are spelled out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )
