"""What the structure page says of all groups of the records together. No person is named in it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from taft_dash.figures.structure import growth_lines, surface_lines, variance_shares
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.response_surface import LEAST_ROWS, response_surfaces
from taft_dash.measures.series import Series, scale_of
from taft_dash.measures.several_groups import GroupsView, groups_view
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.kept import kept
from taft_dash.pages.visit import Visit
from taft_dash.readings import structure as words
from taft_dash.readings.courses import ABOUT, series_name
from taft_dash.records.study import Study

TITLE = "All groups together"


def show_all_groups(visit: Visit, series: Series) -> None:
    """Variance and growth over the groups, folded away and only computed when opened; nothing where there is one."""
    whole = visit.opened.study
    count = _groups_with(whole, series.instrument)
    if count < 2:
        return
    st.markdown(f"## {TITLE}")
    fold = st.expander(
        plain(f"{series.instrument} {series.subscale} over {count} groups"), key="structure groups", on_change="rerun"
    )
    if not fold.open:
        return
    with fold, st.spinner("Taking the groups together"):
        view = kept(
            f"structure groups {whole.fingerprint} {series}", lambda: groups_view(whole, _scores(whole), series)
        )
        _show(whole, view)


def no_surface(visit: Visit) -> str:
    """Why no response surface is tried; "" where the records hold as many members as one needs."""
    members = int((visit.opened.study.members["role"] == "member").sum())
    if members >= LEAST_ROWS:
        return ""
    return f"A response surface would need {LEAST_ROWS} members and is not drawn."


def show_surface(visit: Visit, series: Series, pair: tuple[str, str]) -> None:
    """The response surface of two bonds over all groups, or why there is none; nothing where `no_surface` says why."""
    if no_surface(visit):
        return
    whole = visit.opened.study
    found = kept(
        f"structure surfaces {whole.fingerprint} {series}", lambda: response_surfaces(whole, _scores(whole), series)
    )
    title = f"The outcome with both bonds, and with their difference: {ABOUT[pair[0]]} and {ABOUT[pair[1]]}"
    surface = next(one for one in found if (one.first, one.second) == pair)
    if surface.reason:
        nothing_to_show(title, words.surface_words(surface))
        return
    show_figure(
        title,
        surface_lines(
            surface.lines, names=tuple(f"bond with {ABOUT[target]}" for target in pair),
            outcome=f"last {series_name(surface.outcome)}",
        ),
        sentence=words.surface_words(surface),
        table=surface.terms,
        key=f"structure surface {' '.join(pair).lower()}",
        note="Response surface (Edwards 1994) over all groups and sessions of the records, whatever is selected: each"
        " member's mean bonds, and the level of the last outcome, not its change. What groups differ in is taken out."
        " Lines only where bonds like these were seen; shades: 95 % intervals. It shows what goes together, no more.",
    )  # fmt: skip
    show_table("The two lines", surface.lines, key=f"structure surface lines {' '.join(pair).lower()}")


def _show(whole: Study, view: GroupsView) -> None:
    title = "The group, the person, the session, or the person in that session"
    if view.split["reason"].iloc[0]:
        nothing_to_show(title, words.groups_split_words(view))
        return
    show_figure(
        title,
        variance_shares(view.split),
        sentence=words.groups_split_words(view),
        table=view.split,
        key="structure groups variance",
        note="All recorded sessions of every group, whatever is selected. Each group's own steady rise or fall is taken"
        " out first. Bars: 95 % intervals; with few groups that of the groups' share is very wide.",
    )
    title = "How ratings grow, group by group"
    if view.reason:
        nothing_to_show(title, words.groups_growth_words(view))
        return
    scale, names = scale_of(whole, view.series), view.groups["group"]
    show_figure(
        title,
        growth_lines(
            view.line, view.group_lines, pd.DataFrame({"member": names, "role": "member"}),
            sessions=sorted(map(int, view.line["session"])), limits=(scale.low, scale.high),
            scale=f"{view.series.instrument} {view.series.subscale}", whole="the line of all groups",
        ),
        sentence=words.groups_growth_words(view),
        table=view.terms,
        key="structure groups growth",
        note="A straight line for each group over its own sessions, numbered as recorded; from four groups on it is"
        " drawn towards that of all groups the more, the fewer ratings it rests on. It does not rank the groups: who"
        " came into them is not made equal.",
    )  # fmt: skip
    show_table("Each group's line", view.groups, key="structure groups lines")


def _groups_with(whole: Study, instrument: str) -> int:
    ratings = whole.ratings
    return ratings.loc[ratings["instrument"] == instrument, "group"].nunique()


def _scores(whole: Study) -> pd.DataFrame:
    return kept(f"all scores {whole.fingerprint}", lambda: trajectories(whole))
