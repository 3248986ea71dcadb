"""Every way a table is commonly spoilt, in over 3,000 variants: none may be read wrongly in silence.

The classes of pollution are those of the Pollock benchmark (Vitagliano and others, 2023,
doi:10.14778/3594512.3594518), made anew over our own tables, with more that spreadsheets and older programs add.
Each variant must end in one of three ways: read exactly; read with every change listed by a problem; refused with the
reason and a way on. A spoilt row that comes through as if it were sound is a failure, unless its session is no number,
which the next step reports by line.
The table of outcomes: python -m tests.records.test_reading_pollution (from the root of the repository).
"""

from itertools import product

import pytest

from taft_dash.records.reading import read_files
from taft_dash.records.values import numbers

TABLES = {
    "interactions": [
        ["group", "session", "speaker", "addressee", "speaking_seconds", "category"],
        *(
            [
                "Tuesday",
                str(1 + i // 4),
                f"M{i % 5 + 1:02}",
                f"M{(i + 2) % 5 + 1:02}",
                f"{3 * i + 1}",
                f"kind {i % 3}",
            ]
            for i in range(7)
        ),
    ],
    "ratings": [
        ["group", "session", "rater", "target", "instrument", "item", "score"],
        *(
            ["Tuesday", str(i + 1), f"M{i % 4 + 1:02}", "LEADER", "WAI-SR", str(i + 1), str(i % 5 + 1)]
            for i in range(10)
        ),
    ],
    "events": [
        ["group", "session", "minute", "kind", "actor", "note"],
        *(
            ["Tuesday", str(i + 1), str(7 * i), "rupture", "נועה", f"said so, then left {i}"]
            for i in range(8)
        ),
    ],
}
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


def written(rows, delimiter=",", always=False, quote='"', newline="\n"):
    """The rows as delimited text; cells are quoted where they must be, or always."""

    def cell(text):
        must = always or delimiter in text or quote in text or "\n" in text
        return quote + text.replace(quote, quote * 2) + quote if must else text

    return newline.join(delimiter.join(map(cell, row)) for row in rows) + newline


def lines_of(text):
    return text.split("\n")[:-1]


def spoilt_cells(rows, delimiter, always):
    """A delimiter missing, a delimiter too many, a quotation mark too many, at each cell of each row."""
    lines = lines_of(written(rows, delimiter, always))
    cells = [lines_of(written([[text] for text in row], delimiter, always)) for row in rows]
    for place, row in enumerate(cells):
        for column in range(len(row)):
            before, after = row[:column], row[column + 1 :]
            variants = {
                "delimiter too many": [*before, row[column] + delimiter, *after],
                "quote at the start": [*before, '"' + row[column], *after],
                "quote at the end": [*before, row[column] + '"', *after],
                "quote inside": [*before, row[column][:2] + '"' + row[column][2:], *after],
            }
            if after:
                variants["delimiter missing"] = [*before, row[column] + after[0], *after[1:]]
            for name, spoilt in variants.items():
                text = "\n".join([*lines[:place], delimiter.join(spoilt), *lines[place + 1 :]]) + "\n"
                yield f"{name} at {place},{column}", text


def spoilt_structure(rows, delimiter, always):
    """The shapes of whole files: headers, preambles, several tables, other marks, other line ends."""
    text = written(rows, delimiter, always)
    header, body = written(rows[:1], delimiter, always), written(rows[1:], delimiter, always)
    other = written(TABLES["ratings" if len(rows[0]) != 7 else "events"], delimiter, always)
    yield "no header", body
    yield "two header rows", header + written([["as typed"] * len(rows[0])], delimiter, always) + body
    yield (
        "three header rows",
        header + written([["x"] * len(rows[0]), ["y"] * len(rows[0])], delimiter, always) + body,
    )
    yield "header twice", header + text
    yield "preamble", "Export of the study\n\n" + text
    yield "preamble with a delimiter", f"Export{delimiter} 2024\n" + text
    yield "table below", text + "\n" + other
    yield "same table below", text + "\n" + text
    yield (
        "other table of the same width below",
        text + "\n" + written([["x" + name for name in rows[0]]]) + body,
    )
    yield "header only", header
    yield "no text at all", ""
    yield "quote '", written(rows, delimiter, True, quote="'")
    yield (
        "quote ' where needed",
        written([[*row[:-1], f"{row[-1]}{delimiter}"] for row in rows], delimiter, quote="'"),
    )
    if not always:
        yield (
            "escaped delimiter",
            text.replace("kind", f"ki\\{delimiter}nd").replace("said", f"sa\\{delimiter}id"),
        )
    yield "escaped quote", written(rows, delimiter, True).replace("M0", 'M\\"0').replace("נ", '\\"נ')
    yield "delimited by blanks", written([[cell.replace(" ", "_") for cell in row] for row in rows], " ")
    for place in range(len(rows)):
        for strange in {",", ";", "\t", "|"} - {delimiter}:
            lines = lines_of(text)
            lines[place] = lines_of(written(rows[place : place + 1], strange, always))[0]
            yield f"row {place} delimited by {strange!r}", "\n".join(lines) + "\n"
    for place in range(1, len(rows)):
        yield f"cut short in row {place}", "\n".join(lines_of(text)[: place + 1])[:-3]


def silently_wrong(data, rows):
    """Why the reading of these bytes would mislead someone whose table is `rows`; "" when it would not."""
    return outcome(data, rows)[1]


def outcome(data, rows):
    """How the reading of these bytes ended, and why that would mislead someone whose table is `rows`, or ""."""
    reading = read_files([("records.csv", data)])
    if not all(problem.message and problem.fix for problem in reading.problems):
        return "wrong", "a problem says nothing"
    loaded = sum(len(table.line) for table in reading.tables)
    set_aside = sum(problem.set_aside for problem in reading.problems)
    if sum(reading.rows.values()) != loaded + set_aside:
        return "wrong", "rows unaccounted for"
    if not reading.tables:
        told = any(problem.severity == "error" for problem in reading.problems)
        way_on = "records.csv" in reading.understood
        return ("refused", "") if told and way_on else ("wrong", "refused without a word")
    for table in reading.tables:
        if reason := misleading(table, rows, reading.problems):
            return "wrong", reason
    (table, *others) = reading.tables
    exact = list(table.columns) == rows[0] and list(cells_of(table, rows[0])) == list(map(tuple, rows[1:]))
    return ("exact" if exact and not others and not reading.problems else "listed"), ""


def cells_of(table, headings):
    return zip(*(table.columns[heading].text() for heading in headings), strict=True)


def misleading(table, rows, problems):
    """Why one table would mislead; a table of other headings, or of another name, is reported by the next step."""
    warned = {problem.column for problem in problems if problem.severity == "warning"}
    if list(table.columns) != rows[0]:
        missing = set(rows[0]) - set(table.columns) or set(table.columns) & warned
        return "" if missing else "columns of the table changed their order"
    trusted = [place for place, heading in enumerate(rows[0]) if heading not in warned]
    texts = list(cells_of(table, [rows[0][place] for place in trusted]))
    sound = {tuple(row[place] for place in trusted) for row in rows[1:]}
    _, whole = numbers(table.columns["session"].text())
    wrong = [row for row, number in zip(texts, whole, strict=True) if number and row not in sound]
    if wrong == texts[-1:] and "The last line does not end" in " ".join(table.notes):
        return ""
    return f"row {wrong[0]} is not in the table" if wrong else ""


@pytest.mark.parametrize(("name", "delimiter", "always"), list(product(TABLES, DELIMITERS, [False, True])))
def test_no_variant_is_silently_wrong(name, delimiter, always):
    rows, mark = TABLES[name], DELIMITERS[delimiter]
    wrong, seen = [], 0
    for variants in (spoilt_cells, spoilt_structure):
        for variant, text in variants(rows, mark, always):
            seen += 1
            if reason := silently_wrong(text.encode(), rows):
                wrong.append(f"{variant}: {reason}")
    assert not wrong, "\n".join(wrong)
    assert seen > 100


def test_the_judge_sees_what_is_wrong():
    """A test that cannot fail is a defect: a row changed without a word must be seen."""
    rows = TABLES["interactions"]
    changed = [rows[0], [*rows[1][:-1], "something else"], *rows[2:]]
    assert silently_wrong(written(changed).encode(), rows)
    assert not silently_wrong(written(rows).encode(), rows)


def test_there_are_enough_variants():
    count = sum(
        1
        for name, mark, always in product(TABLES, DELIMITERS.values(), [False, True])
        for variants in (spoilt_cells, spoilt_structure)
        for _ in variants(TABLES[name], mark, always)
    )
    assert count >= 3000
