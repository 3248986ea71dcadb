"""Possible ruptures of every member on every alliance line, by every criterion and as noted, as files."""

from __future__ import annotations

from dataclasses import asdict

import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.measures.overview import lines
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.rupture_explorer import explored
from taft_dash.measures.rupture_rules import CRITERIA, Rules
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import GROUP, REASON, SESSION

REFERENCES = (
    "Chen, R., Atzil-Slonim, D., Bar-Kalifa, E., Hasson-Ohayon, I., & Refaeli, E. (2018). Therapists' recognition of "
    "alliance ruptures as a moderator of change in alliance and symptoms. Psychotherapy Research, 28(4), 560–570. "
    "https://doi.org/10.1080/10503307.2016.1227104",
    "Eubanks-Carter, C., Gorman, B. S., & Muran, J. C. (2012). Quantitative naturalistic methods for detecting change "
    "points in psychotherapy research: An illustration with alliance ruptures. Psychotherapy Research, 22(6), 621–637. "
    "https://doi.org/10.1080/10503307.2012.693772",
    "Gumz, A., Brähler, E., Geyer, M., & Erices, R. (2012). Crisis-repair sequences: Considerations on the "
    "classification and assessment of breaches in the therapeutic relationship. BMC Medical Research Methodology, "
    "12, 10. https://doi.org/10.1186/1471-2288-12-10",
    "Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful change "
    "in psychotherapy research. Journal of Consulting and Clinical Psychology, 59(1), 12–19. "
    "https://doi.org/10.1037/0022-006X.59.1.12",
    "Stiles, W. B., Glick, M. J., Osatuke, K., Hardy, G. E., Shapiro, D. A., Agnew-Davies, R., Rees, A., & Barkham, M. "
    "(2004). Patterns of alliance development and the rupture–repair hypothesis: Are productive relationships U-shaped "
    "or V-shaped? Journal of Counseling Psychology, 51(1), 81–92. https://doi.org/10.1037/0022-0167.51.1.81",
    "Strauss, J. L., Hayes, A. M., Johnson, S. L., Newman, C. F., Brown, G. K., Barber, J. P., Laurenceau, J.-P., & "
    "Beck, A. T. (2006). Early alliance, alliance ruptures, and symptom change in a nonrandomized trial of cognitive "
    "therapy for avoidant and obsessive-compulsive personality disorders. Journal of Consulting and Clinical "
    "Psychology, 74(2), 337–345. https://doi.org/10.1037/0022-006X.74.2.337",
)


