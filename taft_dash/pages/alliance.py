"""The alliance room: how it went for each member and the group, where it may have broken, and how therapists see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from taft_dash.figures.alliance import alliance_panels, alliance_trajectories, rupture_shares, therapist_gaps
from taft_dash.figures.courses import MOST_PANELS
from taft_dash.measures.alliance_view import AllianceView, alliance_view
from taft_dash.measures.counted import ALLIANCE
from taft_dash.measures.overview import Line, lines
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_point, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import alliance as words
from taft_dash.readings.overview import line_name

SHOWN_MARKS = {"1 SD": 1, "2 SD": 2, "none": 3}
SPREADS = {"1 SD": "sd", "range": "range"}
AXES = ("part in use", "whole scale")
EPISODES = {"label": "member", "onset": "session", "marked": "SD", "status": "status", "reason": "in words"}
MOST_EPISODES = 30
CHART = "alliance trajectories"


@dataclass(frozen=True)
class Choice:
    """What the controls say: the line, the criterion, and how it is drawn."""

    line: Line
    tolerance: float
    window: int
    least: int  # SD from which a mark is shown
    spread: str
    whole: bool  # the axis holds the whole scale


def show(visit: Visit) -> None:
    """The line to look at, then the course, the episodes, each member, and the therapists' view."""
    choices = kept(f"alliance lines {visit.key}", lambda: lines(visit.study, visit.scores))
    if not choices:
        st.title("Alliance")
        nothing_to_show("The alliance over the sessions", _why_none(visit))
        return
    choice = _controls(visit, choices)
    rule = dict(tolerance=choice.tolerance, window=choice.window)
    view = kept(
        f"alliance {visit.key} {choice.line} {rule}",
        lambda: alliance_view(visit.study, visit.scores, choice.line, **rule),
    )
    figures = kept(
        f"alliance figures {visit.key} {choice} {visit.person} {visit.cursor}",
        lambda: _figures(visit, view, choice),
    )
    _course(visit, view, figures)
    _episodes(view, choice.least)
    _shares(view, figures)
    _members(view, figures)
    _gaps(visit, view, figures)
    show_receipt(visit, replace(ALLIANCE, parameters=ALLIANCE.parameters | rule))


def _controls(visit: Visit, choices: list[Line]) -> Choice:
    title, left, middle, right, last = st.columns([2, 3.8, 3, 3.6, 2.2], vertical_alignment="bottom")
    title.title("Alliance")
    line = left.selectbox(
        "Alliance line", choices, format_func=line_name, key="alliance line", persist_state="session"
    )
    choose_person(visit, middle, key="alliance person")
    marks = right.segmented_control(
        "Possible ruptures", list(SHOWN_MARKS), default="1 SD", required=True, key="alliance marks",
        persist_state="session",
        help="Marked where a member fell from the last peak by at least one or two standard deviations, the larger of"
        " the member's own and of all members' (Gumz et al. 2012).",
    )  # fmt: skip
    with last.popover("Settings", width="stretch"):
        tolerance = st.number_input(
            "Repaired when back to the peak, less this share of the threshold", 0.0, 1.0, 0.25, 0.05,
            key="alliance tolerance", persist_state="session",
        )  # fmt: skip
        window = st.number_input(
            "Attended sessions within which a repair counts", 1, 12, 3, 1, key="alliance window",
            persist_state="session",
        )  # fmt: skip
        st.caption("Both are choices of this program and may be changed; other studies make others.")
        spread = st.segmented_control(
            "Spread around the group mean", list(SPREADS), default="1 SD", required=True, key="alliance spread",
            persist_state="session",
        )  # fmt: skip
        axis = st.segmented_control(
            "Score axis", AXES, default=AXES[0], required=True, key="alliance axis", persist_state="session"
        )
    return Choice(
        line, float(tolerance), int(window), SHOWN_MARKS[marks], SPREADS[spread], whole=axis == AXES[1]
    )


def _course(visit: Visit, view: AllianceView, figures: dict) -> None:
    show_figure(
        f"{line_name(view.line)}: each member and the group",
        figures["course"],
        sentence=words.alliance_words(view, cursor=visit.cursor, person=visit.person),
        table=view.lines,
        key=CHART,
        note=f"{visit.selection.sentence()}. Grey column: the session in focus; below, how many of the members present"
        f" rated. Click a point to bring its person and session into focus. {presence_note(visit)}",
        on_point=follow_point,
    )
    show_table(
        "Group mean, spread and number of raters", view.course.drop(columns="group"), key="alliance mean"
    )
    for caution in words.cautions(view):
        st.info(plain(caution), icon=":material/info:")


