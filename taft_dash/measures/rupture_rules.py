"""The criteria for a possible rupture, as a list, and every number in them that may be chosen otherwise."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Rules:
    """The choices behind the criteria; the defaults are those of the sources, or this program's where these are silent.

    Parameters
    ----------
    k : multiples of the spread (Gumz), ascending: the first makes a possible rupture, the second a marked one.
    strauss_k, stiles_k : multiples of the standard deviation, and of the standard error of the line.
    limit, step_limit : multiples of the mean moving range (control chart of individual values).
    z, reliability : normal quantile and reliability of the scale (reliable change).
    tolerance : how far below the level before still counts as back, as a share of the threshold (Gumz, Strauss).
    window : attended sessions, counted from the lowest score, within which a repair counts.
    least_sessions, least_for_limits : attended and rated sessions below which nothing is said.
    floor : smallest standard deviation that is believed (instrument's unit); None: one scale point on one item.
    sd_inter : a standard deviation to use in place of the one pooled here, such as one from a larger sample.
    ceiling_share : from this share of ratings at the maximum, falls cannot be seen reliably.
    absence_breaks : a session missed between two ratings parts them: no step is counted across it. A descent (Gumz)
        and a line (Stiles) run on; the sentence says what lies in between.
    leave_out_below : with fewer ratings than this, a member's own spread (Gumz) leaves out the rating held against it.
    """

    k: tuple[float, ...] = (1, 2)
    strauss_k: float = 1
    stiles_k: float = 2
    limit: float = 2.66
    step_limit: float = 3.267
    z: float = 1.96
    reliability: float = 0.8
    tolerance: float = 0.25
    window: int = 3
    least_sessions: int = 5
    least_for_limits: int = 8
    floor: float | None = None
    sd_inter: float | None = None
    ceiling_share: float = 0.25
    absence_breaks: bool = True
    leave_out_below: int = 0

    def __post_init__(self):
        if not self.k or list(self.k) != sorted(self.k) or self.k[0] <= 0:
            raise ValueError(f"k has to be positive and ascending, such as (1, 2); found {self.k}")
        if not 0 <= self.reliability < 1:
            raise ValueError(f"reliability has to lie between 0 and 1; found {self.reliability}")


@dataclass(frozen=True)
class Criterion:
    """One way of finding possible ruptures: what it is called, its rule in words, where it comes from.

    `by` : how a sentence names it; "" for the usual one. `rule` and `repair` hold the names of `Rules` in braces.
    `status` : how sure it is that the source means this. `by_chance` : marks per 100 ratings, by the default rules, on
    simulated courses of 24 sessions that only fluctuate around a level (tests/simulations/sim_ruptures.py); None for
    what was noted.
    """

    name: str
    label: str
    by: str
    rule: str
    repair: str
    source: str
    status: str
    by_chance: float | None = None


GUMZ_SOURCE = "Gumz, Brähler, Geyer & Erices 2012, doi 10.1186/1471-2288-12-10"
WITHIN = "within {window} attended sessions of the lowest score"
_NEAR = f"back to the score before the fall, less {{tolerance:g}} of the threshold, {WITHIN}"
CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "gumz", "Gumz (possible)", "",
        "a fall from the last peak, over one or more sessions, of at least {possible:g} SD: the larger of the member's"
        " own and that of all members",
        f"back to the peak, less {{tolerance:g}} of the threshold, {WITHIN}",
        GUMZ_SOURCE, "principle as published; tolerance and window are choices of this program", 18.0,
    ),
    Criterion(
        "gumz_marked", "Gumz (marked)", "", "the same fall, of at least {marked:g} SD", "as for a possible rupture",
        GUMZ_SOURCE, "principle as published; tolerance and window are choices of this program", 10.6,
    ),
    Criterion(
        "strauss", "Strauss", " by Strauss",
        "a step down from one session to the next of at least {strauss_k:g} SD of all members", _NEAR,
        "Strauss et al. 2006, doi 10.1037/0022-006X.74.2.337", "from memory; the threshold of 1 SD through Gumz et al.",
        18.1,
    ),
    Criterion(
        "stiles", "Stiles", " by Stiles",
        "a score at least {stiles_k:g} standard errors below the member's own straight line, lower than the one before,"
        " in a course that neither declines (95 % interval of the slope below 0) nor is flat",
        f"back on the line {WITHIN}",
        "Stiles et al. 2004, doi 10.1037/0022-0167.51.1.81",
        "from memory; preliminary for its authors; what is declining and what is flat are choices of this program",
        1.5,
    ),
    Criterion(
        "shewhart", "Control limits", " by control limits",
        "a score that falls below the member's mean less {limit:g} mean moving ranges, or a step down of more than"
        " {step_limit:g} mean moving ranges",
        f"back inside the limit {WITHIN}",
        "Eubanks-Carter, Gorman & Muran 2012, doi 10.1080/10503307.2012.693772", "standard chart of individual values",
        0.4,
    ),
    Criterion(
        "rci", "Reliable change", " by reliable change",
        "a step down from one session to the next of at least {z:g} standard errors of a difference, with SD of all"
        " ratings and a reliability of {reliability:g}",
        f"a rise of the same size above the lowest score {WITHIN}",
        "Jacobson & Truax 1991, doi 10.1037/0022-006X.59.1.12",
        "formula as published; the reliability is a choice and may be changed", 3.5,
    ),
    Criterion(
        "therapist_report", "Noted", " as noted",
        "a therapist or an observer noted a rupture that names the member, or the whole group with the member present",
        "a repair noted that names the member or the whole group, within {window} attended sessions",
        "Chen et al. 2018, doi 10.1080/10503307.2016.1227104", "by what is recorded in events",
    ),
)  # fmt: skip
SCORED = tuple(criterion.name for criterion in CRITERIA if criterion.name != "therapist_report")
"""The criteria that look at scores."""


def criterion(name: str) -> Criterion:
    """The criterion of that name; ValueError lists the names there are."""
    for known in CRITERIA:
        if known.name == name:
            return known
    raise ValueError(f"no criterion {name!r}; there are {', '.join(c.name for c in CRITERIA)}")


def in_words(one: Criterion, rules: Rules) -> tuple[str, str]:
    """The rule and what counts as a repair, with the numbers chosen.

    Examples
    --------
    >>> in_words(criterion("strauss"), Rules(strauss_k=2))[0]
    'a step down from one session to the next of at least 2 SD of all members'
    """
    numbers = asdict(rules) | {"possible": rules.k[0], "marked": rules.k[-1]}
    return one.rule.format(**numbers), one.repair.format(**numbers)
