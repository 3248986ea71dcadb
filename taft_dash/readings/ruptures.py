"""What the rupture page says in words: how many, who agrees, who noticed, and what cannot be told."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.rupture_crossing import FOR_OTHERS, MISSED, RECOGNISED
from taft_dash.measures.rupture_rules import CRITERIA, SCORED, Rules, criterion, in_words
from taft_dash.measures.rupture_view import NOTED_ONLY, NOTED_UNJUDGED, RuptureView
from taft_dash.readings import courses
from taft_dash.readings.overview import line_name
from taft_dash.readings.words import count, listed

LABELS = {one.name: one.label for one in CRITERIA}
STATUS_WORDS = {"repaired": "back", "open": "not back in time", "censored": "too recent to tell"}
KIND_WORDS = {"shared": "shared", "several": "several members", "individual": "one member"}
OUTCOME_WORDS = {
    RECOGNISED: "recognised: a rupture was noted for the member",
    FOR_OTHERS: "noted for others: one was noted at that time, naming others",
    MISSED: "missed: none was noted at that time",
    NOTED_ONLY: "noted only: one was noted, and the scores show none",
    NOTED_UNJUDGED: "noted, and the criterion cannot judge the member",
}


def rule_words(name: str, rules: Rules) -> str:
    """The criterion, its repair, its source and how sure that is, and how often it marks what is chance."""
    one = criterion(name)
    rule, repair = in_words(one, rules)
    said = f"{one.label}: {rule}. Repaired: {repair}. Source: {one.source} ({one.status})."
    if one.by_chance is None:
        return said
    return (
        f"{said} On simulated courses that only fluctuate, it marks about {one.by_chance:g} of 100 ratings by its usual"
        " numbers."
    )


def map_words(view: RuptureView) -> str:
    """How many episodes the criterion finds, in whom, and what became of them."""
    found, by = view.episodes, _by(view.criterion)
    judged = _judged(view)
    if found.empty:
        if view.criterion in SCORED and not judged:
            return f"No member can be judged {by}."
        among = f" among {count(judged, 'member')} judged" if view.criterion in SCORED else ""
        return f"No possible rupture {by}{among}."
    status = found["status"].value_counts()
    became = [f"{status[name]} {words}" for name, words in STATUS_WORDS.items() if name in status]
    people = found["member"].nunique()
    among = f" of {count(judged, 'member')} judged" if view.criterion in SCORED else ""
    whom = f"{people}{among}" if among else count(people, "member")
    return f"{count(len(found), 'possible rupture')} {by} in {whom}: {', '.join(became)}."


def course_words(view: RuptureView, *, cursor: int, person: str | None) -> str:
    """How the group went, and the person in focus."""
    said = courses.course_words(line_name(view.line), view.course, low=view.low, high=view.high, cursor=cursor)
    if person is None:
        return said
    label = view.roster.loc[view.roster["member"] == person, "label"].iloc[0]
    own = courses.person_words(label, view.lines[view.lines["member"] == person], cursor)
    return f"{said} {own}".strip()


def agreement_words(view: RuptureView) -> str:
    """Of all episodes that any criterion marks, on how many they agree, and where they do not."""
    table = view.found.agreement
    if table.empty:
        return "No criterion marks anything in these sessions."
    whole = (table["n_agree"] == table["n_judging"]) & (table["n_judging"] > 0)
    alone = table[table["n_agree"] == 1]
    said = (
        f"{count(len(table), 'possible rupture')} marked by any criterion: {int(whole.sum())} by all criteria that can"
        " judge the member by scores"
    )
    if len(alone):
        first = alone.iloc[0]
        only = next(name for name in SCORED if not pd.isna(first[name]))
        label = dict(zip(view.roster["member"], view.roster["label"], strict=True))[first["member"]]
        said += f", {len(alone)} by one alone (such as {label}, session {first[only]}, by {LABELS[only]})"
    noted = int(((table["n_agree"] == 0) & table["therapist_report"].notna()).sum())
    return f"{said}{f', {noted} as noted alone' if noted else ''}."


def share_words(view: RuptureView) -> str:
    """In which sessions the strain was one member's, several members' or shared, by the chosen criterion."""
    shares = view.found.shares[view.found.shares["criterion"] == view.criterion]
    if not (shares["n_in_rupture"] > 0).any():
        return f"No member present was in a possible rupture, {_by(view.criterion)}."
    most = shares.loc[shares["share"].idxmax()]
    parts = [
        f"{words} in {listed(shares.loc[shares['kind'] == kind, 'session'], 8)}"
        for kind, words in KIND_WORDS.items()
        if (shares["kind"] == kind).any()
    ]
    return (
        f"At most {most['n_in_rupture']} of {count(most['n_present'], 'member')} present were in a possible rupture,"
        f" {_by(view.criterion)} (session {most['session']}); {'; '.join(parts)}."
    )


def recognition_words(view: RuptureView, noter: str) -> str:
    """What therapists, or observers, noted of what the scores show; or why that cannot be told."""
    if view.criterion not in SCORED:
        return ""
    row = view.found.crossing.query("criterion == @view.criterion and noter == @noter")
    if row.empty:
        return ""
    one = row.iloc[0]
    if one["reason"]:
        return str(one["reason"])
    said = (
        f"{noter.capitalize()}s: of {count(one['n_episodes'], 'possible rupture')} by {LABELS[view.criterion]},"
        f" {one['recognised']} recognised, {one['noted_for_others']} at a time for which one was noted for others,"
        f" {one['missed']} missed; {one['noted_only']} noted only."
    )
    unjudged = one["noted_unjudged"]
    return said + (f" {count(unjudged, 'note')} on members who cannot be judged." if unjudged else "")


def seen_table(view: RuptureView) -> pd.DataFrame:
    """One row an outcome and noter: how many, and whom and when."""
    rows = []
    for (noter, outcome), group in view.seen.groupby(["noter", "outcome"], sort=False):
        when = [f"{label} in {session}" for label, session in zip(group["label"], group["session"], strict=True)]
        whom = listed(when, 8)
        rows.append((f"{noter}s", OUTCOME_WORDS[outcome], len(group), whom))
    return pd.DataFrame(rows, columns=["who noted", "what", "number", "whom and in which session"])


def episode_table(view: RuptureView) -> pd.DataFrame:
    """The episodes as a reader scans them: one row each, words in place of codes."""
    found = view.episodes
    return pd.DataFrame(
        {
            "member": found["label"].astype(str),
            "session": found["onset"],
            "depth": found["depth"],
            "sessions": found["length"],
            "what became of it": found["status"].map(STATUS_WORDS),
            "fall": found["shape"],
            "criteria": [f"{n} of {of}" for n, of in zip(found["n_agree"], found["n_judging"], strict=True)],
            "therapists": found["therapist"],
            "observers": found["observer"],
            "level": [level_words(*row) for row in zip(found["levels"], found["level_noted"], strict=True)],
            "in words": found["reason"],
        }
    )


def level_words(rated: str, noted: str) -> str:
    """Between whom the strain shows: by what the fallen ratings are about, and as noted."""
    parts = [f"rated: {', '.join(rated.split())}"] if rated else []
    parts += [f"noted: {', '.join(noted.split())}"] if noted else []
    return "; ".join(parts)


def focus_words(view: RuptureView, member: str | None, session: int) -> list[str]:
    """On the session in focus: every criterion's sentence about the person in focus, or the chosen one's about all."""
    here = view.found.episodes
    here = here[(here["onset"] <= session) & (session <= here["last_session"])]
    if member is not None:
        own = here[here["member"] == member]
        return [f"{LABELS[one.criterion]}. {one.reason}" for one in own.itertuples()]
    label = dict(zip(view.roster["member"], view.roster["label"].astype(str), strict=True))
    return [f"{label[one.member]}. {one.reason}" for one in here[here["criterion"] == view.criterion].itertuples()]


def cautions(view: RuptureView) -> list[str]:
    """What the marks cannot show: ratings at the top of the scale, and members whom the criterion cannot judge."""
    limits = view.found.thresholds[view.found.thresholds["criterion"] == view.criterion]
    limits = view.roster[["member", "label"]].merge(limits, on="member")
    rated = limits[limits["n_sessions"] > 0]
    found = []
    top = rated[rated["ceiling"]]
    if len(top):
        parts = [f"{name} ({share:.0%})" for name, share in zip(top["label"], top["share_at_maximum"], strict=True)]
        found.append(
            f"At the top of the scale in many sessions: {listed(parts, 6)}. From there a drop cannot be seen reliably;"
            " steady top ratings are not in themselves a sign that all is well."
        )
    for reason, rows in rated[rated["reason"] != ""].groupby("reason", sort=False):
        everyone = len(rows) == len(rated) and len(rated) > 1
        found.append(reason if everyone else f"Not judged: {listed(rows['label'], 6)}. {reason}")
    return found


def _by(criterion_name: str) -> str:
    return f"by {LABELS[criterion_name]}" if criterion_name in SCORED else "as noted"


def _judged(view: RuptureView) -> int:
    limits = view.found.thresholds
    return int(((limits["criterion"] == view.criterion) & (limits["reason"] == "")).sum())
