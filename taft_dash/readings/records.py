"""What the records page says: what was loaded, what needs fixing, and the instruments, in sentences and tables."""

from __future__ import annotations

import pandas as pd

from taft_dash.readings.courses import ABOUT
from taft_dash.readings.words import count, listed
from taft_dash.records.problems import Problem
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import TABLES

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", " ": "blank", "": ""}
DECIMAL_MARKS = {".": "point", ",": "comma"}
CONTRACT_COLUMNS = {column.name for table in TABLES for column in table.columns}
HIDDEN = (
    "Names are masked: what was found, the sentences that quote it, and headings of your own are hidden here."
)


def loaded_words(summary: dict) -> str:
    """What was loaded, in one sentence or two."""
    tables = summary["tables"]
    used, aside = sum(t["used"] for t in tables), sum(t["set_aside"] for t in tables)
    groups, people = count(len(summary["groups"]), "group"), count(summary["members"], "person", "people")
    said = (
        f"{count(len(tables), 'table')} with {count(used, 'row')} used and {aside:,} set aside: {groups}, {people},"
        f" {count(summary['sessions'], 'session')}. Presence is {summary['presence']}."
    )
    errors, warnings = summary["errors"], summary["warnings"]
    if errors or warnings:
        return f"{said} {count(errors, 'error')} and {count(warnings, 'warning')} to look at."
    return f"{said} Nothing needs fixing."


def files_table(summary: dict, problems: tuple[Problem, ...]) -> pd.DataFrame:
    """One row a file: table, file, rows in file, used, set aside, why, encoding, delimiter, decimal mark."""
    why: dict[str, dict[str, int]] = {}
    for problem in problems:
        if problem.set_aside:
            kinds = why.setdefault(problem.file, {})
            kinds[problem.code] = kinds.get(problem.code, 0) + problem.set_aside
    rows = [
        (
            t["table"], t["file"], t["rows"], t["used"], t["set_aside"],
            "; ".join(f"{kind_words(code)}: {n:,}" for code, n in _most_first(why.get(t["file"], {}))),
            t["encoding"], DELIMITERS.get(t["delimiter"], t["delimiter"]),
            DECIMAL_MARKS.get(t["decimal_mark"], t["decimal_mark"]),
        )
        for t in summary["tables"]
    ]  # fmt: skip
    columns = [
        "table",
        "file",
        "rows in file",
        "used",
        "set aside",
        "why",
        "encoding",
        "delimiter",
        "decimal mark",
    ]
    return pd.DataFrame(rows, columns=columns)


def general_sentences(summary: dict) -> list[str]:
    """What was inferred about the whole set rather than about one file."""
    return [
        sentence
        for sentence in summary["inferred"]
        if not any(sentence.startswith(f"{entry['file']}: ") for entry in summary["tables"])
    ]


def _most_first(counts: dict[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: -pair[1])


def kind_words(code: str) -> str:
    """The kind of a problem in words: "not a number"."""
    return code.replace("-", " ")


def problems_table(problems: tuple[Problem, ...], *, masked: bool) -> pd.DataFrame:
    """One row a problem, errors first: severity, file, line (the first), lines (how many), column, kind, found,
    message, what to do, set aside (rows). Where names are masked, what may quote one is left out."""
    table = pd.DataFrame(
        [
            (
                p.severity, p.file, p.line, p.count if p.line else 0, p.column, kind_words(p.code), p.found, p.message,
                p.fix, p.set_aside,
            )
            for p in problems
        ],
        columns=["severity", "file", "line", "lines", "column", "kind", "found", "message", "what to do", "set aside"],
    )  # fmt: skip
    table["line"] = table["line"].astype("Int64")
    if masked:
        table["column"] = table["column"].where(table["column"].isin(CONTRACT_COLUMNS), "")
        table = table.drop(columns=["found", "message", "what to do"])
    return table


def kinds_table(problems: pd.DataFrame) -> pd.DataFrame:
    """Problems of one kind in one file together: severity, kind, file, problems, lines, set aside; the most first."""
    together = problems.groupby(["severity", "kind", "file"], sort=False, as_index=False).agg(
        problems=("kind", "size"), lines=("lines", "sum"), set_aside=("set aside", "sum")
    )
    order = together.sort_values(
        ["severity", "set_aside", "lines"], ascending=[True, False, False], kind="stable"
    )
    return order.rename(columns={"set_aside": "set aside"}).reset_index(drop=True)


def problem_words(problem: pd.Series) -> str:
    """One row of `problems_table` in full, for a command that shows text as it is."""
    where = [str(problem["file"])] if problem["file"] else []
    if problem["line"] is not pd.NA:
        more = f" and {problem['lines'] - 1:,} more" if problem["lines"] > 1 else ""
        where.append(f"line {problem['line']}{more}")
    if problem["column"]:
        where.append(f"column {problem['column']}")
    said = " ".join(problem[part] for part in ("message", "what to do") if part in problem)
    return f"{', '.join(where)}: {said or problem['kind']}" if where else said or problem["kind"]


def instruments_table(instruments: tuple[Instrument, ...], used: set[str]) -> pd.DataFrame:
    """The registry, the instruments of these records first: how each is scored, and how sure that is."""
    rows = [
        {
            "instrument": i.id,
            "in these records": "yes" if i.id in used else "",
            "key": i.key_status,
            "name": i.name,
            "who rates": i.raters,
            "usual target": ABOUT.get(i.default_target, i.default_target),
            "answers": f"{i.low:g} to {i.high:g}",
            "items": len(i.items),
            "reversed": ", ".join(map(str, i.reversed)),
            "scales": "; ".join(f"{s.name} ({s.low:g} to {s.high:g})" for s in i.scales),
            "score": i.score,
            "missing answers": i.missing_rule,
            "how to read it": i.reading,
            "cut-off": "none" if i.cut_off is None else f"{i.cut_off:g}: {i.cut_off_reading}",
            "source": i.source,
        }
        for i in sorted(instruments, key=lambda i: i.id not in used)
    ]
    return pd.DataFrame(rows)


def kinds_words(kinds: pd.DataFrame, usable: bool = True) -> str:
    """The sentence over the list of problems; `usable`: some row of the records is used."""
    if kinds.empty:
        return "Nothing needs fixing: no file, row or cell was found wanting."
    errors = kinds[kinds["severity"] == "error"]
    aside = int(kinds["set aside"].sum())
    said = f"{count(int(kinds['problems'].sum()), 'problem')} of {count(len(kinds), 'kind')}"
    said += (
        f"; the errors are {listed(errors['kind'].drop_duplicates())}"
        if len(errors)
        else "; none is an error"
    )
    if not usable:
        return f"{said}. Nothing is used yet{f': {aside:,} rows are set aside' if aside else ''}."
    return (
        f"{said}. {aside:,} {'row is' if aside == 1 else 'rows are'} set aside; everything else is used."
        if aside
        else f"{said}. Every row is used."
    )
