"""Days and time spans in the ways people write them, and every way in which one of them can be read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

ORDERS = {
    "day first": (2, 1, 0),  # where year, month and day stand
    "month first": (2, 0, 1),
    "year first": (0, 1, 2),
}
# Day 1 of a spreadsheet's calendar is the day after this one; Excel counts a 29 February 1900 that never was.
_EPOCHS = {"day number": date(1899, 12, 30), "day number from 1904": date(1904, 1, 1)}
# Day numbers of the years 1970 to 2100; a smaller number is rather a session or a year.
DAY_NUMBERS = range(25_569, 73_051)

_TIME = r"(?:[T ,]+\d{1,2}[:h.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_NUMERIC = re.compile(rf"(\d{{1,4}})(\s*[./\-]\s*)(\d{{1,2}})\2(\d{{1,4}})\.?{_TIME}", re.IGNORECASE)
_COMPACT = re.compile(r"\d{8}")
_NAMED = re.compile(
    rf"(\d{{1,2}})(?:\.|st|nd|rd|th)?[\s\-/]*([^\W\d_]{{3,}})\.?,?[\s\-/]*(\d{{4}}|\d{{2}}){_TIME}"  # 4 March 2026
    rf"|([^\W\d_]{{3,}})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}",  # March 4, 2026
    re.IGNORECASE,
)
_MONTHS = (
    ("january", "jan", "januar", "jänner", "ינואר"),
    ("february", "feb", "februar", "פברואר"),
    ("march", "mar", "märz", "mär", "mrz", "מרץ", "מרס"),
    ("april", "apr", "אפריל"),
    ("may", "mai", "מאי"),
    ("june", "jun", "juni", "יוני"),
    ("july", "jul", "juli", "יולי"),
    ("august", "aug", "אוגוסט"),
    ("september", "sep", "sept", "ספטמבר"),
    ("october", "oct", "oktober", "okt", "אוקטובר"),
    ("november", "nov", "נובמבר"),
    ("december", "dec", "dezember", "dez", "דצמבר"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_MONTH |= {f"ב{name}": number for name, number in list(_MONTH.items()) if name > "א"}  # "in March"

_CLOCK = re.compile(r"(?:(\d+):)?(\d+):([0-5]\d(?:[.,]\d+)?)")
# So few digits that the seconds are exact to the sixth decimal.
_PLAIN_CLOCK = r"^(?:[0-9]{1,4}:[0-5]?[0-9]|[0-9]{1,6}):[0-5][0-9](?:[.,][0-9]{1,6})?$"
_HOURS = re.compile(r"(\d+)\s*h\s*([0-5]\d)", re.IGNORECASE)  # 11h02
_NUMBER = r"(\d+(?:[.,]\d+)?)\s*"
_UNITS = re.compile(
    rf"(?:{_NUMBER}(?:h|hrs?|hours?|std\.?|stunden?)\s*)?(?:{_NUMBER}(?:m|mins?|minutes?|minuten?|'|′)\s*)?"
    rf"(?:{_NUMBER}(?:s|secs?|seconds?|sek\.?|sekunden?|\"|''|″)\s*)?",
    re.IGNORECASE,
)


def date_readings(text: str) -> dict[str, str]:
    """Each order of day, month and year that fits a text, and the day it then is, as YYYY-MM-DD; {} when it is none.

    The order is "" where the text itself leaves no choice. A year of two digits is one of 1970 to 2069.

    >>> date_readings("2026-03-04"), date_readings("4 March 2026"), date_readings("March")
    ({'': '2026-03-04'}, {'': '2026-03-04'}, {})
    >>> date_readings("03/04/2026")
    {'day first': '2026-04-03', 'month first': '2026-03-04'}
    >>> date_readings("13-12-04")
    {'day first': '2004-12-13', 'year first': '2013-12-04'}
    """
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf").strip()
    named = _NAMED.fullmatch(text)
    if named:
        day, month, year = (named[1], named[2], named[3]) if named[1] else (named[5], named[4], named[6])
        number = _MONTH.get(unicodedata.normalize("NFC", month.casefold()))
        found = number and _day(year, number, day)
        return {"": found} if found else {}
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        parts = (numeric[1], numeric[3], numeric[4])
    elif _COMPACT.fullmatch(text):
        return _compact(text)
    else:
        return {}
    lengths = [len(part) for part in parts]
    if lengths[0] == 4 and lengths[2] <= 2:
        found = _day(*parts)
        return {"": found} if found else {}
    if lengths[0] > 2 or lengths[2] not in (2, 4):
        return {}
    fits = {}
    for order, (year, month, day) in ORDERS.items():
        found = len(parts[year]) in (2, 4) and _day(parts[year], parts[month], parts[day])
        if found:
            fits[order] = found
    return fits


def _compact(text: str) -> dict[str, str]:
    """Eight digits in a row, of a year from 1900 to 2099."""
    split = {
        "day first": (text[4:], text[2:4], text[:2]),
        "month first": (text[4:], text[:2], text[2:4]),
        "year first": (text[:4], text[4:6], text[6:]),
    }
    fits = {order: _day(*parts) for order, parts in split.items() if 1900 <= int(parts[0]) < 2100}
    return {order: found for order, found in fits.items() if found}


def _day(year: str, month: str | int, day: str) -> str:
    whole_year = int(year) + (2000 if int(year) < 70 else 1900) * (len(year) == 2)
    try:
        return date(whole_year, int(month), int(day)).isoformat()
    except ValueError:
        return ""


def iso_date(text: str, order: str = "") -> str:
    """A date as YYYY-MM-DD; "" when it is none, or could be two days and `order` does not say which.

    `order` is one of ORDERS, "day number", "day number from 1904" or "".

    >>> iso_date("31.3.2026"), iso_date("03/04/2026"), iso_date("03/04/2026", "month first"), iso_date("4 Mar 2026")
    ('2026-03-31', '', '2026-03-04', '2026-03-04')
    >>> iso_date("46085", "day number"), iso_date("46085")
    ('2026-03-04', '')
    """
    if order in _EPOCHS:
        number = re.fullmatch(r"\s*(\d{1,7})(?:[.,]\d+)?\s*", text)
        if number:
            return (
                (_EPOCHS[order] + timedelta(days=int(number[1]))).isoformat()
                if int(number[1]) < 2.9e6
                else ""
            )
    fits = date_readings(text)
    if "" in fits:
        return fits[""]
    if order in ORDERS:
        return fits.get(order, "")
    days = set(fits.values())
    return days.pop() if len(days) == 1 else ""


def orders_that_fit(texts: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """The orders in which every text is a day, and those of the texts that could be several days.

    >>> orders_that_fit(["03/04/2026", "13/04/2026"]), orders_that_fit(["2026-03-04"])
    ((('day first',), ['03/04/2026']), (('day first', 'month first', 'year first'), []))
    """
    fitting, open_texts = set(ORDERS), []
    for text in texts:
        fits = date_readings(text)
        if "" not in fits:
            fitting &= set(fits)
            if len(set(fits.values())) > 1:
                open_texts.append(text)
    return tuple(order for order in ORDERS if order in fitting), open_texts


def order_in(heading: str) -> str:
    """The order of day, month and year that a heading names, or "".

    >>> order_in("date_ddmmyy"), order_in("Datum (TT.MM.JJJJ)"), order_in("mm/dd/yyyy"), order_in("date")
    ('day first', 'day first', 'month first', '')
    """
    letters = re.sub(r"[^a-z]", " ", heading.casefold())
    for order, pattern in (
        ("day first", r"(?:dd|tt) ?mm ?(?:yy|jj)"),
        ("month first", r"mm ?(?:dd|tt) ?(?:yy|jj)"),
        ("year first", r"(?:yy|jj) ?mm ?(?:dd|tt)"),
    ):
        if re.search(pattern, letters):
            return order
    return ""


def seconds_in(text: str, *, hours_first: bool = False, decimal_mark: str = ".") -> float | None:
    """The seconds in "1:30", "0:01:30.5", "11h02", "90 min" or "1 h 5 min"; None when the text is no such span.

    `hours_first` : two numbers with a colon are hours and minutes, not minutes and seconds.

    >>> seconds_in("1:30"), seconds_in("1:30", hours_first=True), seconds_in("00:01:23,456"), seconds_in("11h02")
    (90.0, 5400.0, 83.456, 39720.0)
    >>> seconds_in("90 min"), seconds_in("90"), seconds_in("1:75:00"), seconds_in("1:5")
    (5400.0, None, None, None)
    """
    text = text.strip()
    clock = _CLOCK.fullmatch(text)
    if clock:
        hours, minutes, seconds = clock[1], int(clock[2]), float(clock[3].replace(",", "."))
        if hours is None and hours_first:
            return 3600.0 * minutes + 60 * seconds if seconds == int(seconds) else None
        return 3600.0 * int(hours or 0) + 60 * minutes + seconds if hours is None or minutes < 60 else None
    whole = _HOURS.fullmatch(text)
    if whole:
        return 3600.0 * int(whole[1]) + 60 * int(whole[2])
    parts = _UNITS.fullmatch(text)
    other_mark = "," if decimal_mark == "." else "."
    if not text or not parts or other_mark in text:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts.groups())
    return 3600 * hours + 60 * minutes + seconds


def on_the_clock(texts: pa.StringArray) -> np.ndarray:
    """`seconds_in` of many texts at once, for plain clock times; NaN for every other text.

    >>> on_the_clock(pa.array(["1:30", "0:01:30,5", "1:75:00", "90 min"]))
    array([90. , 90.5,  nan,  nan])
    """
    plain = pc.match_substring_regex(texts, _PLAIN_CLOCK)
    parts = pc.split_pattern(pc.replace_substring(texts.filter(plain), ",", "."), ":")
    numbers = parts.flatten().cast(pa.float64()).to_numpy()
    last = parts.offsets.to_numpy()[1:] - 1
    with_hours = parts.value_lengths().to_numpy() == 3
    hours = np.where(with_hours, numbers[last - 2], 0)
    found = np.full(len(texts), np.nan)
    found[plain.to_numpy(zero_copy_only=False)] = 3600 * hours + 60 * numbers[last - 1] + numbers[last]
    return found
