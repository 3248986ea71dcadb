"""Who only observes: raters who do nothing else in the records, where the file says that they are no members."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import numpy as np
import pandas as pd

from taft_dash.records.mapping.headings import words_of
from taft_dash.records.scales import Instrument

# Words in the heading over raters that say they observe.
_WORDS = frozenset(("observer", "observers", "coder", "coders", "beobachter", "beobachterin", "צופה"))


def is_observer(heading: str) -> bool:
    """Whether a heading over raters says that they observe."""
    return bool(_WORDS & set(words_of(heading)))


def observing(
    ratings: pd.DataFrame, instruments: Iterable[Instrument], called: Collection[str] = ()
) -> np.ndarray:
    """Which ratings are those of an observer, (rows,) bool: by their instrument, or by what their rater is called.

    Parameters
    ----------
    ratings : with the registry's ids of instruments. called : identifiers under a heading that says "observer".
    """
    observed = {one.id for one in instruments if one.by_observers}
    by_instrument = ratings["instrument"].cat.categories.isin(list(observed))
    by_name = ratings["rater"].cat.categories.isin(list(called))
    # The last place answers for an empty cell.
    by_instrument, by_name = (np.append(found, False) for found in (by_instrument, by_name))
    return by_instrument[ratings["instrument"].cat.codes] | by_name[ratings["rater"].cat.codes]


def only_observing(
    rows: np.ndarray, seats: Mapping[tuple[str, str], np.ndarray], listed: np.ndarray
) -> np.ndarray:
    """The keys of those who rate as observers and stand nowhere else, in no order.

    Parameters
    ----------
    rows : from `observing`. seats : (table, column) -> keys of the people in it, -1 for nobody.
    listed : keys of those in members.csv, who have their role there.
    """
    if not rows.any():
        return np.empty(0, np.int64)
    raters = seats["ratings", "rater"]
    elsewhere = [keys for seat, keys in seats.items() if seat not in (("ratings", "rater"), ("events", "rater"))]
    return np.setdiff1d(raters[rows], np.concatenate([[-1], listed, raters[~rows], *elsewhere]))
