"""Members' ratings on several lines at once, every course laid end to end: nothing is worked out line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from taft_dash.measures.alliance import EACH, courses, with_roles
from taft_dash.records.instruments import find
from taft_dash.records.roster import group_codes
from taft_dash.records.scales import Instrument, Subscale
from taft_dash.records.study import Study


@dataclass(frozen=True)
class Scale:
    """What one line is rated on, and about whom."""

    instrument: Instrument
    subscale: Subscale
    target: str

    @property
    def called(self) -> str:
        """As a sentence names it: "WAI-SR total"."""
        return f"{self.instrument.id} {self.subscale.label.lower()}"

    @property
    def falls_count(self) -> bool:
        """Whether high scores are the better ones, so that a fall can be a strain."""
        return (self.subscale.better or self.instrument.better) == "higher"

    @property
    def one_point(self) -> float:
        """One scale point on one item, in the unit of the score: the smallest spread that is believed."""
        items = len(self.subscale.items)
        return 1 / items if items and self.instrument.score == "mean" else 1.0


@dataclass(frozen=True, eq=False)
class Courses:
    """The courses of all members on some lines, one after the other.

    Parameters
    ----------
    scales : the lines, in the order asked for.
    who : one row per course, ordered by line, group and member: line (place in `scales`), group, member, n_sessions
        (attended and rated), mean, sd_intra (n - 1), share_at_maximum; NaN where there are too few ratings for it.
    rated : one row per attended and rated session, in the order of `who` and by session: course (row of `who`),
        session, score, place (which of the sessions of belonging it is), missed (sessions since the rating before at
        which the scale was given and the member was absent).
    """

    scales: tuple[Scale, ...]
    who: pd.DataFrame
    rated: pd.DataFrame

    @cached_property
    def ends(self) -> np.ndarray:
        """Where each course ends in `rated`."""
        return np.cumsum(self.who["n_sessions"].to_numpy())

    def of_line(self, values: Sequence[float]) -> np.ndarray:
        """A value per line as a value per course."""
        return np.asarray(list(values), float)[self.who["line"].to_numpy()] if len(self.who) else np.empty(0)

    def sum_of(self, values) -> np.ndarray:
        """The sum of a value per rating over each course."""
        return np.bincount(self.rated["course"].to_numpy(), np.asarray(values, float), len(self.who))

    def before(self, name: str) -> np.ndarray:
        """A column of `rated` one rating earlier; NaN at the first of each course."""
        values = self.rated[name].to_numpy(float)
        earlier = np.concatenate(([np.nan], values[:-1]))[: len(values)]
        course = self.rated["course"].to_numpy()
        first = np.concatenate(([-1], course[:-1]))[: len(course)] != course
        return np.where(first, np.nan, earlier)


def scale_of_line(study: Study, instrument: str, subscale: str, target: str | None) -> Scale:
    """The line's instrument, scale and target (None: the instrument's usual one).

    Raises
    ------
    ValueError
        Names the instruments, or the scales of the instrument, that there are.
    """
    known = find(instrument, study.instruments)
    if known is None:
        raise ValueError(
            f"no instrument {instrument!r}; there are {', '.join(i.id for i in study.instruments)}"
        )
    return Scale(known, known.scale(subscale), target or known.default_target)


def member_courses(study: Study, scores: pd.DataFrame, scales: Sequence[Scale]) -> Courses:
    """The courses of every member of every group that uses a scale.

    What members rated themselves counts; with the target "each member", what others rated about each member.

    Parameters
    ----------
    study, scores : records and their `ratings.trajectories`. Not changed.
    scales : the lines, see `scale_of_line`.
    """
    people = with_roles(study, study.presence)
    people = people[people["role"] == "member"].sort_values(["group", "member", "session"], ignore_index=True)
    group, member = group_codes(people).astype(np.int64), people["member"].cat.codes.to_numpy(np.int64)
    belongs = ~people["presence"].isin(["not_yet_joined", "left"])
    place = belongs.groupby([group, member]).cumsum().to_numpy()
    present = (people["presence"] == "present").to_numpy()
    absent = (people["presence"] == "absent").to_numpy()

    points = _points(scores, scales)
    row = _rows(people, points)
    points, row = points[row >= 0], row[row >= 0]
    starts = np.searchsorted(group, np.arange(len(study.groups()) + 1))
    used = np.unique(np.stack([points["line"].to_numpy(), group_codes(points)]), axis=1).astype(int)
    blocks = [np.arange(starts[g], starts[g + 1]) for g in used[1]]
    rows = np.concatenate(blocks) if blocks else np.empty(0, int)
    line = np.repeat(used[0], [len(block) for block in blocks]).astype(int)

    # The cell of a point: where its block begins, and how far into the block its person and session stand.
    block = {pair: k for k, pair in enumerate(zip(*used.tolist(), strict=True))}
    begins = np.concatenate(([0], np.cumsum([len(b) for b in blocks]))).astype(int)
    whose = [block[pair] for pair in zip(points["line"].tolist(), group_codes(points).tolist(), strict=True)]
    cell = begins[whose] + row - starts[group_codes(points)] if len(points) else np.empty(0, int)
    score = np.full(len(rows), np.nan)
    score[cell] = points["score"].to_numpy()
    score[~present[rows]] = np.nan

    course = np.cumsum(_changes(line, group[rows], member[rows])) - 1
    missed = np.cumsum(absent[rows] & _given(score, line, group[rows], people["session"].to_numpy()[rows]))
    known = ~np.isnan(score)
    rated = pd.DataFrame(
        {
            "course": course[known],
            "session": people["session"].to_numpy()[rows][known],
            "score": score[known],
            "place": place[rows][known],
            "missed": missed[known],
        }
    )
    first = np.flatnonzero(_changes(line, group[rows], member[rows]))
    who = people[["group", "member"]].take(rows[first]).reset_index(drop=True)
    who.insert(0, "line", line[first])
    whole = Courses(
        tuple(scales), who.assign(n_sessions=np.bincount(rated["course"], minlength=len(who))), rated
    )
    since = rated["missed"] - np.nan_to_num(whole.before("missed"), nan=0)
    rated["missed"] = np.where(np.isnan(whole.before("missed")), 0, since).astype("int64")
    return _described(whole)


def _points(scores: pd.DataFrame, scales: Sequence[Scale]) -> pd.DataFrame:
    """line, group, session, member, score: the mean of what was rated, on the lines asked for."""
    names = [(s.instrument.id, s.subscale.name, s.target) for s in scales]
    numbers = {name: k for k, name in enumerate(names)}
    parts = {(instrument, subscale) for instrument, subscale, _ in names}
    pairs = pd.MultiIndex.from_frame(scores[["instrument", "subscale"]].astype(object))
    lines = courses(scores[pairs.isin(list(parts))] if parts else scores.iloc[:0])
    keys = zip(lines["instrument"], lines["subscale"], lines["target"], strict=True)
    lines["line"] = [numbers.get(key, -1) for key in keys]
    own = (lines["rater_role"] == "member") | (lines["target"] == EACH["member"])
    lines = lines[own & (lines["line"] >= 0)]
    return lines.groupby(["line", "group", "session", "member"], observed=True)["score"].mean().reset_index()


def _rows(people: pd.DataFrame, points: pd.DataFrame) -> np.ndarray:
    """The row of `people`, sorted by group, member and session, in which each point stands; -1: a point of nobody."""
    sessions = np.unique(people["session"])
    width = len(people["member"].cat.categories)

    def key(frame: pd.DataFrame) -> np.ndarray:
        person = group_codes(frame).astype(np.int64) * width + frame["member"].cat.codes.to_numpy(np.int64)
        return person * len(sessions) + np.searchsorted(sessions, frame["session"])

    known, asked = key(people), key(points)
    if not len(known):
        return np.full(len(points), -1)
    place = np.minimum(np.searchsorted(known, asked), len(known) - 1)
    return np.where((known[place] == asked) & points["session"].isin(sessions), place, -1)


def _given(score: np.ndarray, line: np.ndarray, group: np.ndarray, session: np.ndarray) -> np.ndarray:
    """Whether anybody of the group gave a score on the line at that session."""
    meeting = pd.DataFrame({"line": line, "group": group, "session": session})
    number = meeting.groupby(["line", "group", "session"], sort=False).ngroup().to_numpy()
    return (
        (np.bincount(number, ~np.isnan(score), number.max() + 1) > 0)[number] if len(number) else number > 0
    )


def _changes(*columns: np.ndarray) -> np.ndarray:
    """Where any of the columns differs from the row before, and at the first row."""
    differs = np.zeros(len(columns[0]), bool)
    for column in columns:
        differs[1:] |= column[1:] != column[:-1]
    differs[:1] = True
    return differs


def _described(whole: Courses) -> Courses:
    n = whole.who["n_sessions"].to_numpy()
    score, course = whole.rated["score"].to_numpy(), whole.rated["course"].to_numpy()
    top = np.array([scale.subscale.high for scale in whole.scales] or [np.nan])
    at_top = score >= top[whole.who["line"].to_numpy()[course]] - 1e-9
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = whole.sum_of(score) / n
        squares = whole.sum_of((score - mean[course]) ** 2)
        sd = np.sqrt(squares / np.where(n > 1, n - 1, np.nan))
        share = whole.sum_of(at_top) / n
    who = whole.who.assign(mean=mean, sd_intra=sd, share_at_maximum=share)
    return Courses(whole.scales, who, whole.rated)
