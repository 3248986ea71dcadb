"""What the change page says: who changed by more than error would make, what that rests on, and how sure it is."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.change import Basis
from taft_dash.measures.change_view import ChangeView
from taft_dash.measures.reliable_change import SIGNS, estimator
from taft_dash.measures.shape import V_EPISODES
from taft_dash.readings.courses import series_name
from taft_dash.readings.words import count, decimal, listed, share, signed

FEW = 30
"""Members below which a spread taken from them is called uncertain; a wording rule of ours."""
CLASS_WORDS = {
    "recovered": "recovered", "improved": "improved", "rose": "rose", "unchanged": "unchanged", "fell": "fell",
    "deteriorated": "deteriorated", "": "not judged",
}  # fmt: skip
SHAPE_WORDS = {
    "U": "went down and came back", "arch": "went up and came back", "erratic": "moved much from session to session",
    "rising": "rose over its sessions",
    "falling": "fell over its sessions", "stable": "stayed level",
    "unsteady": "stayed level on the whole, with more ups and downs than half of the members",
}  # fmt: skip


def change_words(view: ChangeView) -> str:
    """How many members are in each class, with what that says of members of a like group; or why none is."""
    judged = view.changes[view.changes["change_class"] != ""]
    if judged.empty:
        return _why_none(view)
    counts = view.counts.set_index("change_class")
    first = counts.loc[[name for name in ("recovered", "improved", "rose") if name in counts.index]]
    ends = f"{share(first['low'].iloc[-1])} to {share(first['high'].iloc[-1])}"
    parts = [
        f"{row.n} {CLASS_WORDS[name]}" for name, row in zip(counts.index, counts.itertuples(), strict=True)
    ]
    last = first.index[-1]
    return (
        f"Of {count(len(judged), 'member')} with two ratings on {series_name(view.series)}: {', '.join(parts)}."
        f" {CLASS_WORDS[last].capitalize()}: {share(first['share'].iloc[-1])}; in a like group anything from {ends}"
        " would be no surprise."
    )


def basis_words(view: ChangeView) -> str:
    """What the judgements rest on: spread, reliability, the smallest reliable difference, and the border."""
    base, one = view.basis, estimator(view.rule.estimator)
    if base.value != base.value:
        return ""
    spread = f"SD {decimal(base.sample.sd)} ({base.sd_from}"
    spread += (
        f"; 95 % interval {decimal(base.sd_low)} to {decimal(base.sd_high)})"
        if base.sd_low == base.sd_low
        else ")"
    )
    said = (
        f"{one.label}: {one.reading} Reliable beyond {one.critical:g}. {spread}; reliability"
        f" {decimal(base.sample.reliability)} ({base.reliability_from}). Two scores differ reliably from"
        f" {decimal(base.value)} points on (1.96 standard errors of a difference)."
    )
    if base.border == base.border:
        return f"{said} Border of the clinical range: {decimal(base.border)} ({base.border_from})."
    return f"{said} {base.border_from} Nobody can be called recovered."


def cautions(view: ChangeView) -> list[str]:
    """What the classes cannot bear: a spread of few members, error that is larger than assumed, unlike occasions."""
    base, found = view.basis, []
    if base.value != base.value:
        return found
    if base.sd_low == base.sd_low and base.n < FEW:
        found.append(
            f"The spread is that of {count(base.n, 'member')}. A group that begins close together has a small one, and"
            " then small differences count as reliable, the more so with a reliability that was found elsewhere. Where"
            " norms are published, give their SD in the settings."
        )
    usual = view.shapes["usual_scatter"].iloc[0] if len(view.shapes) else float("nan")
    if usual > base.sample.measurement_error:
        found.append(
            f"From session to session ratings move about their own course by {decimal(usual)} (median of the members),"
            f" more than the error of measurement assumed here, {decimal(base.sample.measurement_error)}. Part of what"
            " counts as reliable may be such movement."
        )
    first, last = view.changes["first_session"], view.changes["last_session"]
    several = view.changes["n_rated"] > 1
    apart = view.changes[several & ((first != first.mode().min()) | (last != last.mode().max()))]
    if len(apart):
        names = listed(apart["label"], 6)
        found.append(f"First or last rated at another session than most: {names}. Their stretch of time differs.")
    return found


def change_sentence(row, base: Basis, scale: str) -> str:
    """One member: from where to where, how large that is against error, and the class, or why there is none."""
    if row.change_class == "":
        return f"{row.label}: {row.reason}"
    moved = (
        f"{row.label}: {decimal(row.before)} in session {row.first_session}, {decimal(row.after)} in session"
        f" {row.last_session}, {signed(row.change)} on {scale} (95 %"
        f" {_between(row.change_low, row.change_high)})."
    )
    kept = f"Unchanged would be {decimal(row.unchanged_from)} to {decimal(row.unchanged_to)}."
    return f"{moved} {kept} {CLASS_WORDS[row.change_class].capitalize()}{_side(row, base)}."


def change_rows(view: ChangeView) -> pd.DataFrame:
    """One row a member, as it is read on screen; who could not be judged with the reason in place of a class."""
    rows = []
    for row in view.changes.itertuples(index=False):
        judged = row.change_class != ""
        ends = f"{signed(row.change)} ({_between(row.change_low, row.change_high)})"
        kept = f"{decimal(row.unchanged_from)} to {decimal(row.unchanged_to)}" if judged else "–"
        verdict = f"{CLASS_WORDS[row.change_class]}{_side(row, view.basis)}" if judged else row.reason
        last = f"{decimal(row.after)} (session {row.last_session})" if row.n_rated > 1 else "–"
        first = f"{decimal(row.before)} (session {row.first_session})"
        rows.append((row.label, first, last, ends if judged else "–", kept, verdict))
    columns = ["member", "first rating", "last rating", "change (95 %)", "unchanged would be", "reliable change"]
    return pd.DataFrame(rows, columns=columns)


def sudden_words(view: ChangeView) -> str:
    """How many sudden steps there were, in whom, of how many that could be judged; or why none could be."""
    judged, found = view.steps[view.steps["n_steps"] > 0], view.sudden
    if not len(judged):
        return view.steps["reason"].iloc[0] if len(view.steps) else _why_none(view)
    if view.least != view.least:
        return f"How large a step has to be is not known. {view.basis.reason}"
    looked = f"{count(judged['n_steps'].sum(), 'step')} between sessions of {count(len(judged), 'member')}"
    if found.empty:
        return f"None of the {looked} was sudden."
    kinds = found["kind"].value_counts()
    parts = [count(kinds[kind], kind, "losses" if kind == "loss" else "") for kind in kinds.index]
    undone = int(found["reversed_session"].notna().sum())
    return (
        f"{' and '.join(parts)} among {looked}, in {listed(found['label'].drop_duplicates(), 6)};"
        f" {undone} of {len(found)} more than half undone later."
    )


def criteria_words(view: ChangeView, *, share_needed: float | None, alpha: float | None) -> str:
    """The criteria in use, and what cannot be seen with them."""
    parts = [f"at least {decimal(view.least)} points"]
    if share_needed is not None:
        parts.append(f"at least {share(share_needed)} of the score before it")
    if alpha is not None:
        parts.append(
            "the means of up to three sessions before and after differ by more than Student's t (two-sided"
            f" {alpha:g}) times their pooled SD"
        )
    said = (
        f"A step is sudden when all of these hold: {'; '.join(parts)} (Tang & DeRubeis 1999). The same criteria hold in"
        " both directions; a gain goes in the better one. Only steps between sessions that follow one another, with two"
        " scores on each side, can be judged."
    )
    if share_needed is not None and view.low != 0:
        said += f" The share counts from 0, as published, though this scale begins at {view.low:g}."
    return said


def step_sentence(row) -> str:
    """One sudden step with its numbers, and what became of it."""
    moved = "rose" if row.size > 0 else "fell"
    if pd.notna(row.reversed_session):
        became = f"more than half undone in session {row.reversed_session}"
    elif row.followed:
        became = f"not undone in {count(row.followed, 'later rating')}"
    else:
        became = "no later rating"
    return (
        f"Sudden {row.kind}: {row.label} {moved} by {decimal(abs(row.size))}, from {decimal(row.before)} in session"
        f" {row.before_session} to {decimal(row.after)} in session {row.after_session}; mean of {row.n_before} sessions"
        f" before {decimal(row.mean_before)}, of {row.n_after} after {decimal(row.mean_after)} (difference needed"
        f" {decimal(row.needed)}); {became}."
    )


def shapes_words(view: ChangeView) -> str:
    """How many courses have which shape."""
    named = view.shapes[view.shapes["shape"] != ""]
    if named.empty:
        return view.shapes["reason"].iloc[0] if len(view.shapes) else _why_none(view)
    parts = [f"{shape}: {listed(rows['label'], 8)}" for shape, rows in named.groupby("shape", sort=False)]
    return f"Shape of {count(len(named), 'course')}. {'; '.join(parts)}."


def shape_rows(view: ChangeView) -> pd.DataFrame:
    """One row a member with the numbers behind the name of the shape, as they are read on screen."""
    rows = []
    for row in view.shapes.itertuples(index=False):
        name = f"{row.shape}: {_told(row.shape)}" if row.shape else row.reason
        if row.slope != row.slope:
            rows.append((row.label, name, "–", "–", "–", "–", "–"))
            continue
        slope = f"{signed(row.slope, 3)} ({_between(row.slope_low, row.slope_high, 3)})"
        bend = f"p {_p(row.curvature_p)}"
        rows.append(
            (row.label, name, slope, signed(row.rise), decimal(row.scatter), bend, str(row.repaired))
        )
    columns = [
        "member", "shape", "per session (95 %)", "over the sessions", "scatter", "curvature", "repaired ruptures",
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _told(shape: str) -> str:
    whole = shape.removesuffix(V_EPISODES)
    return SHAPE_WORDS[whole] + ("; possible ruptures were repaired" if shape != whole else "")


def limits_words(view: ChangeView) -> str:
    """The limits that the names of the shapes depend on."""
    named = view.shapes[view.shapes["shape"] != ""]
    if named.empty:
        return ""
    within, usual = named["level_within"].iloc[0], named["usual_scatter"].iloc[0]
    said = f"Level: within {decimal(within)} points over the sessions."
    if usual != usual:
        return f"{said} Scatter is not compared: too few members have a curve."
    return f"{said} Median scatter of the members: {decimal(usual)}."


def _between(low: float, high: float, digits: int = 2) -> str:
    return " to ".join(signed(value, digits).replace("no change", "0") for value in (low, high))


def _side(row, base: Basis) -> str:
    if pd.isna(row.clinical_before) or base.better not in SIGNS:
        return ""
    sides = [
        "clinical" if one else "functional" if value != base.border else "border"
        for one, value in ((row.clinical_before, row.before), (row.clinical_after, row.after))
    ]
    return f"; {sides[0]} range before, {sides[1]} after"


def _p(value: float) -> str:
    return "below .001" if value < 0.001 else f"{value:.3f}".removeprefix("0")


def _why_none(view: ChangeView) -> str:
    if view.basis.reason:
        return view.basis.reason
    reasons = view.changes.loc[view.changes["reason"] != "", "reason"]
    return reasons.iloc[0] if len(reasons) else f"No member was rated on {series_name(view.series)}."
