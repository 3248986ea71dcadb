"""Is it the giver, the receiver, or the pair: the social relations model of the members' talk and ratings."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from taft_dash.figures.relations import MOST_PEOPLE, pair_matrix, reciprocities, role_effects, variance_shares
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.relations import Relations, social_relations
from taft_dash.measures.round_robins import rated_lines, rating_round_robins, talk_round_robins
from taft_dash.pages.components import nothing_to_show, show_figure, show_table
from taft_dash.pages.focus import choose_person, presence_note
from taft_dash.pages.kept import kept
from taft_dash.pages.receipt import show_receipt
from taft_dash.pages.visit import Visit
from taft_dash.readings import relations as words
from taft_dash.readings.words import count
from taft_dash.records.study import Study
from taft_dash.reports.analyses.relations import METHOD

TALK = {"turns per session together": "rate", "log(1 + turns per session together)": "log"}
TITLE = "Who gives, who gets, or who meets whom"


def show(visit: Visit) -> None:
    """The choice of talk or ratings, then shares, reciprocities, each member, each pair, and all groups together."""
    title, source, person, settings = st.columns([2, 3, 2.4, 1.6], vertical_alignment="bottom")
    title.title("Relations")
    lines = kept(f"relations lines {visit.key}", lambda: rated_lines(visit.study, visit.scores))
    chosen = source.selectbox(
        "What members give each other", [("talk", ""), *lines], key="relations source", persist_state="session",
        format_func=lambda line: "turns of talk" if line[0] == "talk" else f"ratings: {line[0]} {line[1]}",
    )  # fmt: skip
    choose_person(visit, person, key="relations person")
    with settings.popover("Settings", width="stretch"):
        unit = st.segmented_control(
            "Talk as", list(TALK), default=next(iter(TALK)), required=True, key="relations scale",
            persist_state="session", help="The logarithm keeps a few very talkative pairs from deciding everything.",
        )  # fmt: skip
    line = ("talk", TALK[unit]) if chosen[0] == "talk" else chosen
    made = kept(f"relations {visit.key} {line}", lambda: _made(visit.study, visit.scores, line))
    _shown(visit, made, line, unit if line[0] == "talk" else f"{line[0]} {line[1]}")
    _all_groups(visit, line)
    show_receipt(visit, replace(METHOD, parameters=METHOD.parameters | {"source": line}, snippet=_snippet(line)))


def _made(study: Study, scores: pd.DataFrame, line: tuple[str, str]) -> Relations:
    if line[0] == "talk":
        return social_relations(talk_round_robins(study, line[1]))
    return social_relations(rating_round_robins(study, scores, *line))


def _shown(visit: Visit, made: Relations, line: tuple[str, str], unit: str) -> None:
    kind = "talk" if line[0] == "talk" else "ratings"
    rows, group = made.components, made.groups.iloc[0]
    if rows["estimate"].isna().all():
        nothing_to_show(TITLE, words.share_words(rows, kind) if len(rows) else "Nobody is on record.")
        return
    labels = {member: visit.label(member) for member in visit.study.members["member"]}
    named = rows.assign(row=visit.selection.group)
    drawn = kept(
        f"relations figures {visit.key} {line} {visit.person}",
        lambda: {
            "shares": variance_shares(named),
            "reciprocities": reciprocities(named),
            "effects": role_effects(made.effects, labels, unit=unit, person=visit.person),
            "pairs": pair_matrix(made.pairs, labels, person=visit.person),
        },
    )
    out = f" Left out, without a value: {_names(group['left_out'], labels)}." if group["left_out"] else ""
    missing = f" {group['n_missing']} ordered pairs have no value." if group["n_missing"] else ""
    note = (
        f"{visit.selection.sentence()}; members only, n = {group['n_members']}, {count(group['n_sessions'], 'session')}"
        " pooled."
        f"{missing}{out} The part of relationships holds error of measurement too. {presence_note(visit)}"
    )
    left, right = st.columns(2)
    with left:
        show_figure(
            TITLE, drawn["shares"], sentence=words.share_words(rows, kind), table=rows, key="relations shares",
            note=note,
        )  # fmt: skip
    with right:
        show_figure(
            "Is it returned?", drawn["reciprocities"], sentence=words.reciprocity_words(rows), table=rows,
            key="relations reciprocities",
            note="Generalised: over everybody; dyadic: within the pair, beyond what both do with everybody; with its"
            " 95 % interval. " + " ".join(dict.fromkeys(flag for flag in rows["flag"] if flag)),
        )  # fmt: skip
    people = len(made.effects)
    if people > MOST_PEOPLE:
        why = f"{people} members do not fit (up to {MOST_PEOPLE}); the tables have them all."
        nothing_to_show("Each member and each pair", why)
        show_table("Each member", made.effects, key="relations effects")
        show_table("Each pair", made.pairs, key="relations pairs")
        return
    left, right = st.columns(2)
    with left:
        show_figure(
            "Each member, with everyone", drawn["effects"], table=made.effects, key="relations effects",
            sentence=words.effect_words(rows, made.effects, labels, person=visit.person),
            note="Effects are differences from the mean of the group, taking into account with whom each member is"
            " compared; in the order of the roster.",
        )  # fmt: skip
    with right:
        show_figure(
            "What is particular between two", drawn["pairs"], sentence=words.pair_words(made.pairs, labels),
            table=made.pairs, key="relations pairs",
            note="Value less what both do with everyone. Teal and +: more; amber and −: less. Single pairs are noisy:"
            " an occasion to look, not a finding.",
        )  # fmt: skip


def _all_groups(visit: Visit, line: tuple[str, str]) -> None:
    """Pooled over all groups of the records, which no selection of sessions narrows and which names nobody."""
    whole = visit.opened.study
    if len(whole.groups()) < 2:
        return

    def pooled() -> pd.DataFrame:
        return _made(whole, pd.DataFrame() if line[0] == "talk" else trajectories(whole), line).pooled

    table = kept(f"relations pooled {whole.fingerprint} {line}", pooled)
    title = "All groups of these records together"
    if table["estimate"].isna().all():
        nothing_to_show(title, words.pooled_words(table))
        return
    groups = f"{table['n_groups'].iloc[0]} groups"
    show_figure(
        title, kept(f"relations pooled figure {whole.fingerprint} {line}", lambda: variance_shares(
            table.assign(row=groups))),
        sentence=words.pooled_words(table), table=table, key="relations pooled",
        note="Every group with enough members and values, all sessions; weighted by members less one.",
    )  # fmt: skip


def _names(left_out: str, labels: dict[str, str]) -> str:
    return ", ".join(labels.get(member, member) for member in left_out.split("; "))


def _snippet(line: tuple[str, str]) -> str:
    if line[0] == "talk":
        return METHOD.snippet.replace('"rate"', repr(line[1]))
    return (
        "from taft_dash.measures.ratings import trajectories\n"
        "from taft_dash.measures.relations import social_relations\n"
        "from taft_dash.measures.round_robins import rating_round_robins\n"
        f"robins = rating_round_robins(study, trajectories(study), {line[0]!r}, {line[1]!r})\n"
        "table = social_relations(robins).components"
    )
