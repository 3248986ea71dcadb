"""Writes the synthetic sample records: the Tuesday group and the cohort of six groups.

    python sample_data/generate.py             writes over the folders beside this file
    python sample_data/generate.py --out DIR   writes to another folder

The seeds are fixed: the same program writes the same bytes. No person in these records ever lived.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

from generator import six_groups, tuesday_group

COLUMNS = {
    "members": ("group", "member", "role", "name", "joined", "left"),
    "sessions": ("group", "session", "date", "minutes", "phase", "topic"),
    "attendance": ("group", "session", "member", "status", "minutes"),
    "interactions": (
        "group", "session", "speaker", "addressee", "turn", "start_seconds", "speaking_seconds", "turns",
        "category", "valence", "element",
    ),
    "ratings": ("group", "session", "rater", "target", "instrument", "item", "score"),
    "events": ("group", "session", "minute", "kind", "type", "actor", "target", "rater", "note"),
}  # fmt: skip


def write(folder: Path, tables: dict[str, list[dict]]) -> None:
    """One CSV per table: UTF-8, commas, a header, and only the columns that hold something."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        used = [column for column in COLUMNS[name] if any(row.get(column, "") != "" for row in rows)]
        with open(folder / f"{name}.csv", "w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, used, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the synthetic sample records.")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent, help="folder to write to")
    out = parser.parse_args().out
    write(out / "tuesday_group", tuesday_group.tables())
    write(out / "six_groups", six_groups.tables())


if __name__ == "__main__":
    main()
