"""Who takes the floor after whom, what follows what, and pauses, as files."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.measures.sequence_lags import CODES, transitions
from taft_dash.measures.sequence_pauses import pauses
from taft_dash.measures.sequence_shifts import LEAST, participation_shifts
from taft_dash.measures.sequence_shuffles import SEED, TIMES
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import GROUP, REASON, SESSION

PARAMETERS = {"times": TIMES, "several": "apart", "lag": 1, "least_transitions": LEAST}
METHOD = Method(
    name="sequences",
    title="Sequences of turns",
    text=(
        "Successive turns of a session were classed by the 13 participation shifts of Gibson (2003): turn receiving"
        " (called answered, answered to the group, or passed on), turn claiming (took it up), turn usurping (stepped"
        " in) and turn continuing (went on). Turns to several people but not the group, and turns whose addressee was"
        " not recorded, were left out of the types. Sessions recorded as counts of turns, or without an order, were not"
        " used. Expected counts came from 1,000 random orders of the turns of each session, each turn keeping its"
        " speaker, addressee and code, in which as many turns followed one of the same speaker as in the record; the"
        " band holds the middle 95 % of them. p values were two-sided and counted the record among the shuffles;"
        " corrected ones used the distribution of the largest standardised deviation among all counts of a table"
        " (Westfall & Young, 1993). Transitions between the categories, therapeutic elements, speakers and directions"
        " of successive turns were tabulated within sessions (lag-sequential analysis; Bakeman & Quera, 2011), with"
        " adjusted residuals (Allison & Liker, 1982). Where no kind of turn ever followed itself, the diagonal was"
        " taken as structural zeros and expected counts were those of quasi-independence (Goodman, 1968). p values from"
        " the normal and chi-square distributions were given only where at least 80 % of the cells expected five or"
        " more. Pauses ran from the end of a turn to the beginning of the next, overlaps being negative; medians were"
        " compared with those of pauses dealt out at random among the successions of a session. Groups with fewer than"
        " 100 successions were left out."
    ),
    references=(
        "Allison, P. D., & Liker, J. K. (1982). Analyzing sequential categorical data on dyadic interaction: A comment"
        " on Gottman. Psychological Bulletin, 91(2), 393-403. https://doi.org/10.1037/0033-2909.91.2.393",
        "Bakeman, R., & Quera, V. (2011). Sequential analysis and observational methods for the behavioral sciences."
        " Cambridge University Press. https://doi.org/10.1017/CBO9781139017343",
        "Gibson, D. R. (2003). Participation shifts: Order and differentiation in group conversation. Social Forces,"
        " 81(4), 1335-1380. https://doi.org/10.1353/sof.2003.0055",
        "Goodman, L. A. (1968). The analysis of cross-classified data: Independence, quasi-independence, and"
        " interactions in contingency tables with or without missing entries. Journal of the American Statistical"
        " Association, 63(324), 1091-1131. https://doi.org/10.2307/2285873",
        "Westfall, P. H., & Young, S. S. (1993). Resampling-based multiple testing: Examples and methods for p-value"
        " adjustment. Wiley.",
    ),
    parameters=PARAMETERS,
    seed=SEED,
    snippet=(
        "from taft_dash.measures.sequence_shifts import participation_shifts\n"
        "from taft_dash.measures.sequence_lags import transitions\n"
        "from taft_dash.measures.sequence_pauses import pauses\n"
        "shifts, pauses_ = participation_shifts(study), pauses(study)\n"
        'categories = transitions(study, "category")\n'
        "table = shifts.types"
    ),
)


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`participation_shifts`, `transitions` of every code, and `pauses`."""
    shifts, timed = participation_shifts(study), pauses(study)
    found = transitions(study, *CODES)
    return {
        "shifts.csv": shifts.types,
        "shifts_by_session.csv": shifts.sessions,
        "shifts_by_person.csv": shifts.people,
        "turn_orders.csv": shifts.overview,
        "transitions.csv": found.cells,
        "transition_tables.csv": found.fit,
        "pauses_by_session.csv": timed.sessions,
        "pauses_by_shift.csv": timed.words,
    }


