"""Every way a table is commonly spoilt, in over 3,000 variants: none may be read wrongly in silence.

The classes of pollution are those of the Pollock benchmark (Vitagliano and others, 2023,
doi:10.14778/3594512.3594518), made anew over our own tables, with more that spreadsheets and older programs add.
Each variant must end in one of three ways: read exactly; read with every change listed by a problem; refused with the
reason and a way on. A spoilt row that comes through as if it were sound is a failure, unless its session is no number,
which the next step reports by line.
The table of outcomes: python -m tests.records.test_reading_pollution (from the root of the repository).
"""

import re
from collections import Counter, defaultdict
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


def spoilt_dialect(rows, delimiter, always):
    """What spreadsheets and older programs write: encodings, marks, line ends, lines above and below, headings."""
    text = written(rows, delimiter, always)
    width, gap = len(rows[0]), delimiter * (len(rows[0]) - 1)
    named = [[cell.replace("נועה", "Zoë").replace("M01", "Zoë") for cell in row] for row in rows]
    hebrew = [[cell.replace("M01", "נועה") for cell in row] for row in rows]
    for codec in ("cp1252", "mac_roman", "cp1256"):
        yield f"in {codec}", written(named, delimiter, always).encode(codec), named
    for codec in ("cp1255", "iso8859_8", "utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32"):
        yield f"in {codec}", written(hebrew, delimiter, always).encode(codec), hebrew
    yield "in two encodings", written(named, delimiter).encode() + "Tuesday,1,Jürgen\n".encode("cp1252")
    yield "half a letter at the end", written(hebrew, delimiter).encode() + "נ".encode()[:1]
    for end in ("\r\n", "\r"):
        yield f"line ends {end!r}", text.replace("\n", end)
    yield "line ends mixed", text.replace("\n", "\r\n", 3)
    yield "single quotes", written(rows, delimiter, True, quote="'")
    yield "the delimiter said first", f"sep={delimiter}\n" + text
    comma = [rows[0], *([*row[:-2], f"{place},5", row[-1]] for place, row in enumerate(rows[1:]))]
    yield "decimal comma", written(comma, delimiter, always), comma
    for lines in (1, 2, 5):
        above = "".join(
            f"Study, part {line}\n" if delimiter != "," else f"Part {line}\n" for line in range(lines)
        )
        yield f"{lines} lines above", above + text
        yield f"{lines} lines above and a blank one", above + "\n" + text
        yield f"{lines} lines above, filled up", f"Part of a study{gap}\n" * lines + text
    yield "names and values above", f"Exported:{delimiter}2024-01-31\nBy:{delimiter}clinic\n\n" + text
    for word in ("Total", "Sum", "Summe", "Mean", "n = 7", 'סה"כ', "ממוצע"):
        for blank in ("", "\n"):
            foot = [word, *("12" for _ in rows[0][1:])]
            yield f"{word} below{' a blank line' * bool(blank)}", text + blank + written([foot], delimiter)
    yield "totals of two kinds", text + f"Mean{delimiter * (width - 1)}3\nSD{delimiter * (width - 1)}1\n"
    yield "a remark below", text + f"\nNote: preliminary{gap}\n"
    yield "a remark below, not filled up", text + "\nNote: preliminary\n"
    body = written(rows[1:], delimiter, always)
    groups = written([["Study", *("" for _ in rows[0][1:])]], delimiter)
    yield "headings of two lines", groups + text
    upper = ["", "", *("A" if place % 2 == 0 else "" for place in range(width - 2))]
    yield "headings of two lines, merged", written([upper, rows[0]], delimiter) + body
    yield "units below the headings", written([rows[0], ["as typed", "number"] * width][:2], delimiter) + body
    described = [f"what {name} means" for name in rows[0]]
    yield "headings described", written([rows[0], described], delimiter) + body
    yield (
        "headings described twice",
        written([rows[0], described, [f"id {n}" for n in rows[0]]], delimiter) + body,
    )
    for place in range(width):
        doubled = [*rows[0][:place], rows[0][place - 1], *rows[0][place + 1 :]]
        missing = [*rows[0][:place], "", *rows[0][place + 1 :]]
        yield f"heading {place} twice", written([doubled], delimiter) + body
        yield f"heading {place} missing", written([missing], delimiter) + body
        yield f"heading {place} left out", written([rows[0][:place] + rows[0][place + 1 :]], delimiter) + body
    for place in range(1, len(rows)):
        parts = lines_of(text)
        yield f"headings again at {place}", "\n".join([*parts[:place], parts[0], *parts[place:]]) + "\n"
        yield f"blank line at {place}", "\n".join([*parts[:place], "", *parts[place:]]) + "\n"
        yield f"blank cells at {place}", "\n".join([*parts[:place], gap, *parts[place:]]) + "\n"
    yield "blank columns", text.replace("\n", delimiter * 2 + "\n")
    yield "blank rows at the end", text + f"\n\n{gap}\n{gap}\n\n"
    other = TABLES["ratings" if width != 7 else "events"]
    yield "table below, titled", text + "\nSecond table\n" + written(other, delimiter, always)
    yield "table above", written(other, delimiter, always) + "\n" + text
    yield "three tables", "\n\n".join([text, written(other, delimiter), text])


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


