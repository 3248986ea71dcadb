"""Beyond chance: what of who speaks to whom is more than chance gives, and what only looks like it."""

from __future__ import annotations

import streamlit as st

from taft_dash.figures.chance import chance_dots, index_and_chance
from taft_dash.measures.chance import COMPARED, METHOD, TIMES, bands_and_dots
from taft_dash.measures.communities import DRAWS, LEAST_PEOPLE, LEAST_SESSIONS, communities
from taft_dash.measures.flags import (
    EDGE_SHARE,
    EDGE_TAIL,
    KINDS,
    SENDERS,
    TIMES_EXPECTED,
    prompts,
    rows_behind,
)
from taft_dash.measures.links import links
from taft_dash.measures.overview import Line, lines
from taft_dash.measures.talk import MOST_SEATS
from taft_dash.pages.components import nothing_to_show, plain, show_figure, show_table
from taft_dash.pages.focus import follow_point
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import chance as words
from taft_dash.readings.overview import line_name

_TITLE = "Beyond chance"
_FLAG_COLUMNS = {"label": "member", "session": "session", "kind": "prompt", "reason": "in words"}


def show(visit: Visit) -> None:
    """An index beside chance, people on the edge or criticised, subgroups, and what goes together with the"
    " alliance."""
    title, chosen = st.columns([2.2, 1.4], vertical_alignment="bottom")
    title.title(_TITLE)
    study = visit.study
    if not study.interactions["addressee"].notna().any():
        nothing_to_show(
            "Who speaks to whom, beside chance",
            "No turn with its addressee is recorded in these sessions. It comes in the table interactions.",
        )
        return
    if len(study.members) > MOST_SEATS:
        nothing_to_show(
            "Who speaks to whom, beside chance",
            f"{len(study.members):,} people are too many to be compared one by one (up to {MOST_SEATS}).",
        )
        return
    index = chosen.selectbox(
        "Index", COMPARED, format_func=lambda entry: entry.label, key="chance index", persist_state="session",
        index=[entry.name for entry in COMPARED].index("member_member_ratio"),
    )  # fmt: skip
    _index(visit, index)
    labels = dict(zip(study.members["member"].astype(str), study.members["label"].astype(str), strict=True))
    _flags(visit, labels)
    _subgroups(visit, labels)
    _links(visit)
    show_receipt(visit, METHOD)


def _index(visit: Visit, index) -> None:
    with st.spinner(f"Drawing {TIMES:,} sessions by chance for each session …"):
        table, dots = kept(f"bands {visit.key}", lambda: bands_and_dots(visit.study))
    mine = (table["index"] == index.name).to_numpy()
    values = table[mine]
    title = f"{index.label}, beside what chance gives"
    sentence = words.index_words(values, index.label, visit.cursor)
    if values["value"].isna().all():
        nothing_to_show(title, sentence)
        return
    baseline = values["baseline"].iloc[0]
    figure = kept(
        f"chance figure {visit.key} {index.name} {visit.cursor}",
        lambda: index_and_chance(values, label=index.label, low=index.low, cursor=visit.cursor),
    )
    show_figure(
        title, figure, sentence=sentence, table=values, key="chance index figure", on_point=follow_point,
        note=f"{visit.selection.sentence()}. {words.BASELINE_WORDS[baseline]} Grey: 95 % of {TIMES:,} such"
        " draws, with the same people present and as many turns. Filled diamond: outside; open circle: inside."
        " Upright lines: where the value might lie had the session's turns fallen otherwise. Several sessions"
        " are looked at, so a few lie outside by chance.",
    )  # fmt: skip
    now = (values["session"] == visit.cursor).to_numpy()
    _dots(visit, index, values[now], dots[mine][now])


def _dots(visit: Visit, index, values, dots) -> None:
    title = f"Session {visit.cursor} beside twenty draws by chance"
    if values.empty or values["value"].isna().all():
        nothing_to_show(title, values["reason"].iloc[0] if len(values) else "The session is not among those shown.")
        return
    value = float(values["value"].iloc[0])
    show_figure(
        title, chance_dots(dots[0], value, label=index.label, session=visit.cursor),
        sentence=words.dot_words(dots[0], value, visit.cursor), table=values, key="chance dots",
        note="Each dot stands for one draw in twenty. The session in focus follows the cursor of all pages.",
    )  # fmt: skip


