"""The figures of a page under AppTest, as the browser is given them."""

import json
from typing import NamedTuple

from streamlit.testing.v1 import AppTest


class Chart(NamedTuple):
    """One figure as plotly reads it, its words for screen readers, and whether a click on a mark does anything."""

    spec: str
    alt: str
    picks: bool


def charts(page: AppTest) -> list[Chart]:
    """The figures of a page, from the top."""
    views = [view.proto for view in page.get("bidi_component")]
    given = [json.loads(view.json) for view in views if view.component_name == "taft_dash_chart"]
    return [Chart(data["figure"], data["alt"], data["picks"]) for data in given]
