"""The record files as data: every table, its columns, their meaning, units and limits.

Reading, checking, the data dictionary and the templates all read this one list, so a column added here
is recognised, checked, described and offered in the template without more work.
"""

from __future__ import annotations

from dataclasses import dataclass

from taft_dash.records.scales import DIRECTIONS, KINDS, SCORES

ROLES = ("member", "therapist", "observer")
PRESENT_STATUSES = ("present", "late", "left_early")
ABSENT_STATUSES = ("absent", "excused")
STATUSES = PRESENT_STATUSES + ABSENT_STATUSES
GROUP = "GROUP"
WHOLES = ("GROUP", "MEMBERS", "LEADER", "SELF")
EVENT_KINDS = ("rupture", "repair", "disclosure", "conflict", "joining", "leaving", "crisis", "other")
RUPTURE_TYPES = ("withdrawal", "confrontation")
# One of these tables is enough; without any there is nothing to show.
ENOUGH = ("interactions", "ratings", "attendance")
# Title of the sheet that explains a workbook; it holds no records and is passed over.
READ_ME = "Read me"
# Shown behind the heading of a required column of the workbook template; no part of the heading.
REQUIRED = " (required)"


@dataclass(frozen=True)
class Column:
    """One column of a record file.

    `kind` is "group", "person" (one member id), "people" (ids joined by ";"), "session" (whole number as
    recorded), "whole", "number", "choice" (one of `choices`), "text" or "date" (ISO). A person column may
    also hold one of its `choices` (words for wholes, such as GROUP). `required` asks for the column;
    an empty cell in it is a fault unless `blank_means` says what it stands for.
    """

    name: str
    kind: str
    meaning: str
    unit: str = ""
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    default: str | float | None = None
    blank_means: str = ""


