"""The ratings room: elements delivered beside elements felt, metacognition, and any instrument of the records."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import pandas as pd
import streamlit as st

from taft_dash.figures.courses import trajectories
from taft_dash.figures.ratings import MOST_ROWS, metacognition, value_grid
from taft_dash.measures import elements
from taft_dash.measures.series import KEYS, Series, all_series, lines_and_courses, scale_of
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_point, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.visit import Visit
from taft_dash.readings import ratings as words
from taft_dash.readings.courses import course_words, person_words, series_name, who_about_whom
from taft_dash.records.instruments import ELEMENTS, find
from taft_dash.records.scales import TOTAL

ROOMS = ("Elements delivered and felt", "Metacognition", "Any instrument")
ELEMENT_LABELS = {element.id: element.label.split(":")[0] for element in ELEMENTS}
CHART = "ratings instrument"


class _Elements(NamedTuple):
    """The elements session by session, over all sessions, as cells of a grid, and single members' felt series."""

    table: pd.DataFrame
    summary: pd.DataFrame
    cells: pd.DataFrame
    felt: list[tuple[str, Series]]


def show(visit: Visit) -> None:
    """Three rooms, of which only the open one is built; the footer holds for all."""
    st.title("Ratings")
    known = kept(f"series {visit.key}", lambda: all_series(visit.scores))
    rooms = st.tabs(ROOMS, key="ratings room", on_change="rerun")
    for room, shown in zip(rooms, (_elements, _metacognition, _instrument), strict=True):
        if room.open:
            with room:
                shown(visit, known)
    st.caption(f"{words.FOOTER} {words.APART} {plain(presence_note(visit))}")


def _elements(visit: Visit, known: list[Series]) -> None:
    made = kept(f"elements {visit.key}", lambda: _elements_of(visit))
    title = "The four elements, session by session"
    if made.table.empty:
        nothing_to_show(
            title,
            f"Neither what was delivered ({elements.DELIVERY}) nor what was felt (SOFTA, WAI) is rated in these"
            " sessions.",
        )
        return
    show_figure(
        title,
        kept(
            f"element grid {visit.key} {visit.cursor}",
            lambda: value_grid(made.cells, sessions=_sessions(visit), cursor=visit.cursor),
        ),
        sentence=words.element_words(made.summary, ELEMENT_LABELS),
        table=made.table,
        key="ratings elements",
        note=f"{visit.selection.sentence()}. Figures are means in the unit of each scale; the shade is the place"
        " between the lowest and highest possible score. Green: delivered, 0 not at all to 4 fully. Blue: felt by"
        " members, or seen in them. Scales differ: compare how rows move, not their figures.",
    )
    show_table("Each row over all sessions", made.summary, key="ratings element summary")
    for layer, said in ((elements.DELIVERED, "what was delivered"), (elements.FELT, "what members felt")):
        if layer not in set(made.table["layer"]):
            sentence = f"Nobody rated {said} in these sessions: those rows are left out."
            st.info(plain(sentence), icon=":material/info:")
    _element_by_member(visit, made)


def _element_by_member(visit: Visit, made: _Elements) -> None:
    title = "One element, member by member"
    if not made.felt:
        nothing_to_show(title, "No scale of these sessions says how a single member felt an element.")
        return
    left, right, _ = st.columns([4, 5, 4])
    element = left.selectbox(
        "Element", list(dict.fromkeys(e for e, _ in made.felt)), format_func=ELEMENT_LABELS.get,
        key="ratings element", persist_state="session",
    )  # fmt: skip
    source = right.selectbox(
        "Felt, as measured by", [s for e, s in made.felt if e == element], format_func=series_name,
        key=f"ratings source {element}", persist_state="session",
    )  # fmt: skip
    lines = kept(
        f"felt {visit.key} {source}", lambda: elements.element_by_person(visit.study, visit.scores, source)
    )
    cells = pd.concat(
        [
            made.cells[(made.cells["element"] == element) & (made.cells["layer"] == elements.DELIVERED)],
            pd.DataFrame(
                {
                    "block": series_name(source), "label": lines["label"].astype(str), "layer": elements.FELT,
                    "session": lines["session"], "value": lines["score"], "position": lines["position"],
                    "words": [words.score_words(*row) for row in lines[["session", "score", "reason"]].to_numpy()],
                }
            ),
        ]
    )  # fmt: skip
    count = lines["member"].nunique()
    show_figure(
        f"{title}: {ELEMENT_LABELS[element]}",
        kept(
            f"felt grid {visit.key} {element} {source} {visit.cursor}",
            lambda: value_grid(cells, sessions=_sessions(visit), cursor=visit.cursor),
        ),
        sentence=words.member_words(lines, series_name(source), visit.cursor),
        table=lines,
        key="ratings members",
        note="What was delivered stands above, rated for the whole group; below, what each member felt."
        + f" The first {MOST_ROWS} of {count} members are drawn." * (count > MOST_ROWS),
    )


