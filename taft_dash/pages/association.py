"""Process and alliance together: what members and group did beside how the alliance was, session by session."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from taft_dash.figures import association as figures
from taft_dash.measures.association import CONTROLS, associations, lead_lag, method_of, process_of
from taft_dash.measures.overview import Line, lines
from taft_dash.measures.process import FAMILIES, Courses, Process, courses_beside
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.plotly_views import Point
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import association as words
from taft_dash.readings.overview import line_name

TITLE = "Process and alliance"
ALL = "What goes together with the alliance, within members"
PAIR = "association pair"


@dataclass(frozen=True)
class Choice:
    """What the controls say: the alliance line, the kinds of process, and what is held constant."""

    line: Line
    families: tuple[str, ...]
    control: str


def show(visit: Visit) -> None:
    """All associations with one alliance line, then one of them over distances of some sessions."""
    choices = kept(f"alliance lines {visit.key}", lambda: lines(visit.study, visit.scores))
    if not choices:
        st.title(TITLE)
        nothing_to_show(
            ALL, "In these sessions no member rated the therapists, the group or themselves at all."
        )
        return
    title, left, right = st.columns([3.2, 4.2, 3.8], vertical_alignment="bottom")
    title.title(TITLE)
    line = left.selectbox(
        "Alliance line", choices, format_func=line_name, key="association line", persist_state="session"
    )
    control = right.segmented_control(
        "Held constant", CONTROLS, format_func=words.CONTROL_NAMES.get, default="none", required=True,
        key="association control", persist_state="session",
        help="The previous value is that of the later series, and changes only the two columns with an earlier and a"
        " later session. An own trend is each person's straight line over the sessions: without taking it out, whatever"
        " rises or falls over the whole treatment goes together.",
    )  # fmt: skip
    courses = kept(f"courses {visit.key} {line}", lambda: courses_beside(visit.study, visit.scores, line))
    if not courses.process:
        nothing_to_show(
            ALL,
            "Nothing is recorded that could be set beside the alliance: no talk, no ratings of elements or of"
            " metacognition.",
        )
        return
    known = [family for family in FAMILIES if family in {one.family for one in courses.process}]
    picked = st.multiselect(
        "Process", known, format_func=FAMILIES.get, default=known,
        key=f"association families {' '.join(known)}", persist_state="session",
        help="Every look counts: the fewer kinds are looked at, the milder the correction.",
    )  # fmt: skip
    choice = Choice(line, tuple(family for family in known if family in picked), control)
    if not choice.families:
        nothing_to_show(ALL, "No kind of process is chosen.")
        return
    table = _table(visit, courses, choice)
    _all(visit, table, choice)
    if table["r"].notna().any():
        _pair(visit, courses, table, choice)
    show_receipt(visit, method_of(line, control=control, families=choice.families))


def _table(visit: Visit, courses: Courses, choice: Choice) -> pd.DataFrame:
    """`associations` with the names that figure and sentences use."""

    def made() -> pd.DataFrame:
        table = associations(courses, families=choice.families, control=choice.control)
        processes = [process_of(row) for _, row in table.iterrows()]
        table.insert(0, "label", [words.process_name(one) for one in processes])
        table.insert(0, "family_name", table["family"].map(FAMILIES))
        return table

    with st.spinner("Shuffling sessions and drawing samples …"):
        return kept(f"associations {visit.key} {choice}", made)


def _all(visit: Visit, table: pd.DataFrame, choice: Choice) -> None:
    sentence = words.looks_words(table, choice.line)
    if not table["r"].notna().any():
        nothing_to_show(ALL, sentence)
        show_table("Every association, and why it has no number", table, key="association all")
        return
    rows = table.assign(
        standing=[words.standing(row) for _, row in table.iterrows()],
        words=[words.row_words(row) for _, row in table.iterrows()],
    )
    drawn = kept(f"association dots {visit.key} {choice}", lambda: figures.associations(rows))
    show_figure(
        ALL,
        drawn,
        sentence=sentence,
        table=table,
        key="association all",
        note=f"{visit.selection.sentence()}; {words.CONTROL_WORDS[choice.control]}. Dot: correlation of the values less"
        " each person's own mean, pooled over people; line: 95 % interval. Group courses and elements delivered have"
        f" one value a session, the same for everybody. Click a dot to see its course below."
        f" {words.TWO_QUESTIONS} {words.ORDINARY} {presence_note(visit)}",
        on_point=_pick,
    )
    if words.CAUTIONS[choice.control]:
        st.info(plain(words.CAUTIONS[choice.control]), icon=":material/info:")


def _pair(visit: Visit, courses: Courses, table: pd.DataFrame, choice: Choice) -> None:
    listed = [one for one in courses.process if one.family in choice.families]
    labels = [words.process_name(one) for one in listed]
    if st.session_state.get(PAIR) not in labels:
        st.session_state[PAIR] = labels[0]
    st.markdown("## One course, earlier and later")
    place, _ = st.columns([5, 6])
    chosen = place.selectbox("Course", labels, key=PAIR)
    process: Process = listed[labels.index(chosen)]
    rows = table[table["label"] == chosen]
    st.markdown(plain(words.pair_words(rows, choice.line)))
    made = kept(
        f"lead lag {visit.key} {choice} {process}", lambda: lead_lag(courses, process, control=choice.control)
    )
    title = f"{chosen}: sessions earlier and later"
    if not made["r"].notna().any():
        nothing_to_show(title, words.lead_lag_words(made))
        return
    drawn = made.assign(
        tick=[words.lag_tick(lag) for lag in made["lag"]],
        words=[words.lag_row_words(row) for _, row in made.iterrows()],
    )
    show_figure(
        title,
        kept(f"lead lag figure {visit.key} {choice} {process}", lambda: figures.lead_lag(drawn)),
        sentence=words.lead_lag_words(made),
        table=made,
        key="association lead lag",
        note="Left: the alliance of earlier sessions; right: of later sessions. Grey: where 95 of 100 shuffles of the"
        " sessions lie, the same shuffle for everybody. Sessions missed, cancelled or left out in the numbering are not"
        " bridged.",
    )


def _pick(point: Point) -> None:
    """A dot was clicked: its course is shown below."""
    label = (point.get("customdata") or [None])[0]
    if isinstance(label, str):
        st.session_state[PAIR] = label
