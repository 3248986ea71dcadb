"""Presence side by side, one column of marks for each session or day; and what columns side by side are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from taft_dash.records.mapping.fitting import is_mark, seen, share
from taft_dash.records.mapping.plan import Confidence, Unfolded
from taft_dash.records.mapping.times import days_of, numbered, time_alone
from taft_dash.records.text_tables import TextTable

_MARKED = 0.9  # the share of distinct cells that must be marks of presence
_ONE_MARK = frozenset(("x", "✓", "✔", "1", "v", "ו", "+", "●", "p", "☑"))


@dataclass(frozen=True)
class SideBySide:
    """Columns side by side, and how it was understood.

    Parameters
    ----------
    columns : each with what its heading says. said : sentences. confidence, why : of the whole, why as a sentence.
    dated : the sessions are days. words : what the cells mean, where the shape decides it.
    """

    columns: tuple[Unfolded, ...]
    said: tuple[str, ...] = ()
    confidence: Confidence = "likely"
    why: str = ""
    dated: bool = False
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def tells(self) -> tuple[str, ...]:
        """The record columns that the headings say."""
        return tuple(dict.fromkeys(name for one in self.columns for name in one.sets))


def ends(headings: Sequence[str]) -> str:
    """The first and the last of them."""
    return f"{headings[0]} … {headings[-1]}" if len(headings) > 1 else headings[0]


def attendance_side_by_side(text: TextTable, headings: Sequence[str]) -> SideBySide | None:
    """Columns of marks,
    each under a heading that names a session or a day; None when there are fewer than two."""
    days = days_of(headings)
    times = {h: time for h in headings if h not in days and (time := time_alone(h))}
    dated = len(days) >= len(times)
    places: dict[str, str] = days if dated else dict.fromkeys(times, "")
    marks = {h: seen(text.columns[h]) for h in places}
    all_marks = {one.casefold() for texts in marks.values() for one in texts}
    filled = [h for h in places if marks[h]]
    if len(filled) < 2 or any(share(marks[h], is_mark) < _MARKED for h in filled):
        return None
    if not dated:
        sessions, in_words = numbered(times[h] for h in filled)
        places = {h: sessions[times[h]] for h in filled if times[h] in sessions}
    else:
        in_words = ""
        places = {h: places[h] for h in filled}
    said = [in_words] if in_words else []
    blank = [h for h in (days if dated else times) if h not in filled]
    if blank:
        what = (
            f"{len(blank)} columns without a single mark"
            if len(blank) > 1
            else "1 column without a single mark"
        )
        said.append(f"{what} ({ends(blank)}) stands for sessions that were not held.")
    words = {}
    if len(all_marks) == 1 and all_marks <= _ONE_MARK:
        words = {next(one for texts in marks.values() for one in texts): "present", "": "absent"}
        said.append("Every mark is the same, so that a blank cell is taken as absent.")
    why = f"they stand under the {'days' if dated else 'numbers'} of sessions and hold marks."
    columns = tuple(Unfolded(h, {"session": session}) for h, session in places.items())
    return SideBySide(columns, tuple(said), "likely", why, dated, words)
