"""The shape of one course of scores: level, slope, curvature and scatter, and what to call it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LABELS = ("U", "arch", "erratic", "rising", "falling", "stable", "unsteady")
V_EPISODES = " with V-episodes"
LEAST_SCORES = 5
"""Three numbers are fitted, and the scatter around them has to rest on more than one."""


@dataclass(frozen=True)
class Curve:
    """The parabola y = level + slope u + curvature u^2 through n scores, u = session - centre (the mean session).

    slope_low, slope_high : 95 % interval of the slope. curvature_p : of the hypothesis that there is none. scatter :
    standard deviation around the curve, with n - 3 degrees of freedom. vertex : session of its lowest or highest
    point, NaN where there is none. All in the unit of the scores, per session.
    """

    n: int
    first: float
    last: float
    centre: float
    level: float
    slope: float
    slope_low: float
    slope_high: float
    curvature: float
    curvature_p: float
    scatter: float
    vertex: float

    def at(self, session) -> np.ndarray:
        """The height of the curve at these sessions."""
        u = np.asarray(session, float) - self.centre
        return self.level + self.slope * u + self.curvature * u**2

    @property
    def rise(self) -> float:
        """Slope times the sessions from the first score to the last."""
        return self.slope * (self.last - self.first)


def curve(sessions, scores) -> Curve | None:
    """The parabola through a course, by least squares; None with fewer than LEAST_SCORES scores.

    Parameters
    ----------
    sessions, scores : (n,) all known.

    Notes
    -----
    Level, slope, curvature and variability are the parameters by which Stiles et al. 2004 told courses of the
    alliance apart. The interval and the p value take the scores around the curve as independent, which scores of
    sessions that follow one another need not be: read them as a description.

    References
    ----------
    Stiles et al. 2004, Journal of Counseling Psychology 51:81-92, doi 10.1037/0022-0167.51.1.81

    Examples
    --------
    >>> found = curve([1, 2, 3, 4, 5], [5.0, 3.0, 2.0, 3.0, 5.0])
    >>> [round(float(x), 3) for x in (found.level, found.slope, found.curvature, found.vertex)]
    [2.171, 0.0, 0.714, 3.0]
    """
    sessions, scores = np.asarray(sessions, float), np.asarray(scores, float)
    if len(scores) < LEAST_SCORES:
        return None
    from scipy.stats import t

    centre = sessions.mean()
    design = np.vander(sessions - centre, 3, increasing=True)
    turned, upper = np.linalg.qr(design)
    found = np.linalg.solve(upper, turned.T @ scores)
    freedom = len(scores) - 3
    rest = scores - design @ found
    rest[np.abs(rest) < 1e-9 * max(1, np.abs(scores).max())] = 0  # scores on the curve have no scatter
    scatter = np.sqrt((rest**2).sum() / freedom)
    errors = scatter * np.sqrt((np.linalg.inv(upper) ** 2).sum(axis=1))
    (level, slope, curvature), beside = found, t.isf(0.025, freedom) * errors[1]
    bends = abs(curvature) > 1e-9
    curvature_p = 2 * t.sf(abs(curvature) / errors[2], freedom) if scatter > 0 else float(not bends)
    return Curve(
        n=len(scores), first=sessions.min(), last=sessions.max(), centre=centre, level=level, slope=slope,
        slope_low=slope - beside, slope_high=slope + beside, curvature=curvature, curvature_p=curvature_p,
        scatter=scatter, vertex=centre - slope / (2 * curvature) if bends else np.nan,
    )  # fmt: skip


def label(
    found: Curve,
    *,
    level_within: float,
    usual_scatter: float,
    repaired: int = 0,
    erratic_from: float = 1.5,
    alpha: float = 0.05,
) -> str:
    """What to call a course: the first of LABELS that fits, and V_EPISODES behind it where a possible rupture (or more)
    was `repaired`: local falls and returns go with any course as a whole.

    U and arch: a curve (p < `alpha`) with its lowest, or highest, point in the middle third of the sessions. erratic:
    scatter above `erratic_from` times the usual one.
    rising and falling: the straight part moves by `level_within` or more from first to last session. stable: it does
    not, and the scatter is not above the usual one. unsteady: it does not, but the scatter is.

    Parameters
    ----------
    level_within : rise or fall, in the unit of the scores, below which a course counts as level (half of a reliable
        change). usual_scatter : the median over the members; NaN: scatter is not compared.

    Notes
    -----
    The labels and their order are choices of this program, and changeable; courses of the alliance have been sorted in
    other ways. None of them has been found to go with outcome (Stevens et al. 2007), so they describe and no more.

    References
    ----------
    Stevens, Muran, Safran, Gorman & Winston 2007, American Journal of Psychotherapy 61:109-129,
    doi 10.1176/appi.psychotherapy.2007.61.2.109
    """
    return _whole(found, level_within, usual_scatter, erratic_from, alpha) + (V_EPISODES if repaired else "")


def _whole(found: Curve, level_within: float, usual_scatter: float, erratic_from: float, alpha: float) -> str:
    third = (found.last - found.first) / 3
    middle = found.first + third <= found.vertex <= found.last - third
    if found.curvature_p < alpha and middle:
        return "U" if found.curvature > 0 else "arch"
    if found.scatter > erratic_from * usual_scatter:
        return "erratic"
    if abs(found.rise) >= level_within:
        return "rising" if found.rise > 0 else "falling"
    return "unsteady" if found.scatter > usual_scatter else "stable"
