"""From what a user points at to named bytes: a folder, files, a ZIP, or uploads."""

from __future__ import annotations

import os
import stat
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from taft_dash.records import limits
from taft_dash.records.archives import is_link, unpacked
from taft_dash.records.mapping.saved import FILE_NAME
from taft_dash.records.problems import Problem, Refused, fold, shown
from taft_dash.records.tables import TABLES

# What is opened inside a folder or ZIP, where other things may lie about; a file given by itself may have any name.
# A text of these names may be a table or prose: whether it is read there, its content decides.
TEXT_ENDINGS = (".txt", ".text", ".dat", ".asc", ".prn", ".psv")
TABLE_ENDINGS = (
    *(".csv", ".tsv", ".tab"),
    *(".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
    *(".parquet", ".sav", ".zsav", ".graphml", ".gexf"),
)
# What the app lets a person choose. JSON: mapping.json.
CHOSEN_ENDINGS = (*TABLE_ENDINGS, *TEXT_ENDINGS, ".zip", ".json")
KINDS = (
    "CSV files, a workbook with one sheet per table (Excel, OpenDocument), SPSS or Parquet files, "
    "networks (GraphML, GEXF), or a ZIP of them"
)
_LONGEST_NAME = 120
# A file is opened first and then asked what it is; a pipe must not hang the reader meanwhile.
_WITHOUT_WAITING = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)

Sources = str | Path | Iterable[str | Path | tuple[str, bytes]]


@dataclass(frozen=True)
class Source:
    """Bytes and the name the user knows them by. The name is only ever shown, never opened.

    `among_others` : it lies in a folder or ZIP, and was not given by itself.
    """

    name: str
    data: bytes
    among_others: bool = False

    @property
    def heading(self) -> str:
        """The file name without folders and ending."""
        return shown(PurePosixPath(self.name.replace("\\", "/")).stem, _LONGEST_NAME)

    @property
    def may_be_prose(self) -> bool:
        """Whether only the content can tell that it is meant as a table."""
        named = any(self.heading.casefold() == table.name for table in TABLES)
        return self.among_others and not named and _ending(self.name) in TEXT_ENDINGS


