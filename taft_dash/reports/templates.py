"""Templates of the record files in one ZIP: every file empty, and once more with a few rows that fit together."""

from __future__ import annotations

import io
import zipfile

from taft_dash.records.dictionary import template
from taft_dash.records.tables import TABLES
from taft_dash.reports.tables import csv_bytes

_EARLIEST = (1980, 1, 1, 0, 0, 0)


def templates_zip() -> bytes:
    """`empty/members.csv`, `example/members.csv` and so on; the same bytes every time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for folder, worked in (("empty", False), ("example", True)):
            for table in TABLES:
                entry = zipfile.ZipInfo(f"{folder}/{table.file}", _EARLIEST)
                archive.writestr(entry, csv_bytes(template(table.name, worked=worked)), zipfile.ZIP_DEFLATED)
    return content.getvalue()
