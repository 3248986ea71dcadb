"""Indices beside chance, prompts, subgroups, and what talk goes together with, as files."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.chance import METHOD, bands
from taft_dash.measures.communities import communities
from taft_dash.measures.flags import prompts
from taft_dash.measures.links import links
from taft_dash.measures.overview import lines
from taft_dash.measures.ratings import trajectories
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis, group_by_group
from taft_dash.reports.measures import GROUP, REASON, SESSION


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`chance.bands`, `flags.prompts`, `communities` of all groups, and `links` of each group's first alliance line."""
    found = communities(study)
    pairwise, together = [], []
    for one in group_by_group(study):
        group = one.groups()[0]
        scores = trajectories(one)
        for line in lines(one, scores)[:1]:
            what = dict(instrument=line.instrument, subscale=line.subscale, target=line.target)
            two, all_of_them = links(one, scores, **what)
            pairwise.append(two.assign(group=group, **what))
            together.append(all_of_them.assign(group=group, **what))
    made = {
        "index_bands.csv": bands(study),
        "prompts.csv": prompts(study),
        "subgroup_sessions.csv": found.sessions,
        "subgroups.csv": found.people,
    }
    for name, parts in (("network_links.csv", pairwise), ("network_regression.csv", together)):
        made[name] = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS[name]))
    return made


_LINE = {
    "instrument": ("identifier of the alliance instrument", ""),
    "subscale": ("name of the subscale, or total", ""),
    "target": ("what the rating is about", ""),
}
COLUMNS = {
    "index_bands.csv": {
        "group": GROUP,
        "session": SESSION,
        "index": ("name of the group index", ""),
        "value": ("its value; empty where undefined", "see the index"),
        "n": ("people the value rests on", "people"),
        "baseline": ("what chance means: equal chances, or shuffled addressees", ""),
        "expected": ("mean of the draws by chance", "see the index"),
        "low": ("2.5 per cent point of the draws", "see the index"),
        "high": ("97.5 per cent point of the draws", "see the index"),
        "p": ("two-sided, not corrected for several looks", ""),
        "draws": ("draws that gave a value", ""),
        "boot_low": ("lower end of the 95 per cent bootstrap interval of the index", "see the index"),
        "boot_high": ("its upper end", "see the index"),
        "reason": REASON,
    },
    "prompts.csv": {
        "group": GROUP,
        "session": SESSION,
        "member": ("identifier of the member as recorded", ""),
        "kind": ("edge (hardly any part in the talk) or criticism (negative turns from several)", ""),
        "observed": ("turns taken and received, or negative turns received", "turns"),
        "expected": ("the same by an equal part", "turns"),
        "n": ("people present", "people"),
        "senders": ("people the negative turns came from", "people"),
        "p": ("probability of so few turns by chance; empty for criticism", ""),
        "reason": ("the prompt in words and numbers", ""),
    },
    "subgroup_sessions.csv": {
        "group": GROUP,
        "session": SESSION,
        "n": ("people present", "people"),
        "q": ("modularity of the partition found", ""),
        "q_limit": ("95 per cent point of it with shuffled addressees", ""),
        "subgroups": ("subgroups in the partition", ""),
        "beats": ("whether q is above q_limit", ""),
        "recurs": ("most sessions in which one of its subgroups is found", "sessions"),
        "shown": ("whether a subgroup of the session is reported", ""),
        "reason": REASON,
    },
    "subgroups.csv": {
        "group": GROUP,
        "session": SESSION,
        "subgroup": ("number of the subgroup within the session", ""),
        "member": ("identifier of the person as recorded", ""),
    },
    "network_links.csv": {
        "group": GROUP,
        **_LINE,
        "pair": ("which two ways of being connected", ""),
        "r": ("correlation over ordered pairs of members", ""),
        "p": ("two-sided, from relabelling the members", ""),
        "n": ("members", "people"),
        "pairs": ("ordered pairs used", ""),
        "relabellings": ("relabellings counted", ""),
        "exact": ("whether these are all there are", ""),
        "reason": REASON,
    },
    "network_regression.csv": {
        "group": GROUP,
        **_LINE,
        "predictor": ("what the talk of the later half is described by", ""),
        "coefficient": ("turns per session together for each unit of the predictor", ""),
        "t": ("its t value", ""),
        "p": ("two-sided, by double semi-partialing", ""),
        "n": ("members", "people"),
        "reason": REASON,
    },
}
ANALYSIS = Analysis(METHOD, "comparing networks with chance", tables, COLUMNS)
