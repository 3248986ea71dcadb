"""How the counts and scores of the first pages were come by: their methods, as a paper would say them."""

from __future__ import annotations

from taft_dash.measures.method import Method

_FREEMAN = (
    "Freeman, L. C. (1978). Centrality in social networks: Conceptual clarification. Social Networks, 1(3), "
    "215-239. https://doi.org/10.1016/0378-8733(78)90021-7"
)
_GUMZ = (
    "Gumz, A., Brähler, E., Geyer, M., & Erices, R. (2012). Crisis-repair sequences: Considerations on the "
    "classification and assessment of breaches in the therapeutic relationship. BMC Medical Research "
    "Methodology, 12, 10. https://doi.org/10.1186/1471-2288-12-10"
)
_HATCHER = (
    "Hatcher, R. L., & Gillaspy, J. A. (2006). Development and validation of a revised short version of the "
    "Working Alliance Inventory. Psychotherapy Research, 16(1), 12-25. https://doi.org/10.1080/10503300500352500"
)
_HILL = (
    "Hill, M. O. (1973). Diversity and evenness: A unifying notation and its consequences. Ecology, 54(2), "
    "427-432. https://doi.org/10.2307/1934352"
)
_WASSERMAN = (
    "Wasserman, S., & Faust, K. (1994). Social network analysis: Methods and applications. Cambridge University "
    "Press. https://doi.org/10.1017/CBO9780511815478"
)

PARTICIPATION = Method(
    name="participation",
    title="Attendance and the floor",
    text=(
        "Attendance was counted over the sessions with a record of the person, from joining to leaving. Shares "
        "of the floor are a person's part of all turns (or of all speaking time) of the sessions at which they "
        "were present; a turn to several people counts once for its speaker. Who was present and silent counts "
        "with a share of 0, who was absent is left out. Effective speakers are the exponential of the Shannon "
        "entropy of the shares (Hill, 1973). Over all sessions, shares are compared with an equal part of the"
        " turns of the sessions attended."
    ),
    references=(_HILL,),
    snippet="from taft_dash.measures.floor import standing\ntable = standing(study)",
)
NETWORK = Method(
    name="network",
    title="Who speaks to whom",
    text=(
        "Networks are directed and weighted by turns. Everyone present is a node, silent or not; a turn to "
        "several people is a tie to each; turns to the whole group are kept apart and never spread over its "
        "members. Over several sessions, ties are turns per session at which both were present. Density, "
        "reciprocity and degree centralisation are those of the binary network (Wasserman & Faust, 1994;"
        " Freeman, 1978)."
    ),
    references=(_WASSERMAN, _FREEMAN),
    snippet="from taft_dash.measures.network import ties\ntable = ties(study)",
)
ALLIANCE = Method(
    name="alliance",
    title="The course of the alliance",
    text=(
        "Ratings were scored by each instrument's published key and missing rule. The group's course is the "
        "mean of the members who rated, with n and the standard deviation; members' and therapists' ratings "
        "were never averaged together. A member's baseline is the mean of the first three scores. Possible "
        "ruptures are falls from a local peak by at least one standard deviation, the larger of the member's "
        "own and of all members' (Gumz et al., 2012), repaired when the score is back to the peak less a "
        "quarter of the threshold within three attended sessions of the lowest one, unless other values are"
        " given in the settings."
    ),
    references=(_GUMZ, _HATCHER),
    parameters={"k": (1, 2), "tolerance": 0.25, "window": 3, "least_sessions": 5, "baseline sessions": 3},
    snippet=(
        "from taft_dash.measures.alliance import group_course\n"
        "from taft_dash.measures.ratings import trajectories\n"
        "table = group_course(study, trajectories(study))"
    ),
)
RATINGS = Method(
    name="ratings",
    title="Scores of ratings",
    text=(
        "Answers were scored by each instrument's published key: reversed items turned, means or sums as the "
        "instrument has them, and a score only where its missing rule allows one (else at least three quarters "
        "of the items). Scores written down are used where there are no answers. Raters of different roles were"
        " never averaged together."
    ),
    references=(_HATCHER,),
    snippet="from taft_dash.measures.ratings import trajectories\ntable = trajectories(study)",
)
OVERVIEW = Method(
    name="overview",
    title="The linked view",
    text=(
        "Session by session the linked view sets who spoke to whom beside members' ratings. Ties are "
        "person-directed turns of the session; a turn to several people is a tie to each, turns to the group "
        "are kept apart. Flow shares are the parts of all addressed turns that pass between therapists, members "
        "and the group. Ratings were scored by each instrument's published key and missing rule; possible "
        "ruptures follow Gumz et al. (2012) at one and two standard deviations. Indices are defined in the data"
        " dictionary of the files of measures (Wasserman & Faust, 1994)."
    ),
    references=(_GUMZ, _WASSERMAN),
    snippet="from taft_dash.measures.indices import by_session\ntable = by_session(study)",
)
COUNTED = (OVERVIEW, PARTICIPATION, NETWORK, ALLIANCE, RATINGS)
