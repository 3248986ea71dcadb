"""What needs fixing: every fault with its place, the row in its surroundings, and corrections that can be undone."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from taft_dash.pages import decisions
from taft_dash.pages.components import download, edition, plain
from taft_dash.readings import faults as wording
from taft_dash.readings import records as words
from taft_dash.records.checking import Opened
from taft_dash.records.corrections import safely_mended
from taft_dash.records.mapping.offers import safe_offers, with_offer, without_mend
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.problems import Offer, Problem
from taft_dash.records.surroundings import surroundings

SEVERITIES = {"error": ":red[:material/error: error]", "warning": ":orange[:material/warning: warning]"}
SIGNS = {"error": "✖ error", "warning": "▲ warning"}
LISTED = ("severity", "file", "line", "column", "message", "correction", "what to do", "kind", "lines", "found")
MOST_KINDS, MOST_MENDS, MOST_OFFERS = 25, 40, 4


def show(opened: Opened, *, masked: bool) -> None:
    """The faults by kind and one by one; what quotes a cell is left out where names are masked."""
    problems = words.problems_table(opened.problems, masked=masked)
    kinds = words.kinds_table(problems)
    st.markdown(plain(words.kinds_words(kinds, opened.study is not None)))
    if masked:
        if len(problems):
            st.info(words.HIDDEN, icon=":material/visibility_off:")
    else:
        _safe(opened)
        _taken(opened)
    if problems.empty:
        return
    st.markdown("## One by one")
    _one_by_one(opened, problems, masked=masked)
    _by_kind(kinds)


def _safe(opened: Opened) -> None:
    """All corrections that leave no room for another meaning, at one click."""
    offers = safe_offers(opened.problems)
    if not offers:
        return
    with st.container(border=True):
        st.markdown(plain(wording.safe_words(offers)))
        st.button(
            "Make these corrections", type="primary", icon=":material/build:", key="take safe",
            on_click=lambda: decisions.decide(safely_mended(opened).plan),
        )  # fmt: skip


def _taken(opened: Opened) -> None:
    """The corrections made so far, each to be taken back."""
    here = {file.text.file for file in opened.files}
    mends = [mend for mend in opened.plan.mends if mend.kind == "add member" or mend.file in here]
    if not mends:
        return
    st.markdown(f"## Corrections made ({len(mends):,})")
    if len(mends) > 1:
        st.button(
            "Undo all of them", key="undo all", icon=":material/undo:",
            on_click=lambda: decisions.decide(replace(opened.plan, mends=())),
        )  # fmt: skip
    for number, mend in enumerate(mends[:MOST_MENDS]):
        said, undo = st.columns([6, 1], vertical_alignment="center")
        said.markdown(plain(wording.mend_words(mend)))
        undo.button(
            "Undo", key=f"undo {number}", icon=":material/undo:", on_click=_take_back, args=(opened, mend),
            help=plain(wording.mend_words(mend)),
        )  # fmt: skip
    if len(mends) > MOST_MENDS:
        st.caption(f"The first {MOST_MENDS} of {len(mends):,}; the log of changes holds them all.")


def _take_back(opened: Opened, mend: Mend) -> None:
    decisions.decide(without_mend(opened.plan, mend))


def _alike(opened: Opened, offer: Offer) -> list[Offer]:
    """This correction wherever it is on offer: the same misspelt name may stand in several files and columns."""
    return [other for problem in opened.problems for other in problem.offers if other.label == offer.label]


def _take(opened: Opened, offer: Offer) -> None:
    plan = opened.plan
    for one in _alike(opened, offer) if offer.mends else [offer]:
        plan = with_offer(plan, one, opened.files)
    decisions.decide(plan)


def _one_by_one(opened: Opened, problems: pd.DataFrame, *, masked: bool) -> None:
    if not masked:
        first = [problem.offers[0].label if problem.offers else "" for problem in opened.problems]
        problems = problems.assign(correction=first)
    chosen = _filtered(problems)
    # Another list has another key: a row that stays selected would be another fault.
    key = f"records problems {edition([opened.problems[place] for place in chosen.index])}"
    picked = st.dataframe(
        chosen.assign(severity=[[SIGNS[s]] for s in chosen["severity"]]), hide_index=True, key=key,
        on_select="rerun", selection_mode="single-row", column_order=[c for c in LISTED if c in chosen],
        column_config={
            "severity": st.column_config.MultiselectColumn(options=list(SIGNS.values()), color=["red", "orange"]),
            "line": st.column_config.NumberColumn("first line", format="%d"),
            "message": st.column_config.TextColumn(width="large"),
            "what to do": st.column_config.TextColumn(width="large"),
        },
    )  # fmt: skip
    st.caption(
        "Lines are the spreadsheet's: the header is line 1. Tick a row to see it among its neighbours and correct it."
    )
    for row in [row for row in picked.selection.rows if row < len(chosen)]:
        with st.container(border=True):
            st.text(words.problem_words(chosen.iloc[row]))
            if not masked:
                _one(opened, opened.problems[chosen.index[row]])
    download("Download the list as CSV", chosen, key="records problems")


def _one(opened: Opened, problem: Problem) -> None:
    """One fault: corrections on offer, and the rows around it."""
    if problem.offers:
        with st.container(horizontal=True):
            for number, offer in enumerate(problem.offers[:MOST_OFFERS]):
                places = len(_alike(opened, offer))
                cells = any(mend.kind == "replace" for mend in offer.mends)
                everywhere = f" ({places} places)" if places > 1 and cells else ""
                # A second click that comes too late must not take what then stands here.
                st.button(
                    plain(offer.label + everywhere), key=f"offer {edition(problem)} {number}",
                    icon=":material/build:", on_click=_take, args=(opened, offer),
                    help="It can be undone, and stands in the log of changes.",
                )  # fmt: skip
    around = surroundings(opened, problem)
    if around is None:
        return
    st.dataframe(wording.surroundings_table(around), hide_index=True, key="fault surroundings")
    if around.left_out:
        st.caption(f"{around.left_out:,} more columns of the file are not shown.")


def _by_kind(kinds: pd.DataFrame) -> None:
    st.markdown("## By kind")
    listed = kinds.head(MOST_KINDS).astype(str)
    listed = listed.assign(**{name: listed[name].map(plain) for name in listed.columns.drop("severity")})
    st.table(listed.assign(severity=listed["severity"].map(SEVERITIES)), hide_index=True, border="horizontal")
    if len(kinds) > MOST_KINDS:
        st.caption(f"The first {MOST_KINDS} of {len(kinds):,} kinds; the list above holds them all.")


def _filtered(problems: pd.DataFrame) -> pd.DataFrame:
    """The faults a person wants to see; the index is the place in the whole list."""
    left, middle, right = st.columns(3)
    severity = left.segmented_control(
        "Severity", ["all", "error", "warning"], default="all", required=True, key="records severity"
    )
    file = middle.selectbox("File", ["all", *problems["file"].unique()], key="records file")
    kind = right.selectbox("Kind", ["all", *problems["kind"].unique()], key="records kind")
    for column, value in (("severity", severity), ("file", file), ("kind", kind)):
        if value != "all":
            problems = problems[problems[column] == value]
    return problems
