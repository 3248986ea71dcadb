"""Numbered items, or columns of numbers, of a questionnaire that no heading names: which instrument has that many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from taft_dash.records.instruments import find
from taft_dash.records.mapping.arranging import Arranged
from taft_dash.records.mapping.headings import words_of
from taft_dash.records.mapping.plan import TableMapping
from taft_dash.records.mapping.presence_marks import ends
from taft_dash.records.mapping.questions import Answer
from taft_dash.records.mapping.standing import Found
from taft_dash.records.mapping.vocabulary import MISSING_CODES
from taft_dash.records.problems import shown
from taft_dash.records.scales import TOTAL, Instrument
from taft_dash.records.values import numbers

# Fewer columns of numbers that nobody numbered are scales of their own more often than the items of one.
_MANY_COLUMNS = 10


def about_unnamed_items(
    mapping: TableMapping, tidy: Arranged, found: Found, instruments: tuple[Instrument, ...]
) -> None:
    """Ask which instrument the items belong to where its name is not known, and one of as many items fits."""
    if not {"instrument", "item", "score"} <= set(tidy.headings) or "instrument" in found.words:
        return
    names, items, scores = (
        tidy.text.columns[tidy.headings[name]] for name in ("instrument", "item", "score")
    )
    unknown = [code for code, name in enumerate(names.values) if name and find(name, instruments) is None]
    if not unknown:
        return
    side = mapping.unfold
    if len(side) == len(unknown) >= _MANY_COLUMNS and all(one.sets.get("item") == TOTAL for one in side):
        fitting = _fitting(len(side), scores.values, tidy.text.decimal_mark, tidy.text.heading, instruments)
        _ask_about_columns(mapping, fitting, found)
        return
    for code in unknown:
        here = names.codes == code
        numbered = {items.values[item] for item in np.unique(items.codes[here]).tolist()}
        if numbered != set(map(str, range(1, len(numbered) + 1))):
            continue
        typed = scores.values[np.unique(scores.codes[here])]
        name = names.values[code]
        fitting = _fitting(len(numbered), typed, tidy.text.decimal_mark, name, instruments)
        _ask_about_items(name, len(numbered), fitting, found)


def _fitting(
    count: int, typed: Sequence[str], decimal_mark: str, name: str, instruments: Iterable[Instrument]
) -> list[Instrument]:
    """The instruments of so many items that hold all answers: of a kind the name says first, then the narrowest."""
    values, written = numbers(typed, decimal_mark)
    values = values[written]
    values = values[~(np.isin(values, list(MISSING_CODES)) & ((values < 0) | (values > 10)))]
    if count < 2 or not len(values):
        return []
    fitting = [
        one
        for one in instruments
        if one.items == tuple(range(1, count + 1))
        and one.low <= values.min()
        and values.max() <= one.high
        and (one.step is None or np.equal(np.mod(values - one.low, one.step), 0).all())
    ]
    words = set(words_of(name))
    return sorted(fitting, key=lambda one: (one.kind not in words, one.high - one.low))


def _ask_about_items(name: str, count: int, fitting: list[Instrument], found: Found) -> None:
    if fitting:
        found.ask(
            "instrument",
            f'Of which questionnaire are the {count} items of "{shown(name)}"? No heading names one that is known.',
            *(Answer(_described(one), words={"instrument": {name: one.id}}) for one in fitting),
            Answer("another one: they keep their name", words={"instrument": {name: name}}),
        )


def _ask_about_columns(mapping: TableMapping, fitting: list[Instrument], found: Found) -> None:
    headings = [one.heading for one in mapping.unfold]
    own = {one.sets["instrument"]: one.sets["instrument"] for one in mapping.unfold}
    if fitting:
        found.ask(
            "instrument",
            f"Are the {len(headings)} columns {ends(headings)}, in this order, the items of one questionnaire?",
            *(
                Answer(
                    _described(rated),
                    unfold=tuple(
                        replace(one, sets={**one.sets, "instrument": rated.id, "item": str(item)})
                        for item, one in zip(rated.items, mapping.unfold, strict=True)
                    ),
                )
                for rated in fitting
            ),
            Answer("no: each is a scale of its own", words={"instrument": own}, unfold=mapping.unfold),
        )


def _described(one: Instrument) -> str:
    return f"{one.id}, {one.name}: {len(one.items)} items from {one.low:g} to {one.high:g}"
