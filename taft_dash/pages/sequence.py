"""Who answers, who steps in, what follows what: the order of turns beside that of shuffled ones."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from taft_dash.figures.sequence import (
    pause_bands,
    person_shifts,
    shift_course,
    shift_ratios,
    transition_matrix,
    transition_network,
)
from taft_dash.measures.sequence import lacking_order
from taft_dash.measures.sequence_lags import transitions
from taft_dash.measures.sequence_pauses import pauses
from taft_dash.measures.sequence_shifts import Shifts, participation_shifts
from taft_dash.measures.sequence_shuffles import TIMES
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import sequence as words
from taft_dash.reports.analyses.sequences import METHOD

CODES = {"category": "category", "element": "element", "direction": "who to whom", "speaker": "speaker"}
SEVERAL = {"left out": "apart", "as to the group": "group"}
_RULE = (
    f"Grey: the middle 95 % of {TIMES:,} orders of the same turns within each session, in which as many turns follow"
    " one of the same speaker as in the record."
)


def show(visit: Visit) -> None:
    """The shifts and their course, each person's way, what follows what, and the pauses."""
    title, person, turns, ahead, settings = st.columns([2.2, 2, 2, 1.4, 1.6], vertical_alignment="bottom")
    title.title("Sequences")
    if not visit.selection.therapists:
        nothing_to_show(
            "Who takes the floor after whom",
            "Therapists are left out of this selection. Without their turns others would seem to follow one another:"
            " count them in the sidebar to see the order of turns.",
        )
        return
    choose_person(visit, person, key="sequence person")
    code = turns.selectbox(
        "Know turns by", list(CODES), format_func=CODES.get, key="sequence code", persist_state="session"
    )
    lag = ahead.number_input("Turns ahead", 1, 5, 1, 1, key="sequence lag", persist_state="session")
    with settings.popover("Settings", width="stretch"):
        several = st.segmented_control(
            "Turns to several people", list(SEVERAL), default="left out", required=True, key="sequence several",
            persist_state="session",
            help="Gibson's types know one addressee or the whole group. A turn to some of the people is neither.",
        )  # fmt: skip
    several = SEVERAL[several]
    shifts = kept(
        f"sequence shifts {visit.key} {several}", lambda: participation_shifts(visit.study, several=several)
    )
    _shifts(visit, shifts)
    _transitions(visit, code, int(lag))
    _pauses(visit)
    parameters = {**METHOD.parameters, "several": several, "lag": int(lag)}
    snippet = METHOD.snippet.replace("participation_shifts(study)", f"participation_shifts(study, several={several!r})")
    snippet = snippet.replace('transitions(study, "category")', f'transitions(study, "{code}", lag={int(lag)})')
    show_receipt(visit, replace(METHOD, parameters=parameters, snippet=snippet))


def _shifts(visit: Visit, shifts: Shifts) -> None:
    title = "Who takes the floor after whom"
    if shifts.types["n"].isna().all():
        nothing_to_show(title, words.shift_words(shifts.types))
        show_table("The order of turns, session by session", shifts.overview, key="sequence orders")
        return
    lacking = lacking_order(shifts.overview)
    if lacking:
        st.info(plain(lacking), icon=":material/info:")
    drawn = kept(
        f"sequence figures {visit.key} {id(shifts)} {visit.cursor} {visit.person}",
        lambda: {
            "types": shift_ratios(shifts.types),
            "course": shift_course(shifts.sessions, shown=_numbers(visit), cursor=visit.cursor),
            "people": person_shifts(shifts.people, _labels(visit), person=visit.person),
        },
    )
    left, right = st.columns(2)
    with left:
        show_figure(
            title, drawn["types"], sentence=words.shift_words(shifts.types), table=shifts.types,
            key="sequence types",
            note=f"{visit.selection.sentence()}. AB-BA: A spoke to B, then B to A; 0: the group; X, Y: others. {_RULE}"
            f" Filled: beyond chance, corrected for 13 types. {words.left_out_words(shifts.overview)}",
        )  # fmt: skip
    with right:
        show_figure(
            "How that goes over the sessions", drawn["course"],
            sentence=words.course_words(shifts.sessions, cursor=visit.cursor), table=shifts.sessions,
            key="sequence course",
            note=f"Share of the classed successions of each session (n in the pointer). {_RULE} One session in twenty"
            " lies outside by chance alone.",
        )  # fmt: skip
    show_figure(
        "Who takes the floor in which way", drawn["people"],
        sentence=words.people_words(shifts.people, _labels(visit)), table=shifts.people, key="sequence people",
        note="Rows: who took the turn. Teal and ▲: more often than in shuffled turns; amber and ▽: less, corrected for"
        " all cells. A person who is addressed often also has more to answer: the counts say how the"
        " group's turns ran, not what a person is like.",
    )  # fmt: skip
    show_table("The order of turns, session by session", shifts.overview, key="sequence orders")


def _transitions(visit: Visit, code: str, lag: int) -> None:
    made = kept(f"sequence transitions {visit.key} {code} {lag}", lambda: transitions(visit.study, code, lag=lag))
    fit = made.fit.iloc[0]
    labels = _labels(visit) if code == "speaker" else {name: name for name in made.cells["given"]}
    ahead = "the next turn" if lag == 1 else f"the turn {lag} further on"
    title = f"What follows what: {CODES[code]}, then that of {ahead}"
    sentence = words.transition_words(made.cells, fit, labels)
    if made.cells.empty:
        nothing_to_show(title, sentence)
        return
    drawn = kept(
        f"sequence transition figures {visit.key} {code} {lag}",
        lambda: (transition_matrix(made.cells, labels), transition_network(made.cells, labels)),
    )
    left, right = st.columns([1.15, 1])
    with left:
        show_figure(
            title, drawn[0], sentence=sentence, table=made.cells, key="sequence matrix",
            note="Figures: how often. Shades: adjusted residuals, teal above and amber below independence. ▲ and ▽:"
            " more and less often than in shuffled turns, corrected for all cells. –: cannot occur.",
        )  # fmt: skip
        show_table("Fit of the whole table", made.fit, key="sequence fit")
    with right:
        show_figure(
            "The same as a network", drawn[1], sentence="", table=made.cells, key="sequence network",
            note="Arrows grow with how often one follows the other; a ring: follows itself. Teal: more often than in"
            " shuffled turns; amber and hatched: less; grey: as by chance.",
        )  # fmt: skip


def _pauses(visit: Visit) -> None:
    sessions, by_word = kept(f"sequence pauses {visit.key}", lambda: pauses(visit.study))
    title, sentence = "How long until the next turn", words.pause_words(sessions, by_word)
    if by_word["median_pause"].isna().all():
        nothing_to_show(title, sentence)
        return
    show_figure(
        title, kept(f"sequence pause figure {visit.key}", lambda: pause_bands(by_word)), sentence=sentence,
        table=by_word, key="sequence pauses",
        note="From the recorded end of a turn to the recorded beginning of the next; below 0: overlap. Grey: medians"
        " when the pauses of each session are dealt out at random. Filled: beyond chance, corrected for all rows.",
    )  # fmt: skip
    show_table("Pauses and overlaps, session by session", sessions, key="sequence pause sessions")


def _numbers(visit: Visit) -> list[int]:
    return [int(session) for session in visit.study.sessions["session"]]


def _labels(visit: Visit) -> dict[str, str]:
    return {member: visit.label(member) for member in visit.study.members["member"]}
