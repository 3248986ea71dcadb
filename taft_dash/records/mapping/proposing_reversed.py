"""Items that a form words the other way round: whether their answers were turned before they were entered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from taft_dash.records.instruments import find
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.plan import Recode
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.values import numbers

# With fewer forms, or a weaker correlation, that items rise and fall together says nothing.
_ENOUGH_FORMS, _TOGETHER = 20, 0.3
_FORM = ("group", "session", "rater", "target")


def about_reversed_items(tidy: Arranged, found: Found, instruments: tuple[Instrument, ...]) -> None:
    """Ask where items that should go against the others go with them: a key would reverse them a second time."""
    if not {"instrument", "item", "score"} <= set(tidy.headings):
        return
    names = tidy.text.columns[tidy.headings["instrument"]]
    known = [find(name, instruments) for name in names.values]
    for rated in dict.fromkeys(one for one in known if one and one.reversed):
        ours = np.array([one is rated for one in known], bool)[names.codes]
        together, forms = _together(tidy, ours, rated, found.words.get("score", {}))
        if together >= _TOGETHER:
            _ask(rated, together, forms, found)


def _together(
    tidy: Arranged, ours: np.ndarray, rated: Instrument, words: dict[str, str]
) -> tuple[float, int]:
    """Correlation, over forms, of the mean answer to reversed items with that to the others of their subscales.

    Returns also the number of forms; the correlation is 0 where there are too few, or no two differ.
    """
    columns = {name: tidy.text.columns[tidy.headings[name]] for name in ("item", "score")}
    typed = columns["score"].values.tolist()
    scores, written = numbers([words.get(text, text) for text in typed], tidy.text.decimal_mark)
    # One step beyond the form is left in: the scale may have been entered from 0.
    scores = np.where(written & (scores >= rated.low - 1) & (scores <= rated.high + 1), scores, np.nan)
    kinds = np.array([_kind(rated, text) for text in columns["item"].values.tolist()], np.int8)
    answers = {"kind": kinds[columns["item"].codes], "score": scores[columns["score"].codes]}
    answers |= {name: tidy.text.columns[tidy.headings[name]].codes for name in _FORM if name in tidy.headings}
    table = pd.DataFrame(answers)[ours & (answers["kind"] > 0)].dropna()
    means = table.groupby([c for c in table if c != "score"])["score"].mean().unstack("kind").dropna()
    if len(means) < _ENOUGH_FORMS or means.shape[1] < 2 or not (means.std() > 0).all():
        return 0.0, len(means)
    return float(means.corr().iloc[0, 1]), len(means)


def _kind(rated: Instrument, item: str) -> int:
    """2 for a reversed item, 1 for another of the same subscale, 0 for anything else."""
    part = rated.part(item)
    if part is None or not part.isdigit():
        return 0
    if int(part) in rated.reversed:
        return 2
    with_reversed = [scale.items for scale in rated.scales if set(scale.items) & set(rated.reversed)]
    narrowest = min(with_reversed, key=len, default=())
    beside = {item for items in with_reversed if len(items) == len(narrowest) for item in items}
    return int(int(part) in (beside if len(narrowest) > 1 else rated.items))


def _ask(rated: Instrument, together: float, forms: int, found: Found) -> None:
    items = ", ".join(map(str, rated.reversed))
    found.ask(
        "score",
        f"The form of {shown(rated.id)} words items {items} the other way round, but here their answers rise and fall"
        f" with those to the others (correlation {together:.2f} over {forms:,} forms). Were they reversed before they"
        " were entered?",
        Answer(
            "yes, reversed already: they are turned back, so that the key reverses them once",
            recode=(Recode(rated.id, reversed=rated.reversed),),
        ),
        Answer("no, entered as on the form: the key reverses them", recode=(Recode(rated.id, reversed=()),)),
    )