WORD = ("answered, answered to the group, passed on, took it up, stepped in or went on", "")
SUCCESSIONS = "successions of turns"
CHANCE = {
    "n": ("how often in the record", SUCCESSIONS),
    "expected": ("mean over shuffled turns", SUCCESSIONS),
    "chance_low": ("2.5 % of shuffles are below or at this", SUCCESSIONS),
    "chance_high": ("97.5 % of shuffles are below or at this", SUCCESSIONS),
}
TESTED = CHANCE | {
    "ratio": ("n / expected", ""),
    "p": ("two-sided p against shuffled turns", ""),
    "p_adjusted": ("the same, corrected for all rows of the table looked at together", ""),
}
TOTALS = {
    "n_transitions": ("all successions in sessions with an order", SUCCESSIONS),
    "n_classed": ("of these, of one of the 13 types", SUCCESSIONS),
}
OF_CODES = {
    "code": ("what the turns are known by: category, element, direction or speaker", ""),
    "lag": ("turns ahead that are looked at", "turns"),
}
COLUMNS = {
    "shifts.csv": {
        "group": GROUP,
        "shift": ("type after Gibson: AB-BA is A to B, then B to A; 0 the group, X and Y others", ""),
        "family": ("Gibson's class of the type", ""),
        "word": WORD,
        **TOTALS,
        **TESTED,
        "reason": REASON,
    },
    "shifts_by_session.csv": {
        "group": GROUP,
        "session": SESSION,
        "word": WORD,
        **TOTALS,
        "share": ("n / n_classed", ""),
        **CHANCE,
        "reason": REASON,
    },
    "shifts_by_person.csv": {
        "group": GROUP,
        "member": ("identifier of the person who took the floor", ""),
        "word": WORD,
        **TESTED,
        "reason": REASON,
    },
    "turn_orders.csv": {
        "group": GROUP,
        "session": SESSION,
        "n_turns": ("recorded rows of talk", "rows"),
        "order": ("column that orders the turns; empty where they have no order", ""),
        "n_tied": ("turns that share their place in the order with another", "turns"),
        **TOTALS,
        "n_same": ("the same person to the same addressee again: no shift", SUCCESSIONS),
        "n_not_known": ("an addressee is not recorded", SUCCESSIONS),
        "n_several": ("a turn to several people, not the group, is one of the two", SUCCESSIONS),
        "reason": ("why the session has no order, in words", ""),
    },
    "transitions.csv": {
        "group": GROUP,
        **OF_CODES,
        "given": ("what the earlier turn was", ""),
        "then": ("what the later turn was", ""),
        "possible": ("False: a structural zero", ""),
        "probability": ("n / all successions of the same given", ""),
        "expected_independent": ("expected under independence, or quasi-independence", SUCCESSIONS),
        "residual": ("adjusted residual of n against it", "standard deviations"),
        "p_normal": ("two-sided p of the residual; empty where too few are expected", ""),
        **TESTED,
        "reason": REASON,
    },
    "transition_tables.csv": {
        "group": GROUP,
        **OF_CODES,
        "n_codes": ("kinds of turns", ""),
        "n_transitions": ("successions counted", SUCCESSIONS),
        "diagonal": ("possible, or structural zeros where nothing ever follows itself", ""),
        "X2": ("Pearson's statistic against (quasi-)independence", ""),
        "G2": ("likelihood ratio against the same", ""),
        "df": ("degrees of freedom of both", ""),
        "p_chance": ("p of the whole table against shuffled turns", ""),
        "p_chi2": ("p of X2 from chi-square; empty where too few are expected", ""),
        "share_expected": ("share of the possible cells that expect at least 5", ""),
        "reason": ("why there is no table, or no p from chi-square", ""),
    },
    "pauses_by_session.csv": {
        "group": GROUP,
        "session": SESSION,
        "n_timed": ("successions with times", SUCCESSIONS),
        "median_pause": ("from the end of a turn to the beginning of the next; below 0: overlap", "seconds"),
        "longest_pause": ("the longest of them", "seconds"),
        "overlapping": ("the next turn began before the end", SUCCESSIONS),
        "overlap_share": ("overlapping / n_timed", ""),
        "reason": REASON,
    },
    "pauses_by_shift.csv": {
        "group": GROUP,
        "word": WORD,
        "n": ("successions so called, with times", SUCCESSIONS),
        "median_pause": ("before the turn that is so called", "seconds"),
        "chance_low": ("2.5 % of shuffles are below or at this", "seconds"),
        "chance_high": ("97.5 % of shuffles are below or at this", "seconds"),
        "p": ("two-sided p against pauses dealt out at random", ""),
        "p_adjusted": ("the same, corrected for all words of the group", ""),
        "overlap_share": ("share that overlaps", ""),
        "reason": REASON,
    },
}
ANALYSIS = Analysis(METHOD, "following turns", tables, COLUMNS)
