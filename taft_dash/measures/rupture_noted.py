"""Ruptures that people noted, as episodes like those found in scores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.episodes import shown
from taft_dash.measures.member_courses import Courses
from taft_dash.measures.rupture_criteria import EPISODE_DTYPES
from taft_dash.measures.rupture_rules import Rules
from taft_dash.records.study import Study

NAME = "therapist_report"


def noted_episodes(study: Study, whole: Courses, notes: pd.DataFrame, rules: Rules) -> pd.DataFrame:
    """The ruptures that a therapist or an observer noted for each member, on every line that the member rates.

    An episode begins in the session of the note and ends before the session of the first repair noted for the member,
    if that comes within `Rules.window` sessions that the member attended. Notes within an episode are part of it.

    Parameters
    ----------
    study : for who attended. notes : `rupture_notes.notes`; what members noted is left out, what nobody is recorded to
        have noted is not.

    Returns
    -------
    DataFrame, as `rupture_criteria.found_by` returns it, with the criterion "therapist_report"; peak_session is the
    last session the member attended before (missing where there is none); depth and threshold are NaN, shape is "":
    a note has no size. The sentence gives the scores around it.
    """
    told = notes[notes["member"].notna() & (notes["noter"] != "member")]
    there = study.presence[(study.presence["presence"] == "present")]
    there = there[there["member"].isin(told["member"].unique())].sort_values("session")
    attended: dict[tuple, list[int]] = {}
    for group, member, session in there[["group", "member", "session"]].itertuples(index=False):
        attended.setdefault((group, member), []).append(session)
    by_member: dict[tuple, list[tuple]] = {}
    for group, member, *note in told[["group", "member", "session", "what", "type", "noter"]].itertuples(index=False):
        by_member.setdefault((group, member), []).append(tuple(note))
    episodes = {who: _followed(own, attended.get(who, []), rules.window) for who, own in by_member.items()}
    starts = [0, *whole.ends.tolist()]
    rated = whole.rated[["session", "score"]].to_numpy()
    ceiling = (whole.who["share_at_maximum"] >= rules.ceiling_share).tolist()
    rows = []
    for course, (line, group, member) in enumerate(
        whole.who[["line", "group", "member"]].itertuples(index=False)
    ):
        if not episodes.get((group, member)):
            continue
        scale, own = whole.scales[line], rated[starts[course] : starts[course + 1]]
        for before, onset, last, status, repaired, length, types, noters in episodes[group, member]:
            reason = (
                _noted(onset, types, noters)
                + _scores(scale.called, own, onset)
                + _after(status, repaired, rules)
            )
            what = (scale.instrument.id, scale.subscale.name, scale.target)
            rows.append(
                (NAME, group, member, *what, onset, before, onset, last, np.nan, np.nan, 1, status, repaired, length,
                 "", ceiling[course], reason)
            )  # fmt: skip
    dtypes = EPISODE_DTYPES | {name: whole.who[name].dtype for name in ("group", "member")}
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes | {"peak_session": "Int64"})


def _followed(own: list[tuple], attended: list[int], window: int) -> list[tuple]:
    """The noted episodes of one member: before, onset, last, status, repaired, length, types, noters.

    `own` : session, what, type and noter of each note that concerns the member, in time.
    """
    repairs = [session for session, what, *_ in own if what == "repair"]
    found: list[tuple] = []
    busy = None
    for onset in dict.fromkeys(session for session, what, *_ in own if what == "rupture"):
        if busy is not None and onset <= busy:
            continue
        after = [later for later in attended if later > onset]
        repaired = next((later for later in repairs if later >= onset), None)
        if repaired is not None and sum(later <= repaired for later in after) > window:
            repaired = None
        if repaired is None:
            inside = after[:window]
            status = "open" if len(after) >= window else "censored"
        else:
            inside = [later for later in after if later < repaired]
            status = "repaired"
        before = [earlier for earlier in attended if earlier < onset]
        last = inside[-1] if inside else onset
        here = [note for note in own if note[:2] == (onset, "rupture")]
        types = sorted({kind for *_, kind, _ in here if kind})
        noters = sorted({noter for *_, noter in here})
        found.append(
            (before[-1] if before else pd.NA, onset, last, status, pd.NA if repaired is None else repaired,
             1 + len(inside), types, noters)
        )  # fmt: skip
        busy = last if repaired is None else repaired
    return found


def _noted(session: int, types: list[str], noters: list[str]) -> str:
    who = {"therapist": "a therapist", "observer": "an observer", "": "somebody not recorded"}
    by = " and ".join(who[role] for role in noters)
    return f"Noted by {by} in session {session} ({', '.join(types) or 'rupture'})"


def _scores(called: str, own, session: int) -> str:
    """What the ratings say around a note."""
    here, before = own[own[:, 0] == session], own[own[:, 0] < session]
    if not len(here):
        return f": no {called} score in that session"
    if not len(before):
        return f": {called} {shown(here[0, 1])}, the first rating"
    return f": {called} {shown(here[0, 1])}, {shown(before[-1, 1])} in session {before[-1, 0]:.0f} before"


def _after(status: str, repaired, rules: Rules) -> str:
    if status == "repaired":
        return f"; a repair noted in session {repaired}."
    if status == "open":
        return f"; no repair noted within {rules.window} attended sessions."
    return "; the sessions end too early to see whether a repair would be noted."
