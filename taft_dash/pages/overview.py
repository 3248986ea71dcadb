"""The linked view: who spoke to whom beside how the alliance went, moved together by one session cursor."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from taft_dash.figures import overview as bands
from taft_dash.figures.network import sociogram, sociogram_frames
from taft_dash.measures.indices import INDICES
from taft_dash.measures.overview import DELIVERY, Line, Linked, lines, linked, scale_limits
from taft_dash.measures.ratings import trajectories
from taft_dash.pages.components import plain, show_table
from taft_dash.pages.kept import kept
from taft_dash.pages.plotly_views import PLOTLY, plotly_view
from taft_dash.pages.sidebar import sample_study
from taft_dash.pages.visit import Visit
from taft_dash.readings.overview import line_name, session_words
from taft_dash.records.instruments import ELEMENTS
from taft_dash.records.study import Study

_COMPONENT = plotly_view("linked_view")
_FIRST_INDEX = "effective_speakers"
_STRIP_INDICES = [
    index for index in INDICES if index.name not in ("present",) and not index.name.startswith("flow_")
]


def show(visit: Visit) -> None:
    """Controls for what the strips show, then the linked view, then its tables."""
    ready = _sample() if visit.study is sample_study() else None
    choices = (
        ready.choices
        if ready
        else kept(f"overview lines {visit.key}", lambda: lines(visit.study, visit.scores))
    )
    title, left, right = st.columns([1, 1.4, 1.1], vertical_alignment="bottom")
    title.title("Overview")
    line = None
    if choices:
        line = left.selectbox("Alliance line", choices, format_func=line_name, key="overview line")
    else:
        left.selectbox(
            "Alliance line", ["no ratings in these sessions"], disabled=True, key="overview no line"
        )
    index = right.selectbox(
        "Process index", _STRIP_INDICES, format_func=lambda i: i.label, key="overview index",
        index=next(k for k, i in enumerate(_STRIP_INDICES) if i.name == _FIRST_INDEX),
        help="Shown as a strip under the alliance. Every index stands with its formula in the data dictionary.",
    )  # fmt: skip
    if ready and line == ready.choices[0] and index.name == _FIRST_INDEX:
        view, drawn = ready.view, ready.drawn
    else:
        view, drawn = _drawn(visit, line, index.name)
    _COMPONENT(
        key="linked view",
        data=drawn | {"cursor": visit.cursor, "person": visit.person},
        on_at_change=_follow,
    )
    missing = _missing(view)
    if missing:
        st.info(plain(" ".join(missing)), icon=":material/info:")
    st.caption(
        plain(
            f"{visit.selection.sentence()}. Arrows: width is the number of turns, a turn to several people counts"
            " toward each; marks: area is turns taken. Drops: Gumz criterion, 1 SD (open mark) and 2 SD (filled)."
            " Step with ← and →, play with P, click a strip to go there, click a person to follow them."
        )
    )
    show_table("Ties, session by session", view.ties, key="overview ties")
    show_table(
        "Presence and turns, session by session", view.people.drop(columns="mark"), key="overview people"
    )
    show_table("Group indices, session by session", view.indices, key="overview indices")
    show_table("Ratings behind the alliance strip", view.scores, key="overview ratings")
    show_table("Events", view.events, key="overview events")


def _follow() -> None:
    """The view says where its cursor stands and who is followed; both outlive the page."""
    at = st.session_state["linked view"]["at"]
    st.session_state["cursor"] = at["session"]
    st.session_state["person"] = at["person"]


@dataclass(frozen=True)
class _Ready:
    """The linked view worked out beforehand: the choices of its alliance line, its tables, what the browser draws."""

    choices: list[Line]
    view: Linked
    drawn: dict


def prepare() -> None:
    """Works out the sample's linked view before the first visitor: it takes as long as all else of a first page."""
    _sample()


@st.cache_resource(show_spinner=False)
def _sample() -> _Ready:
    study = sample_study()
    scores = trajectories(study)
    choices = lines(study, scores)
    view, parts = _worked_out(study, scores, choices[0])
    digest = f"{study.fingerprint} {choices[0]} {_FIRST_INDEX}"
    drawn_strips = bands.strips(view.sessions, _bands(study, view, _FIRST_INDEX)).to_json()
    return _Ready(choices, view, parts | {"digest": digest, "strips": drawn_strips})


