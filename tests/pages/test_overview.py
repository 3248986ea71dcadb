"""The overview of the sample is prepared for everybody; anything else is worked out for its visitor alone."""

import json
from pathlib import Path

from streamlit.testing.v1 import AppTest

from taft_dash.measures.ratings import trajectories
from taft_dash.pages import overview
from taft_dash.pages.sidebar import SAMPLE_FOLDERS
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection

FRONT = Path(overview.__file__).parent / "front.py"


def linked_view(at: AppTest) -> dict:
    """What the browser is given to draw."""
    views = [view.proto for view in at.get("bidi_component")]
    return json.loads(next(view.json for view in views if view.component_name == "taft_dash_linked_view"))


def drawn(**chosen) -> dict:
    at = AppTest.from_file(FRONT, default_timeout=60)
    for name, value in chosen.items():
        at.session_state[name] = value
    at.run()
    assert not at.exception
    return linked_view(at)


def test_what_is_prepared_is_what_the_records_give():
    whole = open_study([SAMPLE_FOLDERS["sample"]]).study
    study = whole.select(Selection(whole.groups()[0], 1, 24, True))
    ready = overview._sample()
    view, parts = overview._worked_out(study, trajectories(study), ready.choices[0])
    assert parts.items() <= ready.drawn.items()
    assert ready.view.ties.equals(view.ties)
    assert drawn()["digest"] == ready.drawn["digest"]


def test_masked_names_are_not_those_prepared():
    shown = drawn(masked=True)
    assert "Carmen" in overview._sample().drawn["strips"]
    assert "Carmen" not in json.dumps(shown)
    assert shown["digest"] != overview._sample().drawn["digest"]


def test_a_part_of_the_sample_is_drawn_as_that_part():
    assert drawn(therapists=False)["people"] != overview._sample().drawn["people"]
