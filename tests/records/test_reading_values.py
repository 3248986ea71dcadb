"""Text to numbers."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from taft_dash.records.values import numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("007", 7),
        (" 3 ", 3),
        ("+5", 5),
        ("-5", -5),
        ("5.", 5),
        (".5", 0.5),
        ("+.5", 0.5),
        ("1e3", 1000),
        ("1E-3", 0.001),
        ("-0", 0),
        ("123456789012345678901", 123456789012345678901.0),
        ("\u00a07", 7),
    ],
)
def test_numbers(text, number):
    values, ok = numbers([text])
    assert ok.tolist() == [True] and values.tolist() == [number]
    assert math.copysign(1, values[0]) == math.copysign(1, number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "NaN",
        "inf",
        "-Infinity",
        "0x1",
        "1_000",
        "1e309",
        "-1e309",
        "9" * 400,
        "1,000",
        "1.000,5",
        "1 000",
        *["--1", "+-1", "+", "-", ".", "e5", "1e", "1e1.5", "٣", "１", "−5", "½", "1;2", "3 M", "=1", "1,5"],
    ],
)
def test_no_numbers(text):
    values, ok = numbers([text])
    assert ok.tolist() == [False] and np.isnan(values).all()


def test_decimal_comma():
    values, ok = numbers(np.array(["1,5", "2", "1.5", "1.000,5", ",5", "1,5,5", "x"], dtype=object), ",")
    assert ok.tolist() == [True, True, False, False, True, False, False]
    assert values[[0, 1, 4]].tolist() == [1.5, 2, 0.5]


def test_nothing():
    values, ok = numbers([])
    assert values.dtype == np.float64 and ok.dtype == bool and len(values) == len(ok) == 0


def test_another_mark_is_the_programmers_mistake():
    with pytest.raises(ValueError, match="decimal_mark"):
        numbers(["1"], ";")


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_python_writes_is_read_back(number):
    values, ok = numbers([repr(number)])
    assert ok.all() and values[0] == number


@given(st.lists(st.text("0123456789.,", max_size=6)), st.sampled_from(".,"))
def test_a_column_of_digits_and_marks_is_read_like_each_of_its_texts(texts, mark):
    # A letter among them makes the reader look at each text.
    _, exactly = numbers([*texts, "x"], mark)
    values, ok = numbers(texts, mark)
    assert ok.tolist() == exactly[:-1].tolist()
    read = [float(text.replace(mark, ".")) for text, is_number in zip(texts, ok, strict=True) if is_number]
    assert values[ok].tolist() == read and np.isnan(values[~ok]).all()
