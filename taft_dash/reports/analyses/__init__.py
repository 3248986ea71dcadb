"""The analyses that `analyse` writes, in order. To add one, write its file here and a line in `ANALYSES`."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext

import pandas as pd

from taft_dash.records.study import Study
from taft_dash.reports.analyses import (
    association,
    change,
    networks,
    relations,
    ruptures,
    sequences,
    structure,
)
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import Steps
from taft_dash.reports.receipts import methods_text, receipt_text

ANALYSES: tuple[Analysis, ...] = (
    ruptures.ANALYSIS,
    change.ANALYSIS,
    structure.ANALYSIS,
    sequences.ANALYSIS,
    relations.ANALYSIS,
    networks.ANALYSIS,
    association.ANALYSIS,
)


def named(names: Sequence[str]) -> list[Analysis]:
    """The analyses of these names, in the order of the list; all where none is named.

    Raises
    ------
    ValueError
        Names every analysis there is, where one is not known.
    """
    known = {analysis.method.name: analysis for analysis in ANALYSES}
    unknown = [name for name in names if name not in known]
    if unknown:
        raise ValueError(f"There is no method {', '.join(unknown)}; there are {', '.join(known)}.")
    return [analysis for name, analysis in known.items() if not names or name in names]


def analysis_files(
    study: Study, analyses: Sequence[Analysis], step: Steps = nullcontext
) -> dict[str, pd.DataFrame | str]:
    """Tables, what their columns mean, the methods text and the receipt, by file name."""
    files: dict[str, pd.DataFrame | str] = {}
    meanings = []
    for analysis in analyses:
        with step(analysis.work):
            tables = analysis.tables(study)
        for name, columns in analysis.columns.items():
            files[name] = tables[name][list(columns)]
            meanings += [(name, column, meaning, unit) for column, (meaning, unit) in columns.items()]
    files["data_dictionary.csv"] = pd.DataFrame(meanings, columns=["file", "column", "meaning", "unit"])
    methods = [analysis.method for analysis in analyses]
    return files | {"methods.md": methods_text(methods), "receipt.json": receipt_text(study, methods)}
