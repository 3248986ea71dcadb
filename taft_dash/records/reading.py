"""Bytes to text tables: the only place that parses files.

Strict by design. A file is read exactly; or read with every line that was set aside, and everything that was assumed,
listed; or refused with the reason and what may be chosen to read it. Nothing is repaired in silence, and a person's
`Layout` overrides whatever was found. No content raises: whatever is wrong becomes a `Problem`.

    sources.py    what the user points at -> named bytes         contents.py   what those bytes are
    archives.py   ZIPs, unpacked with distrust                   encodings.py  bytes -> text
    layout.py     how a file is written, as a value              dialect.py    delimiter, quotation and decimal mark
    cells.py      where each cell begins and ends                grids.py      lines of cells, from texts and sheets
    segments.py   where tables begin in a grid                   parts.py      headings, rows and what is neither
    headings.py   which lines are headings                       footers.py    totals and remarks below a table
    delimited.py, workbooks.py, tabular.py, assembly.py          -> tables
    xlsx.py, xls.py, xlsb.py, ods.py   workbooks, by way of workbooks.py and as_text.py
    parquet.py, spss.py, graphs.py     what statistics and network programs write (xml_parts.py: XML, with distrust)
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from zipfile import ZipFile

from taft_dash.records import limits
from taft_dash.records.account import is_account
from taft_dash.records.archives import open_archive
from taft_dash.records.assembly import TableRead
from taft_dash.records.contents import kind_of, kind_of_packed, looks_tabular
from taft_dash.records.delimited import read_delimited
from taft_dash.records.graphs import read_graph
from taft_dash.records.layout import Layout, Understood
from taft_dash.records.ods import read_ods
from taft_dash.records.parquet import read_parquet_table
from taft_dash.records.problems import Problem, Refused
from taft_dash.records.sources import Source, Sources, apart, gather, is_mapping, members
from taft_dash.records.spss import read_spss
from taft_dash.records.text_tables import TextColumn, TextTable
from taft_dash.records.xls import read_xls
from taft_dash.records.xlsb import read_xlsb
from taft_dash.records.xlsx import read_xlsx

__all__ = ["Layout", "Reading", "TextColumn", "TextTable", "Understood", "read_files"]


@dataclass(frozen=True)
class Reading:
    """All tables that could be read, and everything that could not.

    Parameters
    ----------
    tables : in the order given; a folder's files by name.
    problems : every fault found while reading.
    rows : table -> its rows: those in it and those that `problems` set aside. Every line is a row but blank lines and
        the headings; so lines left out above the headings or below the table are rows that were set aside.
    fingerprint : SHA-256 over the names and bytes read, in hexadecimal.
    notes : what was left alone, as sentences.
    understood : table -> how it was read, also when it was refused; of texts and of sheets.
    mappings : saved mappings that lie among the files. account : these are records this program wrote, with the
        account of how they came about beside them.
    may_be_prose : tables of texts that lie among others in a folder or ZIP and are not named as tables.
    """

    tables: tuple[TextTable, ...]
    problems: tuple[Problem, ...]
    rows: dict[str, int]
    fingerprint: str
    notes: tuple[str, ...] = ()
    understood: dict[str, Understood] = field(default_factory=dict)
    mappings: tuple[Source, ...] = ()
    account: bool = False
    may_be_prose: frozenset[str] = frozenset()


def read_files(
    sources: Sources,
    *,
    layouts: Mapping[str, Layout] | None = None,
    largest_file: int = limits.LARGEST_FILE,
    largest_unpacked: int = limits.LARGEST_UNPACKED,
) -> Reading:
    """Read a folder, a ZIP, a workbook, CSV files, or (name, bytes) pairs.

    Parameters
    ----------
    sources : one path, or several paths or pairs. A name is only shown; it is never used as a path.
    layouts : how files are written where a person chose it, by the name they are shown by ("study.zip/ratings.csv").
        Encoding, delimiter and quotation mark are those of the whole text; the rest is laid down for each of its
        tables ("ratings.csv, table 2").
    largest_file, largest_unpacked : bytes; a larger file, or a ZIP or workbook that unpacks to more, is a problem.
    """
    digest = hashlib.sha256()
    tables, problems, notes, rows, understood, beside, prose = [], [], [], {}, {}, [], set()
    with ThreadPoolExecutor(1) as clerk:
        for source in apart(gather(sources, largest_file)):
            if isinstance(source, Source):
                clerk.submit(_mix_in, digest, source.name.encode(), source.data)
            for found in _read(source, largest_unpacked, layouts or {}):
                if isinstance(found, str):
                    notes.append(found)
                elif isinstance(found, Source):
                    beside.append(found)
                elif isinstance(found, Understood):
                    understood[found.file] = found
                elif isinstance(found, Problem):
                    problems.append(found)
                    rows[found.file] = rows.get(found.file, 0) + found.set_aside
                else:
                    tables.append(found.table)
                    if found.may_be_prose:
                        prose.add(found.table.file)
                    problems.extend(found.problems)
                    rows[found.table.file] = rows.get(found.table.file, 0) + found.rows
    mappings = tuple(one for one in beside if is_mapping(one.name))
    notes += [
        f"{one.name} tells how tidy records came about and was left alone."
        for one in beside
        if one not in mappings
    ]
    return Reading(
        tuple(tables), tuple(problems), rows, digest.hexdigest(), tuple(notes),
        understood, mappings, len(mappings) < len(beside), frozenset(prose)
    )  # fmt: skip


def _mix_in(digest: hashlib._Hash, *parts: bytes) -> None:
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)


Found = TableRead | Problem | Understood | str | Source


def _read(
    source: Source | Problem | str, largest_unpacked: int, layouts: Mapping[str, Layout], inside: bool = False
) -> Iterator[Found]:
    """What one source holds: tables, problems, what was understood, and notes; itself when it is no record."""
    if not isinstance(source, Source) or is_mapping(source.name) or is_account(source.data):
        yield source
        return
    try:
        match kind_of(source.data):
            case "text" if source.may_be_prose:
                yield from _read_if_table(source, layouts)
            case "text":
                yield from read_delimited(source.name, source.heading, source.data, layouts)
            case "xls":
                yield from read_xls(source.name, source.data, layouts)
            case "parquet":
                yield read_parquet_table(source.name, source.heading, source.data, largest_unpacked)
            case "spss":
                yield read_spss(source.name, source.heading, source.data, largest_unpacked)
            case "graph":
                yield from read_graph(source.name, source.heading, source.data)
            case "zip":
                with open_archive(source.data) as archive:
                    yield from _read_packed(source, archive, largest_unpacked, layouts, inside)
    except Refused as refusal:
        yield refusal.problem(source.name, refusal.rows or 0)


def _read_if_table(source: Source, layouts: Mapping[str, Layout]) -> Iterator[Found]:
    """A text that lies in a folder or ZIP, where it may be prose; a table with a fault is refused like any other."""
    found = list(read_delimited(source.name, source.heading, source.data, layouts))
    tables = [one.table for one in found if isinstance(one, TableRead)]
    reasons = [one.message for one in found if isinstance(one, Problem) and one.severity == "error"]
    is_table = tables and not reasons and all(len(table.columns) > 1 for table in tables)
    if is_table or looks_tabular(source.data):
        yield from (replace(one, may_be_prose=True) if isinstance(one, TableRead) else one for one in found)
        return
    why = reasons[0].rstrip(".") if reasons else "its lines hold one text each"
    yield f"{source.name} does not look like a table ({why}) and was left alone; give it by itself if it is one."


def _read_packed(
    source: Source, archive: ZipFile, largest_unpacked: int, layouts: Mapping[str, Layout], inside: bool
) -> Iterator[Found]:
    match kind_of_packed(archive):
        case "xlsx":
            yield from read_xlsx(source.name, source.data, archive, largest_unpacked, layouts)
        case "xlsb":
            yield from read_xlsb(source.name, archive, largest_unpacked, layouts)
        case "ods":
            yield from read_ods(source.name, archive, largest_unpacked, layouts)
        case "tables" if inside:
            raise Refused("archive", "this is a ZIP inside a ZIP, which is not opened.", "Unpack it.", rows=0)
        case "tables":
            for member in apart(members(source.name, archive, largest_unpacked)):
                yield from _read(member, largest_unpacked, layouts, inside=True)
