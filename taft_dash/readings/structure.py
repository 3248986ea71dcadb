"""What the structure page says: whose the variance is, how ratings grow, how far raters agree, how sure that is."""

from __future__ import annotations

from taft_dash.measures.alliance_structure import StructureView
from taft_dash.measures.response_surface import Surface
from taft_dash.measures.several_groups import GroupsView
from taft_dash.readings.courses import ABOUT, series_name
from taft_dash.readings.words import count, decimal, listed, share, signed

PARTS = {
    "group": "lasting differences between groups",
    "member": "lasting differences between members",
    "session": "differences between sessions that all share",
    "residual": "one person in one session, with error of measurement",
}
TOP = 0.7
"""From this value on r_wg is usually spoken of as agreement (LeBreton & Senter 2008); shown, not judged by."""


def split_words(view: StructureView) -> str:
    """The three shares with their intervals, the largest first; or why there are none."""
    first = view.split.iloc[0]
    if first["reason"]:
        return first["reason"]
    return (
        f"Of the variance of {series_name(view.series)}: {_shares(view.split)}. From {first['n_ratings']} ratings of"
        f" {count(first['n_members'], 'member')} in {count(first['n_sessions'], 'session')}; in brackets 95 %"
        f" intervals, wide in small groups. {first['note']}"
    ).strip()


def _shares(split) -> str:
    ordered = split.sort_values("share", ascending=False).itertuples(index=False)
    return "; ".join(f"{share(row.share)} {PARTS[row.part]} ({share(row.low)} to {share(row.high)})" for row in ordered)


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


def groups_split_words(view: GroupsView) -> str:
    """The shares over all groups with their intervals, and which groups are left out; or why there are none."""
    first = view.split.iloc[0]
    if first["reason"]:
        return f"{first['reason']} {_left_out(view)}".strip()
    within = "" if "group" in set(view.split["part"]) else " within groups"
    return (
        f"Of the variance of {series_name(view.series)}{within}: {_shares(view.split)}. From {first['n_ratings']}"
        f" ratings of {count(first['n_members'], 'member')} in {count(first['n_groups'], 'group')} and"
        f" {count(first['n_sessions'], 'session')} of theirs; in brackets 95 % intervals. {first['note']}"
        f" {_left_out(view)}"
    ).strip()


def groups_growth_words(view: GroupsView) -> str:
    """The slope of all groups with its interval, and the lowest and highest of a group; or why there is none."""
    if view.reason:
        return view.reason
    terms, first = view.terms.set_index("term"), view.terms.iloc[0]
    slope, own = terms.loc["slope per session"], view.groups.dropna(subset=["slope"])
    least, most = own.loc[own["slope"].idxmin()], own.loc[own["slope"].idxmax()]
    differ = ""
    if "SD of groups' slopes" in terms.index:
        spread = decimal(terms.loc["SD of groups' slopes", "estimate"], 3)
        differ = f" Groups' slopes differ with an SD of {spread}."
    over = f"{count(first['n_groups'], 'group')} with {count(first['n_members'], 'member')}"
    ends = f"{signed(slope['low'], 3)} to {signed(slope['high'], 3)}"
    return (
        f"{series_name(view.series)}: {signed(slope['estimate'], 3)} per session over {over} (95 % {ends}).{differ}"
        f" Lowest {least['group']} ({signed(least['slope'], 3)}), highest {most['group']}"
        f" ({signed(most['slope'], 3)}). {first['note']}"
    ).strip()


def _left_out(view: GroupsView) -> str:
    names = view.groups.loc[view.groups["reason"] != "", "group"]
    return f"Left out, with too few ratings: {listed(names, 6)}." if len(names) else ""


def others_words(view: StructureView) -> str:
    """How ratings go with the others' ratings of the session before; or why that cannot be said."""
    if view.others.empty:
        return view.others_reason
    terms = view.others.set_index("term")
    row, own = terms.loc["others_before"], terms.loc["own_before"]
    direction = "lower" if row["estimate"] < 0 else "higher"
    surely = "" if row["low"] > 0 or row["high"] < 0 else " The interval holds 0: neither direction is shown."
    return (
        f"When the others' mean was one point higher than usual the session before, a member's rating was"
        f" {decimal(abs(row['estimate']))} {direction} (95 % {_ends(row)}), at the same own rating before"
        f" ({signed(own['estimate'])} per point; 95 % {_ends(own)})."
        f" From {row['n_steps']} steps of {count(row['n_members'], 'member')}.{surely} {row['note']}"
    ).strip()


