"""What one text means: days, time spans, numbers in other digits, and the log of what was read as something else."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taft_dash.records.mapping.changes import ColumnLog, changed
from taft_dash.records.mapping.moments import DAY_NUMBERS, ORDERS, date_readings, iso_date, seconds_in
from taft_dash.records.mapping.plan import READ_AS
from taft_dash.records.mapping.translating import (
    is_date,
    number_in,
    plain_number,
    reader_of,
    translated,
)
from taft_dash.records.tables import table
from taft_dash.records.text_tables import TextColumn
from taft_dash.records.values import numbers

DAYS = st.dates(date(1970, 1, 1), date(2069, 12, 31))
SECONDS = table("interactions").column("speaking_seconds")
MINUTES = table("sessions").column("minutes")
SCORE = table("ratings").column("score")
WRITTEN = {"day first": "%d{0}%m{0}%Y", "month first": "%m{0}%d{0}%Y", "year first": "%Y{0}%m{0}%d"}


def column(*texts):
    values = list(dict.fromkeys(texts))
    return TextColumn(np.array([values.index(text) for text in texts], np.int32), np.array(values, object))


@given(DAYS, st.sampled_from(list(WRITTEN)), st.sampled_from("./-"), st.booleans())
def test_a_day_is_read_back_in_the_order_it_was_written_in(day, order, mark, short):
    written = day.strftime(WRITTEN[order].format(mark).replace("%Y", "%y" if short else "%Y"))
    assert iso_date(written, order) == day.isoformat()


@given(DAYS, st.sampled_from(list(WRITTEN)), st.booleans())
def test_without_an_order_a_day_is_never_another_day(day, order, short):
    written = day.strftime(WRITTEN[order].format("/").replace("%Y", "%y" if short else "%Y"))
    assert day.isoformat() in date_readings(written).values()
    assert iso_date(written) in ("", day.isoformat())


@given(DAYS)
def test_every_order_that_fits_is_a_day_and_no_other_order_fits(day):
    for order in ORDERS:
        readings = date_readings(day.strftime("%d.%m.%y"))
        found = iso_date(day.strftime("%d.%m.%y"), order)
        assert found == readings.get(order, "")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-04T10:15:00", "2026-03-04"),
        ("20260314", "2026-03-14"),
        ("31.3.2026", "2026-03-31"),
        ("31. 3. 2026", "2026-03-31"),
        ("31/12/1999 10:30", "1999-12-31"),
        ("4 March 2026", "2026-03-04"),
        ("4. März 2026", "2026-03-04"),
        ("4th Mar 26", "2026-03-04"),
        ("March 4, 2026", "2026-03-04"),
        ("4 במרץ 2026", "2026-03-04"),
        ("٣١/٠٣/٢٠٢٦", "2026-03-31"),
        ("３１．３．２０２６", ""),  # full-width points are no marks of a date
        ("\u200f31/03/2026", "2026-03-31"),
        ("05.05.2026", "2026-05-05"),
        ("31.3/2026", ""),
        ("31.2.2026", ""),
        ("4 Marble 2026", ""),
        ("1.2.3.4", ""),
        ("2026", ""),
        ("46085", ""),
        ("03/04/2026", ""),
        ("13-12-04", ""),  # 2004 or 2013
        ("31.03.98", "1998-03-31"),
    ],
)
def test_a_text_is_the_day_it_can_only_be(typed, day):
    assert iso_date(typed) == day


@given(st.sampled_from(DAY_NUMBERS))
def test_the_day_numbers_of_a_spreadsheet_are_days(number):
    assert iso_date(f"{number}.5", "day number") == (date(1899, 12, 30) + timedelta(number)).isoformat()
    later = (date(1899, 12, 30) + timedelta(number + 1462)).isoformat()
    assert iso_date(str(number), "day number from 1904") == later


@given(st.integers(0, 40), st.integers(0, 59), st.integers(0, 59), st.integers(0, 999), st.sampled_from(".,"))
def test_a_clock_is_read_back(hours, minutes, seconds, thousandths, mark):
    whole = 3600 * hours + 60 * minutes + seconds
    assert seconds_in(f"{hours}:{minutes:02}:{seconds:02}{mark}{thousandths:03}") == pytest.approx(
        whole + thousandths / 1000
    )
    assert seconds_in(f"{60 * hours + minutes}:{seconds:02}") == whole
    assert seconds_in(f"{hours}:{minutes:02}", hours_first=True) == whole - seconds
    assert seconds_in(f"{hours}h{minutes:02}") == whole - seconds


@given(st.lists(st.from_regex(r"([0-9]{0,5}:)?[0-9]{0,3}:[0-9]{1,2}([.,][0-9]{1,8})?( min)?", fullmatch=True)),
       st.sampled_from(".,"))  # fmt: skip
def test_many_clock_times_are_read_like_each_of_them(typed, mark):
    cells = column(*dict.fromkeys(typed))
    read = reader_of(SECONDS, "clock", mark)
    one_by_one = [read(text) or text for text in cells.values]
    assert translated(cells, SECONDS, read_as="clock", decimal_mark=mark)[0].text().tolist() == one_by_one


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [("90 min", 5400), ("1 h 5 min", 3900), ("2m30s", 150), ("1,5 min", None), ("5'30\"", 330), ("1:75:00", None),
     ("1:5", None), ("90", None), ("", None), ("h", None), ("-1:30", None)],
)  # fmt: skip
def test_spans_with_their_units(typed, seconds):
    assert seconds_in(typed) == seconds
    assert seconds_in("1,5 min", decimal_mark=",") == 90


@given(st.decimals(-1000, 1000, places=2, allow_nan=False), st.sampled_from("٠۰०０"), st.sampled_from(".,"))
def test_numbers_in_other_digits_are_the_same_numbers(number, zero, mark):
    plain = f"{number}".replace(".", mark)
    other = "".join(chr(ord(zero) + int(c)) if c.isdigit() else c for c in plain).replace("-", "\u2212")
    assert plain_number(f"\u00a0{other}", mark) == plain


@pytest.mark.parametrize(
    "typed", ["1 500", "1\u00a0500", "1\u202f500", "1.500,0", "1,500.0", "1'500", "١٬٥٠٠", "½", "x"]
)
def test_marks_between_thousands_are_never_guessed_at(typed):
    assert plain_number(typed) == plain_number(typed, ",") == ""


@given(st.integers(0, 10**6))
def test_the_one_whole_number_in_a_text(number):
    for text in (f"Session {number}", f"s{number:08}", f"{number}.0", f"מפגש {number}", f"T{number}a"):
        assert number_in(text) == str(number)
    assert (
        number_in(f"{number} of {number}")
        == number_in(f"{number}.5")
        == number_in(f"Session -{number}")
        == ""
    )


@pytest.mark.parametrize(
    ("known", "read_as", "typed", "meant"),
    [
        (SECONDS, "clock", "1:30", "90"),
        (SECONDS, "minutes", "1.5", "90"),
        (SECONDS, "milliseconds", "1500", "1.5"),
        (MINUTES, "hours and minutes", "1:30", "90"),
        (MINUTES, "clock", "1:30", "1.5"),
        (MINUTES, "seconds", "90", "1.5"),
        (table("sessions").column("session"), "date, day first", "3/4/2026", "2026-04-03"),
        (table("sessions").column("date"), "day number", "46085", "2026-03-04"),
        (table("interactions").column("addressee"), "several, parted by +", "A + B", "A;B"),
    ],
)
def test_each_way_of_reading(known, read_as, typed, meant):
    assert reader_of(known, read_as)(typed) == meant


def test_every_way_of_reading_a_date_is_known_as_one():
    assert all(is_date(how) for how in READ_AS["date"][1:])
    assert [how for how in READ_AS["session"] if not is_date(how)] == ["", "number in text", "other digits"]


def test_missing_codes_come_first_then_words_and_the_rest_is_read():
    cells, found = translated(column("999", "agree", "٣", "4", "odd"), SCORE, read_as="other digits",
                                words={"Agree": "5", "999": "9"}, missing=("999",))  # fmt: skip
    assert cells.text().tolist() == ["", "5", "3", "4", "odd"]
    assert found.at.tolist() == [0, 1, 2] and found.found.tolist() == ["999", "agree", "٣"]
    reasons = [found.reasons[why] for why in found.why]
    assert ["missing" in reasons[0], "words" in reasons[1], "digits" in reasons[2]] == [True] * 3


def test_a_column_that_is_read_as_typed_is_the_same_column():
    cells = column("4", "5")
    assert translated(cells, SCORE, missing=("999",))[0] is cells


@given(st.lists(st.sampled_from("abcd"), min_size=1))
def test_the_log_counts_cells_and_names_the_first_lines_once(texts):
    cells = column(*texts)
    line = np.repeat(np.arange(2, len(texts) + 2), 2)[: len(texts)]  # rows that share a line
    found = changed(cells.values, [text if text == "d" else text.upper() for text in cells.values], "why")
    log = ColumnLog("f", "h", cells.codes, line, found)
    assert len(log) == len(list(log)) == len(set(texts) - {"d"})
    for entry in log:
        assert entry.now == entry.found.upper() and entry.why == "why"
        rows = [at for at, text in zip(line.tolist(), texts, strict=True) if text == entry.found]
        assert entry.cells == len(rows) and list(entry.lines) == sorted(set(rows))[:5]


@given(st.floats(-1e9, 1e9).map(lambda number: f"{number:.6f}"))
def test_plain_numbers_need_no_reading(text):
    assert plain_number(text) == "" and numbers([text])[1][0]
