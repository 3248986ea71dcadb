"""The structure room: whose the variance is, how ratings grow, how far raters agree, and what the items share."""

from __future__ import annotations

import streamlit as st

from taft_dash.figures.structure import agreement, growth_lines, split_targets, variance_shares
from taft_dash.measures.alliance_structure import StructureView, structure_view
from taft_dash.measures.change_view import change_series
from taft_dash.pages import all_groups
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import choose_person, follow_person, follow_point, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import structure as words
from taft_dash.readings.courses import ABOUT, series_name
from taft_dash.reports.analyses.structure import method

TITLE = "Alliance structure"


def show(visit: Visit) -> None:
    """The series to look at, then variance, growth, agreement and consistency."""
    choices = kept(f"change series {visit.key}", lambda: change_series(visit.study, visit.scores))
    if not choices:
        st.title(TITLE)
        nothing_to_show("Whose the differences are", _why_none(visit))
        return
    title, left, middle = st.columns([3, 5, 3], vertical_alignment="bottom")
    title.title(TITLE)
    series = left.selectbox(
        "Ratings", choices, format_func=series_name, key="structure series", persist_state="session"
    )
    choose_person(visit, middle, key="structure person")
    view = kept(
        f"structure {visit.key} {series}", lambda: structure_view(visit.study, visit.scores, series)
    )
    figures = kept(
        f"structure figures {visit.key} {series} {visit.person} {visit.cursor}", lambda: _figures(visit, view)
    )
    _split(visit, view, figures)
    _growth(view, figures)
    _agreement(view, figures)
    _others(view)
    _targets(visit, view, figures)
    _bias(view)
    st.markdown("## What the items have in common")
    st.markdown(plain(words.consistency_words(view)))
    show_table("Internal consistency", view.consistency, key="structure consistency")
    all_groups.show_all_groups(visit, series)
    show_receipt(visit, method(series))


def _split(visit: Visit, view: StructureView, figures: dict) -> None:
    title = "The person, the session, or the person in that session"
    if "split" not in figures:
        nothing_to_show(title, words.split_words(view))
        return
    show_figure(
        title,
        figures["split"],
        sentence=words.split_words(view),
        table=view.split,
        key="structure variance",
        note=f"{visit.selection.sentence()}. A steady rise or fall of all is taken out first. Bars: 95 % intervals."
        f" {presence_note(visit)}",
    )


def _growth(view: StructureView, figures: dict) -> None:
    title = "How ratings grow over the sessions"
    if "growth" not in figures:
        nothing_to_show(title, words.growth_words(view))
        return
    show_figure(
        title,
        figures["growth"],
        sentence=words.growth_words(view),
        table=view.growth_terms,
        key="structure growth",
        note="A straight line for the group and one for each member, drawn towards the group's the more, the fewer"
        " ratings it rests on. A line says nothing of dips and returns; the Change page shows each course. Where names"
        " would overlap, point at a line.",
        on_point=follow_point,
    )
    show_table("Each member's line", view.growth_lines, key="structure growth lines")


def _agreement(view: StructureView, figures: dict) -> None:
    title = "Do members see the session alike?"
    if "agreement" not in figures:
        nothing_to_show(title, words.agreement_words(view))
        return
    show_figure(
        title,
        figures["agreement"],
        sentence=words.agreement_words(view),
        table=view.agreement,
        key="structure agreement",
        note="r_wg compares with answers spread evenly over the scale, so a leaning that all share counts as agreement;"
        " the average deviation AD, in the table, does not depend on that. Members' own level is part of their"
        " disagreement here.",
        on_point=follow_point,
    )
    st.markdown(plain(words.intraclass_words(view)))


def _others(view: StructureView) -> None:
    title = "Does a member follow what the others felt before?"
    if view.others.empty:
        nothing_to_show(title, words.others_words(view))
        return
    st.markdown(f"## {title}")
    st.markdown(plain(words.others_words(view)))
    st.caption(
        "Within members: how they differ lastingly is taken out, and so is what all share in a session. That the others"
        " moved the member is not shown by it."
    )
    show_table("The model", view.others, key="structure others")


def _targets(visit: Visit, view: StructureView, figures: dict) -> None:
    title = "Bonded to the therapists, to the members, to the group"
    shown = [pair for pair in words.pairs(view) if f"targets {pair}" in figures]
    if not shown:
        scale = f"{view.series.instrument} {view.series.subscale}"
        nothing_to_show(title, f"Members rated one target only on {scale}: there is nothing to compare.")
        return
    for pair in shown:
        show_figure(
            f"{title}: {ABOUT[pair[0]]} and {ABOUT[pair[1]]}",
            figures[f"targets {pair}"],
            sentence=words.targets_words(view, pair),
            table=words.of_pair(view, pair),
            key=f"structure targets {' '.join(pair).lower()}",
            note="Means over the sessions in which a member rated both. Below the line: the first is rated higher. Over"
            " 57 studies the alliance with other members and the group went with outcome more than that with the leader"
            f" (Lo Coco et al. 2022). {all_groups.no_surface(visit)}".strip(),
            on_point=follow_person,
        )
        all_groups.show_surface(visit, view.series, pair)


def _bias(view: StructureView) -> None:
    title = "How therapists see each member's alliance"
    if view.bias.empty:
        nothing_to_show(title, words.bias_words(view))
        return
    st.markdown(f"## {title}")
    st.markdown(plain(words.bias_words(view)))
    st.caption("Truth and bias (West & Kenny 2011): members' own ratings stand for the truth here, and only here.")
    show_table("The model", view.bias, key="structure bias")


def _figures(visit: Visit, view: StructureView) -> dict:
    """The pictures by name, leaving out those without anything to draw."""
    figures = {}
    if view.split["share"].notna().all():
        figures["split"] = variance_shares(view.split)
    if view.growth is not None:
        scale = f"{view.series.instrument} {view.series.subscale}"
        figures["growth"] = growth_lines(
            view.group_line, view.growth_lines, view.roster, sessions=view.sessions, limits=(view.low, view.high),
            scale=scale, person=visit.person,
        )  # fmt: skip
    if view.agreement["sd"].notna().any() and not view.intraclass.reason:
        figures["agreement"] = agreement(view.agreement, sessions=view.sessions, cursor=visit.cursor)
    for pair in words.pairs(view):
        figures[f"targets {pair}"] = split_targets(
            words.of_pair(view, pair), view.roster.astype({"member": "str"}), limits=(view.low, view.high),
            names=tuple(f"rating of {ABOUT[target]}" for target in pair), person=visit.person,
        )  # fmt: skip
    return figures


def _why_none(visit: Visit) -> str:
    if visit.scores.empty:
        return "No ratings are recorded in these sessions. They come in ratings.csv; the Records page has a template."
    if not visit.scores["score"].notna().any():
        return f"No form of these sessions could be scored. {visit.scores['reason'].iloc[0]}"
    return "No member rated, or was rated, on the same scale at two of these sessions."