def targets_words(view: StructureView, pair: tuple[str, str]) -> str:
    """Whom members rate higher on the same scale, and for whom the difference is beyond its interval."""
    table = of_pair(view, pair)
    first, second = (ABOUT[target] for target in pair)
    apart = table[(table["low"] > 0) | (table["high"] < 0)]
    most = table.loc[table["difference"].abs().idxmax()]
    higher, lower = int((table["difference"] > 0).sum()), int((table["difference"] < 0).sum())
    said = (
        f"On {view.series.instrument} {view.series.subscale}, {higher} of {count(len(table), 'member')} rate {first}"
        f" higher than {second}, {lower} lower."
        f" Largest difference: {most['label']}, {signed(most['difference'])} over {count(most['n'], 'session')}."
    )
    if len(apart):
        return f"{said} Beyond chance (95 % interval without 0): {listed(apart['label'], 6)}."
    return f"{said} In nobody is the difference beyond its 95 % interval."


def pairs(view: StructureView) -> list[tuple[str, str]]:
    """The pairs of targets that members rated on the scale."""
    return list(dict.fromkeys(zip(view.targets["first"], view.targets["second"], strict=True)))


def of_pair(view: StructureView, pair: tuple[str, str]):
    """The rows of one pair of targets."""
    return view.targets[(view.targets["first"] == pair[0]) & (view.targets["second"] == pair[1])]


def surface_words(surface: Surface) -> str:
    """How the outcome goes with both bonds together and with their difference; or why that cannot be said."""
    if surface.reason:
        return surface.reason
    terms, n = surface.terms.set_index("term"), surface.terms.iloc[0]
    first, second = ABOUT[surface.first], ABOUT[surface.second]
    together, apart, bent = (terms.loc[name] for name in ("a1", "a3", "a4"))
    open_ = [name for name in ("a1", "a3", "a4") if terms.loc[name, "low"] <= 0 <= terms.loc[name, "high"]]
    unsure = f" Intervals that hold 0, so that no direction is shown: {listed(open_)}." if open_ else ""
    return (
        f"Last {series_name(surface.outcome)}: {signed(together['estimate'])} where the bonds with {first} and {second}"
        f" are both one point higher (a1, 95 % {_ends(together)}); {signed(apart['estimate'])} where the first is one"
        f" point higher and the second one lower (a3, {_ends(apart)}), bent by {signed(bent['estimate'])} per squared"
        f" point (a4, {_ends(bent)}; below 0: lower the further apart they are). From {count(n['n'], 'member')} in"
        f" {count(n['n_groups'], 'group')}.{unsure}"
    )


def bias_words(view: StructureView) -> str:
    """Whether therapists rate higher or lower than members, and how far they follow; or why that cannot be said."""
    if view.bias.empty:
        return view.bias_reason
    terms = view.bias.set_index("term")
    bias, tracking, others = (terms.loc[name] for name in ("bias", "tracking", "others"))
    side = "lower" if bias["estimate"] < 0 else "higher"
    of = f"{bias['n']} pairs of {count(bias['n_members'], 'member')} in {count(bias['n_sessions'], 'session')}"
    return (
        f"Therapists rate a member's alliance {decimal(abs(bias['estimate']))} points {side} than the member does"
        f" (95 % {_ends(bias)}). Per point the member rates higher, they rate {signed(tracking['estimate'])}"
        f" ({_ends(tracking)}; 1 would be full tracking, 0 none); per point the other members rate higher,"
        f" {signed(others['estimate'])} ({_ends(others)}). From {of}. {bias['note']}"
    ).strip()


def _ends(row) -> str:
    return f"{signed(row['low'])} to {signed(row['high'])}"


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
