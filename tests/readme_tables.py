"""The tables of the README, made from the lists in the code: `python tests/readme_tables.py` writes them anew."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from taft_dash.measures.indices import INDICES, PERSON_MEASURES  # noqa: E402
from taft_dash.records.instruments import INSTRUMENTS  # noqa: E402
from taft_dash.records.tables import TABLES  # noqa: E402
from taft_dash.reports.analyses import ANALYSES  # noqa: E402

README = ROOT / "README.md"


def _row(*cells) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _table(headings, rows) -> str:
    return "\n".join([_row(*headings), "|" + "---|" * len(headings), *(_row(*row) for row in rows)])


def tables() -> str:
    """One row per record file, required columns in bold."""
    return _table(
        ("file", "one row is", "columns (required in bold)"),
        (
            (
                f"`{t.file}`",
                t.one_row_is,
                ", ".join(f"**{c.name}**" if c.required else c.name for c in t.columns),
            )
            for t in TABLES
        ),
    )


def measures() -> str:
    """Group indices, then measures of a person, each with unit and reading."""
    headings = ("measure", "unit", "how to read it", "smallest group", "source")
    rows = [
        [(i.label, i.unit, i.reading, i.smallest or "", i.source) for i in of]
        for of in (INDICES, PERSON_MEASURES)
    ]
    group, person = (_table(headings, part) for part in rows)
    return f"Of the group, per session:\n\n{group}\n\nOf a person, per session:\n\n{person}"


def instruments() -> str:
    """The registry: who rates, how it is scored, how sure we are of the key."""
    return _table(
        ("instrument", "name", "who rates", "scores", "key"),
        (
            (f"`{i.id}`", i.name, i.raters, ", ".join(s.name for s in i.scales), i.key_status)
            for i in INSTRUMENTS
        ),
    )


def analyses() -> str:
    """What `analyse` writes: each method, its files, and what it follows."""
    return _table(
        ("`--methods`", "what it is about", "files", "after"),
        (
            (
                f"`{one.method.name}`",
                one.method.title,
                ", ".join(f"`{name}`" for name in one.columns),
                "; ".join(_short(reference) for reference in one.method.references),
            )
            for one in ANALYSES
        ),
    )


def _short(reference: str) -> str:
    """Authors and year of a reference in APA style: "Jacobson & Truax 1991", "Gumz et al. 2012"."""
    authors, year = re.match(r"(.*?)\s*\((\d{4})", reference).groups()
    names = re.findall(r"([^\s,&][^,&]*), (?:\w\.[ -]?)+", authors) or [authors]
    if len(names) > 2:
        return f"{names[0]} et al. {year}"
    return f"{' & '.join(names)} {year}"


PARTS = {"tables": tables, "analyses": analyses, "measures": measures, "instruments": instruments}


def filled(text: str) -> str:
    """The README with all its generated parts as the code has them now."""
    for name, made in PARTS.items():
        between = re.compile(rf"(<!-- {name}: begin[^\n]*-->\n).*?(<!-- {name}: end -->)", re.DOTALL)
        assert between.search(text), f"README.md has lost its markers for {name}"
        text = between.sub(lambda m, made=made: f"{m[1]}\n{made()}\n\n{m[2]}", text)
    return text


if __name__ == "__main__":
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")
