"""The visual language: contrast, escaping, person inks, session axes."""

import numpy as np
import pandas as pd
import pytest

from taft_dash.figures import theme


def _luminance(ink: str) -> float:
    parts = [int(ink[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return float(np.dot((0.2126, 0.7152, 0.0722), linear))


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


INKS = sorted(
    {ink for name, value in vars(theme).items() if name.endswith("_INK") for ink in [value]}
    | {*theme.PEOPLE_INKS}
)


@pytest.mark.parametrize("ink", INKS)
@pytest.mark.parametrize("background", theme.BACKGROUNDS)
def test_every_ink_is_seen_on_both_backgrounds(ink, background):
    assert _contrast(ink, background) >= 3


def test_the_contrast_formula_knows_its_extremes():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("text", ["<b>Ann</b>", '<a href="http://x">y</a>', "A & B", "$x$", "a\x00b"])
def test_text_of_a_file_loses_its_force(text):
    shown = theme.plain(text)
    assert "<" not in shown and "$" not in shown and "\x00" not in shown
    assert "&" not in shown.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")


def test_hebrew_passes_untouched():
    assert theme.plain("נועה בן־דוד") == "נועה בן־דוד"


def test_a_person_keeps_their_ink_when_others_change_role_or_the_figure_shows_fewer():
    roster = pd.DataFrame(
        {"member": ["T", "A", "B", "C"], "role": ["therapist", "member", "member", "member"]}
    )
    inks = theme.person_inks(roster)
    assert inks["T"] == theme.THERAPIST_INK
    assert len({inks["A"], inks["B"], inks["C"]}) == 3
    assert theme.person_inks(roster)["C"] == inks["C"]


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (1, 24, [1, 5, 10, 15, 20, 24]),
        (1, 6, [1, 2, 3, 4, 5, 6]),
        (3, 3, [3]),
        (1, 100, [1, 20, 40, 60, 80, 100]),
    ],
)
def test_session_ticks_name_the_ends_and_never_crowd(first, last, ticks):
    assert theme.session_ticks(first, last) == ticks


def test_numbers_on_screens():
    assert theme.number(-0.256) == "−0.26"
    assert theme.number(float("nan")) == "–"


def test_a_packed_array_is_what_plotly_unpacks():
    values = np.array([1.5, -2.25, np.nan], dtype=np.float32)
    packed = theme.packed(values)
    import base64

    assert packed["dtype"] == "f4"
    np.testing.assert_array_equal(np.frombuffer(base64.b64decode(packed["bdata"]), "<f4"), values)
