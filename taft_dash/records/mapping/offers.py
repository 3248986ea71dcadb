"""Offers taken and taken back: each ends in the plan, and by it in the log of changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from taft_dash.records.layout import AS_FOUND, Layout
from taft_dash.records.mapping.arrangement import FileUnderstood
from taft_dash.records.mapping.plan import FileMapping, Mend, Plan
from taft_dash.records.problems import Offer, Problem


def with_offer(plan: Plan, offer: Offer, files: Iterable[FileUnderstood] = ()) -> Plan:
    """The plan with a correction added; taking it twice is taking it once.

    `files` : what was opened with the plan, of which an offer to declare a code as missing needs the mapping.
    """
    if offer.missing:
        return _with_code(plan, files, *offer.missing)
    new = tuple(mend for mend in dict.fromkeys(offer.mends) if mend not in plan.mends)
    plan = replace(plan, mends=(*plan.mends, *new))
    if offer.mapping is None:
        return plan
    decided = next((one for one in plan.files if one.file == offer.mapping.file), None)
    if offer.mapping.layout != AS_FOUND:
        before = decided or FileMapping(offer.mapping.file)
        layout = Layout.from_json(before.layout.to_json() | offer.mapping.layout.to_json())
        # Read otherwise, the file may have other headings.
        return plan.with_file(replace(before, headings=(), layout=layout))
    # How the file is read was settled before and stays.
    return plan.with_file(replace(offer.mapping, layout=decided.layout) if decided else offer.mapping)


def _with_code(plan: Plan, files: Iterable[FileUnderstood], file: str, column: str, code: str) -> Plan:
    """The plan with a code declared as missing in one column of a file, and of every file of its headings."""
    one = next(one for one in files if one.text.file == file)
    tables = tuple(
        replace(mapping, missing={**mapping.missing, column: (*mapping.missing.get(column, ()), code)})
        if column in mapping.fills() and code not in mapping.missing.get(column, ())
        else mapping
        for mapping in one.mapping.tables
    )
    return plan.with_file(replace(one.mapping, tables=tables))


def without_mend(plan: Plan, mend: Mend) -> Plan:
    """The plan without one correction; one built upon it then finds nothing to correct, and is reported."""
    return replace(plan, mends=tuple(one for one in plan.mends if one != mend))


def without_offer(plan: Plan, offer: Offer) -> Plan:
    """The plan without the corrections of an offer."""
    return replace(plan, mends=tuple(one for one in plan.mends if one not in offer.mends))


def safe_offers(problems: Iterable[Problem]) -> tuple[Offer, ...]:
    """The offers that leave no room for another meaning, each once.

    Each is safe by itself. Together they can bring to light what the faults had hidden, as when "m05" and "M05" both
    rated the same session: `safely_mended` (records/corrections.py) takes all that bring no new error.
    """
    safe = (offer for problem in problems for offer in problem.offers if offer.safe)
    return tuple(dict.fromkeys(safe))
