"""The arithmetic of questionnaires: sheets of answers in, scores with reasons out. Arrays, all forms at once."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np

from taft_dash.records.scales import TOTAL, Instrument, Subscale

ROUNDING = 0.05
"""A written-down mean this close to that of the answers is the same mean, rounded to one decimal."""


@dataclass(frozen=True, eq=False)
class Sheet:
    """F filled-in forms of an instrument with I items and C scales (subscales, then the total).

    `written` (F, I + C): there is a row, answered or not. `values` (F, I + C): as written down, not reversed,
    NaN where not answered or contradictory. `contradictory` (F, I + C): two rows with different values.
    """

    written: np.ndarray
    values: np.ndarray
    contradictory: np.ndarray


@dataclass(frozen=True, eq=False)
class Scores:
    """One scale of F forms, each field (F,): see `ratings.trajectories`. `shown`: the form speaks of it."""

    mean: np.ndarray
    sum: np.ndarray
    items_answered: np.ndarray
    reason: np.ndarray
    note: np.ndarray
    shown: np.ndarray


def sheet(form: np.ndarray, column: np.ndarray, score: np.ndarray, shape: tuple[int, int]) -> Sheet:
    """Rows (which form, which column, what value) laid out as a sheet; equal duplicates are one answer.

    Examples
    --------
    >>> twice = sheet(np.array([0, 0, 0]), np.array([0, 0, 1]), np.array([3.0, 3.0, 4.0]), (1, 3))
    >>> twice.values.tolist(), twice.written.tolist()
    ([[3.0, 4.0, nan]], [[True, True, False]])
    """
    place = form * shape[1] + column
    written = np.zeros(shape, bool)
    written.flat[place] = True
    answered = ~np.isnan(score)
    lowest, highest = np.full(shape, np.inf), np.full(shape, -np.inf)
    np.minimum.at(lowest.reshape(-1), place[answered], score[answered])
    np.maximum.at(highest.reshape(-1), place[answered], score[answered])
    return Sheet(written, np.where(lowest == highest, lowest, np.nan), lowest < highest)


def all_scores(instrument: Instrument, forms: Sheet) -> list[tuple[Subscale, Scores]]:
    """Every scale of the instrument with its scores, the total last."""
    scored = {
        scale.name: _scale_scores(instrument, forms, place) for place, scale in enumerate(instrument.scales)
    }
    if instrument.total and instrument.subscales:
        scored[TOTAL] = _total_of_subscales(instrument, scored)
    return [(scale, scored[scale.name]) for scale in instrument.scales]


def _scale_scores(instrument: Instrument, forms: Sheet, place: int) -> Scores:
    """One scale: from its answers, else as written down."""
    scale, column = instrument.scales[place], len(instrument.items) + place
    mean, sum_, reason, note = _as_written(instrument, scale, forms, column)
    written = forms.written[:, column]
    items_answered = np.full(len(written), np.nan)
    asked = forms.written[:, : len(instrument.items)].any(axis=1)
    if scale.items:
        mean_of_answers, answered, why_not = _from_answers(instrument, scale, forms)
        by_answers = asked & ((answered > 0) | ~written)
        differs = by_answers & (np.abs(mean - mean_of_answers) > ROUNDING + 1e-9)
        mean = np.where(by_answers, mean_of_answers, mean)
        sum_ = np.where(by_answers, mean_of_answers * len(scale.items), sum_)
        reason = np.where(by_answers, why_not, reason)
        reason[by_answers & written & (why_not != "")] += " The score written down is not used."
        note[by_answers] = ""
        note[differs] = "A different score is also written down; the answers are used."
        twice = forms.contradictory[:, [instrument.items.index(item) for item in scale.items]].sum(axis=1)
        for count in np.unique(twice[twice > 0]):
            note[twice == count] += f" Contradictory answers to {_items(count)} count as not answered."
        items_answered = np.where(by_answers, answered, np.nan)
    unscored = reason != ""
    note[unscored] = ""
    return Scores(
        mean=np.where(unscored, np.nan, mean),
        sum=np.where(unscored, np.nan, sum_),
        items_answered=items_answered,
        reason=reason,
        note=np.array([text.strip() for text in note], dtype=object),
        shown=written | (asked & bool(scale.items)),
    )


def _from_answers(
    instrument: Instrument, scale: Subscale, forms: Sheet
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean of the answers (reversed where the key says so), their number, and why they give no score."""
    answers = forms.values[:, : len(instrument.items)].copy()
    turned = [instrument.items.index(item) for item in instrument.reversed]
    answers[:, turned] = instrument.low + instrument.high - answers[:, turned]
    own = answers[:, [instrument.items.index(item) for item in scale.items]]
    answered = (~np.isnan(own)).sum(axis=1)
    mean = np.nansum(own, axis=1) / np.maximum(answered, 1)

    reason = np.full(len(own), "", dtype=object)
    share = 0 if instrument.max_missing is not None else instrument.least_answered
    needed = max(1, ceil(share * len(scale.items) - 1e-9))
    for count in np.unique(answered[answered < needed]):
        reason[answered == count] = (
            f"{_called(instrument, scale)} needs at least {needed} of its {_items(len(scale.items))}; "
            f"{count} {'was' if count == 1 else 'were'} answered."
        )
    if instrument.max_missing is not None:
        missing = np.isnan(answers).sum(axis=1)
        for count in np.unique(missing[missing > instrument.max_missing]):
            reason[missing == count] = (
                f"{count} of the {_items(len(instrument.items))} of {instrument.id} are missing; "
                f"at most {instrument.max_missing} may be."
            )
    return np.where(answered > 0, mean, np.nan), answered, reason


