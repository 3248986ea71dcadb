"""The sidebar: which records, which group and sessions, names shown or masked. It outlives every change of page.

The link carries opaque identifiers only: numbers of the group, the sessions and the seat, never a name.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import plain
from taft_dash.pages.visit import Visit
from taft_dash.readings.words import count
from taft_dash.records.checking import Opened, check, open_study, read_as_decided
from taft_dash.records.mapping.plan import NOTHING_DECIDED, Plan
from taft_dash.records.mapping.saved import MappingFault, plan_at, plan_to_json
from taft_dash.records.reading import Reading
from taft_dash.records.sources import CHOSEN_ENDINGS, KINDS
from taft_dash.records.study import Selection, Study

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
SAMPLE_NAMES = {"sample": "Sample: the Tuesday group", "cohort": "Sample: six groups"}
SAMPLE_FOLDERS = {"sample": SAMPLES / "tuesday_group", "cohort": SAMPLES / "six_groups"}
SERVED = "TAFT_DASH_RECORDS"
SERVED_MAPPING = "TAFT_DASH_MAPPING"
_TAKEN_UP = "mapping.json taken up"


def records() -> Opened | None:
    """The records chosen in the sidebar, opened and checked; None while there is nothing to open."""
    served = os.environ.get(SERVED)
    names = (
        ({"served": "The records given at the start"} if served else {})
        | SAMPLE_NAMES
        | {"own": "My own files"}
    )
    chosen = st.sidebar.selectbox(
        "Records", list(names), format_func=names.get, key="records", **_start("records", names)
    )
    _write_link(records=chosen)
    if chosen in SAMPLE_FOLDERS:
        st.sidebar.caption(
            ":material/science: Synthetic data: invented people, a story written for demonstration."
        )
        if decisions.plan() == NOTHING_DECIDED:
            return open_sample(chosen)
        return _opened(chosen, [SAMPLE_FOLDERS[chosen]])
    if chosen == "served":
        paths = served.split(os.pathsep)
        mapping = os.environ.get(SERVED_MAPPING)
        return _opened(_stamp([*paths, *([mapping] if mapping else [])]), paths, mapping)
    return _uploaded()


def choose(opened: Opened) -> Visit | None:
    """Group, range of sessions, therapists, names: the visit for the pages; None for a group without sessions."""
    whole = opened.study
    groups = whole.groups()
    place = st.sidebar.selectbox(
        "Group", range(len(groups)), format_func=lambda k: groups[k], key="group",
        **_start("group", range(len(groups)), int),
    )  # fmt: skip
    sessions = [int(s) for s in whole.sessions.loc[whole.sessions["group"] == groups[place], "session"]]
    if not sessions:
        return None
    first, last = _range(place, sessions)
    therapists = st.sidebar.toggle(
        "Count therapists", key="therapists", value=st.query_params.get("therapists") != "out",
        help="Left out, every figure and index is of members alone.",
    )  # fmt: skip
    masked = mask_names()
    selection = Selection(groups[place], first, last, therapists)
    study = _select(opened, selection, masked)
    cursor, person = _focus(study)
    _state_of_records(opened, study)
    _write_link(
        **{"group": str(place), "from": str(first), "to": str(last), "session": str(cursor)},
        therapists="in" if therapists else "out",
    )
    return Visit(opened, study, selection, cursor, person, masked)


def mask_names() -> bool:
    """Whether names are hidden, also while nothing in the records can be used yet."""
    masked = st.sidebar.toggle(
        "Mask names", key="masked", value=st.query_params.get("names") == "masked",
        help="Members as M1, M2 …, therapists as T1 …, on every page, in tables and downloads. Notes are hidden.",
    )  # fmt: skip
    _write_link(names="masked" if masked else "shown")
    return masked


def _state_of_records(opened: Opened, study: Study) -> None:
    """What every page has to say about its ground: faults, rows set aside, presence that nobody recorded."""
    faults = [
        count(opened.summary[f"{kind}s"], kind) for kind in ("error", "warning") if opened.summary[f"{kind}s"]
    ]
    aside = sum(problem.set_aside for problem in opened.problems)
    if faults:
        rows = f"; {count(aside, 'row')} set aside" if aside else ""
        st.sidebar.caption(f":material/rule: {' and '.join(faults)}{rows}. See the page Records.")
    if not any("role" in mapping.fills() for file in opened.files for mapping in file.mapping.tables):
        st.sidebar.caption(
            ":material/badge: No role is recorded: everyone counts as a member. A table of people (member, role) says"
            " who is a therapist."
        )
    if not study.presence_recorded:
        st.sidebar.caption(
            ":material/visibility_off: Presence inferred: who spoke, was spoken to or rated was there."
        )


def _range(group: int, sessions: list[int]) -> tuple[int, int]:
    if len(sessions) < 2:
        return sessions[0], sessions[0]
    asked = [_number(st.query_params.get(name)) for name in ("from", "to")]
    start = [
        sessions[0] if asked[0] not in sessions else asked[0],
        sessions[-1] if asked[1] not in sessions else asked[1],
    ]
    key = f"range of {group} {sessions[0]} {sessions[-1]} {len(sessions)}"
    value = (min(start), max(start)) if key not in st.session_state else st.session_state[key]
    return st.sidebar.select_slider("Sessions", sessions, value=value, key=key)


def _focus(study: Study) -> tuple[int, str | None]:
    """The session and person in focus; the link speaks first, then what was chosen since, else the last meeting."""
    sessions = [int(s) for s in study.sessions["session"]]
    if "cursor" not in st.session_state:
        st.session_state["cursor"] = _number(st.query_params.get("session"))
    cursor = st.session_state["cursor"]
    if cursor not in sessions:
        cursor = sessions[-1]
    people = list(study.members["member"])
    if "person" not in st.session_state:
        seat = _number(st.query_params.get("person"))
        st.session_state["person"] = people[seat - 1] if seat and seat <= len(people) else None
    person = st.session_state["person"]
    if person not in people:
        person = None
    if person is None:
        st.query_params.pop("person", None)
    else:
        _write_link(person=str(people.index(person) + 1))
    return cursor, person


def _uploaded() -> Opened | None:
    way = st.sidebar.segmented_control(
        "Upload", ["Files", "Folder"], default="Files", key="upload way", required=True,
        help=f"{KINDS}; a mapping.json beside them says how they are read. 50 MB in all. Nothing leaves this machine.",
    )  # fmt: skip
    files = st.sidebar.file_uploader(
        "Session records", type=list(CHOSEN_ENDINGS), key=f"upload {way}",
        accept_multiple_files="directory" if way == "Folder" else True,
    )  # fmt: skip
    if not files:
        return None
    contents = [(file.name, file.getvalue()) for file in files]
    digest = hashlib.sha256()
    for name, content in contents:
        digest.update(f"{len(name)} {name} {len(content)} ".encode())
        digest.update(content)
    return _opened(digest.hexdigest(), contents)


@st.cache_resource(show_spinner=False)
def open_sample(name: str) -> Opened:
    """A bundled sample; the same for every visitor, and therefore opened once."""
    return open_study([SAMPLE_FOLDERS[name]])


def _opened(digest: str, sources: list, mapping: str | None = None) -> Opened:
    """The records as this visitor has them read.

    `mapping` : path of a mapping.json given at the start. It, or one among the files, is where the visitor's own
    decisions begin; files are parsed again only when how they are written was decided otherwise.
    """
    plan = decisions.plan()
    given = f"{digest} {mapping}"
    if plan == NOTHING_DECIDED and mapping and st.session_state.get(_TAKEN_UP) != given:
        try:
            plan = plan_at(mapping)
            decisions.decide(plan)
        except MappingFault as fault:
            # The command line checked it at the start; it was changed since.
            st.sidebar.warning(plain(f"The mapping cannot be used: {fault}"), icon=":material/warning:")
        st.session_state[_TAKEN_UP] = given
    reading = _read(f"{digest} {sorted(plan.layouts().items())}", sources, plan)
    beside = "".join(hashlib.sha256(one.data).hexdigest() for one in reading.mappings)
    if beside and not mapping and st.session_state.get(_TAKEN_UP) != beside:
        opened = _checked(f"{digest} as given", _read(f"{digest} as given", sources, None), None)
        decisions.decide(opened.plan)
        st.session_state[_TAKEN_UP] = beside
        return opened
    return _checked(f"{digest} {plan_to_json(plan)}", reading, plan)


@st.cache_resource(scope="session", max_entries=2, show_spinner="Reading the records …")
def _read(digest: str, _sources: list, _plan: Plan | None) -> Reading:
    return read_as_decided(_sources, _plan)


@st.cache_resource(scope="session", max_entries=2, show_spinner="Checking the records …")
def _checked(digest: str, _reading: Reading, _plan: Plan | None) -> Opened:
    return check(_reading, _plan)


@st.cache_resource(show_spinner=False)
def sample_study() -> Study:
    """The sample as it first stands on the screen: all of it, names shown. The same for every visitor."""
    opened = open_sample("sample")
    return _narrowed(opened, _all_of(opened), False)


def _all_of(opened: Opened) -> Selection:
    """The first group with all its sessions and its therapists."""
    group, numbers = opened.study.groups()[0], opened.study.sessions
    sessions = [int(s) for s in numbers.loc[numbers["group"] == group, "session"]]
    return Selection(group, sessions[0], sessions[-1], True)


def _select(opened: Opened, selection: Selection, masked: bool) -> Study:
    if not masked and opened is open_sample("sample") and selection == _all_of(opened):
        return sample_study()
    return _selected(f"{opened.study.fingerprint} {selection} {masked}", opened, selection, masked)


@st.cache_resource(scope="session", max_entries=4, show_spinner=False)
def _selected(digest: str, _opened: Opened, _selection: Selection, _masked: bool) -> Study:
    return _narrowed(_opened, _selection, _masked)


def _narrowed(opened: Opened, selection: Selection, masked: bool) -> Study:
    return (opened.study.masked() if masked else opened.study).select(selection)


def _stamp(paths: list[str]) -> str:
    """Changes when a served file changes, so that a reload shows the new records."""
    files = [
        file for path in map(Path, paths) for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
    ]
    seen = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files if file.is_file()]
    return hashlib.sha256(repr(seen).encode()).hexdigest()


def _start(name: str, options, kind=str) -> dict:
    """The place of a widget's first value, taken from the link; nothing once the widget holds a value of its own."""
    asked = st.query_params.get(name)
    options = list(options)
    value = _number(asked) if kind is int else asked
    if name in st.session_state or value not in options:
        return {}
    return {"index": options.index(value)}


def _write_link(**entries: str) -> None:
    """Puts what has changed into the link; every time something is put there, the browser has one more step back."""
    changed = {name: value for name, value in entries.items() if st.query_params.get(name) != value}
    if changed:
        st.query_params.update(changed)


def _number(text: str | None) -> int | None:
    return int(text) if text and text.lstrip("-").isdecimal() and len(text) < 10 else None