@dataclass(frozen=True)
class Table:
    """One record file: what one row is, its columns, and the columns that may occur together only once.

    An empty `key` means that only rows alike in every column are the same row.
    """

    name: str
    file: str
    one_row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def column(self, name: str) -> Column:
        """The column of that name; ValueError lists the names there are."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ValueError(
            f"{self.file} has no column {name!r}; it has {', '.join(c.name for c in self.columns)}"
        )

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns if column.required)


_GROUP = Column("group", "group", "name of the group; may be left out when there is one group")
_SESSION = Column("session", "session", "number of the meeting as recorded; gaps are allowed",
                  required=True)  # fmt: skip

TABLES: tuple[Table, ...] = (
    Table(
        "members",
        "members.csv",
        "a person in a group",
        (
            _GROUP,
            Column("member", "person", "identifier, kept as typed", required=True),
            Column("role", "choice", "what the person is in the group",
                   choices=ROLES, default="member"),
            Column("name", "text", "name shown in place of the identifier"),
            Column("joined", "session", "first session of belonging; empty: from the start"),
            Column("left", "session", "last session of belonging; empty: to the end"),
        ),
        ("group", "member"),
    ),
    Table(
        "sessions",
        "sessions.csv",
        "a meeting",
        (
            _GROUP,
            _SESSION,
            Column("date", "date", "day of the meeting", unit="YYYY-MM-DD"),
            Column("minutes", "number", "length of the meeting; 0 when it was cancelled",
                   unit="minutes", low=0),
            Column("phase", "text", "phase of the treatment"),
            Column("topic", "text", "topic of the meeting"),
        ),
        ("group", "session"),
    ),
    Table(
        "attendance",
        "attendance.csv",
        "a person at a meeting",
        (
            _GROUP,
            _SESSION,
            Column("member", "person", "who", required=True),
            Column("status", "choice", "present, late and left_early are present; absent and excused are absent",
                   required=True, choices=STATUSES),
            Column("minutes", "number", "time the person was there", unit="minutes", low=0),
        ),
        ("group", "session", "member"),
    ),
    Table(
        "interactions",
        "interactions.csv",
        "a turn, or a count of turns, from one person to one or more",
        (
            _GROUP,
            _SESSION,
            Column("speaker", "person", "who spoke", required=True),
            Column("addressee", "people", "to whom: a member, several joined by ;, or GROUP",
                   required=True, choices=(GROUP,), blank_means="not recorded"),
            Column("turn", "whole", "order of the turn in the session", low=0),
            Column("start_seconds", "number", "when the turn began, from the start of the session",
                   unit="seconds", low=0),
            Column("speaking_seconds", "number", "how long the turn lasted", unit="seconds", low=0),
            Column("turns", "whole", "how many turns the row stands for", unit="turns", low=1, default=1),
            Column("category", "text", "what kind of talk, in your coding scheme"),
            Column("valence", "number", "tone, from hostile (-1) to warm (1)", low=-1, high=1),
            Column("element", "text", "therapeutic element the turn serves"),
        ),
        # Two identical rows without a turn number are two turns; with one they are the same turn twice.
        ("group", "session", "turn", "speaker", "addressee"),
    ),
    Table(
        "ratings",
        "ratings.csv",
        "one answer or subscale score",
        (
            _GROUP,
            _SESSION,
            Column("rater", "person", "who rated", required=True),
            Column("target", "person", "who or what is rated; empty: as usual for the instrument",
                   choices=WHOLES),
            Column("instrument", "text", "name of the questionnaire or scale", required=True),
            Column("item", "text", "item number, subscale name or total", required=True),
            Column("score", "number", "the answer or score, unreversed as on the form", required=True,
                   blank_means="not answered"),
        ),
        ("group", "session", "rater", "target", "instrument", "item"),
    ),
    Table(
        "events",
        "events.csv",
        "something that happened",
        (
            _GROUP,
            _SESSION,
            Column("minute", "number", "when in the session", unit="minutes", low=0),
            Column("kind", "choice", "what happened", required=True, choices=EVENT_KINDS),
            Column("type", "choice", "kind of rupture", choices=RUPTURE_TYPES),
            Column("actor", "person", "whose doing", choices=(GROUP,)),
            Column("target", "person", "towards whom", choices=WHOLES),
            Column("rater", "person", "who noted it"),
            Column("note", "text", "free text; never quoted, and emptied when names are masked"),
        ),
        (),
    ),
    Table(
        "instruments",
        "instruments.csv",
        "one subscale of an instrument of your own",
        (
            Column("instrument", "text", "short name as used in ratings", required=True),
            Column("name", "text", "full name"),
            Column("subscale", "text", "name of the subscale; empty: the instrument has one score"),
            Column("label", "text", "the subscale as shown"),
            Column("items", "text", "item numbers of the subscale, such as 1-5 or 1;3;7; empty: subscale "
                   "scores are recorded, not items"),
            Column("low", "number", "lowest possible answer to one item", required=True,
                   blank_means="as in another row of the instrument"),
            Column("high", "number", "highest possible answer to one item", required=True,
                   blank_means="as in another row of the instrument"),
            Column("reversed", "text", "item numbers that are reversed"),
            Column("score", "choice", "how answers become a score", choices=SCORES, default="mean"),
            Column("least_answered", "number", "share of the items that must be answered",
                   low=0, high=1, default=0.75),
            Column("step", "number", "smallest step between two answers; empty: any number", low=0),
            Column("target", "choice", "who or what is rated when the target is empty",
                   choices=WHOLES, default=GROUP),
            Column("better", "choice", "which direction is good", choices=DIRECTIONS, default="higher"),
            Column("kind", "choice", "what it measures", choices=KINDS, default="other"),
            Column("raters", "text", "who rates whom, in words"),
            Column("source", "text", "where the key comes from"),
        ),
        ("instrument", "subscale"),
    ),
)  # fmt: skip


def table(name: str) -> Table:
    """The table of that name; ValueError lists the names there are."""
    for candidate in TABLES:
        if candidate.name == name:
            return candidate
    raise ValueError(f"no table {name!r}; there are {', '.join(t.name for t in TABLES)}")
