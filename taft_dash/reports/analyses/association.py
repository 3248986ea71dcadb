"""How the process goes together with the alliance, within members, as files."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from taft_dash.measures.association import COLUMNS as MEASURED
from taft_dash.measures.association import CONTROLS, METHOD, associations
from taft_dash.measures.overview import lines
from taft_dash.measures.process import courses_beside
from taft_dash.measures.ratings import trajectories
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis, group_by_group
from taft_dash.reports.measures import GROUP, REASON

FILE = "associations.csv"


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`association.associations` of the first alliance line of every group; a group that rated none has no rows.

    One line a group: the first of `overview.lines`, as on screen before another is chosen. Each further line would be
    as many looks again. Every control stands beside the others, so that it can be seen what holds under all of them.
    """
    found = []
    for one in group_by_group(study):
        group = one.groups()[0]
        scores = trajectories(one)
        for line in lines(one, scores)[:1]:
            courses = courses_beside(one, scores, line)
            of = dict(group=group, alliance=line.instrument, alliance_scale=line.subscale)
            for control in CONTROLS:
                table = associations(courses, control=control)
                looks = int(table["p"].notna().sum())
                found.append(table.assign(**of, alliance_target=line.target, looks=looks))
    columns = list(COLUMNS[FILE])
    return {FILE: pd.concat(found, ignore_index=True)[columns] if found else pd.DataFrame(columns=columns)}


NAMES = {
    "group": GROUP,
    "alliance": ("identifier of the instrument of the alliance line", ""),
    "alliance_scale": ("its subscale, or total", ""),
    "alliance_target": ("what it is about", ""),
    "family": ("kind of process: talk, group, delivered, felt or metacognition", ""),
    "process": ("name of the index or person measure; empty for ratings", ""),
    "instrument": ("identifier of the instrument of a process that was rated", ""),
    "subscale": ("its subscale", ""),
    "target": ("what it is about", ""),
    "rater_role": ("who rated it", ""),
    "shared": ("the process has one value a session, the same for everybody", ""),
    "timing": ("same session, process one session earlier, or alliance one session earlier", ""),
    "lag": ("sessions by which the alliance is later than the process", "sessions"),
    "control": (
        "held constant: none, previous (the later series one session before), trend (each person's own line)",
        "",
    ),
    "r": ("within-person correlation, -1 to 1", ""),
    "low": ("lower end of the 95 % interval", ""),
    "high": ("upper end of the 95 % interval", ""),
    "p": ("two-sided, from shuffled sessions", ""),
    "p_holm": ("p corrected for all looks of this group and control (Holm)", ""),
    "p_fdr": ("p corrected for all looks of this group and control (Benjamini and Hochberg)", ""),
    "n_observations": ("pairs of values", ""),
    "n_people": ("people with at least four pairs", "people"),
    "n_sessions": ("sessions of these pairs", "sessions"),
    "reason": REASON,
    "interval_reason": ("why there is no interval", ""),
    "looks": ("associations of this group and control that have a p: how many looks were taken", ""),
}
COLUMNS = {FILE: {name: NAMES[name] for name in (*list(NAMES)[:4], *MEASURED, "looks")}}
USED = replace(METHOD, parameters=METHOD.parameters | {"control": CONTROLS})
ANALYSIS = Analysis(USED, "setting process beside alliance", tables, COLUMNS)
