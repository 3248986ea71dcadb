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
    study: Study, *codes: str, lag: int = 1, times: int = TIMES, seed: int = SEED
) -> Transitions:
    """How often each kind of turn followed each other kind, against independence and against shuffled turns.

    A residual above 2: follows more often than if what comes next did not depend on what was; below -2: less often.
    Successions are counted within sessions only.

    Parameters
    ----------
    study : Study with all its turns; see `sequence.ordered_sessions`
    codes : each "category", "element", "speaker", or "direction" (role of the speaker to role of the addressee, the
        group or several). A turn without a category, or whose addressee is not known, ends the chain: nothing is
        counted across it. A turn that serves no element is passed over, since an empty cell says that it serves none.
        Several codes share their shuffles, and take less time together.
    lag : 1 for the next turn, 2 for the one after it, …
    times, seed : shuffles of each session (`sequence_shuffles.shuffled_orders`), and the seed of their random numbers

    Returns
    -------
    cells : a row per code, group and ordered pair of kinds: group, code, lag, given, then, possible (False: structural
        zero), n, probability (n / n of given), expected_independent and residual (see `sequence_tables.fitted`),
        p_normal (two-sided, of the residual), then expected, chance_low, chance_high, ratio, p and p_adjusted as
        `against_chance`, reason.
    fit : a row per code and group: group, code, lag, n_codes, n_transitions, diagonal ("possible", or "structural
        zeros": no kind of turn ever follows itself), X2, G2, df, p_chance (of X2, shuffled), p_chi2, share_expected
        (of the possible cells, those that expect at least 5), reason.

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
    unknown = [code for code in codes if code not in CODES]
    if unknown or not codes:
        raise ValueError(f"no code {', '.join(map(repr, unknown))}; there are {', '.join(CODES)}")
    if lag < 1:
        raise ValueError(f"a lag of {lag}: it has to be 1 or more")
    ordered, overview = ordered_sessions(study)
    known = {code: _codes(study, code) for code in codes}
    made = {code: ([], []) for code in codes}
    for group in study.groups():
        mine = {place: one for place, one in enumerate(ordered) if one.group == group}
        kinds, parts = {}, {}
        for code, (column, names) in known.items():
            kinds[code], parts[code] = _of_group(column, names, mine)
        shown = [code for code in codes if len(kinds[code]) <= MOST_CODES]
        counts = {code: np.zeros((1 + times, len(kinds[code]) ** 2), int) for code in shown}
        for place, one in mine.items():
            orders = shuffled_orders(one.speaker, times=times, random=np.random.default_rng([seed, place]))
            orders = np.vstack([np.arange(len(one.speaker)), orders])
            for code in shown:
                counts[code] += _counts(orders, parts[code][place], len(kinds[code]), lag, code == "element")
        for code in codes:
            facts = {"group": group, "code": code, "lag": lag, "n_codes": len(kinds[code])}
            cells, fit = _table(counts.get(code), kinds[code], code, overview[overview["group"] == group])
            made[code][0].append(cells.assign(**facts))
            made[code][1].append(facts | fit)
    cells = [part for of, _ in made.values() for part in of if len(part)]
    cells = pd.concat(cells, ignore_index=True) if cells else pd.DataFrame(columns=_CELLS)
    fits = pd.DataFrame([row for _, rows in made.values() for row in rows], columns=_FIT)
    kind = study.members["group"].dtype
    return Transitions(cells[_CELLS].astype({"group": kind}), fits.astype({"group": kind, "diagonal": "str"}))


def _of_group(column: np.ndarray, names: list[str], sessions: dict[int, Session]) -> tuple[list[str], dict]:
    """The kinds of turns in these sessions, and for each session the kind of every turn in order, -1 for none."""
    used = np.unique(np.concatenate([np.array([-1]), *(column[one.row] for one in sessions.values())]))[1:]
    return [names[place] for place in used], {
        place: np.where(column[one.row] >= 0, np.searchsorted(used, column[one.row]), -1)
        for place, one in sessions.items()
    }


def _table(counts, kinds: list[str], code: str, overview: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    """The cells and the fit of one group and code, or why there are none."""
    if counts is None:
        why = f"{len(kinds)} kinds of turns are more than a table of transitions can show (up to {MOST_CODES})."
        return pd.DataFrame(), {"n_transitions": np.nan, "reason": why}
    total = int(counts[0].sum())
    if total < LEAST:
        return pd.DataFrame(), {"n_transitions": total, "reason": _too_few(code, total, overview)}
    cells, fit = _against_both(counts, kinds)
    return cells, {"n_transitions": total} | fit


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


def _counts(orders: np.ndarray, code: np.ndarray, kinds: int, lag: int, passing: bool) -> np.ndarray:
    """(1 + times, kinds ^ 2) transitions of one session in each of its orders, of which the first is the record."""
    nothing = kinds**2
    if passing:  # each order has the same turns with a code
        inner = code[orders]
        inner = inner[inner >= 0].reshape(len(orders), -1)
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
        "X2": fit.X2, "G2": fit.G2, "df": fit.freedom,
        "p_chance": (1 + (far[1] >= far[0] - 1e-9).sum()) / (1 + len(shuffled)),
        "p_chi2": fit.p if enough else np.nan,
        "share_expected": float((fit.expected[possible] >= ENOUGH_EXPECTED).mean()),
        "reason": "" if enough else (
            f"Fewer than {100 * ENOUGH_CELLS:.0f} % of the cells expect at least {ENOUGH_EXPECTED:.0f}: p values are"
            " from shuffles only."
        ),
    }  # fmt: skip
