"""The command line: what each command does, its exit code, and what is said while one waits.

Exit codes: 0 done; 1 the records have errors (listed); 2 cannot be used at all. Nobody ever sees a traceback.
Libraries that take a second to import are imported where they are used, so that help and faults come at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from taft_dash.records.checking import Opened
    from taft_dash.records.problems import Problem

PACKAGE = Path(__file__).parent
DONE, HAS_ERRORS, UNUSABLE = 0, 1, 2
SECONDS_OF_SILENCE = 2.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A name outside the terminal's alphabet is spelled out rather than ending the program.
        stream.reconfigure(errors="backslashreplace")
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    chosen = _parser().parse_args(arguments)
    try:
        code = chosen.command(chosen)
        sys.stdout.flush()
    except KeyboardInterrupt:
        code = 130
    except BrokenPipeError:
        # Whoever read our output has stopped; without this Python complains once more while it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = DONE
    except Exception as fault:
        # Its message could quote the records; its kind and place cannot.
        places = traceback.extract_tb(fault.__traceback__)
        ours = [place for place in places if PACKAGE in Path(place.filename).parents][-1]
        say(
            f"taft_dash had to stop: an unexpected {type(fault).__name__} in {Path(ours.filename).name},"
            f" line {ours.lineno}. This is a fault of the program; please report this sentence."
        )
        code = UNUSABLE
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m taft_dash",
        description="The process and alliance of a therapy group, session by session.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    records = {"metavar": "RECORDS", "type": Path, "help": "a folder, ZIP, workbooks, CSV or other files"}

    checking = commands.add_parser("check", help="list every problem in the records, and what was understood")
    checking.add_argument("records", nargs="+", **records)
    checking.add_argument("--format", choices=FORMATS, default="text", help="of the list (default: text)")
    checking.set_defaults(command=check)

    measuring = commands.add_parser("measures", help="write every measure as CSV, and networks as GraphML")
    measuring.add_argument("records", nargs="+", **records)
    measuring.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
    measuring.set_defaults(command=measures)

    serving = commands.add_parser(
        "serve", help="open the app in a browser (on the sample group, if given no records)"
    )
    serving.add_argument("records", nargs="*", **records)
    serving.add_argument(
        "--port", type=_port, help="where to listen (default: 8501, or the next that is free)"
    )
    serving.add_argument("--no-browser", action="store_true", help="only say the address")
    serving.set_defaults(command=serve)
    return parser


def check(chosen: argparse.Namespace) -> int:
    """List every problem and what was understood."""
    opened = open_records(chosen.records)
    if opened is None:
        return UNUSABLE
    FORMATS[chosen.format](opened)
    return verdict(opened)


def measures(chosen: argparse.Namespace) -> int:
    """Write every measure to a folder."""
    if any(_same(chosen.out, records) for records in chosen.records):
        say(
            "The folder given with --out holds the records. Give another one, or the results would be read as records."
        )
        return UNUSABLE
    opened = open_records(chosen.records)
    if opened is None:
        return UNUSABLE
    list_problems(opened.problems, sys.stderr)
    if opened.study is None:
        return UNUSABLE
    from taft_dash.reports.measures import measure_files
    from taft_dash.reports.tables import write_folder

    files = measure_files(opened.study, step)
    try:
        with step("writing the files"):
            write_folder(chosen.out, files)
    except OSError as fault:
        say(f"Cannot write to {chosen.out}: {fault.strerror}. Nothing was replaced there.")
        return UNUSABLE
    print(printable(f"Wrote {len(files)} files to {chosen.out}"))
    return verdict(opened)


def serve(chosen: argparse.Namespace) -> int:
    """Open the app, on these records where some are given."""
    if chosen.records:
        opened = open_records(chosen.records)
        if opened is None:
            return UNUSABLE
        if opened.study is None:
            list_problems(opened.problems, sys.stderr)
            return UNUSABLE
        errors = sum(problem.severity == "error" for problem in opened.problems)
        if errors:
            say(f"The records have {errors} errors; the Records page lists them.")
        del opened
    from taft_dash.launching import launch

    return launch(chosen.records, port=chosen.port, browser=not chosen.no_browser)


def open_records(paths: Sequence[Path]) -> Opened | None:
    """The records at these paths; None, and a sentence, where there is nothing at one of them."""
    for path in paths:
        if not os.path.exists(path):
            say(f"There is no file or folder {path}")
            return None
    with step("reading and checking the records"):
        from taft_dash.records.checking import open_study

        return open_study([str(path) for path in paths])


def verdict(opened: Opened) -> int:
    """The exit code that says how the records were."""
    if opened.study is None:
        return UNUSABLE
    return HAS_ERRORS if any(problem.severity == "error" for problem in opened.problems) else DONE


def as_text(opened: Opened) -> None:
    """Problems and summary for a person to read."""
    list_problems(opened.problems, sys.stdout)
    print("What was understood")
    for line in understood(opened.summary):
        print(printable(f"  {line}"))


def as_json(opened: Opened) -> None:
    """Problems and summary for a program."""
    problems = [{field: getattr(problem, field) for field in PROBLEM_FIELDS} for problem in opened.problems]
    print(json.dumps({"summary": opened.summary, "problems": problems}, indent=2, default=str))


def as_csv(opened: Opened) -> None:
    """Problems as a table."""
    import pandas as pd

    from taft_dash.reports.tables import csv_lines

    fields = PROBLEM_FIELDS[: PROBLEM_FIELDS.index("lines")]
    rows = [[getattr(problem, field) for field in fields] for problem in opened.problems]
    # As objects: pandas' own text cannot hold a file name of unknown encoding.
    problems = pd.DataFrame(rows, columns=fields, dtype=object)
    sys.stdout.flush()
    sys.stdout.buffer.write("".join(csv_lines(problems)).encode())


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


@contextmanager
def step(work: str) -> Iterator[None]:
    """Says what is being done once that has lasted a moment, and how long it took."""
    began = time.monotonic()
    notice = Timer(SECONDS_OF_SILENCE, say, [f"{work} …"])
    notice.daemon = True
    notice.start()
    try:
        yield
    finally:
        notice.cancel()
    seconds = time.monotonic() - began
    if seconds >= SECONDS_OF_SILENCE:
        say(f"{work}: done, {seconds:.0f} s")


def say(sentence: str) -> None:
    """One sentence to whoever waits, apart from the results."""
    print(printable(sentence), file=sys.stderr, flush=True)


def printable(text: str) -> str:
    """Text that cannot steer the terminal: control and direction characters are spelled out."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode() for letter in text
    )


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError
    return port
