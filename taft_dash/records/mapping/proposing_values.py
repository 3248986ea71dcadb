"""How the cells of each column are most likely meant: words, codes for missing, dates, clock times, several people.

What can mean one thing only is proposed, and said cell by cell when it is applied; what could mean two is asked, and
until it is answered the cells stay as typed. A table that is tidy already is left exactly as it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from taft_dash.records.mapping.moments import seconds_in
from taft_dash.records.mapping.plan import LEFT_OUT, TableMapping
from taft_dash.records.mapping.proposing_instruments import about_unnamed_items
from taft_dash.records.mapping.proposing_moments import about_dates, about_sessions
from taft_dash.records.mapping.proposing_people import about_groups, about_people
from taft_dash.records.mapping.proposing_reversed import about_reversed_items
from taft_dash.records.mapping.proposing_scores import about_scores
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found, Standing, listed, tidy_as_typed
from taft_dash.records.mapping.translating import plain_number, reader_of
from taft_dash.records.mapping.vocabulary import MISSING_CODES, all_missing, is_missing, meanings
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument, plain_key
from taft_dash.records.text_tables import TextTable
from taft_dash.records.values import numbers

if TYPE_CHECKING:
    from taft_dash.records.mapping.proposal import Proposal

_SPANS = ("seconds", "minutes")
_FEW = 6  # this many words nobody knows are asked about one by one; more are asked about together

# Amounts have no upper limit that would betray a code: one stands far above all the others.
_AMOUNTS = ("turns", *_SPANS)
_CODES = {f"{code}{end}" for code in MISSING_CODES if code >= 99 for end in ("", ".0", ",0")}
_FAR_ABOVE = 10  # times the largest other amount
_ENOUGH_OTHERS = 4  # cells; fewer amounts do not show how large they can be


def with_values(text: TextTable, proposal: Proposal, instruments: tuple[Instrument, ...]) -> Proposal:
    """The proposal with a way of reading the cells of each of its columns, and what only a person can know about them.

    Looks at each distinct text once. What the proposal itself says of a column stays.
    """
    mappings, questions, said = [], list(proposal.questions), list(proposal.said)
    first = {name for mapping in proposal.mappings if not mapping.derived for name in mapping.fills()}
    for mapping in proposal.mappings:
        found = None
        if mapping.table not in (LEFT_OUT, "instruments"):
            found = _found(text, mapping, instruments)
            if mapping.derived:  # made beside a table that says and asks the same of the columns both have
                questions += [one for one in found.questions if one.column not in first]
            else:
                questions += found.questions
            said += [sentence for sentence in found.said if sentence not in said]
        mappings.append(found.mapped(mapping) if found else mapping)
    return replace(proposal, mappings=tuple(mappings), questions=tuple(questions), said=tuple(said))


def _found(text: TextTable, mapping: TableMapping, instruments: tuple[Instrument, ...]) -> Found:
    tidy = tidy_as_typed(text, mapping)
    found = Found(mapping.table)
    about_groups(text, mapping, found)
    for name, key in tidy.headings.items():
        column = tidy.table.column(name)
        standing = Standing(column, key, tidy.text.columns[key], text.decimal_mark)
        if column.unit in _AMOUNTS:
            _about_codes(standing, mapping, found)
        if name in mapping.read_as or name in mapping.words:
            continue
        if column.kind == "session":
            about_sessions(standing, found)
        elif column.kind == "date":
            about_dates(standing, found)
        elif column.kind in ("number", "whole"):
            _about_numbers(standing, found)
        elif column.kind == "choice":
            # A cell side by side that is missing makes no row; a row whose word is missing is a fault.
            _about_choices(standing, found, optional=not column.required or name == mapping.value)
        elif column.kind in ("person", "people") and column.choices:
            about_people(standing, found, tidy)
    if mapping.table == "ratings" and not mapping.recode:
        about_scores(tidy, found, instruments)
        about_reversed_items(tidy, found, instruments)
        about_unnamed_items(mapping, tidy, found, instruments)
    return found


def _about_numbers(standing: Standing, found: Found) -> None:
    """Words for missing, marks for a tone, clock times, and digits of other scripts."""
    odd, column = standing.not_numbers(), standing.column
    if not odd:
        return
    words = meanings(column.name, odd)
    # A blank count of turns is one turn, so that a word for missing may not become blank there.
    absent = [] if column.default is not None else [t for t in all_missing(odd) if t not in words]
    if words:
        found.words[column.name] = words
    if absent:
        found.missing[column.name] = tuple(absent)
    known = {*words, *absent}
    odd = [text for text in odd if text not in known] if known else odd
    if column.unit in _SPANS and any(
        seconds_in(t, decimal_mark=standing.decimal_mark) is not None for t in odd
    ):
        _about_spans(standing, odd, found)
    elif any(plain_number(text, standing.decimal_mark) for text in odd):
        found.read_as[column.name] = "other digits"


def _about_codes(standing: Standing, mapping: TableMapping, found: Found) -> None:
    """A customary code for missing far above every other amount in its column may be one, or an amount."""
    name, cells, mark = standing.column.name, standing.cells, standing.decimal_mark
    settled = {*mapping.missing.get(name, ()), *mapping.words.get(name, {})}
    codes = sorted(_CODES.intersection(cells.values.tolist()) - settled)
    if not codes:
        return
    values, written = cells.numbers(mark)
    amounts = dict(zip(codes, numbers(codes, mark)[0].tolist(), strict=True))
    others = written & ~np.isin(values, [*amounts.values(), *numbers(list(settled), mark)[0]])
    many = np.bincount(cells.codes, minlength=len(values))
    if many[others].sum() < _ENOUGH_OTHERS:
        return
    largest = values[others].max()
    read = reader_of(standing.column, mapping.read_as.get(name, ""), mark)
    for text in sorted(codes, key=lambda code: amounts[code]):
        if not amounts[text] >= _FAR_ABOVE * largest:
            largest = np.fmax(largest, amounts[text])
            continue
        count = int(many[cells.values == text].sum())
        stands = f"{count:,} cell{'s' * (count > 1)}"
        found.ask(
            name,
            f'{shown(text)} stands in {stands} of column "{shown(standing.heading)}"; the largest other value is'
            f" {largest:g}. Is it a number, or does it mean missing?",
            Answer(f"missing{_without_amount(name, mapping)}", missing={name: (text,)}),
            Answer("a number: it is kept", words={name: {text: read(text) or text}}),
        )


def _without_amount(name: str, mapping: TableMapping) -> str:
    """What a row is worth whose amount is missing, where that is not nothing."""
    if name == mapping.value:
        return ": the cell makes no row"
    return ": the row counts as one turn, as where the cell is blank" if name == "turns" else ""


def _about_spans(standing: Standing, odd: list[str], found: Found) -> None:
    """Clock times: seconds where the column counts seconds; in a column of minutes "1:30" may be either."""
    name = standing.column.name
    if standing.column.unit == "seconds":
        found.read_as[name] = "clock"
        return
    open_texts = [text for text in odd if seconds_in(text) not in (None, seconds_in(text, hours_first=True))]
    if not open_texts:
        found.read_as[name] = "clock"
        return
    if any(seconds_in(text, hours_first=True) is None for text in open_texts):
        found.read_as[name] = "clock"
        found.said.append(
            f'The times in column "{shown(standing.heading)}" are minutes and seconds: not all of them can be hours and'
            " minutes."
        )
        return
    found.ask(
        name,
        f'In column "{shown(standing.heading)}" stand {listed(open_texts)}. Are these hours and minutes, or minutes and'
        " seconds?",
        Answer("hours and minutes", read_as={name: "hours and minutes"}),
        Answer("minutes and seconds", read_as={name: "clock"}),
    )


def _about_choices(standing: Standing, found: Found, *, optional: bool) -> None:
    """Other words for those of a choice; what nobody knows is asked when it stands in more than one cell."""
    column, counts = standing.column, standing.counts()
    choices = set(map(plain_key, column.choices))
    odd = [text for text in counts if plain_key(text) not in choices]
    if not odd:
        return
    words = meanings(column.name, odd)
    absent = [text for text in odd if optional and text not in words and is_missing(text)]
    if words:
        found.words[column.name] = words
    if absent:
        found.missing[column.name] = tuple(absent)
    unknown = [text for text in odd if text not in words and text not in absent]
    if sum(counts[text] for text in unknown) > 1:
        _ask_for_words(standing, unknown, counts, found, optional=optional)


def _ask_for_words(
    standing: Standing, unknown: list[str], counts: dict[str, int], found: Found, *, optional: bool
) -> None:
    column, heading = standing.column, shown(standing.heading)
    attribute = Answer(
        f"none of these: the column is no {column.name}; keep it as an attribute", without=(column.name,)
    )
    others = (attribute,) if optional else ()
    if len(unknown) > _FEW:
        if optional:
            found.ask(
                column.name,
                f'The words in column "{heading}" ({listed(unknown)}) are not known as {column.name}. Is it one?',
                attribute,
            )
        return
    for text in unknown:
        answers = [Answer(choice, words={column.name: {text: choice}}) for choice in column.choices]
        if optional:
            answers.append(Answer("missing", missing={column.name: (text,)}))
        found.ask(
            column.name,
            f'What does "{shown(text)}" ({counts[text]:,} cells) mean in column "{heading}"?',
            *answers,
            *others,
        )
