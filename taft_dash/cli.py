"""The command line: what each command does, its exit code, and what is said while one waits.

Exit codes: 0 done; 1 the records have errors (listed); 2 cannot be used at all. Nobody ever sees a traceback.
Libraries that take a second to import are imported where they are used, so that help and faults come at once.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

from taft_dash.listing import FORMATS, list_problems, printable

if TYPE_CHECKING:
    from taft_dash.records.checking import Opened

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

    tidying = commands.add_parser(
        "tidy", help="write the corrected records as tidy CSV files, with every fault and every change"
    )
    tidying.add_argument("records", nargs="+", **records)
    tidying.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
    tidying.set_defaults(command=tidy)

    analysing = commands.add_parser(
        "analyse", help="write the analyses of process as CSV, with methods text and a receipt"
    )
    analysing.add_argument("records", nargs="+", **records)
    analysing.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
    analysing.add_argument(
        "--methods", default="", metavar="A,B", help="names of methods, parted by commas (default: all)"
    )
    analysing.set_defaults(command=analyse)

    serving = commands.add_parser(
        "serve", help="open the app in a browser (on the sample group, if given no records)"
    )
    serving.add_argument("records", nargs="*", **records)
    serving.add_argument(
        "--port", type=_port, help="where to listen (default: 8501, or the next that is free)"
    )
    serving.add_argument("--no-browser", action="store_true", help="only say the address")
    serving.set_defaults(command=serve)
    for command in (checking, measuring, tidying, analysing, serving):
        command.add_argument(
            "--mapping", type=Path, metavar="FILE",
            help="a mapping.json that says what the columns mean (default: the one among the records, if any)",
        )  # fmt: skip
    return parser


def check(chosen: argparse.Namespace) -> int:
    """List every problem and what was understood."""
    opened = open_records(chosen.records, chosen.mapping)
    if opened is None:
        return UNUSABLE
    FORMATS[chosen.format](opened)
    return verdict(opened)


def measures(chosen: argparse.Namespace) -> int:
    """Write every measure to a folder."""
    opened = opened_to_write(chosen)
    if opened is None:
        return UNUSABLE
    from taft_dash.reports.measures import measure_files

    return written(chosen.out, measure_files(opened.study, step), opened)


def analyse(chosen: argparse.Namespace) -> int:
    """Write the analyses of process to a folder."""
    from taft_dash.reports.analyses import analysis_files, named

    try:
        analyses = named([name.strip() for name in chosen.methods.split(",") if name.strip()])
    except ValueError as fault:
        say(str(fault))
        return UNUSABLE
    opened = opened_to_write(chosen)
    if opened is None:
        return UNUSABLE
    return written(chosen.out, analysis_files(opened.study, analyses, step), opened)


def tidy(chosen: argparse.Namespace) -> int:
    """Write the corrected records, tidy, and the account of how they came about."""
    opened = opened_to_write(chosen)
    if opened is None:
        return UNUSABLE
    from taft_dash.reports.tidy import stale_names, tidy_files

    files = tidy_files(opened)
    stale = stale_names(os.listdir(chosen.out), files) if os.path.isdir(chosen.out) else []
    if stale:
        say(
            f"{chosen.out} holds {', '.join(stale)} of other records, which would be taken to belong to these."
            " Give an empty folder with --out. Nothing was written."
        )
        return UNUSABLE
    return written(chosen.out, files, opened)


def opened_to_write(chosen: argparse.Namespace) -> Opened | None:
    """The records, their problems listed; None, and a sentence, where nothing can be made of them for --out."""
    if any(_same(chosen.out, records) for records in chosen.records):
        say(
            "The folder given with --out holds the records. Give another one, or the results would be read as records."
        )
        return None
    opened = open_records(chosen.records, chosen.mapping)
    if opened is None:
        return None
    list_problems(opened.problems, sys.stderr)
    return opened if opened.study is not None else None


def written(directory: Path, files: Mapping[str, object], opened: Opened) -> int:
    """Write the files, all or none; the exit code."""
    from taft_dash.reports.tables import write_folder

    try:
        with step("writing the files"):
            write_folder(directory, files)
    except OSError as fault:
        say(f"Cannot write to {directory}: {fault.strerror}. Nothing was replaced there.")
        return UNUSABLE
    print(printable(f"Wrote {len(files)} files to {directory}"))
    return verdict(opened)


def serve(chosen: argparse.Namespace) -> int:
    """Open the app, on these records where some are given."""
    if chosen.mapping and not chosen.records:
        say("--mapping says how records are read: give the records too.")
        return UNUSABLE
    if chosen.records:
        opened = open_records(chosen.records, chosen.mapping)
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

    return launch(
        chosen.records, port=chosen.port, browser=not chosen.no_browser, mapping=chosen.mapping
    )


def open_records(paths: Sequence[Path], mapping: Path | None) -> Opened | None:
    """The records at these paths, read by a mapping; None, and a sentence, where one of them cannot be had."""
    for path in (*paths, *([mapping] if mapping else [])):
        if not os.path.exists(path):
            say(f"There is no file or folder {path}")
            return None
    with step("reading and checking the records"):
        from taft_dash.records.checking import open_study
        from taft_dash.records.mapping.saved import MappingFault, plan_at

        try:
            plan = plan_at(mapping) if mapping else None
        except MappingFault as fault:
            say(f"{mapping}: {fault}")
            return None
        return open_study([str(path) for path in paths], plan)


def verdict(opened: Opened) -> int:
    """The exit code that says how the records were."""
    if opened.study is None:
        return UNUSABLE
    return HAS_ERRORS if any(problem.severity == "error" for problem in opened.problems) else DONE


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


def _same(one: Path, other: Path) -> bool:
    return os.path.realpath(one) == os.path.realpath(other)


def _port(text: str) -> int:
    port = int(text)
    if not 1 <= port <= 65535:
        raise ValueError
    return port