def _flags(visit: Visit, labels: dict[str, str]) -> None:
    study = visit.study
    st.markdown("## On the edge, or drawing criticism: occasions to look")
    flags = kept(f"flags {visit.key}", lambda: prompts(study))
    sessions = int(study.interactions["session"].nunique())
    st.markdown(plain(words.flag_words(flags, labels, sessions)))
    if len(flags):
        shown = flags.assign(label=flags["member"].astype(str).map(labels), kind=flags["kind"].map(KINDS))
        at = st.selectbox(
            "Rows behind a prompt", range(len(flags)), key="chance flag",
            format_func=lambda place: "{label}, session {session}: {kind}".format(**shown.iloc[place]),
        )  # fmt: skip
        st.markdown(plain(flags["reason"].iloc[at]))
        rows = rows_behind(study, flags.iloc[at])
        if rows.empty:
            st.caption("No turn by or to them is recorded in that session.")
        else:
            show_table("The turns behind it", rows, key="chance evidence")
        show_table("All prompts", shown[list(_FLAG_COLUMNS)].rename(columns=_FLAG_COLUMNS), key="chance flags")
    toned = "" if study.interactions["valence"].notna().any() else " The tone of turns (valence) is not recorded here."
    st.caption(
        f"On the edge: less than {EDGE_SHARE:.0%} of an equal part of the turns taken and received, and so"
        f" little in at most {EDGE_TAIL:.1%} of sessions by chance. Criticism: negative turns from at least"
        f" {SENDERS} people, {TIMES_EXPECTED:g} times an equal part, and more than the positive ones.{toned}"
        " Both rules are defaults of this program, not published cut-offs."
    )


def _subgroups(visit: Visit, labels: dict[str, str]) -> None:
    st.markdown("## Subgroups that recur")
    asked = st.toggle(
        "Look for subgroups", key="chance subgroups", persist_state="session",
        help=f"Compares each session with {DRAWS} shuffled ones, which takes a few seconds; any click ends the search.",
    )  # fmt: skip
    if not asked:
        st.caption("Switch on to look for them; it takes a few seconds.")
        return
    progress = st.progress(0.0, "Looking for subgroups …")
    found = kept(
        f"subgroups {visit.key}",
        lambda: communities(visit.study, tell=lambda done: progress.progress(done, "Looking for subgroups …")),
    )
    progress.empty()
    st.markdown(plain(words.subgroup_words(found.sessions, found.people, labels)))
    show_table("Every session: clearer than shuffled talk?", found.sessions, key="chance subgroup sessions")
    st.caption(
        f"Shown where the partition of a session (modularity, Louvain) is clearer than in 95 % of {DRAWS}"
        f" sessions with shuffled addressees, and the same people form it in at least {LEAST_SESSIONS}"
        f" sessions. At least {LEAST_PEOPLE} people present."
    )


def _links(visit: Visit) -> None:
    title = "Does talk go together with earlier talk, and with the alliance?"
    choices = kept(f"alliance lines {visit.key}", lambda: lines(visit.study, visit.scores))
    if not choices:
        nothing_to_show(title, "Members rated nothing at more than one of these sessions.")
        return
    st.markdown(f"## {title}")
    line: Line = st.selectbox(
        "Alliance line", choices, format_func=line_name, key="chance line", persist_state="session"
    )
    what = dict(instrument=line.instrument, subscale=line.subscale, target=line.target)
    pairwise, together = kept(f"links {visit.key} {line}", lambda: links(visit.study, visit.scores, **what))
    st.markdown(plain(words.link_words(pairwise)))
    show_table("Two at a time (quadratic assignment)", pairwise, key="chance pairwise")
    show_table("All together (regression, double semi-partialing)", together, key="chance together")
    st.caption(
        "Members only. Ties of one person are not independent, so p comes from giving the people each other's"
        " places. Two looks and a regression: p is not corrected for that. What goes together need not be the"
        " reason of anything."
    )
