"""All safe corrections at once, without bringing about a fault that was not there before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from taft_dash.records.checking import Opened, check
from taft_dash.records.mapping.offers import safe_offers, with_offer
from taft_dash.records.mapping.plan import Mend
from taft_dash.records.problems import Offer
from taft_dash.records.reading import Reading


def safely_mended(opened: Opened) -> Opened:
    """The records opened again with every safe offer taken that brings no new error; the plan says which.

    Taken together, corrections can bring to light what the faults had hidden: rows of "m05" may contradict rows of
    "M05" once they are read as one person. Offers that would do so are left for a person to decide. No file, column
    and kind of error has more lines at fault than before.

    Parameters
    ----------
    opened : what `open_study` gave.
    """
    refused: set[Offer] = set()
    while offers := _apart([one for one in safe_offers(opened.problems) if one not in refused]):
        opened, declined = _taken(opened.reading, opened, offers)
        refused.update(declined)
    return opened


def _apart(offers: Sequence[Offer]) -> list[Offer]:
    """The offers that touch different cells; another one for the same cells waits for what the first makes of them."""
    touched: set[tuple] = set()
    chosen = []
    for offer in offers:
        cells = {_cells(mend) for mend in offer.mends}
        if not cells & touched:
            chosen.append(offer)
            touched |= cells
    return chosen


def _cells(mend: Mend) -> tuple:
    return (mend.kind, mend.file, mend.column, mend.found, mend.lines, mend.value if mend.kind == "add member" else "")


def _taken(reading: Reading, opened: Opened, offers: Sequence[Offer]) -> tuple[Opened, list[Offer]]:
    """The records with these offers taken, and those that would bring a new error; halves where all together do."""
    plan = opened.plan
    for offer in offers:
        plan = with_offer(plan, offer)
    mended = check(reading, plan)
    if not _faults(mended) - _faults(opened):
        return mended, []
    if len(offers) == 1:
        return opened, list(offers)
    middle = len(offers) // 2
    opened, declined = _taken(reading, opened, offers[:middle])
    opened, also = _taken(reading, opened, offers[middle:])
    return opened, declined + also


def _faults(opened: Opened) -> Counter:
    """(file, kind, column) -> how many lines are at fault; corrections that find nothing count too."""
    lines = Counter()
    for problem in opened.problems:
        if problem.severity == "error" or problem.code == "nothing-to-mend":
            lines[problem.file, problem.code, problem.column] += problem.count
    return lines