def _drawn(visit: Visit, line: Line | None, index: str) -> tuple[Linked, dict]:
    """The tables, and what the browser needs to draw them. Choosing another index redraws the strips alone."""
    view, parts = _view(f"{visit.key} {line}", visit, line)
    digest = f"{visit.key} {line} {index}"
    return view, parts | {"digest": digest, "strips": _strips(digest, visit.study, view, index)}


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _view(digest: str, _visit: Visit, _line: Line | None) -> tuple[Linked, dict]:
    return _worked_out(_visit.study, _visit.scores, _line)


def _worked_out(study: Study, scores: pd.DataFrame, line: Line | None) -> tuple[Linked, dict]:
    view = linked(study, scores, line)
    first = view.sessions[0]
    here, said = view.people[view.people["session"] == first], view.ties[view.ties["session"] == first]
    return view, {
        "plotly": PLOTLY,
        "sociogram": sociogram(view.roster, here, said).to_json(),
        "frames": bands.theme.as_json(sociogram_frames(view.roster, view.people, view.ties)),
        "sessions": view.sessions,
        "words": {str(session): words for session, words in session_words(view).items()},
        "people": [
            list(map(str, person)) for person in view.roster[["member", "label"]].itertuples(index=False)
        ],
        "everyone": "everyone",
        "trouble": "The charts could not be loaded from this program's own address. Reload the page.",
        "alt": {
            "network": "Sociogram: fixed seats, arrows from speaker to addressee; the tables below hold the same.",
            "strips": "Alliance, talk, presence, elements, events by session; the tables below hold the same.",
        },
    }


@st.cache_resource(scope="session", max_entries=8, show_spinner=False)
def _strips(digest: str, _study: Study, _linked: Linked, index: str) -> str:
    return bands.strips(_linked.sessions, _bands(_study, _linked, index)).to_json()


def _bands(study: Study, view: Linked, index: str) -> list[bands.Strip]:
    found = []
    if view.line is not None:
        low, high = scale_limits(study, view.line)
        header = f"<b>Alliance</b>  {bands.theme.plain(line_name(view.line))}, possible {low:g} to {high:g}"
        found.append(
            bands.alliance_band(header, view.scores, view.course, view.marks, view.roster, limits=(low, high))
        )
    flows = view.indices[view.indices["index"].isin(bands.theme.FLOW_STYLES)]
    if flows["value"].notna().any():
        found.append(
            bands.flow_band(flows.pivot(index="session", columns="index", values="value").reset_index())
        )
    chosen = view.indices[view.indices["index"] == index]
    entry = next(i for i in INDICES if i.name == index)
    if chosen["value"].notna().any():
        found.append(
            bands.index_band(f"<b>{entry.label}</b>  {entry.unit}", chosen, low=entry.low, high=entry.high)
        )
    shown = view.people[view.people["mark"].isin(bands.PRESENCE_MARKS)]
    found.append(bands.presence_band(view.roster, shown))
    if len(view.delivered):
        rows = [(e.id, e.id) for e in ELEMENTS]
        by = view.delivered["by"].iloc[0]
        header = f"<b>Elements delivered</b>  as rated by {by}s, 0 not at all, 4 fully"
        found.append(bands.grid_band(header, view.delivered, rows, low=0, high=4))
    if len(view.events):
        found.append(bands.event_band(view.events))
    return found


def _missing(view: Linked) -> list[str]:
    """What the strips cannot show, in words."""
    found = []
    if view.line is None:
        found.append("No member ratings in these sessions: the alliance strip is left out.")
    if not view.people["turns"].notna().any():
        found.append(
            "No talk is recorded in these sessions: the network shows who was there, without arrows."
        )
    if not len(view.delivered):
        found.append(f"No ratings of the elements delivered ({DELIVERY}): that strip is left out.")
    if not len(view.events):
        found.append("No events are recorded: that strip is left out.")
    return found
