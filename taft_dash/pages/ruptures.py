"""The rupture room: every criterion side by side, what became of each episode, and whether anybody noticed."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from taft_dash.figures.ruptures import criteria_matrix, rupture_map, rupture_trajectories, share_matrix
from taft_dash.measures.overview import Line, lines
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_rules import CRITERIA, SCORED, Rules
from taft_dash.measures.rupture_view import RuptureView, rupture_view
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_point, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.plotly_views import Point
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import ruptures as words
from taft_dash.readings.overview import line_name
from taft_dash.reports.analyses.ruptures import method

MOST_EPISODES = 60
START = Rules()


@dataclass(frozen=True)
class Choice:
    """What the controls say: the ratings, the criterion that is drawn, and the numbers behind all criteria."""

    line: Line
    criterion: str
    rules: Rules


def show(visit: Visit) -> None:
    """The map, the episodes, the course, the criteria side by side, shares, and what was noted."""
    choices = kept(f"alliance lines {visit.key}", lambda: lines(visit.study, visit.scores))
    if not choices:
        st.title("Ruptures")
        nothing_to_show("Possible ruptures and repairs", _why_none(visit))
        return
    choice = _controls(visit, choices)
    found = kept(
        f"ruptures {visit.key} {choice.rules}",
        lambda: explored(visit.study, visit.scores, choices, choice.rules),
    )
    view = kept(
        f"rupture view {visit.key} {choice}",
        lambda: rupture_view(visit.study, visit.scores, found, choice.line, choice.criterion),
    )
    figures = kept(
        f"rupture figures {visit.key} {choice} {visit.person} {visit.cursor}", lambda: _figures(visit, view)
    )
    _map(visit, view, choice, figures)
    _episodes(visit, view)
    _course(visit, view, figures)
    _criteria(view, figures)
    _shares(view, figures)
    _recognition(visit, view)
    _thresholds(view, choice.rules)
    show_receipt(visit, method(choice.rules))


def _controls(visit: Visit, choices: list[Line]) -> Choice:
    title, left, middle, right, last = st.columns([2, 3.8, 3, 3, 2.2], vertical_alignment="bottom")
    title.title("Ruptures")
    line = left.selectbox(
        "Alliance line", choices, format_func=line_name, key="alliance line", persist_state="session"
    )
    criterion = middle.selectbox(
        "Criterion drawn", [one.name for one in CRITERIA], format_func=words.LABELS.get, key="rupture criterion",
        persist_state="session", help="How many there are depends on the criterion; all are set side by side below.",
    )  # fmt: skip
    choose_person(visit, right, key="rupture person")
    with last.popover("Thresholds", width="stretch"):
        rules = _rules()
    return Choice(line, criterion, rules)


def _rules() -> Rules:
    """Every number of every criterion, changeable."""
    left, right = st.columns(2)

    def number(place, label: str, low, high, start, step, key: str, **shown):
        key = f"rupture {key}"
        return place.number_input(label, low, high, start, step, key=key, persist_state="session", **shown)

    possible = number(left, "Gumz: SD for possible", 0.25, 5.0, float(START.k[0]), 0.25, "k")
    marked = number(right, "Gumz: SD for marked", 0.25, 10.0, float(START.k[1]), 0.25, "k marked")
    strauss = number(left, "Strauss: SD", 0.25, 5.0, float(START.strauss_k), 0.25, "strauss")
    stiles = number(right, "Stiles: standard errors", 0.5, 5.0, float(START.stiles_k), 0.25, "stiles")
    limit = number(left, "Control limits: mean moving ranges", 0.5, 10.0, START.limit, 0.01, "limit")
    step = number(right, "Control limits: step, mean moving ranges", 0.5, 10.0, START.step_limit, 0.001, "step",
                  format="%.3f")  # fmt: skip
    reliability = number(left, "Reliable change: reliability", 0.0, 0.99, START.reliability, 0.01, "reliability")
    z = number(right, "Reliable change: standard errors", 0.5, 5.0, START.z, 0.01, "z")
    tolerance = number(left, "Repaired when back, less this share of the threshold", 0.0, 1.0, START.tolerance, 0.05,
                       "tolerance")  # fmt: skip
    window = number(right, "Attended sessions within which a repair counts", 1, 12, START.window, 1, "window")
    least = number(left, "Least attended and rated sessions", 3, 30, START.least_sessions, 1, "least")
    charted = number(right, "Least for control limits", 3, 30, START.least_for_limits, 1, "least charted")
    short = number(left, "Leave the tested rating out of the own SD below so many ratings", 0, 30, 0, 1, "leave out")
    floor = number(right, "Smallest SD believed (empty: one point on one item)", 0.0, 100.0, None, 0.05, "floor")
    breaks = st.toggle(
        "A missed session parts two ratings", START.absence_breaks, key="rupture absence", persist_state="session",
        help="Then no step is counted across it. A descent (Gumz) and a line (Stiles) run on.",
    )  # fmt: skip
    st.caption("What the sources leave open is a choice of this program; every number may be changed.")
    if marked < possible:
        st.caption(":material/info: Marked needs at least as many SD as possible; the same number is used for both.")
    return Rules(
        k=(possible, max(possible, marked)), strauss_k=strauss, stiles_k=stiles, limit=limit, step_limit=step,
        z=z, reliability=reliability, tolerance=tolerance, window=int(window), least_sessions=int(least),
        least_for_limits=int(charted), floor=floor, absence_breaks=breaks, leave_out_below=int(short),
    )  # fmt: skip


def _map(visit: Visit, view: RuptureView, choice: Choice, figures: dict) -> None:
    show_figure(
        "Members and sessions: where ratings fell, and came back",
        figures["map"],
        sentence=words.map_words(view),
        table=view.cells,
        key="rupture map",
        note=f"{words.rule_words(view.criterion, choice.rules)} Above an onset: how many of the criteria that can judge"
        " the member mark it. Hourglass and dot below: what a therapist or an observer noted for the member. Click a"
        " mark to bring its person and session into focus on every page."
        f" {visit.selection.sentence()}. {presence_note(visit)}",
        on_point=follow_point,
    )
    for caution in words.cautions(view):
        st.info(plain(caution), icon=":material/info:")


def _episodes(visit: Visit, view: RuptureView) -> None:
    st.markdown("## Episode by episode")
    table = words.episode_table(view).head(MOST_EPISODES)
    if len(table):
        st.markdown("Choose a row to go to its session, here and on every page.")
        places = view.episodes[["member", "onset"]].head(MOST_EPISODES).values.tolist()

        def chosen() -> None:
            rows = st.session_state["rupture rows"]["selection"]["rows"]
            if rows:
                st.session_state["person"], st.session_state["cursor"] = places[rows[0]]

        st.dataframe(
            table, hide_index=True, key="rupture rows", on_select=chosen, selection_mode="single-row",
            height=min(38 + 35 * len(table), 388),
            column_config={"depth": st.column_config.NumberColumn(format="%.2f"),
                           "in words": st.column_config.TextColumn(width="large")},
        )  # fmt: skip
    if len(view.episodes) > MOST_EPISODES:
        st.caption(f"The first {MOST_EPISODES} of {len(view.episodes)}; the table below holds them all.")
    said = words.focus_words(view, visit.person, visit.cursor)
    whose = f", {visit.label(visit.person)}" if visit.person else ""
    if said:
        st.markdown(f"**Session {visit.cursor}{plain(whose)}, in words**")
        st.markdown("\n".join(f"- {plain(one)}" for one in said[:12]))
    show_table("All episodes of all criteria, in full", view.found.episodes, key="rupture episodes")
    st.caption(
        "A mark made from numbers is an occasion to ask what happened, and says nothing about why. The page Alliance"
        " shows the same ratings with the group's course and the therapists' view."
    )


def _course(visit: Visit, view: RuptureView, figures: dict) -> None:
    show_figure(
        f"{line_name(view.line)}: the course with its marks",
        figures["course"],
        sentence=words.course_words(view, cursor=visit.cursor, person=visit.person),
        table=view.lines,
        key="rupture course",
        note="Marks stand at the lowest score, at the return, and where the search for a return ended. With a person in"
        " focus, dots join ratings across sessions without one, and criteria with limits of their own (Stiles, control"
        " limits) show them.",
        on_point=follow_point,
    )


def _criteria(view: RuptureView, figures: dict) -> None:
    title = "The criteria side by side"
    if "criteria" not in figures:
        nothing_to_show(title, words.agreement_words(view))
        return
    show_figure(
        title,
        figures["criteria"],
        sentence=words.agreement_words(view),
        table=view.matrix,
        key="rupture criteria",
        note="One row a possible rupture that any criterion marks; the number is the session in which it begins there."
        " Times that overlap are one. A dash: the criterion cannot judge the member; point at it for the reason.",
        on_point=_follow,
    )
    show_table("Where criteria agree, one row an episode", view.found.agreement, key="rupture agreement")


def _shares(view: RuptureView, figures: dict) -> None:
    title = "One member's strain, or the group's"
    if "shares" not in figures:
        nothing_to_show(title, words.share_words(view))
        return
    show_figure(
        title,
        figures["shares"],
        sentence=words.share_words(view),
        table=view.found.shares,
        key="rupture shares",
        note="Members in an episode, of those present. Thick frame: shared, at least half of those present, at least"
        " two.",
        on_point=_follow,
    )


def _recognition(visit: Visit, view: RuptureView) -> None:
    st.markdown("## Did anybody notice?")
    if view.criterion not in SCORED:
        st.info("Choose a criterion that looks at scores to cross it with what was noted.", icon=":material/info:")
        return
    if not visit.selection.therapists:
        st.info("Therapists are left out of this selection, and so are their notes. Count them in the sidebar.",
                icon=":material/info:")  # fmt: skip
    for noter in ("therapist", "observer"):
        st.markdown(plain(words.recognition_words(view, noter)))
    seen = words.seen_table(view)
    if len(seen):
        st.table(seen.map(plain), hide_index=True, border="horizontal")
    show_table("The same for every criterion", view.found.crossing, key="rupture crossing")
    show_table("Ruptures and repairs that were noted", view.found.notes, key="rupture notes")
    st.caption(
        "A note counts for a member whom it names, or who was present where it names the whole group. Missed means that"
        " none was noted, not that nothing was seen."
    )


def _thresholds(view: RuptureView, rules: Rules) -> None:
    st.markdown("## The criteria and their thresholds")
    st.markdown("\n".join(f"- {plain(words.rule_words(one.name, rules))}" for one in CRITERIA))
    limits = view.roster[["member", "label"]].merge(view.found.thresholds, on="member")
    show_table("Threshold of every member under every criterion", limits, key="rupture thresholds")
    st.caption("Spreads and thresholds are those of the sessions and members selected.")


def _follow(point: Point) -> None:
    """A cell was clicked: its session is in focus on every page, and its person where it has one."""
    member, _, session = point["customdata"]
    st.session_state["cursor"] = int(session)
    if member is not None:
        st.session_state["person"] = member


def _why_none(visit: Visit) -> str:
    if visit.scores.empty:
        return "No ratings are recorded in these sessions. They come in ratings.csv; the Records page has a template."
    if not visit.scores["score"].notna().any():
        return f"No form of these sessions could be scored. {visit.scores['reason'].iloc[0]}"
    return "In these sessions no member rated the therapists, the group or themselves."


def _figures(visit: Visit, view: RuptureView) -> dict:
    """The pictures by name, leaving out those without anything to draw."""
    focus = dict(person=visit.person, cursor=visit.cursor)
    figures = {
        "map": rupture_map(view.cells, sessions=view.sessions, **focus),
        "course": rupture_trajectories(
            view.lines, view.course, view.marks, view.limits, view.roster, sessions=view.sessions,
            limits=(view.low, view.high), scale=f"{view.line.instrument} {view.line.subscale}", **focus,
        ),
    }  # fmt: skip
    if len(view.matrix):
        figures["criteria"] = criteria_matrix(view.matrix, words.LABELS, person=visit.person)
    if (view.found.shares["n_in_rupture"] > 0).any():
        figures["shares"] = share_matrix(
            view.found.shares, words.LABELS, sessions=view.sessions, cursor=visit.cursor
        )
    return figures
