"""The four therapeutic elements: what therapists delivered beside what members felt, never added together."""

from __future__ import annotations

import pandas as pd

from taft_dash.measures.alliance import EACH
from taft_dash.measures.series import KEYS, Series, all_series, lines_and_courses, people_lines, scale_of
from taft_dash.records.instruments import ELEMENTS
from taft_dash.records.study import Study

DELIVERY = "TAFT-delivery"
DELIVERED, FELT = "delivered", "felt"


def element_series(scores: pd.DataFrame) -> list[tuple[str, str, Series]]:
    """(element, layer, series) for everything in the ratings that speaks of an element, in reading order.

    Layer "delivered": what raters say therapists did. Layer "felt": the scales on which the members' experience of the
    element is measured (`Element.felt`), whoever rated; the role of the rater stays in the series.
    """
    present = all_series(scores)
    found = []
    for element in ELEMENTS:
        found += [
            (element.id, DELIVERED, s)
            for s in present
            if (s.instrument, s.subscale) == (DELIVERY, element.id)
        ]
        felt = [(element.id, FELT, s) for s in present if (s.instrument, s.subscale) in element.felt]
        found += sorted(felt, key=lambda row: row[2].rater_role != "member")
    return found


def elements_by_session(study: Study, scores: pd.DataFrame) -> pd.DataFrame:
    """How far each element was delivered and felt, session by session, for each kind of rater apart.

    How to read high and low: as for each instrument. Scales differ, so compare shapes over the sessions, not numbers.
    position = (mean - lowest possible) / (highest possible - lowest possible) serves shading only.

    Parameters
    ----------
    study : narrowed to one group. Not changed.
    scores : its `ratings.trajectories`. Not changed.

    Returns
    -------
    DataFrame, one row for each series of `element_series` and session: element, layer, instrument, subscale, target,
    rater_role, session, mean, sd, n_rated, n_present (see `alliance.group_course`), scale_low, scale_high, position
    (0 to 1; NaN exactly where `mean` is, as `reason` says), reason.
    """
    found = element_series(scores)
    rows_of = lines_and_courses(study, scores, [series for _, _, series in found])
    tables = []
    for element, layer, series in found:
        course, scale = rows_of[series][1], scale_of(study, series)
        tables.append(
            course.assign(
                element=element, layer=layer, scale_low=float(scale.low), scale_high=float(scale.high),
                position=(course["mean"] - scale.low) / (scale.high - scale.low),
            )
        )  # fmt: skip
    columns = ["element", "layer", *KEYS, "session", "mean", "sd"]
    columns += ["n_rated", "n_present", "scale_low", "scale_high", "position", "reason"]
    return pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)


def element_by_person(study: Study, scores: pd.DataFrame, series: Series) -> pd.DataFrame:
    """One felt series member by member: the lines of `series.people_lines`, with their position on the scale.

    Returns member, label, session, score, position (0 to 1, for shading; NaN where `score` is), reason.
    """
    lines, scale = people_lines(study, scores, series), scale_of(study, series)
    lines["position"] = (lines["score"] - scale.low) / (scale.high - scale.low)
    return lines[["member", "label", "session", "score", "position", "reason"]]


def about_members(series: Series) -> bool:
    """Whether a series has a line for each member: members rated themselves, or others rated each of them."""
    return series.rater_role == "member" or series.target == EACH["member"]


def element_summary(by_session: pd.DataFrame) -> pd.DataFrame:
    """Each row of the elements over all its sessions: the mean of the session means, and where it began and ended.

    Returns
    -------
    DataFrame: element, layer, instrument, subscale, target, rater_role, n_sessions, mean, first_session, first,
    last_session, last (all in the unit of the instrument). Series without any mean are left out.
    """
    keys = ["element", "layer", *KEYS]
    given = by_session.dropna(subset=["mean"]).astype(dict.fromkeys(keys, "str"))
    table = given.groupby(keys, sort=False).agg(
        n_sessions=("session", "size"), average=("mean", "mean"), first_session=("session", "first"),
        first=("mean", "first"), last_session=("session", "last"), last=("mean", "last"),
    )  # fmt: skip
    return table.rename(columns={"average": "mean"}).reset_index()
