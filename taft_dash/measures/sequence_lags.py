"""What follows what: lag-sequential analysis of categories, elements, speakers and directions of talk."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from taft_dash.measures.sequence import Session, ordered_sessions
from taft_dash.measures.sequence_shifts import LEAST, without_occasion
from taft_dash.measures.sequence_shuffles import (
    SEED,
    TIMES,
    against_chance,
    counted,
    shuffled_orders,
    successions,
)
from taft_dash.measures.sequence_tables import ENOUGH_CELLS, ENOUGH_EXPECTED, enough_expected, fitted
from taft_dash.records.study import Study

CODES = ("category", "element", "direction", "speaker")
"""What a turn can be known by in a table of transitions; see `transitions`."""
MOST_CODES = 40
"""More kinds of turns than this make a table that nobody can read; it is refused."""
_UNITS = {"category": "turns with a category", "element": "turns that serve an element",
          "direction": "turns whose addressee is known", "speaker": "turns"}  # fmt: skip


class Transitions(NamedTuple):
    """The tables of `transitions`."""

    cells: pd.DataFrame
    fit: pd.DataFrame


def transitions(
    study: Study, code: str, *, lag: int = 1, times: int = TIMES, seed: int = SEED
) -> Transitions:
    """How often each kind of turn followed each other kind, against independence and against shuffled turns.

    A residual above 2: follows more often than if what comes next did not depend on what was; below -2: less often.
    Successions are counted within sessions only.

    Parameters
    ----------
    study : Study with all its turns; see `sequence.ordered_sessions`
    code : "category", "element", "speaker", or "direction" (role of the speaker to role of the addressee, the group
        or several). A turn without a category, or whose addressee is not known, ends the chain: nothing is counted
        across it. A turn that serves no element is passed over, since an empty cell says that it serves none.
    lag : 1 for the next turn, 2 for the one after it, …
    times, seed : shuffles of each session (`sequence_shuffles.shuffled_orders`), and the seed of their random numbers

    Returns
    -------
    cells : a row per group and ordered pair of codes: group, code, lag, given, then, possible (False: structural
        zero), n, probability (n / n of given), expected_independent and residual (see `sequence_tables.fitted`),
        p_normal (two-sided, of the residual), then expected, chance_low, chance_high, ratio, p and p_adjusted as
        `against_chance`, reason.
    fit : a row per group: group, code, lag, n_codes, n_transitions, diagonal ("possible", or "structural zeros": no
        kind of turn ever follows itself), X2, G2, df, p_chance (of X2, shuffled), p_chi2, share_expected (of the
        possible cells, those that expect at least 5), reason.

    p_normal and p_chi2 are NaN where fewer than 80 % of the cells expect at least 5. A group with fewer than LEAST
    transitions has a row in `fit` with a reason, and none in `cells`.

    Raises
    ------
    ValueError
        For an unknown code or a lag below 1.

    References
    ----------
    Bakeman, R., & Gottman, J. M. (1997). Observing interaction (2nd ed.). doi 10.1017/CBO9780511527685

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> said = {"session": 1, "turn": range(150), "speaker": list("AB") * 75, "category": list("xyx") * 50}
    >>> cells, fit = transitions(study_from({"interactions": pd.DataFrame(said)}), "category", times=20)
    >>> cells[["given", "then", "n"]].to_numpy().tolist()
    [['x', 'x', 49.0], ['x', 'y', 50.0], ['y', 'x', 50.0], ['y', 'y', 0.0]]
    """
    if code not in CODES:
        raise ValueError(f"no code {code!r}; there are {', '.join(CODES)}")
    if lag < 1:
        raise ValueError(f"a lag of {lag}: it has to be 1 or more")
    ordered, overview = ordered_sessions(study)
    column, names = _codes(study, code)
    cells, fits = [], []
    for group in study.groups():
        mine = [(k, one) for k, one in enumerate(ordered) if one.group == group]
        facts = {"group": group, "code": code, "lag": lag}
        used, places = np.unique(np.concatenate([column[one.row] for _, one in mine] or [[]]), return_inverse=True)
        kinds = [names[int(place)] for place in used if place >= 0]
        if len(kinds) > MOST_CODES:
            why = f"{len(kinds)} kinds of turns are more than a table of transitions can show (up to {MOST_CODES})."
            fits.append(facts | {"n_codes": len(kinds), "n_transitions": np.nan, "reason": why})
            continue
        ends = np.cumsum([len(one.row) for _, one in mine])
        parts = np.split(places - (len(used) - len(kinds)), ends[:-1]) if mine else []
        counts = sum(
            (
                _counts(one, part, len(kinds), lag, times, np.random.default_rng([seed, k]), code == "element")
                for (k, one), part in zip(mine, parts, strict=True)
            ),
            np.zeros((1 + times, len(kinds) ** 2), int),
        )
        total = int(counts[0].sum())
        facts |= {"n_codes": len(kinds), "n_transitions": total, "reason": ""}
        if total < LEAST:
            of = overview[overview["group"] == group]
            fits.append(facts | {"reason": _too_few(code, total, of)})
            continue
        table, fit = _against_both(counts, kinds)
        cells.append(table.assign(**{name: facts[name] for name in ("group", "code", "lag")}))
        fits.append(facts | fit)
    kind = study.members["group"].dtype
    made = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=_CELLS)
    fitted_ = pd.DataFrame(fits, columns=_FIT)
    return Transitions(made[_CELLS].astype({"group": kind}), fitted_.astype({"group": kind, "diagonal": "str"}))


_CELLS = [
    "group", "code", "lag", "given", "then", "possible", "n", "probability", "expected_independent", "residual",
    "p_normal", "expected", "chance_low", "chance_high", "ratio", "p", "p_adjusted", "reason",
]  # fmt: skip
_FIT = [
    "group", "code", "lag", "n_codes", "n_transitions", "diagonal", "X2", "G2", "df", "p_chance", "p_chi2",
    "share_expected", "reason",
]  # fmt: skip


def _too_few(code: str, total: int, overview: pd.DataFrame) -> str:
    why = next((reason for reason in overview["reason"] if reason), "")
    return (
        f"A table of transitions needs at least {LEAST} successions of {_UNITS[code]}; here are {total}."
        f"{' ' * bool(why)}{why}"
    )


def _codes(study: Study, code: str) -> tuple[np.ndarray, list[str]]:
    """Of every row of `study.interactions` its code, -1 for none, and the names of the codes."""
    talk = study.interactions
    if code in ("category", "element", "speaker"):
        return talk[code].cat.codes.to_numpy().astype(np.int64), talk[code].cat.categories.tolist()
    role = study.members.drop_duplicates(["group", "member"]).set_index(["group", "member"])["role"].astype(str)
    roles = {}
    for side in ("speaker", "addressee"):
        keys = pd.MultiIndex.from_arrays([talk["group"].astype(object), talk[side].astype(object)])
        roles[side] = role.reindex(keys).to_numpy(dtype=object)
    to = np.where(talk["addressees"] > 1, "several", roles["addressee"])
    to = np.where(talk["addressee"].eq("GROUP") & (talk["addressees"] == 1), "the group", to)
    known = pd.notna(to)
    said = np.where(known, pd.Series(roles["speaker"]).astype(str) + " to " + pd.Series(to).astype(str), "")
    kinds = pd.Categorical(pd.Series(said).where(known))
    return kinds.codes.astype(np.int64), kinds.categories.tolist()


def _counts(one: Session, code, kinds: int, lag: int, times: int, random, passing: bool) -> np.ndarray:
    """(1 + times, kinds ^ 2) transitions of one session: as recorded, then of each shuffle."""
    orders = np.vstack([np.arange(len(code)), shuffled_orders(one.speaker, times=times, random=random)])
    nothing = kinds**2
    if passing:  # each order has the same turns with a code
        inner = code[orders]
        inner = inner[inner >= 0].reshape(1 + times, -1)
        return counted(inner[:, : max(0, inner.shape[1] - lag)] * kinds + inner[:, lag:], nothing)
    pair = np.where((code[:, None] >= 0) & (code >= 0), code[:, None] * kinds + code, nothing)
    if lag > 1:  # a turn without a code between the two ends the chain
        known = np.lib.stride_tricks.sliding_window_view(code[orders] >= 0, lag + 1, axis=1).all(axis=2)
        return counted(np.where(known, pair.ravel()[successions(orders, lag)], nothing), nothing)
    return counted(pair.ravel()[successions(orders)], nothing)


def _against_both(counts: np.ndarray, kinds: list[str]) -> tuple[pd.DataFrame, dict]:
    """The cells and the fit of one group, from the counts of the record and of each shuffle."""
    from scipy.stats import norm

    size = len(kinds)
    table, shuffled = counts[0].reshape(size, size), counts[1:].reshape(-1, size, size)
    # nothing follows itself, recorded or shuffled: it cannot
    repeats = bool(np.diagonal(table).any() or np.diagonal(shuffled, axis1=1, axis2=2).any())
    possible = np.ones((size, size), bool) if repeats else ~np.eye(size, dtype=bool)
    fit = fitted(table, possible)
    enough = enough_expected(fit)
    cells = pd.DataFrame(
        {
            "given": np.repeat(kinds, size),
            "then": np.tile(kinds, size),
            "possible": possible.ravel(),
            "probability": (table / np.maximum(table.sum(axis=1, keepdims=True), 1)).ravel(),
            "expected_independent": fit.expected.ravel(),
            "residual": fit.residual.ravel(),
            "p_normal": 2 * norm.sf(np.abs(fit.residual.ravel())) if enough else np.nan,
        }
    )
    cells = without_occasion(pd.concat([cells, against_chance(counts[0], counts[1:])], axis=1))
    impossible = "A structural zero: no kind of turn follows itself in these records."
    cells["reason"] = np.where(cells["possible"], cells["reason"], impossible)
    # X2 of each shuffle against what the shuffles expect, and so of the record
    mean = shuffled.mean(axis=0)
    held = mean > 0
    far = [((tables[..., held] - mean[held]) ** 2 / mean[held]).sum(axis=-1) for tables in (table[None], shuffled)]
    return cells, {
        "diagonal": "possible" if repeats else "structural zeros",
        "X2": fit.X2, "G2": fit.G2, "df": fit.df,
        "p_chance": (1 + (far[1] >= far[0] - 1e-9).sum()) / (1 + len(shuffled)),
        "p_chi2": fit.p if enough else np.nan,
        "share_expected": float((fit.expected[possible] >= ENOUGH_EXPECTED).mean()),
        "reason": "" if enough else (
            f"Fewer than {100 * ENOUGH_CELLS:.0f} % of the cells expect at least {ENOUGH_EXPECTED:.0f}: p values are"
            " from shuffles only."
        ),
    }  # fmt: skip
