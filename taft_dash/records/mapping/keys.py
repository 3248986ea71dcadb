"""The keys of the user's own instruments: those decided in the plan, and those that tables among the files define."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from taft_dash.records.instruments import INSTRUMENTS
from taft_dash.records.mapping.arranging import Arranged, arranged, lacking
from taft_dash.records.mapping.matching import exact
from taft_dash.records.mapping.plan import Plan
from taft_dash.records.mapping.proposing import propose
from taft_dash.records.mapping.saved import FILE_NAME
from taft_dash.records.own_instruments import instruments_from
from taft_dash.records.problems import Problem, fold
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import table
from taft_dash.records.text_tables import TextTable


def own_instruments(texts: Sequence[TextTable], plan: Plan) -> tuple[tuple[Instrument, ...], list[Problem]]:
    """The user's own instruments: those of the plan, and those that tables define."""
    own: list[Instrument] = []
    problems: list[Problem] = []
    if plan.instruments:
        rows = pd.DataFrame([dict(row) for row in plan.instruments]).fillna("")
        defined, faults = instruments_from(rows.assign(line=range(1, len(rows) + 1)))
        own += defined
        problems += [
            fold("instrument-not-usable", fault.message, fault.fix, file=FILE_NAME, column=fault.column)
            for fault in faults
        ]
    for text in texts:
        decided = plan.of(text.file, text.columns)
        if decided and decided.tables and not any(lacking(text, one) for one in decided.tables):
            mappings = decided.tables
        elif set(table("instruments").required) <= set(exact(text, table("instruments"))):
            mappings = propose(text, INSTRUMENTS).mappings
        else:
            continue
        for mapping in mappings:
            if mapping.table == "instruments" and "instrument" in mapping.columns:
                defined, found = _defined_in(arranged(text, mapping))
                own += [one for one in defined if one.id not in {known.id for known in own}]
                problems += found
    return tuple(own), problems


def _defined_in(table: Arranged) -> tuple[tuple[Instrument, ...], list[Problem]]:
    columns = {name: table.text.columns[key].text() for name, key in table.headings.items()}
    rows = pd.DataFrame({**columns, "line": table.text.line})
    own, faults = instruments_from(rows)
    problems, lost = [], set()
    for fault in faults:
        name = rows.loc[rows["line"] == fault.line, "instrument"].iloc[0]
        rows_lost = 0 if name in lost else int((rows["instrument"] == name).sum())
        lost.add(name)
        problems.append(
            fold(
                "instrument-not-usable",
                fault.message,
                f"{fault.fix} The instrument is not used until then.",
                file=table.text.file,
                lines=(fault.line,),
                column=table.headings.get(fault.column, fault.column),
                found=fault.found,
                set_aside=rows_lost,
            )
        )
    return own, problems
