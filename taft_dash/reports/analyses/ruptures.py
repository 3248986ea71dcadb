"""Possible ruptures of every member on every alliance line, as files."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.measures.overview import lines
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture import rupture_thresholds, ruptures, share_in_rupture
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import GROUP, REASON, SESSION

PARAMETERS = {"k": (1, 2), "tolerance": 0.25, "window": 3, "least_sessions": 5}
METHOD = Method(
    name="ruptures",
    title="Possible ruptures and repairs",
    text=(
        "A possible rupture was marked where a member's score fell from the preceding local peak by at least one "
        "(marked: two) standard deviations, taking the larger of the member's own standard deviation and the one "
        "pooled over all members (Gumz et al., 2012), and at least one scale point on one item. It counted as "
        "repaired at the first later score within a quarter of the threshold below the peak, if that came within "
        "three attended sessions of the lowest score. Members with fewer than five attended and rated sessions were "
        "left out."
    ),
    references=(
        "Gumz, A., Brähler, E., Geyer, M., & Erices, R. (2012). Crisis-repair sequences: Considerations on the "
        "classification and assessment of breaches in the therapeutic relationship. BMC Medical Research Methodology, "
        "12, 10. https://doi.org/10.1186/1471-2288-12-10",
    ),
    parameters=PARAMETERS,
    snippet=(
        "from taft_dash.measures.ratings import trajectories\n"
        "from taft_dash.measures.rupture import ruptures\n"
        'table = ruptures(study, trajectories(study), instrument="WAI-SR")'
    ),
)


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`rupture.ruptures`, `rupture_thresholds` and `share_in_rupture` of every line of the study."""
    scores = trajectories(study)
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in COLUMNS}
    for line in lines(study, scores):
        what = dict(instrument=line.instrument, subscale=line.subscale, target=line.target)
        episodes = ruptures(study, scores, **what, **PARAMETERS)
        limits = rupture_thresholds(study, scores, **what, least_sessions=PARAMETERS["least_sessions"])
        found["rupture_episodes.csv"].append(episodes)
        found["rupture_thresholds.csv"].append(limits.assign(**what))
        found["rupture_shares.csv"].append(share_in_rupture(study, episodes).assign(**what))
    return {
        name: pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS[name]))
        for name, parts in found.items()
    }


LINE = {
    "instrument": ("identifier of the instrument", ""),
    "subscale": ("name of the subscale, or total", ""),
    "target": ("what the rating is about", ""),
}
MEMBER = ("identifier of the member as recorded", "")
COLUMNS = {
    "rupture_episodes.csv": {
        "group": GROUP,
        "member": MEMBER,
        **LINE,
        "onset": ("session in which the threshold was reached", ""),
        "peak_session": ("session of the peak before the fall", ""),
        "lowest_session": ("session of the lowest score", ""),
        "last_session": ("last session looked at below the repair line", ""),
        "depth": ("peak minus lowest score", "see the instrument"),
        "threshold": ("fall that counts as a possible rupture", "see the instrument"),
        "marked": ("multiples of the spread that the depth reaches: 1 or 2", ""),
        "status": ("repaired, open (not within the window) or censored (the ratings end first)", ""),
        "repaired_session": ("session of the repair; empty where there is none", ""),
        "length": ("rated sessions from onset to last session", "sessions"),
        "shape": ("sudden or gradual", ""),
        "ceiling": ("many of the member's ratings are at the maximum", ""),
        "reason": ("the episode in words and numbers", ""),
    },
    "rupture_thresholds.csv": {
        "group": GROUP,
        "member": MEMBER,
        **LINE,
        "n_sessions": ("attended and rated sessions", "sessions"),
        "sd_intra": ("standard deviation of the member's scores", "see the instrument"),
        "sd_inter": ("the same, pooled over all members", "see the instrument"),
        "threshold": ("fall that counts as a possible rupture", "see the instrument"),
        "share_at_maximum": ("share of the member's ratings at the maximum", ""),
        "reason": REASON,
    },
    "rupture_shares.csv": {
        "group": GROUP,
        "session": SESSION,
        **LINE,
        "n_in_rupture": ("members present who are in an episode", "people"),
        "n_onset": ("of these, beginning in this session", "people"),
        "n_present": ("members present", "people"),
        "share": ("n_in_rupture / n_present", ""),
        "kind": ("none, individual (one member), several, or shared (at least half)", ""),
        "reason": REASON,
    },
}
ANALYSIS = Analysis(METHOD, "looking for ruptures", tables, COLUMNS)