def _as_written(
    instrument: Instrument, scale: Subscale, forms: Sheet, column: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Mean and sum of what is written down for the scale itself, why there is none, and how it was read."""
    value = forms.values[:, column]
    reason = np.full(len(value), "", dtype=object)
    note = np.full(len(value), "", dtype=object)
    reason[np.isnan(value)] = f"No score is written down for {_called(instrument, scale)}."
    reason[forms.contradictory[:, column]] = (
        f"Contradictory scores are written down for {_called(instrument, scale)}."
    )
    if not scale.items:  # how many answers stand behind it is not known
        unknown = np.full(len(value), np.nan)
        return (
            (value, unknown, reason, note) if instrument.score == "mean" else (unknown, value, reason, note)
        )

    count = len(scale.items)
    fits = {}
    for unit, factor in (("mean", 1), ("sum", count)):
        fits[unit] = (value >= instrument.low * factor - 1e-9) & (value <= instrument.high * factor + 1e-9)
    unit, other = ("mean", "sum") if instrument.score == "mean" else ("sum", "mean")
    if 2 * (fits[other] & ~fits[unit]).sum() > (~np.isnan(value)).sum():
        unit = other
        note[:] = f"Written down as the {unit} of {_items(count)}."
    reason[~np.isnan(value) & ~fits[unit]] = (
        f"The score written down for {_called(instrument, scale)} cannot be the {unit} of {_items(count)}."
    )
    mean = value if unit == "mean" else value / count
    return mean, mean * count, reason, note


def _total_of_subscales(instrument: Instrument, scored: dict[str, Scores]) -> Scores:
    """The total; where a form has neither answers nor a written-down total, that of its subscales."""
    total = scored[TOTAL]
    parts = [scored[scale.name] for scale in instrument.subscales]
    weights = np.array([len(scale.items) for scale in instrument.subscales])
    if weights.all() and weights.sum() == len(instrument.items):
        sum_ = np.sum([part.sum for part in parts], axis=0)
        mean = sum_ / weights.sum()
    elif not weights.any() and instrument.score == "sum":
        sum_ = np.sum([part.sum for part in parts], axis=0)
        mean = np.full_like(sum_, np.nan)
    else:
        return total  # how much each subscale weighs in the total is not known
    there = np.sum([part.reason == "" for part in parts], axis=0)
    if not (there == len(parts)).any():
        return total  # these records hold single subscales on purpose
    made = ~total.shown & np.any([part.shown for part in parts], axis=0)
    reason = np.where(made, "", total.reason)
    for count in np.unique(there[there < len(parts)]):
        reason[made & (there == count)] = (
            f"{instrument.id} total needs a score on all {len(parts)} subscales; "
            f"{count} {'has' if count == 1 else 'have'} one."
        )
    good = made & (there == len(parts))
    return Scores(
        mean=np.where(good, mean, total.mean),
        sum=np.where(good, sum_, total.sum),
        items_answered=total.items_answered,
        reason=reason,
        note=np.where(good, "Made of the subscales.", total.note),
        shown=total.shown | made,
    )


def _called(instrument: Instrument, scale: Subscale) -> str:
    return f"{instrument.id} {scale.label.lower()}"


def _items(count: int) -> str:
    return "1 item" if count == 1 else f"{count} items"