def _ending(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def is_mapping(name: str) -> bool:
    """Whether a file is a saved mapping, by its name."""
    return PurePosixPath(name.replace("\\", "/")).name.casefold() == FILE_NAME


def gather(sources: Sources, largest_file: int) -> Iterator[Source | Problem | str]:
    """Each file with its bytes, each one that cannot be had as a problem, each one left alone as a sentence."""
    given = [sources] if isinstance(sources, (str, Path)) else list(sources)
    if not given:
        yield fold("nothing", "no records were given.", f"Give a folder, {KINDS}.")
    opened = 0
    for one, among_others in _spread(given):
        if isinstance(one, (Problem, str)):
            yield one
            continue
        opened += 1
        if opened > limits.MOST_FILES:
            yield fold(
                "too-many-files",
                f"more than {limits.MOST_FILES} files were given.",
                "Give fewer files at a time.",
            )
            return
        source = _bytes_of(one, largest_file)
        yield replace(source, among_others=among_others) if isinstance(source, Source) else source


def apart(found: Iterable[Source | Problem | str]) -> Iterator[Source | Problem | str]:
    """The same, with a number after each name that was met before."""
    met = Counter()
    for one in found:
        if isinstance(one, Source):
            met[one.name] += 1
            one = one if met[one.name] == 1 else replace(one, name=f"{one.name} ({met[one.name]})")
        yield one


def _spread(given: list) -> Iterator[tuple[tuple[str, bytes] | Path | Problem | str, bool]]:
    """Folders replaced by the files in them, and whether each lies in one; an uploaded folder is known by its names."""
    for one in given:
        if not isinstance(one, (str, Path)):
            yield one, "/" in one[0]
            continue
        path = Path(one)
        try:
            if path.is_dir():
                yield from ((found, True) for found in _in_folder(path))
            else:
                yield path, False
        except (OSError, ValueError) as error:
            yield _unreadable(path, error), False


def _is_opened(name: str) -> bool:
    """Whether a file in a folder or ZIP is looked into at all."""
    return not name.startswith(".") and (_ending(name) in (*TABLE_ENDINGS, *TEXT_ENDINGS) or is_mapping(name))


def _in_folder(folder: Path) -> Iterator[Path | Problem | str]:
    tables = 0
    for path in sorted(folder.iterdir()):
        if not _is_opened(path.name):
            yield f"{shown(path.name)} is not named as a table and was left alone."
        elif not stat.S_ISREG(path.lstat().st_mode):
            yield fold(
                "not-a-file",
                "this is a link or a folder, not a file, and was left alone.",
                "Put the file itself into the folder.",
                file=shown(path.name),
                severity="warning",
            )
        else:
            tables += not is_mapping(path.name)
            yield path
    if not tables:
        yield fold(
            "nothing",
            f"the folder {shown(folder.name)} holds no table.",
            f"Put the records into it as files named {', '.join(TABLE_ENDINGS)}.",
        )


def _bytes_of(one: Path | tuple[str, bytes], largest_file: int) -> Source | Problem:
    if not isinstance(one, Path):
        name, data = one
        name, data = shown(name, _LONGEST_NAME), bytes(data)
        return Source(name, data) if len(data) <= largest_file else _too_large(name, largest_file)
    name = shown(one.name, _LONGEST_NAME)
    try:
        with open(os.open(one, _WITHOUT_WAITING), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return fold(
                    "not-a-file", "this is not an ordinary file.", f"Give {KINDS}.", file=name
                )
            data = file.read(min(os.fstat(file.fileno()).st_size, largest_file) + 1)
    except FileNotFoundError:
        return fold(
            "missing-file", "there is no such file or folder.", "Check the name and the folder.", file=name
        )
    except (OSError, ValueError) as error:
        return _unreadable(one, error)
    return Source(name, data) if len(data) <= largest_file else _too_large(name, largest_file)


def _unreadable(path: Path, error: Exception) -> Problem:
    reason = getattr(error, "strerror", None) or "the name is not one a file can have"
    return fold(
        "unreadable",
        f"the file could not be opened ({reason}).",
        "Check that you may read it.",
        file=shown(path.name),
    )


def _too_large(name: str, largest_file: int) -> Problem:
    return fold(
        "too-large",
        f"the file is larger than {largest_file / limits.MEGABYTE:,.3g} MB.",
        "Session records are far smaller: take out what is not needed, or give the files one group at a time.",
        file=name,
    )


def members(
    zip_name: str, archive: zipfile.ZipFile, largest_unpacked: int
) -> Iterator[Source | Problem | str]:
    """The tables inside a ZIP. ZIPs inside it are not opened; one that unpacks to too much ends the reading of it."""
    used = tables = 0
    for entry in archive.infolist():
        name = shown(f"{zip_name}/{entry.filename}", 2 * _LONGEST_NAME)
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir():
            continue
        if not _is_opened(path.name) or is_link(entry):
            yield f"{name} is not named as a table and was left alone."
            continue
        tables += not is_mapping(path.name)
        if tables > limits.MOST_FILES:
            raise Refused(
                "too-many-files",
                f"the ZIP holds more than {limits.MOST_FILES} tables.",
                "Give fewer.",
                rows=0,
            )
        try:
            data = unpacked(archive, entry, largest_unpacked - used)
        except Refused as refusal:
            if refusal.code == "too-large":
                raise
            yield refusal.problem(name)
            continue
        used += len(data)
        yield Source(name, data, among_others=True)
    if not tables:
        raise Refused("nothing", "the ZIP holds no table.", "Pack CSV files into it.", rows=0)
