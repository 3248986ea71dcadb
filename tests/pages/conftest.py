"""Pages under AppTest: one room shown to one visit, on sound, odd and hostile studies."""

import re
from functools import cache

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from taft_dash.pages.visit import Visit
from taft_dash.records.checking import Opened
from taft_dash.records.study import Selection, Study, study_from

HOSTILE = (
    "<b>x</b>",
    "![t](http://h/x.png)",
    "[l](http://h)",
    "נועה",
    "*s*_u_ $1$ :red[r]",
    "=1+1",
    "a&amp;b `c`",
)
MARKUP = re.compile(r"(?<!\\)<b>x|(?<!\\)!\[t|(?<!\\)\[l\]|(?<!\\)\*s\*|(?<!\\):red\[r")


def _room(room, visit):  # its source is the script: it knows nothing of this file
    import importlib

    importlib.import_module(f"taft_dash.pages.{room}").show(visit)


def visit_of(
    whole: Study, *, opened=None, problems=(), summary=None, masked=False, therapists=True, cursor=None, person=None
):
    """What the sidebar would hand over for the first group of a study and all its sessions."""
    group = whole.groups()[0]
    sessions = whole.sessions.loc[whole.sessions["group"] == group, "session"]
    selection = Selection(group, int(sessions.min()), int(sessions.max()), therapists)
    shown = (whole.masked() if masked else whole).select(selection)
    opened = opened or Opened(whole, tuple(problems), summary or {})
    return Visit(opened, shown, selection, cursor or selection.last, person, masked)


def shown(room: str, visit: Visit, **state) -> AppTest:
    """The room after its first run; `state` is what the session holds before."""
    st.cache_resource.clear()  # every AppTest is the same visitor
    page = AppTest.from_function(_room, args=(room, visit), default_timeout=60)
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def _own_files():  # its source is the script: it knows nothing of this file
    from taft_dash.pages import first_look, records, sidebar

    opened = sidebar.records()
    visit = sidebar.choose(opened) if opened and opened.study else None
    if visit:
        records.show(visit)
    elif opened:
        first_look.show(opened, masked=sidebar.mask_names())


def given(files, room="What was read", **state) -> AppTest:
    """The room of the records page after these files were dropped: {name: text or bytes}."""
    st.cache_resource.clear()
    page = AppTest.from_function(_own_files, default_timeout=60)
    state = {"records": "own", "upload way": "Files", "records room": room, "first look room": room} | state
    for key, value in state.items():
        page.session_state[key] = value
    page.run()
    return give(page, files)


def give(page: AppTest, files) -> AppTest:
    """These files in place of those given before."""
    contents = [(name, text.encode() if isinstance(text, str) else text, "") for name, text in files.items()]
    page.file_uploader[0].set_value(contents)
    return page.run()


def everything(page: AppTest) -> str:
    """All that can be read on the page: texts, labels, options, explanations and tables."""
    kinds = (page.button, page.toggle, page.selectbox, page.multiselect, page.radio, page.text_input, page.text)
    widgets = [str(getattr(part, name, "")) for kind in kinds for part in kind for name in ("label", "help", "value")]
    choices = [str(one.options) for kind in (page.selectbox, page.multiselect, page.radio) for one in kind]
    tables = [table.value.to_csv() for kind in (page.dataframe, page.table) for table in kind]
    return "\n".join([unescaped(page), *widgets, *choices, *tables])


def texts(page: AppTest) -> str:
    """Everything the page says, in the form in which it was handed to Markdown."""
    kinds = (page.title, page.markdown, page.info, page.caption, page.warning, page.error)
    labels = [widget.label for widget in (*page.selectbox, *page.tabs, *page.expander)]
    return "\n".join([str(part.value) for kind in kinds for part in kind] + labels)


def unescaped(page: AppTest) -> str:
    """What the page says, as it is read."""
    return re.sub(r"\\([^\w\s])", r"\1", texts(page)).replace("\u2060", "")


def _ratings(rows, instrument="WAI-SR", item="total"):
    table = pd.DataFrame(rows, columns=["session", "rater", "target", "score"])
    return table.assign(instrument=instrument, item=item)


