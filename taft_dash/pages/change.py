"""The change room: reliable change of each member, sudden gains and losses, and the shape of each course."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from taft_dash.figures.change import before_and_after, shape_panels, sudden_courses
from taft_dash.figures.courses import MOST_PANELS
from taft_dash.measures.change import BORDERS, Rule
from taft_dash.measures.change_view import ChangeView, Shapes, Steps, change_series, change_view
from taft_dash.measures.reliable_change import ESTIMATORS, estimator
from taft_dash.measures.series import Series
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_person, follow_point, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import change as words
from taft_dash.readings.courses import series_name
from taft_dash.reports.analyses.change import method

BORDER_WORDS = {
    "none": "none",
    "instrument": "the instrument's own",
    "a": "a: 2 SD beyond the clinical mean",
    "b": "b: within 2 SD of the functional mean",
    "c": "c: between both means",
}


@dataclass(frozen=True)
class Choice:
    """What the controls say."""

    series: Series
    rule: Rule
    steps: Steps
    shaped: Shapes


def show(visit: Visit) -> None:
    """The series to look at, then before and after, sudden steps, and the shape of each course."""
    choices = kept(f"change series {visit.key}", lambda: change_series(visit.study, visit.scores))
    if not choices:
        st.title("Change")
        nothing_to_show("Change from the first to the last rating", _why_none(visit))
        return
    choice = _controls(visit, choices)
    view = kept(
        f"change {visit.key} {choice}",
        lambda: change_view(
            visit.study, visit.scores, choice.series, rule=choice.rule, steps=choice.steps, shaped=choice.shaped
        ),
    )  # fmt: skip
    figures = kept(
        f"change figures {visit.key} {choice} {visit.person} {visit.cursor}", lambda: _figures(visit, view)
    )
    _changes(visit, view, figures)
    _sudden(view, choice, figures)
    _shapes(view, figures)
    show_receipt(visit, method(choice.series, choice.rule, choice.steps, choice.shaped))


def _controls(visit: Visit, choices: list[Series]) -> Choice:
    title, left, middle, right, last = st.columns([1.7, 4.4, 2.8, 3, 2.2], vertical_alignment="bottom")
    title.title("Change")
    series = left.selectbox(
        "Ratings", choices, format_func=series_name, key="change series", persist_state="session"
    )
    choose_person(visit, middle, key="change person")
    name = right.selectbox(
        "Reliable change after", [one.name for one in ESTIMATORS], format_func=lambda one: estimator(one).label,
        key="change estimator", persist_state="session",
        help="Jacobson–Truax is the usual one. "
        + " ".join(f"{one.label}: {one.reading}" for one in ESTIMATORS),
    )  # fmt: skip
    with last.popover("Settings", width="stretch"):
        rule = _rule(series, name)
        steps = _steps(series)
        shaped = _shaped()
    return Choice(series, rule, steps, shaped)


def _rule(series: Series, name: str) -> Rule:
    own, keep = f"{series.instrument} {series.subscale}", dict(persist_state="session")
    st.markdown("**Reliable change**")
    left, right = st.columns(2)
    sd = left.number_input(
        "SD of the scale", 0.0001, value=None, placeholder="of the first ratings", key=f"change sd {own}", **keep
    )  # fmt: skip
    reliability = right.number_input(
        "Reliability", 0.0, 0.999, value=None, placeholder="as published", key=f"change reliability {own}", **keep
    )  # fmt: skip
    border = st.selectbox(
        "Border of the clinical range", BORDERS, index=1, format_func=BORDER_WORDS.get, key=f"change border {own}",
        help="Alliance measures have no published border. A border needs norms for this scale.", **keep,
    )  # fmt: skip
    clinical = _norms("Clinical", own, "of the first ratings") if border in ("a", "c") else None
    functional = _norms("Functional", own, "norm needed") if border in ("b", "c") else None
    return Rule(name, sd, reliability, border, clinical, functional)


def _norms(title: str, own: str, lacking: str) -> tuple[float, float] | None:
    """Mean and SD of a range; None until both are given."""
    left, right = st.columns(2)
    keep = dict(value=None, placeholder=lacking, persist_state="session")
    mean = left.number_input(f"{title} mean", key=f"change {title} mean {own}", **keep)
    sd = right.number_input(f"{title} SD", min_value=0.0, key=f"change {title} sd {own}", **keep)
    return None if mean is None or sd is None else (mean, sd)


def _steps(series: Series) -> Steps:
    own, keep = f"{series.instrument} {series.subscale}", dict(persist_state="session")
    st.markdown("**Sudden gains and losses**")
    least = st.number_input(
        "Smallest step", 0.0, value=None, placeholder="the smallest reliable difference", key=f"change step {own}",
        **keep,
    )  # fmt: skip
    left, right = st.columns(2)
    share = left.number_input(
        "Share of the score before, %", 0, 100, 25, 5, key="change share", help="0 leaves it out.", **keep
    )
    third = right.toggle("Means before and after differ", value=True, key="change means", **keep)
    return Steps(least, share / 100 if share else None, 0.05 if third else None)


def _shaped() -> Shapes:
    st.markdown("**Shape of a course**")
    left, right = st.columns(2)
    keep = dict(persist_state="session")
    level = left.number_input(
        "Level within, reliable differences", 0.0, 2.0, 0.5, 0.1, key="change level", **keep
    )
    erratic = right.number_input(
        "Erratic above, median scatter times", 1.0, 5.0, 1.5, 0.1, key="change erratic", **keep
    )
    return Shapes(float(level), float(erratic))


def _changes(visit: Visit, view: ChangeView, figures: dict) -> None:
    title = "From the first to the last rating"
    if "changes" not in figures:
        nothing_to_show(title, words.change_words(view))
        return
    show_figure(
        title,
        figures["changes"],
        sentence=words.change_words(view),
        table=view.changes,
        key="change before and after",
        note=f"{visit.selection.sentence()}. {words.basis_words(view)} {presence_note(visit)}",
        on_point=follow_person,
    )
    _rows(words.change_rows(view))
    show_table("How many in each class", view.counts, key="change classes")
    for caution in words.cautions(view):
        st.info(plain(caution), icon=":material/info:")


def _sudden(view: ChangeView, choice: Choice, figures: dict) -> None:
    title, said = "Sudden gains and losses", words.sudden_words(view)
    if "sudden" not in figures:
        nothing_to_show(title, said)
        return
    show_figure(
        title,
        figures["sudden"],
        sentence=said,
        table=view.sudden,
        key="change sudden",
        note=words.criteria_words(view, share_needed=choice.steps.share, alpha=choice.steps.alpha),
        on_point=follow_point,
    )
    if len(view.sudden):
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in _told_steps(view)["words"]))
    show_table("Steps of each member that could be judged", view.steps, key="change steps")


def _shapes(view: ChangeView, figures: dict) -> None:
    title = "The shape of each course"
    if "shapes" not in figures:
        nothing_to_show(title, words.shapes_words(view))
        return
    more = f" The first {MOST_PANELS} and the person in focus are drawn." * (len(view.shapes) > MOST_PANELS)
    show_figure(
        title,
        figures["shapes"],
        sentence=words.shapes_words(view),
        table=view.shapes,
        key="change shapes",
        note="A parabola through the scores gives level, slope and curvature, and the scatter around it."
        f" {words.limits_words(view)} The names and their limits are choices of this program; they describe, and"
        f" foretell nothing.{more}",
    )
    _rows(words.shape_rows(view))


def _rows(table) -> None:
    st.table(table.map(plain), hide_index=True, border="horizontal")


def _told_changes(view: ChangeView):
    scale = f"{view.series.instrument} {view.series.subscale}"
    rows = view.changes.itertuples(index=False)
    return view.changes.assign(words=[words.change_sentence(row, view.basis, scale) for row in rows])


def _told_steps(view: ChangeView):
    return view.sudden.assign(words=[words.step_sentence(row) for row in view.sudden.itertuples(index=False)])


def _figures(visit: Visit, view: ChangeView) -> dict:
    """The pictures by name, leaving out those without anything to draw."""
    scale, limits = f"{view.series.instrument} {view.series.subscale}", (view.low, view.high)
    figures, focus = {}, dict(person=visit.person, cursor=visit.cursor)
    if view.changes["after"].notna().any():
        figures["changes"] = before_and_after(
            _told_changes(view), view.bands, limits=limits, border=view.basis.border, scale=scale, person=visit.person
        )
    if (view.steps["n_steps"] > 0).any():
        figures["sudden"] = sudden_courses(
            view.lines, view.course, _told_steps(view), view.roster, sessions=view.sessions, limits=limits, scale=scale,
            **focus,
        )  # fmt: skip
    if view.shapes["slope"].notna().any():
        figures["shapes"] = shape_panels(
            view.lines, view.curves, view.shapes, view.roster, sessions=view.sessions, limits=limits, **focus
        )
    return figures


def _why_none(visit: Visit) -> str:
    if visit.scores.empty:
        return "No ratings are recorded in these sessions. They come in ratings.csv; the Records page has a template."
    if not visit.scores["score"].notna().any():
        return f"No form of these sessions could be scored. {visit.scores['reason'].iloc[0]}"
    return "No member rated, or was rated, on the same scale at two of these sessions."