def variants_of(rows, delimiter, always):
    """Every variant of a table: its name, its bytes, and the table they stand for."""
    for variants in (spoilt_cells, spoilt_structure, spoilt_dialect):
        for variant, text, *meant in variants(rows, delimiter, always):
            yield variant, text if isinstance(text, bytes) else text.encode(), meant[0] if meant else rows


@pytest.mark.parametrize(("name", "delimiter", "always"), list(product(TABLES, DELIMITERS, [False, True])))
def test_no_variant_is_silently_wrong(name, delimiter, always):
    rows, mark = TABLES[name], DELIMITERS[delimiter]
    wrong, seen = [], 0
    for variant, data, meant in variants_of(rows, mark, always):
        seen += 1
        if reason := silently_wrong(data, meant):
            wrong.append(f"{variant}: {reason}")
    assert not wrong, "\n".join(wrong)
    assert seen > 250


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
        for _ in variants_of(TABLES[name], mark, always)
    )
    assert count >= 6000


@pytest.mark.parametrize(
    ("variant", "ends"),
    [
        ("in cp1255", "listed"),
        ("in utf-16-le", "exact"),
        ("in two encodings", "refused"),
        ("single quotes", "exact"),
        ("line ends mixed", "exact"),
        ("2 lines above and a blank one", "listed"),
        ("Total below", "listed"),
        ("headings described", "listed"),
        ("heading 3 twice", "listed"),
        ("no header", "refused"),
        ("table below, titled", "listed"),
        ("blank columns", "exact"),
    ],
)
def test_how_variants_end(variant, ends):
    (found,) = (each[1:] for each in variants_of(TABLES["ratings"], ",", False) if each[0] == variant)
    assert outcome(*found) == (ends, "")


def outcomes():
    """How often each class of pollution ends how: class -> Counter of "exact", "listed", "refused", "wrong"."""
    counted = defaultdict(Counter)
    for name, mark, always in product(TABLES, DELIMITERS.values(), [False, True]):
        for variant, data, meant in variants_of(TABLES[name], mark, always):
            kind = re.sub(r" at \d.*|^row \d+ | row \d+$|(?<=heading )\d+ |^\d+ ", " ", variant).strip()
            counted[kind][outcome(data, meant)[0]] += 1
    return counted


def print_outcomes():
    ends = ("exact", "listed", "refused", "wrong")
    counted = outcomes()
    print(f"{'class':<40}" + "".join(f"{end:>9}" for end in ends))
    for kind, count in [*counted.items(), ("all", sum(counted.values(), Counter()))]:
        print(f"{kind:<40}" + "".join(f"{count[end]:>9,}" for end in ends))


if __name__ == "__main__":
    print_outcomes()