def _roster(names, therapists=("T1",)):
    people = [*names, *therapists]
    return pd.DataFrame({"member": people, "role": ["member"] * len(names) + ["therapist"] * len(therapists)})


def _attended(people, sessions):
    return pd.DataFrame(
        [(s, m, "present") for s in sessions for m in people], columns=["session", "member", "status"]
    )


@cache
def studies() -> dict[str, Study]:
    """Studies that lack one thing each, and one whose people have names made to do harm."""
    course = [4.2, 4.0, 4.3, 2.5, 3.0, 4.2, 4.3, 4.1]
    rated = [(s, m, "LEADER", v) for m in "AB" for s, v in enumerate(course, 1)]
    theirs = [(s, "T1", "A", 3.5) for s in (2, 4)]
    hostile = [(s, m, "LEADER", v) for m in HOSTILE for s, v in enumerate(course, 1)]
    delivered = _ratings([(s, "T1", "GROUP", 3.0) for s in range(1, 9)], "TAFT-delivery", "safety")
    talk = pd.DataFrame({"session": [1, 2], "speaker": ["A", "B"], "addressee": ["B", "A"]})
    full = {"members": _roster("AB"), "attendance": _attended(["A", "B", "T1"], range(1, 9))}
    mas = _ratings([(s, "O", m, 4.0 + s / 4) for s in (1, 4, 8) for m in HOSTILE], "MAS-A", "mastery")
    unknown = _ratings([(1, "A", "GROUP", 3.0)], "<b>x</b>")
    return {
        "whole": study_from(
            full | {"ratings": pd.concat([_ratings(rated + theirs), delivered]), "interactions": talk}
        ),
        "hostile": study_from(
            {
                "members": pd.concat(
                    [_roster(HOSTILE), pd.DataFrame({"member": ["O"], "role": ["observer"]})],
                    ignore_index=True,
                ),
                "ratings": pd.concat([_ratings(hostile), delivered, mas, unknown.assign(rater=HOSTILE[0])]),
                "events": pd.DataFrame({"session": [1], "kind": ["other"], "note": ["secret of <b>x</b>"]}),
            }
        ),
        "only attendance": study_from({"attendance": _attended("AB", [1])}),
        "no ratings": study_from(full | {"interactions": talk}),
        "no talk": study_from(full | {"ratings": _ratings(rated)}),
        "no attendance": study_from({"members": _roster("AB"), "ratings": _ratings(rated)}),
        "one person": study_from({"ratings": _ratings([row for row in rated if row[1] == "A"])}),
        "one session": study_from(full | {"ratings": _ratings([row for row in rated if row[0] == 1])}),
        "one score": study_from({"ratings": _ratings(rated[:1])}),
        "unknown instrument": study_from({"ratings": unknown}),
        "others only": study_from({"members": _roster("AB"), "ratings": _ratings(theirs)}),
        "unscored": study_from({"ratings": _ratings([(1, "A", "LEADER", 4.0)], item="1")}),
        "far apart": study_from(
            {"ratings": _ratings([(s * 1000, "A", "LEADER", v) for s, v in enumerate(course, 1)])}
        ),
    }


@pytest.fixture(scope="session", name="studies")
def _studies():
    return studies()


@pytest.fixture(scope="session", name="show")
def _show(studies):
    """`show("alliance", "no talk", masked=True)`: the room on one of the studies."""

    def show(room, study, *, state=None, **visit):
        whole = studies[study] if isinstance(study, str) else study
        return shown(room, visit_of(whole, **visit), **(state or {}))

    return show


@pytest.fixture(scope="session", name="given")
def _given():
    return given


@pytest.fixture(scope="session", name="give")
def _give():
    return give


@pytest.fixture(scope="session", name="everything")
def _everything():
    return everything


@pytest.fixture(scope="session", name="said")
def _said():
    return unescaped


@pytest.fixture(scope="session", name="handed_over")
def _handed_over():
    return texts


@pytest.fixture(scope="session", name="markup")
def _markup():
    return MARKUP


def pytest_generate_tests(metafunc):
    if "odd_study" in metafunc.fixturenames:
        metafunc.parametrize("odd_study", list(studies()))
