"""Columns side by side where the record format has rows: ratings item by item, presence session by session."""

from __future__ import annotations

import re
from collections.abc import Iterable

from taft_dash.records.instruments import find, was_inferred
from taft_dash.records.mapping.plan import Unfolded
from taft_dash.records.scales import Instrument

_SEPARATORS = " _.-"


def ratings_side_by_side(
    headings: Iterable[str], instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> tuple[Unfolded, ...]:
    """The headings that name an instrument and an item, and what each says.

    `file_instrument` : the instrument the file is named after, of which bare headings ("goals", "1") may be items.
    """
    found = ((heading, _score(heading, instruments, file_instrument)) for heading in headings)
    return tuple(Unfolded(heading, sets) for heading, sets in found if sets)


def _score(
    heading: str, instruments: tuple[Instrument, ...], file_instrument: Instrument | None
) -> dict[str, str] | None:
    """The instrument and item a heading names: "wai_12", "WAI-SR bond", "ors", or "bond" in wai.csv."""
    name = heading.strip()
    splits = [match.start() for match in re.finditer(rf"[{re.escape(_SEPARATORS)}]+|(?<=\D)(?=\d)", name)]
    for split in reversed(splits):
        instrument = find(name[:split], instruments)
        part = instrument.part(name[split:].strip(_SEPARATORS)) if instrument else None
        if part:
            return {"instrument": instrument.id, "item": part}
    whole = find(name, instruments)
    if whole and whole.total and not was_inferred(name, instruments):
        return {"instrument": whole.id, "item": "total"}
    part = file_instrument.part(name) if file_instrument else None
    return {"instrument": file_instrument.id, "item": part} if part else None
