"""What this program writes beside tidy records: the account of how they came about, which is no record itself."""

from __future__ import annotations

import codecs

from taft_dash.records.dictionary import dictionary

FAULT_COLUMNS = (
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
    "offers",
)
CHANGE_COLUMNS = ("file", "lines", "column", "found", "now", "cells", "why")
README_TITLE = "Tidy session records, written by taft_dash"


def is_account(data: bytes) -> bool:
    """Whether a file is one of those, by its first line."""
    first = data[:2000].removeprefix(codecs.BOM_UTF8).partition(b"\n")[0].rstrip(b"\r")
    return first in _FIRST_LINES


_FIRST_LINES = {
    line.encode()
    for line in (
        ",".join(FAULT_COLUMNS),
        ",".join(CHANGE_COLUMNS),
        ",".join(dictionary().columns),
        README_TITLE,
    )
}
