"""Bytes to text tables: the only place that parses files.

Strict by design. A file is read exactly, or read with every row that was set aside listed by its line, or refused with
the reason; nothing is repaired and nothing guessed. No content raises: whatever is wrong becomes a `Problem`.

    sources.py    what the user points at -> named bytes         contents.py  what those bytes are
    archives.py   ZIPs, unpacked with distrust                   dialect.py   encoding, delimiter, decimal mark
    cells.py      where each cell begins and ends                delimited.py, assembly.py  -> tables
    xlsx.py, xls.py, xlsb.py, ods.py   workbooks, by way of workbooks.py and as_text.py
    parquet.py, spss.py, graphs.py     what statistics and network programs write (xml_parts.py: XML, with distrust)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from zipfile import ZipFile

from taft_dash.records import limits
from taft_dash.records.account import is_account
from taft_dash.records.archives import open_archive
from taft_dash.records.assembly import TableRead
from taft_dash.records.contents import kind_of, kind_of_packed
from taft_dash.records.delimited import read_delimited
from taft_dash.records.graphs import read_graph
from taft_dash.records.ods import read_ods
from taft_dash.records.parquet import read_parquet_table
from taft_dash.records.problems import Problem, Refused
from taft_dash.records.sources import Source, Sources, apart, gather, is_mapping, members
from taft_dash.records.spss import read_spss
from taft_dash.records.text_tables import TextColumn, TextTable
from taft_dash.records.xls import read_xls
from taft_dash.records.xlsb import read_xlsb
from taft_dash.records.xlsx import read_xlsx

__all__ = ["Reading", "TextColumn", "TextTable", "read_files"]


@dataclass(frozen=True)
class Reading:
    """All tables that could be read, and everything that could not.

    Parameters
    ----------
    tables : in the order given; a folder's files by name.
    problems : every fault found while reading.
    rows : file -> its rows: those in its table and those that `problems` set aside. Blank lines are no rows.
    fingerprint : SHA-256 over the names and bytes read, in hexadecimal.
    notes : what was left alone, as sentences.
    mappings : saved mappings that lie among the files. account : these are records this program wrote, with the
        account of how they came about beside them.
    """

    tables: tuple[TextTable, ...]
    problems: tuple[Problem, ...]
    rows: dict[str, int]
    fingerprint: str
    notes: tuple[str, ...] = ()
    understood: dict = None
    mappings: tuple[Source, ...] = ()
    account: bool = False


def read_files(
    sources: Sources,
    *,
    layouts=None,
    largest_file: int = limits.LARGEST_FILE,
    largest_unpacked: int = limits.LARGEST_UNPACKED,
) -> Reading:
    """Read a folder, a ZIP, a workbook, CSV files, or (name, bytes) pairs.

    Parameters
    ----------
    sources : one path, or several paths or pairs. A name is only shown; it is never used as a path.
    largest_file, largest_unpacked : bytes; a larger file, or a ZIP or workbook that unpacks to more, is a problem.
    """
    digest = hashlib.sha256()
    tables, problems, notes, rows, beside = [], [], [], {}, []
    for source in apart(gather(sources, largest_file)):
        if isinstance(source, Source):
            for part in (source.name.encode(), source.data):
                digest.update(len(part).to_bytes(8, "big"))
                digest.update(part)
        for found in _read(source, largest_unpacked):
            if isinstance(found, str):
                notes.append(found)
            elif isinstance(found, Source):
                beside.append(found)
            elif isinstance(found, Problem):
                problems.append(found)
                rows[found.file] = rows.get(found.file, 0) + found.set_aside
            else:
                tables.append(found.table)
                problems.extend(found.problems)
                rows[found.table.file] = found.rows
    mappings = tuple(one for one in beside if is_mapping(one.name))
    notes += [
        f"{one.name} tells how tidy records came about and was left alone."
        for one in beside
        if one not in mappings
    ]
    return Reading(
        tuple(tables), tuple(problems), rows, digest.hexdigest(), tuple(notes),
        {}, mappings, len(mappings) < len(beside)
    )  # fmt: skip


def _read(
    source: Source | Problem | str, largest_unpacked: int, inside: bool = False
) -> Iterator[TableRead | Problem | str | Source]:
    """What one source holds: tables, problems, and notes on what was left alone; itself when it is no record."""
    if not isinstance(source, Source) or is_mapping(source.name) or is_account(source.data):
        yield source
        return
    try:
        match kind_of(source.data):
            case "text":
                yield read_delimited(source.name, source.heading, source.data)
            case "xls":
                yield from read_xls(source.name, source.data)
            case "parquet":
                yield read_parquet_table(source.name, source.heading, source.data, largest_unpacked)
            case "spss":
                yield read_spss(source.name, source.heading, source.data, largest_unpacked)
            case "graph":
                yield from read_graph(source.name, source.heading, source.data)
            case "zip":
                with open_archive(source.data) as archive:
                    yield from _read_packed(source, archive, largest_unpacked, inside)
    except Refused as refusal:
        yield refusal.problem(source.name, _lines_lost(source.data) if refusal.rows is None else refusal.rows)


def _read_packed(
    source: Source, archive: ZipFile, largest_unpacked: int, inside: bool
) -> Iterator[TableRead | Problem | str]:
    match kind_of_packed(archive):
        case "xlsx":
            yield from read_xlsx(source.name, source.data, archive, largest_unpacked)
        case "xlsb":
            yield from read_xlsb(source.name, archive, largest_unpacked)
        case "ods":
            yield from read_ods(source.name, archive, largest_unpacked)
        case "tables" if inside:
            raise Refused("archive", "this is a ZIP inside a ZIP, which is not opened.", "Unpack it.", rows=0)
        case "tables":
            for member in apart(members(source.name, archive, largest_unpacked)):
                yield from _read(member, largest_unpacked, inside=True)


def _lines_lost(data: bytes) -> int:
    """How many rows go with a text that cannot be read: its lines that are not blank, less the header."""
    return max(sum(1 for line in data.splitlines() if line.strip()) - 1, 0)