def method(rules: Rules) -> Method:
    """What was done, with the choices made."""
    floor = "one scale point on one item" if rules.floor is None else f"{rules.floor:g}"
    pooled = "pooled over all members" if rules.sd_inter is None else f"given as {rules.sd_inter:g}"
    apart = " Steps across an absence were not counted." if rules.absence_breaks else ""
    short = (
        f" With fewer than {rules.leave_out_below} ratings, the member's own standard deviation left out the rating "
        "that was held against it."
    )
    short = short if rules.leave_out_below else ""
    back = f"within {rules.window} attended sessions of the lowest score"
    changed = {name: value for name, value in asdict(rules).items() if value != asdict(Rules())[name]}
    said = ", ".join(f"{name}={value!r}" for name, value in changed.items())
    return Method(
        name="ruptures",
        title="Possible ruptures and repairs",
        text=(
            "Possible ruptures were marked by several criteria side by side. (1) A fall from the preceding "
            f"local peak, over one or more sessions, of at least {rules.k[0]:g} (marked: {rules.k[-1]:g}) "
            f"standard deviations, taking the larger of the member's own standard deviation and the one {pooled}"
            f" (Gumz et al., 2012); repaired at the first later score at most {rules.tolerance:g} of the "
            f"threshold below the peak. (2) A step between consecutive sessions of at least {rules.strauss_k:g} "
            "such pooled standard deviation (after Strauss et al., 2006); repaired as in (1). (3) A score at "
            f"least {rules.stiles_k:g} standard errors below the member's own least-squares line, lower than the"
            " score before, in a course that neither declined (95 % interval of the slope below zero) nor was "
            "flat (after Stiles et al., 2004); repaired when back on the line. (4) A score that fell below the "
            f"member's mean less {rules.limit:g} mean moving ranges, or a step of more than {rules.step_limit:g}"
            " mean moving ranges (control chart of individual values; Eubanks-Carter et al., 2012); repaired "
            f"when back inside the limit. (5) A step of at least {rules.z:g} standard errors of a difference, "
            f"with the standard deviation of all ratings and a reliability of {rules.reliability:g} (Jacobson & "
            "Truax, 1991); repaired by a rise of the same size. (6) A rupture noted by a therapist or an "
            f"observer that names the member, or the whole group. Repairs counted {back}; later ones left the "
            "episode open, and an earlier end of the ratings left it censored. No standard deviation was taken "
            f"smaller than {floor}. Members with fewer than {rules.least_sessions} attended and rated sessions "
            f"(control limits: {max(rules.least_sessions, rules.least_for_limits)}) were left out.{apart}{short}"
            " Criteria agreed on an episode where its times overlapped. Episodes were crossed with the ruptures"
            " that therapists, and observers, had noted (Chen et al., 2018): recognised where one concerned the"
            " member, noted for others where one in that time concerned other people, missed where none did."
        ),
        references=REFERENCES,
        parameters=asdict(rules),
        snippet=(
            "from taft_dash.measures.overview import lines\n"
            "from taft_dash.measures.ratings import trajectories\n"
            "from taft_dash.measures.rupture_explorer import explored\n"
            "from taft_dash.measures.rupture_rules import Rules\n"
            "scores = trajectories(study)\n"
            f"table = explored(study, scores, lines(study, scores), Rules({said})).episodes"
        ),
    )


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`rupture_explorer.explored` on every line of the study."""
    scores = trajectories(study)
    found = explored(study, scores, lines(study, scores))
    return {
        "rupture_episodes.csv": found.episodes,
        "rupture_agreement.csv": found.agreement,
        "rupture_thresholds.csv": found.thresholds,
        "rupture_shares.csv": found.shares,
        "rupture_recognition.csv": found.crossing,
        "rupture_notes.csv": found.notes,
    }


LINE = {
    "instrument": ("identifier of the instrument", ""),
    "subscale": ("name of the subscale, or total", ""),
    "target": ("what the rating is about", ""),
}
MEMBER = ("identifier of the member as recorded", "")
CRITERION = (f"which criterion: {', '.join(one.name for one in CRITERIA)}", "")
EPISODE = ("number of the episode: overlapping finds of several criteria on one line of one member are one", "")
JUDGING = ("how many of the criteria that look at scores could judge the member", "")
UNIT = "see the instrument"
COLUMNS = {
    "rupture_episodes.csv": {
        "criterion": CRITERION,
        "group": GROUP,
        "member": MEMBER,
        **LINE,
        "episode": EPISODE,
        "onset": ("session in which the threshold was reached, or the rupture noted", ""),
        "peak_session": ("session from which the fall is counted; empty where there is none", ""),
        "lowest_session": ("session of the lowest score", ""),
        "last_session": ("last session looked at before the repair", ""),
        "depth": ("score before the fall minus lowest score; empty for what was noted", UNIT),
        "threshold": ("what was reached: a fall, a step, or a distance below line or mean", UNIT),
        "marked": ("multiples of the spread that the depth reaches (Gumz): 1 or 2; 1 for other criteria", ""),
        "status": ("repaired, open (not within the window) or censored (the ratings end first)", ""),
        "repaired_session": ("session of the repair; empty where there is none", ""),
        "length": ("rated sessions from onset to last session; for what was noted, attended ones", "sessions"),
        "shape": ("sudden or gradual; empty for what was noted", ""),
        "ceiling": ("many of the member's ratings are at the maximum", ""),
        "agree": ("criteria that mark this time, parted by blanks", ""),
        "n_agree": ("how many of these look at scores", "criteria"),
        "n_judging": JUDGING,
        "level_rated": ("what the ratings are about: member-therapist, member-member or member-group", ""),
        "levels": ("levels of all lines on which the member fell at that time (gumz), parted by blanks", ""),
        "therapist": (
            "recognised, noted for others, missed; empty where no therapist noted any event", ""
        ),
        "observer": ("the same for observers", ""),
        "noted_type": ("withdrawal or confrontation, as noted for the member by anyone", ""),
        "level_noted": ("between whom, as noted for the member by anyone", ""),
        "repair_noted": ("first session in which a repair was noted for the member; empty where none was", ""),
        "reason": ("the episode in words and numbers", ""),
    },
    "rupture_agreement.csv": {
        "episode": EPISODE,
        "group": GROUP,
        "member": MEMBER,
        **LINE,
        "first_session": ("earliest onset", ""),
        "last_session": ("latest last session", ""),
        "n_agree": ("how many of the criteria that look at scores mark it", "criteria"),
        "n_judging": JUDGING,
        **{one.name: (f"onset by {one.label}; empty where it does not mark it", "") for one in CRITERIA},
    },
    "rupture_thresholds.csv": {
        "criterion": CRITERION,
        "group": GROUP,
        "member": MEMBER,
        **LINE,
        "n_sessions": ("attended and rated sessions", "sessions"),
        "spread": ("standard deviation, standard error of the line, or mean moving range used", UNIT),
        "sd_intra": ("standard deviation of the member's scores", UNIT),
        "sd_inter": ("the same, pooled over all members of the records", UNIT),
        "threshold": ("what a fall, a step, or a distance below line or mean has to reach", UNIT),
        "mean": ("mean of the member's ratings (shewhart)", UNIT),
        "step_limit": ("largest step inside the limits (shewhart)", UNIT),
        "intercept": ("of the member's line (stiles)", UNIT),
        "slope": ("of the member's line (stiles)", f"{UNIT}, per session"),
        "share_at_maximum": ("share of the member's ratings at the maximum", ""),
        "ceiling": ("whether that is so many that falls cannot be seen reliably", ""),
        "reason": REASON,
    },
    "rupture_shares.csv": {
        "criterion": CRITERION,
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
    "rupture_recognition.csv": {
        "criterion": CRITERION,
        "group": GROUP,
        **LINE,
        "noter": ("whose notes: therapist or observer", ""),
        "n_episodes": ("episodes by the criterion", "episodes"),
        "recognised": ("of these, with a rupture noted that concerns the member", "episodes"),
        "noted_for_others": ("of these, with one noted in that time that concerns others only", "episodes"),
        "missed": ("of these, without any noted in that time", "episodes"),
        "noted_only": ("ruptures noted for a member who could be judged, outside any episode", "members and sessions"),
        "noted_unjudged": ("ruptures noted for a member who could not be judged", "members and sessions"),
        "reason": REASON,
    },
    "rupture_notes.csv": {
        "event": ("number of the event among the records", ""),
        "group": GROUP,
        "session": SESSION,
        "minute": ("when in the session", "minutes"),
        "what": ("rupture or repair", ""),
        "type": ("withdrawal or confrontation, where recorded", ""),
        "noter": ("role of who noted it; empty where that is not recorded", ""),
        "member": ("member whom it concerns; empty where it names none", ""),
        "named": ("whether the member is actor or target; otherwise as one of the group", ""),
        "level": ("between whom: member-therapist, member-member or member-group", ""),
    },
}  # fmt: skip
METHOD = method(Rules())
ANALYSIS = Analysis(METHOD, "looking for ruptures", tables, COLUMNS)
