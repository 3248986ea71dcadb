"""What goes with every number that leaves: which records, what was selected, which method, how to do it again."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from importlib.metadata import version

from taft_dash.measures.method import Method
from taft_dash.records.study import Selection, Study

VERSION = "0.1.0"
PACKAGES = ("numpy", "pandas", "networkx", "scipy", "statsmodels")


def receipt(study: Study, methods: Sequence[Method], selection: Selection | None = None) -> dict:
    """Everything needed to come to the same numbers: plain values, ready for JSON.

    `study` : what the numbers were made from; its fingerprint changes with the records, the selection and masking.
    `selection` : None where all groups and sessions were used.
    """
    return {
        "program": f"taft_dash {VERSION}",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "records": study.fingerprint,
        "selection": selection.sentence() if selection else "all groups and sessions, therapists included",
        "methods": {
            one.name: {"parameters": dict(one.parameters)} | ({} if one.seed is None else {"seed": one.seed})
            for one in methods
        },
    }


def provenance(study: Study, selection: Selection) -> str:
    """Where a number comes from, in one line: program, records and selection."""
    return f"taft_dash {VERSION}; records {study.fingerprint[:12]}; {selection.sentence()}."


def receipt_text(study: Study, methods: Sequence[Method], selection: Selection | None = None) -> str:
    """The receipt as a JSON file."""
    return json.dumps(receipt(study, methods, selection), ensure_ascii=False, indent=2, default=list) + "\n"


def methods_text(methods: Sequence[Method]) -> str:
    """The methods paragraphs with their references, as Markdown to paste into a paper."""
    parts = [f"## {one.title}\n\n{one.text}\n" for one in methods]
    references = sorted({reference for one in methods for reference in one.references}, key=str.casefold)
    return "\n".join([*parts, "## References", "", *(f"- {reference}" for reference in references), ""])


def snippet(method: Method, selection: Selection) -> str:
    """Python that opens the records, narrows them as on screen and gives the tables of a method."""
    return "\n".join(
        (
            "from taft_dash.records.checking import open_study",
            "from taft_dash.records.study import Selection",
            "",
            'study = open_study(["RECORDS"]).study  # the folder, ZIP, workbook or files',
            f"study = study.select({selection!r})",
            method.snippet.strip(),
            "",
        )
    )
