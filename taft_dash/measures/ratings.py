"""Ratings: answers on any questionnaire or rating scale become scores, one path for every instrument."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.measures.scoring import all_scores, sheet
from taft_dash.records.instruments import find
from taft_dash.records.roster import group_codes, person_codes, roster_rows, vocabulary
from taft_dash.records.scales import TOTAL, Instrument
from taft_dash.records.study import Study
from taft_dash.records.tables import ROLES

WHOLE = "whole"
COLUMNS = [
    *("group", "session", "rater", "target", "instrument", "subscale", "score", "items_answered", "items"),
    *("mean", "sum", "rater_role", "target_role", "reason", "note"),
]


def trajectories(study: Study) -> pd.DataFrame:
    """The score of every filled-in form, on every subscale and in total: the points that a trajectory joins.

    How to read high and low differs between instruments and stands in the registry (`Instrument.reading`).

    A form is what one rater says about one target with one instrument in one session. With x_i the answer to
    item i, low and high the limits of an answer, and R the reversed items:
    x'_i = low + high - x_i for i in R, else x_i; mean = sum of the answered x'_i / number answered;
    sum = mean x number of items (prorated).

    Parameters
    ----------
    study : its `ratings` hold item answers, subscale scores or totals, in any mixture. Not changed.

    Returns
    -------
    DataFrame, one row per form and score, ordered by group, session, instrument, rater and target:
    group, session, rater, target, instrument, subscale (name, or "total"); score (the `mean` or the `sum`,
    whichever the instrument plots); items_answered (missing where the score was written down directly);
    items (in the key; 0: rated directly); mean (unit of one item), sum (missing where the number of items is not
    known); rater_role, target_role (member, therapist, observer, or "whole" for the group, the members,
    the leaders or oneself); reason (why there is no score; "" where there is one); note (what a reader
    should know of a score that is there). `score` is NaN exactly where `reason` is not empty.

    Notes
    -----
    - Too few answers give no score: `least_answered` of the scale's items (three quarters by default, a
      convention and changeable), or the instrument's own rule (GCQ-S: not more than 4 of 12 missing).
    - Where a form has answers, they are scored and a written-down score is only compared with them.
    - A score written down as a sum where the instrument is plotted as a mean, or the reverse, is told from the
      whole column: it is read the other way when more than half of its values fit only that way.
    - A total without answers is made of the subscales when all are there and their weights are known.
    - Contradictory answers to one item count as not answered.
    Checked by hand against published keys (tests/reference/scoring.json) and on `wai_gad` against R.

    Examples
    --------
    >>> from taft_dash.records.study import study_from
    >>> answers = {1: 4, 2: 5, 3: 3, 4: 2}
    >>> form = pd.DataFrame({"item": [str(item) for item in answers], "score": list(answers.values())})
    >>> form = form.assign(session=1, rater="A", instrument="GSRS")
    >>> trajectories(study_from({"ratings": form}))[["subscale", "score", "mean", "sum"]].values.tolist()
    [['total', 14.0, 3.5, 14.0]]
    """
    ratings = study.ratings
    found = [find(name, study.instruments) for name in ratings["instrument"].cat.categories]
    known = [instrument for instrument in study.instruments if instrument in found]
    places = np.array([known.index(instrument) if instrument else len(known) for instrument in found] + [-1])
    place = np.where(group_codes(ratings) >= 0, places[ratings["instrument"].cat.codes], -1)
    instrument_names = vocabulary(
        dict.fromkeys([i.id for i in known] + list(ratings["instrument"].cat.categories))
    )
    scale_names = vocabulary(dict.fromkeys([scale.name for i in known for scale in i.scales] + [TOTAL]))

    tables = [_not_known(ratings.take(np.flatnonzero(place == len(known))))]
    for number, instrument in enumerate(known):
        tables += _scored(ratings.take(np.flatnonzero(place == number)), instrument)
    scores = pd.concat(tables, ignore_index=True)
    scores["instrument"] = pd.Categorical(scores["instrument"], dtype=instrument_names)
    scores["subscale"] = pd.Categorical(scores["subscale"], dtype=scale_names)
    scores["items_answered"] = scores["items_answered"].astype("Int64")
    return _ordered(study, scores)[COLUMNS]


def _scored(ratings: pd.DataFrame, instrument: Instrument) -> list[pd.DataFrame]:
    """The rows of one instrument as one table per scale."""
    forms, form = _forms(ratings)
    parts = [*map(str, instrument.items), *(scale.name for scale in instrument.scales)]
    columns = np.array(
        [parts.index(item) if item in parts else -1 for item in ratings["item"].cat.categories] + [-1]
    )
    column = columns[ratings["item"].cat.codes]
    named = column >= 0
    score = ratings["score"].to_numpy()
    filled_in = sheet(form[named], column[named], score[named], (len(forms), len(parts)))
    tables = []
    for scale, scores in all_scores(instrument, filled_in):
        values = {name: getattr(scores, name) for name in ("items_answered", "mean", "sum", "reason", "note")}
        table = forms.assign(instrument=instrument.id, subscale=scale.name, items=len(scale.items), **values)
        tables.append(table.assign(score=values[instrument.score])[scores.shown])
    return tables


def _not_known(ratings: pd.DataFrame) -> pd.DataFrame:
    """One row without a score for every form of an instrument that nobody defined."""
    forms = _forms(ratings, "instrument")[0]
    name = forms["instrument"].astype("str")
    return forms.assign(
        instrument=name, subscale=TOTAL, items=0, items_answered=np.nan, mean=np.nan, sum=np.nan, score=np.nan, note="",
        reason=name + " is not a known instrument; define it in instruments.csv.",
    )  # fmt: skip


def _forms(ratings: pd.DataFrame, *also: str) -> tuple[pd.DataFrame, np.ndarray]:
    """The forms (group, session, rater, target) among the rows, and which form each row belongs to."""
    key = np.unique(ratings["session"].to_numpy(), return_inverse=True)[1]
    for column in ("group", "rater", "target", *also):
        codes = ratings[column].cat
        key = key * (len(codes.categories) + 1) + codes.codes.to_numpy() + 1
    _, first, form = np.unique(key, return_index=True, return_inverse=True)
    return ratings[["group", "session", "rater", "target", *also]].take(first).reset_index(drop=True), form


def _ordered(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """Rows in reading order (people as in the roster) with the roles of rater and target."""
    members, people = study.members, len(study.members["member"].cat.categories)
    group = group_codes(scores)
    rater = roster_rows(members, group, person_codes(scores, "rater", people))
    target = roster_rows(members, group, person_codes(scores, "target", people))
    role = np.append(members["role"].cat.codes, -1)
    roles = vocabulary((*ROLES, WHOLE))
    whole = (scores["target"].cat.codes >= people).to_numpy()
    scores = scores.assign(
        rater_role=pd.Categorical.from_codes(role[rater], dtype=roles),
        target_role=pd.Categorical.from_codes(np.where(whole, len(ROLES), role[target]), dtype=roles),
    )
    instrument = scores["instrument"].cat.codes
    order = np.lexsort([scores["target"].cat.codes, rater, instrument, scores["session"], group])
    return scores.iloc[order].reset_index(drop=True)
