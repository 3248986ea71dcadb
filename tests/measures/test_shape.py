"""Shapes of courses: the curve against another library, and each name by the rule that gives it."""

from dataclasses import replace

import numpy as np
import pytest

from taft_dash.measures.shape import Curve, curve, label

FLAT = Curve(
    n=10, first=1, last=10, centre=5.5, level=4, slope=0.0, slope_low=-0.1, slope_high=0.1, curvature=0.0,
    curvature_p=0.9, scatter=0.2, vertex=5.5,
)  # fmt: skip
LIMITS = dict(level_within=0.9, usual_scatter=0.2)


def test_the_curve_is_that_of_least_squares_with_its_errors():
    statsmodels = pytest.importorskip("statsmodels.api")
    rng = np.random.default_rng(3)
    session, score = np.array([1, 2, 3, 5, 8, 9, 13.0]), rng.normal(3, 1, 7)
    u = session - session.mean()
    peer = statsmodels.OLS(score, np.column_stack([np.ones(7), u, u**2])).fit()
    found = curve(session, score)
    assert [found.level, found.slope, found.curvature] == pytest.approx(peer.params)
    assert [found.slope_low, found.slope_high] == pytest.approx(peer.conf_int()[1])
    assert found.curvature_p == pytest.approx(peer.pvalues[2])
    assert found.scatter == pytest.approx(np.sqrt(peer.mse_resid))
    assert found.at(session) == pytest.approx(peer.fittedvalues)
    assert found.vertex == pytest.approx(session.mean() - peer.params[1] / (2 * peer.params[2]))


def test_too_few_scores_have_no_curve():
    assert curve([1, 2, 3, 4], [1, 2, 3, 4]) is None


def test_a_course_without_scatter_is_no_error():
    level = curve(range(1, 7), [4.0] * 6)
    assert (level.slope, level.scatter, level.curvature_p) == (pytest.approx(0), 0, 1)
    assert np.isnan(level.vertex)
    assert label(level, **LIMITS) == "stable"
    bent = curve(range(1, 8), [(s - 4.0) ** 2 for s in range(1, 8)])
    assert bent.curvature_p == 0 and label(bent, **LIMITS) == "U"


@pytest.mark.parametrize(
    ("course", "options", "name"),
    [
        (dict(), {}, "stable"),
        (dict(slope=0.1), {}, "rising"),  # 0.1 over 9 sessions
        (dict(slope=0.0999), {}, "stable"),
        (dict(slope=-0.1), {}, "falling"),
        (dict(scatter=0.21), {}, "unsteady"),
        (dict(scatter=0.31), {}, "erratic"),
        (dict(scatter=0.31), dict(erratic_from=2), "unsteady"),
        (dict(slope=0.2), dict(repaired=1), "rising with V-episodes"),
        (dict(scatter=0.31), dict(repaired=2), "erratic with V-episodes"),
        (dict(curvature=0.1, curvature_p=0.04), {}, "U"),
        (dict(curvature=-0.1, curvature_p=0.04), {}, "arch"),
        (dict(curvature=0.1, curvature_p=0.04), dict(alpha=0.01), "stable"),
        (dict(curvature=0.1, curvature_p=0.04, vertex=3.9), {}, "stable"),
        (dict(curvature=0.1, curvature_p=0.04, vertex=7.1), {}, "stable"),
        (dict(scatter=9.0), dict(usual_scatter=np.nan), "stable"),
    ],
)
def test_each_name_has_its_rule(course, options, name):
    assert label(replace(FLAT, **course), **(LIMITS | options)) == name
