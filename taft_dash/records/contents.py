"""What a file is, by its first bytes. A name may say anything; content decides."""

from __future__ import annotations

from typing import Literal

from taft_dash.records.problems import Refused

_EXPORT = "Save the table as CSV in the program that made it."
_OLD_WORKBOOK = "Save it without a password as an Excel workbook (.xlsx) or as CSV."
_UNPACK = "Unpack it, or pack the tables as ZIP."

# How a file that is no table begins, what it is, what to do.
_NO_TABLES = (
    (b"%PDF", "a PDF document", _EXPORT),
    (b"\x89PNG", "an image", _EXPORT),
    (b"\xff\xd8\xff", "an image", _EXPORT),
    (b"GIF8", "an image", _EXPORT),
    (b"RIFF", "an image or a recording", _EXPORT),
    (b"ID3", "a recording", _EXPORT),
    (b"OggS", "a recording", _EXPORT),
    (b"SQLite format 3\0", "a database", _EXPORT),
    (b"PAR1", "a Parquet file", _EXPORT),
    (b"ARROW1", "an Arrow file", _EXPORT),
    (b"\x89HDF", "an HDF5 file", _EXPORT),
    (b"$FL2", "an SPSS file", _EXPORT),
    (b"$FL3", "an SPSS file", _EXPORT),
    (b"<stata_dta>", "a Stata file", _EXPORT),
    (b"RDX", "an R data file", _EXPORT),
    (b"\x7fELF", "a program", _EXPORT),
    (b"\xca\xfe\xba\xbe", "a program", _EXPORT),
    (b"\xcf\xfa\xed\xfe", "a program", _EXPORT),
    (b"{\\rtf", "a text document (RTF)", _EXPORT),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook (.xls) or a workbook with a password", _OLD_WORKBOOK),
    (b"\x1f\x8b", "a gzip archive", _UNPACK),
    (b"BZh", "a bzip2 archive", _UNPACK),
    (b"\xfd7zXZ", "an xz archive", _UNPACK),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", _UNPACK),
    (b"7z\xbc\xaf", "a 7z archive", _UNPACK),
    (b"Rar!", "a RAR archive", _UNPACK),
)
_MARKUP = ((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<table"), "a web page or an XML file")
_JSON = ((b'{"', b"{\n", b"{\r", b"[{", b"[["), "a JSON file")
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")


def kind_of(data: bytes) -> Literal["zip", "text"]:
    """Whether the file is to be unpacked or read as text; anything known to be neither is refused in words."""
    if data.startswith(_ZIP):
        return "zip"
    for beginning, words, fix in _NO_TABLES:
        if data.startswith(beginning):
            raise _refused(words, fix)
    if data.startswith(b"MZ") and b"\0" in data[:1024]:  # MZ alone may be a heading: twins are MZ or DZ
        raise _refused("a program", _EXPORT)
    head = data[:256].lstrip().lower()
    for beginnings, words in (_MARKUP, _JSON):
        if head.startswith(beginnings):
            raise _refused(words, _EXPORT)
    return "text"


def _refused(words: str, fix: str) -> Refused:
    return Refused("not-a-table", f"the file is {words}, not a table.", fix, rows=0)
