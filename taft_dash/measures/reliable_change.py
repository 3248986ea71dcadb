"""Is a change larger than the error of measurement, and does it cross a border? The classic estimators, on numbers.

`change` applies them to the records of a group; here stand the formulas alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

SIGNS = {"higher": 1, "lower": -1}
CLASSES = ("recovered", "improved", "unchanged", "deteriorated")
CUT_OFFS = ("a", "b", "c")


@dataclass(frozen=True)
class Sample:
    """What a change is measured against, in the instrument's unit.

    Parameters
    ----------
    sd, reliability : standard deviation at the beginning (> 0), and reliability of the score (0 to below 1).
    mean : at the beginning. mean_after, sd_after : at the end. correlation : between beginning and end.
        NaN where not known; only some estimators need them.
    """

    sd: float
    reliability: float
    mean: float = np.nan
    mean_after: float = np.nan
    sd_after: float = np.nan
    correlation: float = np.nan

    @property
    def measurement_error(self) -> float:
        """Standard error of measurement: sd sqrt(1 - reliability)."""
        return self.sd * np.sqrt(1 - self.reliability)

    @property
    def difference_error(self) -> float:
        """Standard error of the difference of two scores: sqrt(2) times the error of measurement."""
        return self.measurement_error * np.sqrt(2)

    @property
    def prediction_error(self) -> float:
        """Standard error of prediction: sd sqrt(1 - reliability^2)."""
        return self.sd * np.sqrt(1 - self.reliability**2)


@dataclass(frozen=True)
class Estimator:
    """One way to judge a change: `index` gives a number per person, reliable when beyond `critical` in size."""

    name: str
    label: str
    index: Callable[[np.ndarray, np.ndarray, Sample], np.ndarray]
    needs: tuple[str, ...]  # fields of Sample beside sd and reliability
    critical: float
    reading: str
    source: str


def _jacobson_truax(before, after, sample):
    return (after - before) / sample.difference_error


def _gulliksen_lord_novick(before, after, sample):
    expected = sample.mean + sample.reliability * (before - sample.mean)
    return (after - expected) / sample.prediction_error


def _hsu(before, after, sample):
    expected = sample.mean_after + sample.reliability * (before - sample.mean)
    return (after - expected) / sample.prediction_error


def _edwards_nunnally(before, after, sample):
    expected = sample.mean + sample.reliability * (before - sample.mean)
    return (after - expected) / sample.measurement_error


def _hageman_arrindell(before, after, sample):
    shared = 2 * sample.sd * sample.sd_after * sample.correlation
    total = sample.sd**2 + sample.sd_after**2 - shared
    true = total - 2 * sample.measurement_error**2
    reliability = true / total if total > 0 and true > 0 else np.nan  # of the difference
    moved = sample.mean_after - sample.mean
    estimate = (after - before) * reliability + moved * (1 - reliability)
    return estimate / (np.sqrt(reliability) * sample.difference_error)


ESTIMATORS: tuple[Estimator, ...] = (
    Estimator(
        "JT",
        "Jacobson–Truax",
        _jacobson_truax,
        (),
        1.96,
        "The difference, in standard errors of a difference.",
        "Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful "
        "change in psychotherapy research. Journal of Consulting and Clinical Psychology, 59(1), 12-19. "
        "https://doi.org/10.1037/0022-006X.59.1.12",
    ),
    Estimator(
        "GLN",
        "Gulliksen–Lord–Novick",
        _gulliksen_lord_novick,
        ("mean",),
        1.96,
        "The last score against the one that regression to the mean leads one to expect.",
        "Hsu, L. M. (1989). Reliable changes in psychotherapy: Taking into account regression toward the mean. "
        "Behavioral Assessment, 11(4), 459-467.",
    ),
    Estimator(
        "HLL",
        "Hsu–Linn–Lord",
        _hsu,
        ("mean", "mean_after"),
        1.96,
        "The place in the sample at the end against the one that regression to the mean leads one to expect: change "
        "that all members share does not count.",
        "Hsu, L. M. (1999). Caveats concerning comparisons of change rates obtained with five methods of identifying "
        "significant client changes. Journal of Consulting and Clinical Psychology, 67(4), 594-598. "
        "https://doi.org/10.1037/0022-006X.67.4.594",
    ),
    Estimator(
        "EN",
        "Edwards–Nunnally",
        _edwards_nunnally,
        ("mean",),
        1.96,
        "The last score against the estimated true first score, in standard errors of measurement: reliable sooner "
        "than the others.",
        "Speer, D. C. (1992). Clinically significant change: Jacobson and Truax (1991) revisited. Journal of "
        "Consulting and Clinical Psychology, 60(3), 402-408. https://doi.org/10.1037/0022-006X.60.3.402",
    ),
    Estimator(
        "HA",
        "Hageman–Arrindell",
        _hageman_arrindell,
        ("mean", "mean_after", "sd_after", "correlation"),
        1.645,
        "The estimated true change, which lies between the person's and the sample's; tested on one side.",
        "Hageman, W. J. J. M., & Arrindell, W. A. (1999). Establishing clinically significant change: Increment of "
        "precision and the distinction between individual and group level of analysis. Behaviour Research and "
        "Therapy, 37(12), 1169-1193. https://doi.org/10.1016/S0005-7967(99)00032-7",
    ),
)


def estimator(name: str) -> Estimator:
    """The estimator of this name; ValueError lists what there is."""
    for one in ESTIMATORS:
        if one.name == name:
            return one
    raise ValueError(f"no estimator {name!r}; there are {', '.join(one.name for one in ESTIMATORS)}")


def reliable_change_index(before, after, sample: Sample, name: str = "JT") -> np.ndarray:
    """How large a change is against the error of measurement.

    Beyond the critical value (1.96; 1.645 for HA), in size: a difference this large would seldom come of error
    alone. Between: it may. Positive: the score rose. With r the reliability, M and SD of the sample:

    JT: (after - before) / (SD sqrt(2 (1 - r))); GLN: (after - M - r (before - M)) / (SD sqrt(1 - r^2));
    HLL: the same with after - M_after in place of after - M; EN: (after - M - r (before - M)) / (SD sqrt(1 - r));
    HA: (r_d (after - before) + (1 - r_d) (M_after - M)) / (sqrt(r_d) SD sqrt(2 (1 - r))), r_d the reliability of the
    difference, 1 - 2 SD^2 (1 - r) / Var(after - before).

    Parameters
    ----------
    before, after : (n,) scores. sample : see `Sample`. name : of one of ESTIMATORS.

    Returns
    -------
    (n,) NaN where a score is missing, where the sample lacks what the estimator needs, where nothing varies, and (HA)
    where the differences vary no more than error alone would make them.

    Notes
    -----
    The formulas are those of the R package clinicalsignificance 2.1 (EN in Speer's reading). Its JT, EN and HA classes
    for Jacobson et al. 1989 and its counts for Claus et al. 2020 were reproduced.

    Examples
    --------
    >>> reliable_change_index([35.0], [20.0], Sample(sd=8.16, reliability=0.801)).round(3)
    array([-2.914])
    """
    before, after = np.asarray(before, float), np.asarray(after, float)
    if not sample.sd > 0 or not 0 <= sample.reliability < 1:
        return np.full(np.broadcast_shapes(before.shape, after.shape), np.nan)
    return estimator(name).index(before, after, sample)


def band(at, sample: Sample, name: str = "JT") -> tuple[np.ndarray, np.ndarray]:
    """The scores at the end between which a change is not reliable, for first scores `at`: what a picture shades.

    Every index is a straight line in the last score, so two of its values give the score at any third.
    """
    at = np.asarray(at, float)
    start = reliable_change_index(at, at, sample, name)
    slope = reliable_change_index(at, at + 1, sample, name) - start
    critical = estimator(name).critical
    return at + (-critical - start) / slope, at + (critical - start) / slope


def cut_off(
    kind: str,
    *,
    better: str,
    clinical: tuple[float, float] = (np.nan, np.nan),
    functional: tuple[float, float] = (np.nan, np.nan),
) -> float:
    """The border between the clinical and the functional range.

    a: two standard deviations beyond the clinical mean, M_c ± 2 SD_c; b: within two of the functional mean,
    M_f ∓ 2 SD_f (upper signs where higher is better); c: where a score is as far from the one as from the other in
    standard deviations, (SD_c M_f + SD_f M_c) / (SD_c + SD_f).

    Parameters
    ----------
    kind : "a", "b" or "c". better : "higher" or "lower". clinical, functional : mean and SD of each range.

    Returns
    -------
    float in the instrument's unit, NaN where a mean or an SD that it needs is not given.

    Notes
    -----
    b takes the SD of the functional range, as Jacobson & Truax 1991 define it; clinicalsignificance 2.1 takes that of
    the clinical one. The alliance has no such ranges: its measures have no norms.

    Examples
    --------
    >>> round(cut_off("c", better="lower", clinical=(35.48, 8.16), functional=(7.69, 7.52)), 2)
    21.02
    """
    (clinical_mean, clinical_sd), (functional_mean, functional_sd) = clinical, functional
    sign = SIGNS[better]
    if kind == "a":
        return clinical_mean + sign * 2 * clinical_sd
    if kind == "b":
        return functional_mean - sign * 2 * functional_sd
    if kind == "c":
        both = clinical_sd + functional_sd
        return (clinical_sd * functional_mean + functional_sd * clinical_mean) / both
    raise ValueError(f"no cut-off {kind!r}; there are {', '.join(CUT_OFFS)}")


def true_spread(sd: float, sample: Sample) -> float:
    """The SD of true scores in a range with this SD of scores: what HA takes in `cut_off` in place of the SD itself.

    sqrt(sd^2 - SEM^2), SEM the standard error of measurement of the sample; NaN where error alone would spread more.
    """
    rest = sd**2 - sample.measurement_error**2
    return float(np.sqrt(rest)) if rest > 0 else np.nan


def crossed(before, after, sample: Sample, name: str = "JT", *, border: float, better: str) -> np.ndarray:
    """(n,) whether a person went from the clinical side of the border to the functional one.

    A score on the border lies on neither side. Without a border nobody crossed. HA asks more: the true score at the
    end, estimated as M_after + r_after (after - M_after), has to lie beyond the border by 1.645 of its standard errors,
    sqrt(r_after) SEM, with r_after = 1 - SEM^2 / SD_after^2.
    """
    sign = SIGNS[better]
    before, after = np.asarray(before, float), np.asarray(after, float)
    there = sign * after > sign * border
    if estimator(name).name == "HA":
        spread = true_spread(sample.sd_after, sample)
        reliability = (spread / sample.sd_after) ** 2
        true = sample.mean_after + reliability * (after - sample.mean_after)
        beyond = sign * (true - border) / (np.sqrt(reliability) * sample.measurement_error)
        there = beyond > estimator(name).critical
    return (sign * before < sign * border) & there


def change_classes(index, over, *, critical: float, better: str) -> np.ndarray:
    """recovered, improved, unchanged or deteriorated; "" where there is no index.

    improved and deteriorated: a reliable change in the better or the other direction. recovered: improved, and
    `crossed` the border (`over`).

    Examples
    --------
    >>> over = [True, False, False, False]
    >>> change_classes([-3, -3, 0.5, 2.5], over, critical=1.96, better="lower").tolist()
    ['recovered', 'improved', 'unchanged', 'deteriorated']
    """
    index = SIGNS[better] * np.asarray(index, float)
    conditions = [np.isnan(index), (index > critical) & np.asarray(over), index > critical, index < -critical]
    return np.select(conditions, ["", "recovered", "improved", "deteriorated"], "unchanged")
