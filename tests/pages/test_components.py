"""The sink for text from files: nothing in it acts as Markdown, and nothing in it is lost."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from taft_dash.pages.components import plain

MEANS_SOMETHING = set("\\`*_{}[]<>()#+-.!|~$:^=/&")


@pytest.mark.parametrize(
    "text",
    [
        "![t](http://evil.example/x.png)",
        "**bold** _it_ `code`",
        "<b>Ben</b>",
        "1. a",
        ":smile: $x$",
        "# head",
        "a|b",
    ],
)
def test_every_sign_of_markdown_is_escaped_and_the_text_is_still_there(text):
    shown = plain(text)
    assert re.sub(r"\\(.)", r"\1", shown).replace("\u2060", "") == text
    unescaped = re.sub(r"\\.", "", shown)
    assert not MEANS_SOMETHING & set(unescaped)


@pytest.mark.parametrize(
    "text", ["http://evil.example", "HTTPS://evil.example", "www.evil.example", "a@evil.example"]
)
def test_a_bare_address_is_no_longer_one(text):
    shown = re.sub(r"\\(.)", r"\1", plain(text))
    assert not re.search(r"(?i)https?:|www\.|[-.\w+]@", shown)
    assert shown.replace("\u2060", "") == text


def test_control_characters_become_blanks_and_hebrew_passes():
    assert plain("a\x00b\nנועה") == "a b נועה"


def _one_table():  # its source is the script: it knows nothing of this file
    import pandas as pd

    from taft_dash.pages.components import boundary, show_table

    with boundary("taft_dash 1; records ab*c*"):
        show_table("Ties", pd.DataFrame({"r": [0.5]}), key="ties")


def test_an_open_table_says_where_its_numbers_come_from_and_can_be_taken_along():
    page = AppTest.from_function(_one_table)
    page.session_state["fold ties"] = True
    page.run()
    assert not page.exception
    assert [caption.value for caption in page.caption] == [plain("taft_dash 1; records ab*c*")]
    assert len(page.get("download_button")) == 2
