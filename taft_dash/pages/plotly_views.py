"""Figures as the browser draws them: one Plotly for all, every chart redrawn in place rather than put up anew.

`st.plotly_chart` takes a chart down and builds another whenever its figure changes; that was most of a click's time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NotRequired, TypedDict

import streamlit as st

from taft_dash.opening import PLOTLY_ASSET

PLOTLY = PLOTLY_ASSET.lstrip("/")
"""Where the browser finds Plotly, seen from the app's own address."""

_HERE = Path(__file__).parent


class Point(TypedDict):
    """A mark that was clicked: where it stands along the x axis, and what the figure wrote into its `customdata`."""

    x: float
    customdata: NotRequired[list]


def plotly_view(folder: str):
    """The view whose html, css and js lie in `folder`; its script may call `loadPlotly`, which stands before it."""
    parts = {
        kind: (_HERE / folder / f"view.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")
    }
    shared = (_HERE / "plotly.js").read_text(encoding="utf-8")
    return st.components.v2.component(
        f"taft_dash_{folder}", **parts | {"js": shared + parts["js"]}, isolate_styles=False
    )


_CHART = plotly_view("chart")


def show_chart(figure, *, key: str, alt: str, on_point: Callable[[Point], None] | None = None) -> None:
    """A figure with its words for screen readers; `on_point` is told of every mark that is clicked."""
    place = f"figure {key}"

    def clicked() -> None:
        point = st.session_state[place]["point"]
        if point:
            on_point(point)

    _CHART(
        key=place,
        height=int(figure.layout.height),  # reserved before anything is drawn, so that nothing below moves
        data={
            "plotly": PLOTLY,
            "figure": figure.to_json(),
            "alt": alt,
            "name": f"taft_dash-{key}",
            "picks": on_point is not None,
        },
        **({"on_point_change": clicked} if on_point else {}),
    )
