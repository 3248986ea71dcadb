"""Sessions and dates: a number in a text, a day that serves as a session, and which of its numbers is the month."""

from __future__ import annotations

import re

from taft_dash.records.mapping.moments import (
    DAY_NUMBERS,
    ORDERS,
    date_readings,
    iso_date,
    order_in,
    orders_that_fit,
)
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found, Standing, listed
from taft_dash.records.mapping.translating import folded, number_in, plain_number
from taft_dash.records.mapping.vocabulary import is_missing
from taft_dash.records.problems import shown

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}([T ][0-9:.]+)?")  # as the checks accept it
_PREFIX = {"session": "date, ", "date": ""}


def about_sessions(standing: Standing, found: Found) -> None:
    """Numbers in texts ("Session 7"), or days that serve as sessions."""
    column = standing.column
    odd = standing.not_numbers()
    if not odd:
        if column.name == "session" and len(standing.cells.values) > 1:
            _about_day_numbers(standing, standing.cells.values.tolist(), found)
        return
    if not column.required:
        absent = [text for text in odd if is_missing(text)]
        if absent:
            found.missing[column.name] = tuple(absent)
        odd = [text for text in odd if text not in absent]
    days = [text for text in odd if date_readings(text)]
    if days and len(days) * 2 > len(odd):
        about_dates(standing, found)
    elif any(plain_number(text, standing.decimal_mark) for text in odd):
        found.read_as[column.name] = "other digits"
    elif odd:
        _about_numbered(standing, odd, found)


def _about_numbered(standing: Standing, odd: list[str], found: Found) -> None:
    """Texts that are alike but for one number; two kinds of texts are two series and never merged."""
    name = standing.column.name
    numbered = {text: int(number) for text in odd if (number := number_in(text))}
    series: dict[str, list[str]] = {}
    for text in numbered:
        series.setdefault(_beside_number(text), []).append(text)
    bare = {int(number) for text in standing.cells.values if text not in odd and (number := number_in(text))}
    if len(series) == 1 and not bare & set(numbered.values()):
        found.read_as[name] = "number in text"
    elif len(series) == 2 and not bare:
        _ask_for_series(standing, list(series.values()), numbered, found)
    elif series:
        texts = [texts[0] for texts in series.values()]
        found.said.append(
            f'Column "{shown(standing.heading)}" numbers its sessions in several ways ({listed(texts)}'
            f"{', and by number alone' if bare else ''}); they are not put together."
        )


def _beside_number(text: str) -> str:
    """What stands around the number in a text, without blanks and marks.

    >>> _beside_number("Session 07"), _beside_number("session_7"), _beside_number("FU1")
    ('session', 'session', 'fu')
    """
    return "".join(letter for letter in folded(text) if letter.isalpha())


def _ask_for_series(standing: Standing, two: list[list[str]], numbered: dict[str, int], found: Found) -> None:
    name = standing.column.name
    answers = []
    for first, second in (two, two[::-1]):
        last = max(numbered[text] for text in first)
        words = {text: str(last + numbered[text]) for text in second}
        example = second[0]
        answers.append(
            Answer(
                f'{listed(second, 2)} come after {listed(first, 2)}: "{shown(example)}" is session {words[example]}',
                words={name: words},
                read_as={name: "number in text"},
            )
        )
    found.ask(
        name,
        f'Column "{shown(standing.heading)}" numbers two series, {listed(two[0], 2)} and {listed(two[1], 2)}. In which'
        " order did they take place?",
        *answers,
    )


def about_dates(standing: Standing, found: Found) -> None:
    """Days in the order that the heading names or the texts leave; else the order is asked once."""
    column, heading = standing.column, shown(standing.heading)
    prefix = _PREFIX[column.kind]
    texts = [text for text in standing.cells.values.tolist() if text]
    if column.kind == "date":
        absent = [text for text in texts if is_missing(text)]
        if absent:
            found.missing[column.name] = tuple(absent)
            texts = [text for text in texts if text not in absent]
        if _about_day_numbers(standing, texts, found):
            return
    odd = [
        text for text in texts if not (column.kind == "date" and _ISO.fullmatch(text) and iso_date(text[:10]))
    ]
    days = [text for text in odd if date_readings(text)]
    if not days:
        return
    fitting, open_texts = orders_that_fit(days)
    named = order_in(standing.heading)
    if named in fitting and open_texts:
        found.read_as[column.name] = f"{prefix}{named}"
        found.said.append(f'The heading "{heading}" says that its dates are written {_as_written(named)}.')
    elif not open_texts:
        found.read_as[column.name] = "date"
    elif len(fitting) == 1 and _one_form(days):
        (order,) = fitting
        telling = next(text for text in days if len(set(date_readings(text).values())) == 1)
        found.read_as[column.name] = f"{prefix}{order}"
        found.said.append(
            f'The dates in column "{heading}" are read {_as_written(order)}, as "{shown(telling)}" can be nothing else.'
        )
    else:
        _ask_for_order(standing, prefix, fitting, open_texts, found)


def _one_form(days: list[str]) -> bool:
    """Whether all dates are written with the same mark, so that one of them may decide for the others."""
    marks = {re.sub(r"[\d\s]", "", text)[:1] for text in days if "" not in date_readings(text)}
    return len(marks) == 1


def _as_written(order: str) -> str:
    return f"with the {order}"


def _ask_for_order(
    standing: Standing, prefix: str, fitting: tuple[str, ...], open_texts: list[str], found: Found
) -> None:
    name, example = standing.column.name, open_texts[0]
    readings = date_readings(example)
    orders = [order for order in (fitting or ORDERS) if order in readings]
    answers = [
        Answer(
            f'{order}: "{shown(example)}" is {readings[order]}',
            read_as={name: f"{prefix}{order}"},
        )
        for order in orders
    ]
    mixed = " The dates are not all written in one way." if not fitting or not _one_form(open_texts) else ""
    found.ask(
        name,
        f'In column "{shown(standing.heading)}" stand {listed(open_texts)}, which can each be more than one day.{mixed}'
        " What comes first, the day or the month?",
        *answers,
    )


def _about_day_numbers(standing: Standing, texts: list[str], found: Found) -> bool:
    """Whether all texts may be the numbers by which a spreadsheet holds days; then it is asked."""
    whole = [text for text in texts if text.isdigit() and int(text) in DAY_NUMBERS]
    if not whole or len(whole) < len([text for text in texts if text]):
        return False
    name, prefix, example = standing.column.name, _PREFIX[standing.column.kind], whole[0]
    first, second = "day number", "day number from 1904"
    found.ask(
        name,
        f'In column "{shown(standing.heading)}" stand {listed(whole)}. Are these days as a spreadsheet counts them?',
        Answer(f"{example} is {iso_date(example, first)}", read_as={name: f"{prefix}{first}"}),
        Answer(
            f"{example} is {iso_date(example, second)} (old Excel for Mac)",
            read_as={name: f"{prefix}{second}"},
        ),
        *((Answer("no, they are numbers of sessions", read_as={name: ""}),) if name == "session" else ()),
    )
    return True
