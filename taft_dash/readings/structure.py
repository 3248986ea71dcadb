"""What the structure page says: whose the variance is, how ratings grow, how far raters agree, how sure that is."""

from __future__ import annotations

from taft_dash.measures.alliance_structure import StructureView
from taft_dash.readings.courses import series_name
from taft_dash.readings.words import count, decimal, share, signed

PARTS = {
    "member": "lasting differences between members",
    "session": "differences between sessions that all share",
    "residual": "one person in one session, with error of measurement",
}
TOP = 0.7
"""From this value on r_wg is usually spoken of as agreement (LeBreton & Senter 2008); shown, not judged by."""


def split_words(view: StructureView) -> str:
    """The three shares with their intervals, the largest first; or why there are none."""
    split = view.split
    if split["reason"].iloc[0]:
        return split["reason"].iloc[0]
    ordered = split.sort_values("share", ascending=False).itertuples(index=False)
    parts = [f"{share(row.share)} {PARTS[row.part]} ({share(row.low)} to {share(row.high)})" for row in ordered]
    first = split.iloc[0]
    note = f" {first['note']}" if first["note"] else ""
    return (
        f"Of the variance of {series_name(view.series)}: {'; '.join(parts)}. From {first['n_ratings']} ratings of"
        f" {count(first['n_members'], 'member')} in {count(first['n_sessions'], 'session')}; in brackets 95 %"
        f" intervals, wide in small groups.{note}"
    )


def growth_words(view: StructureView) -> str:
    """The slope of the group with its interval, and how far members differ from it; or why there is none."""
    if view.growth is None:
        return view.growth_reason
    terms = view.growth_terms.set_index("term")
    slope = terms.loc["slope per session"]
    said = (
        f"{series_name(view.series)}: {signed(slope['estimate'], 3)} per session for the group (95 %"
        f" {signed(slope['low'], 3)} to {signed(slope['high'], 3)}), from {view.growth.n} ratings of"
        f" {count(view.growth.n_people, 'member')}."
    )
    if "SD of slopes" in terms.index:
        low, high = view.growth_lines["slope"].min(), view.growth_lines["slope"].max()
        said += (
            f" Members' slopes differ with an SD of {decimal(terms.loc['SD of slopes', 'estimate'], 3)}: from"
            f" {signed(low, 3)} to {signed(high, 3)} per session."
        )
    return f"{said} {view.growth.note}".strip()


def agreement_words(view: StructureView) -> str:
    """How far raters agreed over the sessions; or why that cannot be said."""
    table = view.agreement
    given = table[table["sd"].notna()]
    if given.empty:
        return (
            table["reason"].iloc[0]
            if len(table)
            else f"Nobody rated {series_name(view.series)} in these sessions."
        )
    most, least = given.loc[given["sd"].idxmax()], given.loc[given["sd"].idxmin()]
    said = (
        f"Raters differed most in session {most['session']} (SD {decimal(most['sd'])}, n = {most['n_raters']}) and"
        f" least in session {least['session']} (SD {decimal(least['sd'])}, n = {least['n_raters']})."
    )
    agreed = given["r_wg"].dropna()
    if len(agreed):
        said += (
            f" r_wg lies between {decimal(agreed.min())} and {decimal(agreed.max())}, at {decimal(TOP, 1)} or more in"
            f" {int((agreed >= TOP).sum())} of {count(len(agreed), 'session')}."
        )
    else:
        said += f" {given['reason'].iloc[0]}"
    return said


def intraclass_words(view: StructureView) -> str:
    """ICC(1) and ICC(2) over the sessions, with their intervals; or why there are none."""
    found = view.intraclass
    if found.reason:
        return f"ICC over the sessions: {found.reason}"
    first = f"{decimal(found.icc1)} (95 % {decimal(found.icc1_low)} to {decimal(found.icc1_high)})"
    second = f"{decimal(found.icc2)} (95 % {decimal(found.icc2_low)} to {decimal(found.icc2_high)})"
    return (
        f"ICC(1) {first}: how alike ratings of one session are. ICC(2) {second}: how well the"
        f" mean of a session tells it from others. From {found.n} ratings in"
        f" {count(found.groups, 'session')}, {decimal(found.k, 1)} a session."
    )


def consistency_words(view: StructureView) -> str:
    """Each coefficient that could be given, and why the others could not."""
    parts = []
    for row in view.consistency.itertuples(index=False):
        if row.reason:
            parts.append(f"{row.coefficient}: {row.reason}")
            continue
        ends = f", 95 % {decimal(row.low)} to {decimal(row.high)}" if row.low == row.low else ""
        parts.append(
            f"{row.coefficient}: {decimal(row.value)} ({count(row.n, 'form')}, {count(row.items, 'item')}{ends})."
        )
    return " ".join(part[0].upper() + part[1:] for part in parts)
