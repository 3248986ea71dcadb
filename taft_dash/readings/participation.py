"""Who is here, who speaks, who drifts away: in sentences, each number from the table of the figure."""

from __future__ import annotations

import pandas as pd

from taft_dash.readings.words import count, decimal, listed, share

DRIFTING = 2
"""From this many missed of the last three recorded sessions on, a member is named; a wording rule of ours."""


def attendance(people: pd.DataFrame) -> str:
    """From `measures.attendance`: who missed sessions lately, who has left, and the range of the rates of members."""
    members = people[people["role"] == "member"]
    said = []
    lately = members[(members["lately_missed"] >= DRIFTING) & (members["now"] != "left")]
    for row in lately.itertuples(index=False):
        said.append(f"{row.label} missed {row.lately_missed} of the last {row.lately_recorded} sessions.")
    gone = members.loc[members["now"] == "left", "label"]
    if len(gone):
        said.append(f"No longer in the group: {listed(gone)}.")
    rated = members.dropna(subset=["rate"])
    if rated.empty:
        reasons = [str(reason) for reason in members["reason"].unique()]
        return " ".join([*said, *(reasons or ["There is no member on the roster."])])
    least, most = rated.loc[rated["rate"].idxmin()], rated.loc[rated["rate"].idxmax()]
    if least["rate"] == most["rate"]:
        said.append(f"Every member came to {share(least['rate'])} of their sessions.")
    else:
        said.append(
            f"Members came to between {share(least['rate'])} ({least['label']}) and {share(most['rate'])}"
            f" ({_tied(rated, most)}) of their sessions."
        )
    return " ".join(said)


def shares(
    floor: pd.DataFrame, label: dict[str, str], session: int, *, of: str, person: str | None = None
) -> str:
    """From `measures.floor`: who took most and who was silent in one session, and how the person in focus compares.

    `of` names what is shared: "turns" or "speaking time".
    """
    here = floor[(floor["session"] == session) & floor["share"].notna()]
    said = []
    if here.empty:
        reasons = floor.loc[floor["session"] == session, "reason"].astype(str).value_counts()
        said.append(reasons.index[0] if len(reasons) else f"Nothing is recorded for session {session}.")
    else:
        top = here.loc[here["share"].idxmax()]
        said.append(
            f"In session {session}, {label[top['member']]} took the largest part of the {of} ({share(top['share'])};"
            f" an equal part would be {share(top['equal_share'])})."
        )
        silent = here.loc[here["share"] == 0, "member"]
        if len(silent):
            said.append(f"Present but silent: {listed(label[m] for m in silent)}.")
    own = floor[(floor["member"] == person) & floor["share"].notna()]
    if len(own):
        low, high = own.loc[own["share"].idxmin()], own.loc[own["share"].idxmax()]
        said.append(
            f"{label[person]} ranges from {share(low['share'])} (session {low['session']}) to {share(high['share'])}"
            f" (session {high['session']})."
        )
    return " ".join(said)


def index_course(values: pd.DataFrame, *, label: str, reading: str, session: int) -> str:
    """From `measures.indices`, one index: its value in the session, its range, and how to read it."""
    defined = values.dropna(subset=["value"])
    if defined.empty:
        return f"{label} is not defined in any of these sessions."
    here = defined[defined["session"] == session]
    said = []
    if len(here):
        row = here.iloc[0]
        said.append(f"{label} is {decimal(row['value'])} in session {session} (n = {row['n']}).")
    low, high = defined.loc[defined["value"].idxmin()], defined.loc[defined["value"].idxmax()]
    if len(defined) > 1:
        said.append(
            f"Lowest {decimal(low['value'])} (session {low['session']}), highest {decimal(high['value'])}"
            f" (session {high['session']})."
        )
    said.append(f"How to read it: {reading}")
    return " ".join(said)


def gaps(values: pd.DataFrame) -> str:
    """Why an index has gaps, each reason once, with the first few sessions named by the reasons themselves."""
    reasons = [str(reason) for reason in values.loc[values["value"].isna(), "reason"]]
    if not reasons:
        return ""
    more = f" And {count(len(reasons) - 3, 'more gap')}." if len(reasons) > 3 else ""
    return f"{count(len(reasons), 'gap')}: {' '.join(reasons[:3])}{more}"


def giving(standing: pd.DataFrame) -> str:
    """From `measures.floor.standing`: who gives most and least per occasion, and where the two differ most."""
    able = standing.dropna(subset=["rate_given", "rate_received"])
    if able.empty:
        return "Nobody's turns to persons can be set against their occasions: no addressees are recorded."
    if len(able) == 1:
        row = able.iloc[0]
        return f"{row['label']} gives {decimal(row['rate_given'])} and receives {decimal(row['rate_received'])} turns."
    most, least = able.loc[able["rate_given"].idxmax()], able.loc[able["rate_given"].idxmin()]
    apart = able.loc[(able["rate_given"] - able["rate_received"]).abs().idxmax()]
    return (
        f"Per other person and session together, {most['label']} gives most ({decimal(most['rate_given'])} turns)"
        f" and {least['label']} least ({decimal(least['rate_given'])}). Giving and receiving differ most for"
        f" {apart['label']}: gives {decimal(apart['rate_given'])}, receives {decimal(apart['rate_received'])}."
    )


def _tied(rated: pd.DataFrame, row: pd.Series) -> str:
    return listed(rated.loc[rated["rate"] == row["rate"], "label"], most=2)
