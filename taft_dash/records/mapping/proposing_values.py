"""How the cells of each column are most likely meant: words, codes for missing, dates, clock times, several people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taft_dash.records.scales import Instrument
from taft_dash.records.text_tables import TextTable

if TYPE_CHECKING:
    from taft_dash.records.mapping.proposing import Proposal


def with_values(text: TextTable, proposal: Proposal, instruments: tuple[Instrument, ...]) -> Proposal:
    """The proposal with a way of reading the cells of each of its columns."""
    return proposal
