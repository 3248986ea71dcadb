"""What a file is, by its first bytes. A name may say anything; content decides."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from typing import Literal

from taft_dash.records import limits
from taft_dash.records.archives import unpacked
from taft_dash.records.problems import Refused

Kind = Literal["text", "zip", "xls", "parquet", "spss", "graph"]
Packed = Literal["tables", "xlsx", "xlsb", "ods"]

_EXPORT = "Save the table as CSV in the program that made it."
_UNPACK = "Unpack it, or pack the tables as ZIP."
_UNLOCK = "Save it without a password as an Excel workbook (.xlsx) or as CSV."

# How a file that is read as something other than text begins.
_READ: tuple[tuple[bytes, Kind], ...] = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"PAR1", "parquet"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
)

# How a file that is no table begins, what it is, what to do. The first of these beginnings no table ever has; the
# others may be headings (ID3, PAR1, MZ for twins), and count only where control characters follow.
_NO_TEXT = re.compile(rb"[\0-\x08\x0e-\x1f]")
_NO_TABLES = (
    (b"%PDF", "a PDF document", _EXPORT),
    (b"%!PS", "a PostScript document", _EXPORT),
    (b"{\\rtf", "a text document (RTF)", _EXPORT),
    (b"<stata_dta>", "a Stata file", _EXPORT),
    (b"ASCII SPSS PORT FILE", "an SPSS portable file (.por)", "Save it as .sav or as CSV."),
    (b"BEGIN:VCALENDAR", "a calendar", _EXPORT),
    (b"BEGIN:VCARD", "an address card", _EXPORT),
)
_NO_TABLES_IF_NO_TEXT = (
    (b"\x89PNG", "an image", _EXPORT),
    (b"\xff\xd8\xff", "an image", _EXPORT),
    (b"GIF8", "an image", _EXPORT),
    (b"BM", "an image", _EXPORT),
    (b"II*\0", "an image", _EXPORT),
    (b"MM\0*", "an image", _EXPORT),
    (b"RIFF", "an image or a recording", _EXPORT),
    (b"ID3", "a recording", _EXPORT),
    (b"OggS", "a recording", _EXPORT),
    (b"\x1aE\xdf\xa3", "a film or a recording", _EXPORT),
    (b"SQLite format 3\0", "a database", _EXPORT),
    (b"\0\x01\0\0Standard ", "an Access database", _EXPORT),
    (b"PARE", "a Parquet file with a password", "Save it without a password."),
    (b"ARROW1", "an Arrow file", _EXPORT),
    (b"\x89HDF", "an HDF5 file", _EXPORT),
    (b"RDX", "an R data file", _EXPORT),
    (b"bplist00", "a property list of a Mac", _EXPORT),
    (b"\x7fELF", "a program", _EXPORT),
    (b"\xca\xfe\xba\xbe", "a program", _EXPORT),
    (b"\xcf\xfa\xed\xfe", "a program", _EXPORT),
    (b"MZ", "a program", _EXPORT),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
)
# Of a text that may be a table or prose: how much is looked at, and how a line of prose ends.
_HEAD, _MOST_LINES, _FEW_LINES = 2**14, 40, 3
_ENDS_SENTENCE = (b".", b"!", b"?", b":")
_GRAPHS = (b"<graphml", b"<gexf")
_MARKUP = ((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<table", b"<!--"), "a web page or an XML file")
_JSON = ((b'{"', b"{\n", b"{\r", b"[{", b"[["), "a JSON file")
_MAIL = (
    b"return-path:",
    b"delivered-to:",
    b"received:",
    b"mime-version:",
    b"message-id:",
    b"x-mozilla-status:",
)

# The file of Office before 2007 is a small disk of its own; the names on it say what it holds, in UTF-16.
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ON_OLD_DISK = (
    ("EncryptedPackage", "a workbook or document with a password", _UNLOCK),
    ("WordDocument", "a Word document", _EXPORT),
    ("PowerPoint Document", "a presentation", _EXPORT),
    ("__properties_version1.0", "an e-mail", _EXPORT),
    ("Workbook", "", ""),
    ("Book", "", ""),
)

# A part of a packed document that tells it from others, and what it then is.
_DOCUMENTS = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a presentation"),
    ("Index/Document.iwa", "an Apple Numbers, Pages or Keynote document"),
    ("index.apxl", "an Apple Keynote document"),
)
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_WORKBOOKS: tuple[tuple[str, Packed], ...] = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"))


def kind_of(data: bytes) -> Kind:
    """How the file is to be read; anything known to hold no table is refused in words."""
    no_text = _NO_TEXT.search(data[:1024]) is not None
    for beginning, kind in _READ:
        if data.startswith(beginning) and no_text:
            return kind
    for beginning, words, fix in _NO_TABLES + no_text * _NO_TABLES_IF_NO_TEXT:
        if data.startswith(beginning):
            raise _refused(words, fix)
    if data.startswith(_OLD_OFFICE):
        return _on_old_disk(data)
    if no_text and data[4:8] == b"ftyp":
        raise _refused("an image or a film (HEIC, MP4)", _EXPORT)
    # The letters of UTF-16 too, which has a zero beside each; text is not decided by them, only markup and mail.
    head = data[:4096].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith(b"<") and any(graph in head for graph in _GRAPHS):
        return "graph"
    for beginnings, words in (_MARKUP, _JSON):
        if head.startswith(beginnings):
            raise _refused(words, _EXPORT)
    if head.startswith(_MAIL):
        raise _refused("an e-mail", _EXPORT)
    return "text"


def looks_tabular(data: bytes) -> bool:
    r"""Whether most of the first lines of a text have the same delimiter equally often, and few end like a sentence.

    >>> looks_tabular(b"a;b\n1;2\n3;4"), looks_tabular(b"We met, twice.\nAnna, late, is A.\nBen, too, is B.")
    (True, False)
    """
    lines = data[:_HEAD].replace(b"\0", b"").splitlines()[:_MOST_LINES]
    lines = [line.strip() for line in lines if line.strip()]
    sentences = sum(line.endswith(_ENDS_SENTENCE) for line in lines)
    if len(lines) < _FEW_LINES or sentences > len(lines) / 3:
        return False
    return any(
        many and often >= 2 / 3 * len(lines)
        for delimiter in b",;\t|"
        for many, often in Counter(line.count(delimiter) for line in lines).most_common(1)
    )


def kind_of_packed(archive: zipfile.ZipFile) -> Packed:
    """What a ZIP holds: a workbook, or tables; other documents that are ZIPs inside are refused in words."""
    names = set(archive.namelist())
    for name, kind in _WORKBOOKS:
        if name in names:
            return kind
    if "mimetype" in names:
        if unpacked(archive, archive.getinfo("mimetype"), limits.LONGEST_CELL).startswith(_ODS):
            return "ods"
        raise _refused("an OpenDocument text, drawing or presentation, or an e-book", _EXPORT)
    for name, words in _DOCUMENTS:
        if name in names:
            raise _refused(words, _EXPORT)
    return "tables"


def _on_old_disk(data: bytes) -> Kind:
    capitals = data.upper()
    for name, words, fix in _ON_OLD_DISK:
        if f"{name.upper()}\0".encode("utf-16-le") in capitals:
            if words:
                raise _refused(words, fix)
            return "xls"
    raise _refused("a document of an old Office program", _EXPORT)


def _refused(words: str, fix: str) -> Refused:
    return Refused("not-a-table", f"the file is {words}, not a table.", fix, rows=0)
