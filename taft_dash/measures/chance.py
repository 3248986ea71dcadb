"""Each index beside what chance alone would give in that session, and how far it may be off with so few"
" turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pandas as pd

from taft_dash.measures import shuffles
from taft_dash.measures.index import Index, Reasons, evaluate
from taft_dash.measures.indices import INDICES
from taft_dash.measures.method import Method
from taft_dash.measures.stack import Stack, stacks
from taft_dash.records.study import Study

TIMES, SEED, LEVEL = 1000, 20_260, 0.95
DOTS = 20
_NORMAL = 1.959964  # standard deviations on either side that hold 95 per cent
BASELINES = {
    "equal chances": (
        "effective_speakers", "gini", "evenness", "share_centralisation", "therapist_share",
        "flow_therapist_member", "flow_member_therapist", "flow_member_member", "flow_therapist_therapist",
        "member_member_ratio",
    ),
    "shuffled addressees": (
        "density", "reciprocity", "weighted_reciprocity", "in_centralisation", "out_centralisation", "stability",
    ),
}  # fmt: skip
"""What each index is compared with: who holds the floor, and talk between roles, with everyone present having the same
chance of every turn; the pattern of who speaks to whom, with everyone giving and receiving as much as they did."""
COMPARED: tuple[Index, ...] = tuple(
    index for index in INDICES if any(index.name in names for names in BASELINES.values())
)
METHOD = Method(
    name="networks",
    title="Who speaks to whom, beside chance",
    text=(
        "Each index of a session was compared with draws by chance that kept who was present and how many turns "
        "were taken. For who holds the floor and for talk between roles, every turn went to anybody present "
        "with the same chance; for the pattern of ties, addressees were shuffled within the session, so that "
        "everyone gave and received as many turns as recorded and nobody addressed themselves. Two-sided p "
        "values are (1 + the smaller tail) times two over (1 + the number of draws) (Manly, 2007), not "
        "corrected for the number of sessions. Intervals of the index itself are normal bootstrap intervals "
        "over turns (Davison & Hinkley, 1997). Subgroups were sought by modularity (Blondel et al., 2008) and "
        "reported only where modularity exceeded 95% of sessions with shuffled addressees and the same people "
        "formed the subgroup in at least three such sessions. Members were marked as on the edge where they "
        "took and received less than a quarter of an equal part of the turns, with a binomial probability of at "
        "most .025. Networks were compared by quadratic assignment (Krackhardt, 1988) and regression with"
        " double semi-partialing (Dekker et al., 2007)."
    ),
    references=(
        "Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of communities "
        "in large networks. Journal of Statistical Mechanics, 2008(10), P10008."
        " https://doi.org/10.1088/1742-5468/2008/10/P10008",
        "Davison, A. C., & Hinkley, D. V. (1997). Bootstrap methods and their application. Cambridge University "
        "Press. https://doi.org/10.1017/CBO9780511802843",
        "Dekker, D., Krackhardt, D., & Snijders, T. A. B. (2007). Sensitivity of MRQAP tests to collinearity "
        "and autocorrelation conditions. Psychometrika, 72(4), 563-581."
        " https://doi.org/10.1007/s11336-007-9016-1",
        "Krackhardt, D. (1988). Predicting with networks: Nonparametric multiple regression analysis of dyadic "
        "data. Social Networks, 10(4), 359-381. https://doi.org/10.1016/0378-8733(88)90004-4",
        "Manly, B. F. J. (2007). Randomization, bootstrap and Monte Carlo methods in biology (3rd ed.). Chapman"
        " & Hall.",
    ),
    parameters={"draws": TIMES, "level": LEVEL, "baselines": BASELINES},
    seed=SEED,
    snippet="from taft_dash.measures.chance import bands\ntable = bands(study)",
)
_DRAW: dict[str, Callable] = {"equal chances": shuffles.alike, "shuffled addressees": shuffles.shuffled}
_CELLS = 1 << 21  # cells of the matrices held at once
_FEW = "Too few of the draws by chance give a value for session {session}."


def bands(study: Study, *, times: int = TIMES, seed: int = SEED) -> pd.DataFrame:
    """Where each index of each session lies against draws by chance, and how far another run might have moved it.

    Inside low to high: no more or less than chance gives with these people and this much talk. Outside: something
    in who speaks, or to whom, that chance rarely gives; p says how rarely. boot_low to boot_high: the index itself,
    were the session's turns drawn anew.

    p = min(1, 2 min(1 + #{x* <= x}, 1 + #{x* >= x}) / (1 + R)), R the draws that give a value.

    Parameters
    ----------
    study : Study. Not changed.
    times : draws of either kind. seed : of the random numbers; the same seed gives the same table.

    Returns
    -------
    DataFrame, one row per session and index of `COMPARED`: group, session, index, value, n (people it rests on),
    baseline ("equal chances" or "shuffled addressees", see `BASELINES`), expected (mean of the draws), low, high
    (their 2.5 and 97.5 per cent points), p, draws (how many gave a value), boot_low, boot_high (normal bootstrap
    interval, x plus and minus 1.96 SD of x*, cut at the bounds of the index), reason. All but group, session, index,
    n, baseline and draws are NaN where there is a reason.

    Notes
    -----
    The normal interval is used because drawing turns anew loses ties: percentiles of density or inequality would lie
    beside the very value they are meant for. A turn to several people counts as several ties and is drawn
    as such. No correction for looking at many sessions and indices: with 24 sessions, one or two lie outside by
    chance.

    References
    ----------
    Manly (2007), Randomization, Bootstrap and Monte Carlo Methods in Biology, 3rd ed., Chapman & Hall.
    Davison & Hinkley (1997), Bootstrap Methods and their Application, doi 10.1017/CBO9780511802843.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> talk = pd.DataFrame({"session": 1, "speaker": list("ABCA"), "addressee": list("BCAC"), "turns": [9, 9, 9, 1]})
    >>> found = bands(study_from({"interactions": talk}), times=200).set_index("index")
    >>> bool(found.loc["weighted_reciprocity", "value"] < found.loc["weighted_reciprocity", "low"])
    True
    """
    return bands_and_dots(study, times=times, seed=seed)[0]


def bands_and_dots(
    study: Study, *, times: int = TIMES, seed: int = SEED
) -> tuple[pd.DataFrame, np.ndarray]:
    """`bands`, and beside each of its rows 20 draws that stand for all: (rows, 20), ascending, NaN where no value is.

    Dot k of 20 is the (k - 1/2) / 20 quantile of the draws, so that each dot stands for one draw in twenty.

    References
    ----------
    Kay, Kola, Hullman & Munson (2016), CHI, doi 10.1145/2858036.2858558 (quantile dotplots).
    """
    rng = np.random.default_rng(seed)
    reasons = Reasons()
    parts = [_of_group(group, times, rng, reasons) for stack in stacks(study) for group in one_by_one(stack)]
    shape = (len(study.sessions), len(COMPARED))
    table = {name: np.full(shape, np.nan) for name in (*_NUMBERS, "n", "draws", "reason")}
    table["dots"] = np.full((*shape, DOTS), np.nan)
    for rows, part in parts:
        for name, values in part.items():
            table[name][rows] = values
    baseline = {name: kind for kind, names in BASELINES.items() for name in names}
    names = [index.name for index in COMPARED]
    said = pd.DataFrame(
        {
            **{name: study.sessions[name].array.repeat(len(COMPARED)) for name in ("group", "session")},
            "index": pd.Categorical(np.tile(names, shape[0]), categories=names),
            "value": table["value"].ravel(),
            "n": table["n"].ravel().astype(int),
            "baseline": np.tile([baseline[name] for name in names], shape[0]),
            **{name: table[name].ravel() for name in _NUMBERS[1:]},
            "draws": table["draws"].ravel().astype(int),
            "reason": pd.Categorical.from_codes(table["reason"].ravel().astype(int), categories=reasons.sentences),
        }
    )
    return said, table["dots"].reshape(-1, DOTS)


_NUMBERS = ("value", "expected", "low", "high", "p", "boot_low", "boot_high")


def one_by_one(stack: Stack) -> Iterator[Stack]:
    """The groups of a stack, each as a stack of its own."""
    edges = np.flatnonzero(np.r_[True, stack.group[1:] != stack.group[:-1], True])
    for begin, end in pairwise(edges):
        yield stack.between(begin, end)


def _of_group(
    stack: Stack, times: int, rng: np.random.Generator, reasons: Reasons
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """Rows of `study.sessions`, and the columns of `bands` for one group, (S, indices) each."""
    sessions = len(stack.session)
    numbers = np.zeros((sessions, len(COMPARED)), np.int32)
    value = np.stack([evaluate(index, stack, reasons, numbers[:, at]) for at, index in enumerate(COMPARED)], axis=1)
    found = {name: np.full(value.shape, np.nan) for name in _NUMBERS} | {"value": value}
    found["n"] = np.stack([index.people(stack) for index in COMPARED], axis=1)
    draws = np.full((times, *value.shape), np.nan)
    for kind, names in BASELINES.items():
        places = [at for at, index in enumerate(COMPARED) if index.name in names]
        draws[:, :, places] = _values(stack, _DRAW[kind], places, times, rng)
    again = _values(stack, shuffles.resampled, range(len(COMPARED)), times, rng)

    usable = np.isfinite(draws).sum(axis=0)
    few = (usable < times / 2) & (numbers == 0)
    for at, index in enumerate(COMPARED):
        reasons.write(numbers[:, at], few[:, at], _FEW, stack.session, 0, index.label)
    known = numbers == 0
    tail = (1 - LEVEL) / 2
    with np.errstate(invalid="ignore"):
        below, above = ((draws <= value + 1e-12).sum(axis=0), (draws >= value - 1e-12).sum(axis=0))
    found["p"][known] = np.minimum(1, 2 * (1 + np.minimum(below, above)) / (1 + usable))[known]
    found["expected"][known] = np.nanmean(draws[:, known], axis=0)
    found["low"][known], found["high"][known] = _limits(draws[:, known], tail)
    found["dots"] = np.full((*value.shape, DOTS), np.nan)
    if known.any():
        found["dots"][known] = np.nanquantile(draws[:, known], (np.arange(DOTS) + 0.5) / DOTS, axis=0).T
    spread = _NORMAL * np.nanstd(again[:, known], axis=0, ddof=1)
    least, most = (
        np.broadcast_to([bound(index) for index in COMPARED], value.shape)[known] for bound in (_least, _most)
    )
    found["boot_low"][known] = np.maximum(value[known] - spread, least)
    found["boot_high"][known] = np.minimum(value[known] + spread, most)
    found["value"] = np.where(known, value, np.nan)
    return stack.row, found | {"draws": usable, "reason": numbers}


def _values(
    stack: Stack, draw: Callable, places: list[int] | range, times: int, rng: np.random.Generator
) -> np.ndarray:
    """(R, S, indices) values of some indices on draws, made a part at a time to bound what is held at once."""
    at_once = max(1, _CELLS // stack.turns.size)
    parts = []
    for begin in range(0, times, at_once):
        many = min(at_once, times - begin)
        drawn = draw(stack, many, rng)
        with np.errstate(divide="ignore", invalid="ignore"):
            values = np.stack([COMPARED[at].function(drawn) for at in places], axis=1)
        parts.append(values.reshape(many, len(stack.session), len(places)))
    return np.concatenate(parts)


def _limits(draws: np.ndarray, tail: float) -> tuple[np.ndarray, np.ndarray]:
    """The tail and 1 - tail points of each column, of the draws that give a value."""
    if not draws.shape[1]:
        return np.empty(0), np.empty(0)
    return tuple(np.nanquantile(draws, [tail, 1 - tail], axis=0))


def _least(index: Index) -> float:
    return -np.inf if index.low is None else index.low


def _most(index: Index) -> float:
    return np.inf if index.high is None else index.high
