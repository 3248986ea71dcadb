"""The social relations model of talk and of members' ratings of one another, as files."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import (
    LEAST_SESSIONS,
    SCALES,
    rated_lines,
    rating_round_robins,
    talk_round_robins,
)
from taft_dash.measures.social_relations import LEAST_PEOPLE
from taft_dash.records.study import Study
from taft_dash.reports.analyses.analysis import Analysis
from taft_dash.reports.measures import GROUP, REASON

PARAMETERS = {"scales_of_talk": SCALES, "least_members": LEAST_PEOPLE, "least_sessions_of_talk": LEAST_SESSIONS}
METHOD = Method(
    name="relations",
    title="Social relations",
    text=(
        "Members' talk and members' ratings of one another were analysed with the social relations model (Warner et"
        " al., 1979; Kenny, 1994), members only. Talk was the number of turns from one member to another per session"
        " at which both were present (or its logarithm, log(1 + rate)), pooled over sessions; ratings were averaged"
        " over sessions. Variances of actors, partners and relationships, and the covariances behind generalised and"
        " dyadic reciprocity, were estimated without bias by the usual round-robin formulas; where pairs were"
        " missing, by equating sums of squares of least-squares effects and residuals to their expectations for the"
        " pairs observed. Standard errors are those of Lashley and Bond (1997); variances were tested one-sided,"
        " both covariances two-sided, with n - 1 degrees of freedom. Intervals of actor and partner variances follow"
        " Williams (1962), of the relationship variance Satterthwaite, of dyadic reciprocity the F distribution."
        " Variances estimated below 0 are reported, flagged, and count as 0 in shares. The relationship variance"
        " includes error of measurement. Groups were pooled with weights n - 1 (Schönbrodt et al., 2012). Groups"
        " with fewer than four members, more missing pairs than Schönbrodt et al. recommend, or, for talk, fewer"
        " than three sessions were left out."
    ),
    references=(
        "Kenny, D. A. (1994). Interpersonal perception: A social relations analysis. Guilford Press.",
        "Lashley, B. R., & Bond, C. F. (1997). Significance testing for round robin data. Psychological Methods, 2(3),"
        " 278-291. https://doi.org/10.1037/1082-989X.2.3.278",
        "Schönbrodt, F. D., Back, M. D., & Schmukle, S. C. (2012). TripleR: An R package for social relations analyses"
        " based on round-robin designs. Behavior Research Methods, 44(2), 455-470."
        " https://doi.org/10.3758/s13428-011-0150-4",
        "Warner, R. M., Kenny, D. A., & Stoto, M. (1979). A new round robin analysis of variance for social interaction"
        " data. Journal of Personality and Social Psychology, 37(10), 1742-1757."
        " https://doi.org/10.1037/0022-3514.37.10.1742",
        "Williams, J. S. (1962). A confidence interval for variance components. Biometrika, 49(1-2), 278-281."
        " https://doi.org/10.1093/biomet/49.1-2.278",
    ),
    parameters=PARAMETERS,
    snippet=(
        "from taft_dash.measures.relations import social_relations\n"
        "from taft_dash.measures.round_robins import talk_round_robins\n"
        'relations = social_relations(talk_round_robins(study, "rate"))\n'
        "table = relations.components"
    ),
)


def tables(study: Study) -> dict[str, pd.DataFrame]:
    """`social_relations` of talk on both scales, and of every scale on which members rated one another."""
    scores = trajectories(study)
    made = {("talk", scale): social_relations(talk_round_robins(study, scale)) for scale in SCALES}
    for line in rated_lines(study, scores):
        made[line] = social_relations(rating_round_robins(study, scores, *line))
    parts = {name: [] for name in FILES}
    for (source, scale), relations in made.items():
        for name, field in FILES.items():
            table = getattr(relations, field)
            if len(table) or not parts[name]:
                parts[name].append(table.assign(source=source, scale=scale))
    return {
        name: pd.concat([part for part in of if len(part)] or of, ignore_index=True) for name, of in parts.items()
    }


FILES = {
    "relations.csv": "components",
    "relations_pooled.csv": "pooled",
    "relations_effects.csv": "effects",
    "relations_pairs.csv": "pairs",
    "relations_groups.csv": "groups",
}
SOURCE = {
    "source": ("talk, or the instrument on which members rated one another", ""),
    "scale": ("rate or log of talk, or the subscale", ""),
}
UNIT = "see the source"
SQUARED = "the square of it"
NUMBERS = {
    "component": ("actor, partner, relationship (variances), actor_partner, dyadic (covariances)", ""),
    "estimate": ("variance or covariance; a variance may come out below 0", SQUARED),
    "share": ("of the three variances, those below 0 taken as 0", ""),
    "correlation": ("generalised (actor_partner) or dyadic reciprocity, cut at -1 and 1", ""),
    "correlation_low": ("lower limit of dyadic reciprocity, 95 %", ""),
    "correlation_high": ("upper limit of dyadic reciprocity, 95 %", ""),
    "se": ("standard error of the estimate", SQUARED),
    "low": ("lower limit of the estimate, 95 %", SQUARED),
    "high": ("upper limit of the estimate, 95 %", SQUARED),
    "t": ("estimate / standard error", ""),
    "p": ("variances one-sided, covariances two-sided", ""),
    "reliability": ("of the actor or partner effects", ""),
    "flag": ("what to mind, in words", ""),
    "reason": REASON,
}
SIZES = {
    "n_members": ("members in the round robin", "people"),
    "n_sessions": ("sessions pooled", "sessions"),
    "n_missing": ("ordered pairs without a value", "pairs"),
}
COLUMNS = {
    "relations.csv": {"group": GROUP, **SOURCE, **SIZES, **NUMBERS},
    "relations_pooled.csv": {
        **SOURCE,
        "n_groups": ("groups pooled", "groups"),
        "n_members": ("members of all of them", "people"),
        **NUMBERS,
    },
    "relations_effects.csv": {
        "group": GROUP,
        **SOURCE,
        "member": ("identifier of the member as recorded", ""),
        "actor": ("what the member gives to everyone, less the mean", UNIT),
        "partner": ("what the member gets from everyone, less the mean", UNIT),
        "n_given": ("members to whom there is a value", "people"),
        "n_received": ("members from whom there is a value", "people"),
    },
    "relations_pairs.csv": {
        "group": GROUP,
        **SOURCE,
        "actor": ("identifier of the member who gives", ""),
        "partner": ("identifier of the member who gets", ""),
        "value": ("rate of talk or mean rating", UNIT),
        "expected": ("mean + actor effect + partner effect", UNIT),
        "relationship": ("value - expected", UNIT),
    },
    "relations_groups.csv": {
        "group": GROUP,
        **SOURCE,
        **SIZES,
        "mean": ("mean over all pairs", UNIT),
        "left_out": ("members without any value on one side", ""),
        "reason": REASON,
    },
}
ANALYSIS = Analysis(METHOD, "fitting the social relations model", tables, COLUMNS)
