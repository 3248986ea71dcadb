"""Several people in one cell, words for the whole group, and words for nobody known."""

from __future__ import annotations

import re

import pyarrow as pa
import pyarrow.compute as pc

from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.headings import meanings_of
from taft_dash.records.mapping.plan import TableMapping
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found, Standing, listed
from taft_dash.records.mapping.translating import folded
from taft_dash.records.mapping.vocabulary import meanings
from taft_dash.records.mapping.word_lists import MAY_BE_GROUPS
from taft_dash.records.problems import shown
from taft_dash.records.tables import ENOUGH, WHOLES
from taft_dash.records.text_tables import TextTable

_PARTED = re.compile(r"\s*[,+&/;]\s*|\s+(?:and|und)\s+|\s+ו-?(?=\w)", re.IGNORECASE)
_MARKS = ",+&/"
_MOST_GROUPS = 50
_MAY_BE_PARTED = r"[,+&/]|\s(?i:and|und)\s|\sו"


def about_people(standing: Standing, found: Found, tidy: Arranged) -> None:
    """What is no identifier in a column that may hold words for wholes; an identifier of the file is never a word."""
    column, values = standing.column, standing.cells.values
    texts = [text for text in values.tolist() if text]
    words = meanings(column.name, texts)
    people = _people(tidy, column.name) if words else set()
    # The checks themselves know the words of the record format, in any case.
    wholes = {word.casefold() for word in WHOLES}
    words = {t: meant for t, meant in words.items() if folded(t) not in people and folded(t) not in wholes}
    if column.kind == "people":
        _about_several(standing, found, tidy, words)
    elif words:
        found.words[column.name] = words


def about_groups(text: TextTable, mapping: TableMapping, found: Found) -> None:
    """A column that may name the group where none does: people of one name in two of them would be taken as one."""
    if mapping.table not in ENOUGH or "group" in mapping.fills():
        return
    used = mapping.headings()
    for heading, column in text.columns.items():
        names = column.values.tolist()
        likely = heading not in used and bool(MAY_BE_GROUPS & set(meanings_of(heading)[0]))
        if likely and 1 < len(names) <= _MOST_GROUPS and "" not in names and 2 * len(names) <= len(text.line):
            found.ask(
                "group",
                f'Does "{shown(heading)}" ({listed(names)}) name the therapy group? Else all of them are one group.',
                Answer("yes: each is a group of its own", columns={"group": heading}),
                Answer("no: it is an attribute", attributes=(heading,), without=("group",)),
            )
            return


def _people(tidy: Arranged, but: str) -> set[str]:
    """The identifiers in the other columns of people of the table, folded."""
    columns = (tidy.text.columns[key] for name, key in tidy.headings.items()
               if name != but and tidy.table.column(name).kind == "person")  # fmt: skip
    return {folded(text) for column in columns for text in column.values.tolist() if text}


def _about_several(standing: Standing, found: Found, tidy: Arranged, words: dict[str, str]) -> None:
    name, values = standing.column.name, standing.cells.values
    may_be = pc.match_substring_regex(pa.array(values, pa.string()), _MAY_BE_PARTED)
    several = values[may_be.to_numpy(zero_copy_only=False)].tolist()
    if several:
        known = _people(tidy, name)
        several = [text for text in several if folded(text) not in known and text not in words]
        alone = set(map(folded, values.tolist())) - set(map(folded, several)) - {""}
        known |= alone
        parts = {text: [p for p in _PARTED.split(text) if p] for text in several}
        parts = {text: found_parts for text, found_parts in parts.items() if len(found_parts) > 1}
        all_known = {text: p for text, p in parts.items() if all(folded(one) in known for one in p)}
        mark = _mark(several, all_known)
        if mark:
            found.read_as[name] = f"several, parted by {mark}"
        by_words = {text: p for text, p in all_known.items() if not (mark and _parted_by(text, mark))}
        words |= {text: ";".join(p) for text, p in by_words.items()}
        _ask_about_unknown(standing, {t: p for t, p in parts.items() if t not in all_known}, known, found)
    if words:
        found.words[name] = words


def _parted_by(text: str, mark: str) -> bool:
    """Whether this mark alone stands between the people of a text."""
    return {one.strip() for one in _PARTED.findall(text)} == {mark}


def _mark(several: list[str], all_known: dict[str, list[str]]) -> str:
    """The mark that parts people wherever it stands, the commonest first; "" where there is none."""
    for mark in sorted(_MARKS, key=lambda m: -sum(_parted_by(text, m) for text in all_known)):
        having = [text for text in several if mark in text]
        if having and all(text in all_known for text in having):
            return mark
    return ""


def _ask_about_unknown(
    standing: Standing, parts: dict[str, list[str]], known: set[str], found: Found
) -> None:
    """Texts of which only some parts are people of the file; with ; between them they are as the format has them."""
    half = {
        text: people
        for text, people in parts.items()
        if ";" not in text and any(folded(one) in known for one in people)
    }
    if not half:
        return
    name = standing.column.name
    example, people = next(iter(half.items()))
    found.ask(
        name,
        f'In column "{shown(standing.heading)}" stand {listed(half)}. Are these several people in one cell?',
        Answer(
            f'yes: "{shown(example)}" is {listed(people)}',
            words={name: {text: ";".join(p) for text, p in half.items()}},
        ),
        Answer("no, each is one person", words={name: {text: text for text in half}}),
    )
