"""ZIP files: opened with distrust. Sizes are counted while unpacking, names are never used as paths."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib

from taft_dash.records import limits
from taft_dash.records.problems import Refused

_CHUNK = 2**18
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
)
_PACK_AGAIN = "Pack the files again as an ordinary ZIP, or give them unpacked."


def open_archive(data: bytes) -> zipfile.ZipFile:
    """The archive, its list of entries read; refused when that list is broken or too long."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAULTS as error:
        raise Refused(
            "archive", "the ZIP or workbook is damaged or cut short.", _PACK_AGAIN, rows=0
        ) from error
    if len(archive.infolist()) > 10 * limits.MOST_FILES:
        raise Refused(
            "too-many-files", f"the ZIP lists {len(archive.infolist()):,} files.", _PACK_AGAIN, rows=0
        )
    return archive


def unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, room: int) -> bytes:
    """The bytes of one entry, refused once they pass the bytes left for it, whatever size the archive claims."""
    if entry.flag_bits & 1:
        raise Refused(
            "archive", "the ZIP is protected with a password.", "Give it without a password.", rows=0
        )
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise Refused("archive", "the ZIP is packed in an unusual way.", _PACK_AGAIN, rows=0)
    chunks, size = [], 0
    try:
        with archive.open(entry) as packed:
            while chunk := packed.read(_CHUNK):
                size += len(chunk)
                if size > room:
                    raise Refused(
                        "too-large",
                        "unpacked, it passes the size that one ZIP or workbook may have.",
                        "Session records are far smaller: take out what is not needed.",
                        rows=0,
                    )
                chunks.append(chunk)
    except _FAULTS as error:
        raise Refused("archive", "this part of the ZIP is damaged.", _PACK_AGAIN, rows=0) from error
    return b"".join(chunks)


def is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)