def _metacognition(visit: Visit, known: list[Series]) -> None:
    kinds = {i.id: i.kind for i in visit.study.instruments}
    sets = {replace(s, subscale=""): None for s in known if kinds.get(s.instrument) == "metacognition"}
    if not sets:
        nothing_to_show(
            "Metacognition, scale by scale",
            "No metacognition scale (MAS-A, or one of your own) is rated in these sessions.",
        )
        return
    left, middle, _ = st.columns([5, 4, 4])
    chosen = left.selectbox(
        "Scale and raters", list(sets), key="ratings layer", persist_state="session",
        format_func=lambda s: f"{s.instrument}, {who_about_whom(s)}",
    )  # fmt: skip
    choose_person(visit, middle, key="ratings metacognition person")
    scales = _scales(visit, [s for s in known if replace(s, subscale="") == chosen])
    show_figure(
        f"{chosen.instrument}: each person and the group",
        kept(
            f"metacognition {visit.key} {chosen} {visit.person} {visit.cursor}",
            lambda: metacognition(
                scales,
                visit.study.members,
                sessions=_sessions(visit),
                person=visit.person,
                cursor=visit.cursor,
            ),
        ),
        sentence=words.metacognition_words([(title, course) for title, _, course, _ in scales]),
        table=pd.concat([lines.assign(scale=title) for title, lines, *_ in scales]),
        key="ratings metacognition",
        note=f"{visit.selection.sentence()}. Dotted: not rated at every session. Metacognition is not one of the four"
        " elements.",
    )
    _entry(visit, chosen.instrument)


def _instrument(visit: Visit, known: list[Series]) -> None:
    unknown = sorted({str(n) for n in visit.scores["instrument"].unique()} - {s.instrument for s in known})
    if known:
        _one_series(visit, known)
    else:
        nothing_to_show("Any instrument, session by session", "No form could be scored in these sessions.")
    if unknown:
        without = visit.scores[visit.scores["instrument"].isin(unknown)]
        st.info(
            plain(f"Without any score: {', '.join(unknown)}. {without['reason'].iloc[0]}"),
            icon=":material/info:",
        )


def _one_series(visit: Visit, known: list[Series]) -> None:
    one, two, three, four = st.columns([3, 3, 5, 4])
    instruments = list(dict.fromkeys(s.instrument for s in known))
    instrument = one.selectbox("Instrument", instruments, key="ratings instrument", persist_state="session")
    own = [s for s in known if s.instrument == instrument]
    names = list(dict.fromkeys(s.subscale for s in own))
    subscale = two.selectbox(
        "Scale", names, index=names.index(TOTAL) if TOTAL in names else 0, key=f"ratings scale {instrument}",
        persist_state="session",
    )  # fmt: skip
    series = three.selectbox(
        "Who rated what", [s for s in own if s.subscale == subscale], format_func=who_about_whom,
        key=f"ratings raters {instrument} {subscale}", persist_state="session",
    )  # fmt: skip
    choose_person(visit, four, key="ratings person")
    _, lines, course, limits = _scales(visit, [series])[0]
    sentence = course_words(series_name(series), course, low=limits[0], high=limits[1], cursor=visit.cursor)
    if visit.person is not None:
        sentence += " " + person_words(
            visit.label(visit.person), lines[lines["member"] == visit.person], visit.cursor
        )
    show_figure(
        series_name(series),
        kept(
            f"instrument {visit.key} {series} {visit.person} {visit.cursor}",
            lambda: trajectories(
                lines, course, visit.study.members, sessions=_sessions(visit), limits=limits, person=visit.person,
                scale=f"{series.instrument} {series.subscale}", cursor=visit.cursor,
            ),
        ),
        sentence=sentence,
        table=lines,
        key=CHART,
        note=f"{visit.selection.sentence()}. Grey column: the session in focus; below, how many of those present rated"
        " or were rated. Click a point to bring its person and session into focus.",
        on_point=follow_point,
    )  # fmt: skip
    show_table("Group mean, spread and number of raters", course.drop(columns="group"), key="ratings mean")
    forms = visit.scores[
        (visit.scores["instrument"] == series.instrument) & (visit.scores["subscale"] == subscale)
    ]
    show_table("Every form, and why one has no score", forms, key="ratings forms")
    _entry(visit, series.instrument)


def _entry(visit: Visit, name: str) -> None:
    """The instrument's entry in the registry, as it is."""
    st.markdown(f"## {plain(name)} in the registry")
    entry = pd.DataFrame(words.entry_words(find(name, visit.study.instruments)), columns=["entry", "text"])
    st.table(entry.map(plain), hide_index=True, hide_header=True, border="horizontal")


def _sessions(visit: Visit) -> list[int]:
    return [int(session) for session in visit.study.sessions["session"]]


def _scales(visit: Visit, chosen: list[Series]) -> list[tuple]:
    """Title, lines, course and limits of each series."""
    tables = kept(f"lines {visit.key} {chosen}", lambda: lines_and_courses(visit.study, visit.scores, chosen))
    scales = [(scale_of(visit.study, series), *tables[series]) for series in chosen]
    return [
        (f"{s.label} ({s.low:g} to {s.high:g})", lines, course, (s.low, s.high))
        for s, lines, course in scales
    ]


def _elements_of(visit: Visit) -> _Elements:
    table = elements.elements_by_session(visit.study, visit.scores)
    series = [Series(*map(str, row)) for row in table[list(KEYS)].itertuples(index=False)]
    cells = pd.DataFrame(
        {
            "element": table["element"], "block": table["element"].map(ELEMENT_LABELS),
            "label": [words.row_name(layer, s) for layer, s in zip(table["layer"], series, strict=True)],
            "layer": table["layer"], "session": table["session"], "value": table["mean"],
            "position": table["position"], "words": [words.cell_words(row) for _, row in table.iterrows()],
        }
    )  # fmt: skip
    found = elements.element_series(visit.scores)
    felt = [(e, s) for e, layer, s in found if layer == elements.FELT and elements.about_members(s)]
    return _Elements(table, elements.element_summary(table), cells, felt)