def _episodes(view: AllianceView, least: int) -> None:
    st.markdown("## Possible ruptures, one by one")
    st.markdown(plain(words.rupture_words(view)))
    episodes = view.episodes[view.episodes["marked"] >= (least if least < 3 else 1)]
    if len(episodes):
        shown = episodes.assign(status=episodes["status"].map(words.STATUS_WORDS)).head(MOST_EPISODES)
        st.table(
            shown[list(EPISODES)].rename(columns=EPISODES).map(plain), hide_index=True, border="horizontal"
        )
    if len(episodes) > MOST_EPISODES:
        st.caption(f"The first {MOST_EPISODES} of {len(episodes)}; the table below holds them all.")
    show_table("All possible ruptures, in full", view.episodes, key="alliance all episodes")
    show_table("Threshold of each member", view.thresholds, key="alliance thresholds")
    st.caption(
        "A mark made from numbers is an occasion to ask what happened, and says nothing about why. Spread and"
        " thresholds are those of the sessions and members selected; other criteria would mark other sessions. The page"
        " Ruptures sets them side by side and says which of these falls were noted by therapists or observers."
    )


def _shares(view: AllianceView, figures: dict) -> None:
    title = "One member's strain, or the group's"
    if "shares" not in figures:
        nothing_to_show(title, words.share_words(view))
        return
    show_figure(
        title,
        figures["shares"],
        sentence=words.share_words(view),
        table=view.shares,
        key="alliance shares",
        note="Members present who are between the beginning and the end of a possible rupture of 1 SD or more."
        " Shared: at least half of those present, and at least two.",
    )


def _members(view: AllianceView, figures: dict) -> None:
    people = view.lines["member"].nunique()
    more = f" The first {MOST_PANELS} of {people} are drawn, and the person in focus." * (
        people > MOST_PANELS
    )
    show_figure(
        "Each member against the own beginning and the group",
        figures["members"],
        sentence=words.panel_words(view),
        table=view.baselines,
        key="alliance members",
        note=f"Coloured: the member. Dashed: the own baseline. Grey: the mean of those who rated.{more}",
    )


def _gaps(visit: Visit, view: AllianceView, figures: dict) -> None:
    title = "Members' and therapists' view of the same alliance"
    if "gaps" not in figures:
        nothing_to_show(title, _why_no_gap(visit, view))
        return
    show_figure(
        title,
        figures["gaps"],
        sentence=words.gap_words(view),
        table=view.gaps,
        key="alliance gaps",
        note="Member's score minus the mean of the therapists' ratings of that member, same scale. A steady gap is"
        " usual; one that changes is worth a question. Members' and therapists' ratings are never averaged together.",
    )


def _why_none(visit: Visit) -> str:
    scores = visit.scores
    if scores.empty:
        return "No ratings are recorded in these sessions. They come in ratings.csv; the Records page has a template."
    if not scores["score"].notna().any():
        return f"No form of these sessions could be scored. {scores['reason'].iloc[0]}"
    return (
        "In these sessions no member rated the therapists, the group or themselves. The Ratings page shows what"
        " others rated."
    )


def _why_no_gap(visit: Visit, view: AllianceView) -> str:
    if not visit.selection.therapists:
        return "Therapists are left out of this selection. Count them in the sidebar to see the gap."
    if view.gaps.empty:
        return (
            f"No therapist rated a member on {view.line.instrument} {view.line.subscale} in these sessions."
        )
    return "In none of these sessions is there a member's score and a therapist's of the same member."


def _figures(visit: Visit, view: AllianceView, choice: Choice) -> dict:
    """The pictures by name, leaving out those without anything to draw."""
    axes = dict(sessions=view.sessions, limits=(view.low, view.high), whole=choice.whole)
    focus = dict(person=visit.person, cursor=visit.cursor)
    tables = (view.lines, view.course, view.marks[view.marks["marked"] >= choice.least], view.roster)
    levels = dict(zip(view.baselines["member"], view.baselines["baseline"], strict=True))
    scale = f"{view.line.instrument} {view.line.subscale}"
    figures = {
        "course": alliance_trajectories(*tables, scale=scale, spread=choice.spread, **axes, **focus),
        "members": alliance_panels(*tables, levels=levels, **axes, **focus),
    }
    if (view.shares["n_in_rupture"] > 0).any():
        figures["shares"] = rupture_shares(view.shares, sessions=view.sessions, cursor=visit.cursor)
    if view.gaps["gap"].notna().any():
        figures["gaps"] = therapist_gaps(view.gaps, **focus)
    return figures
