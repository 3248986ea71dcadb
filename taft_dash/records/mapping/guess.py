"""One table as one of the record tables, while its columns are being found."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from taft_dash.records.mapping.fitting import decides, is_date, is_time_word, seen, share
from taft_dash.records.mapping.matching import Match, confidence_of, matched
from taft_dash.records.mapping.plan import Confidence, TableMapping, paired_columns
from taft_dash.records.mapping.presence_marks import SideBySide, ends
from taft_dash.records.mapping.proposal import Reason
from taft_dash.records.mapping.questions import Question
from taft_dash.records.mapping.synonyms import EXACT, STRONG, WEAK
from taft_dash.records.mapping.times import numbered, session_named_by, timed
from taft_dash.records.tables import Table, table
from taft_dash.records.text_tables import TextTable

_NOT_TOLD = -0.5  # points for a column that one text fills in every row


@dataclass
class Guess:
    """One table as one of the record tables, while it is being made.

    Parameters
    ----------
    points : how much speaks for it. beside : tables made of the same file. notes : what is understood, as sentences.
    left_out : lines that hold no record, and `left_out_because` as a sentence.
    """

    known: Table
    columns: dict[str, str] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    read_as: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    side: SideBySide | None = None
    value: str = ""
    pair: tuple[str, str] | None = None
    reasons: list[Reason] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    beside: list[TableMapping] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    points: float = 0.0
    left_out: tuple[int, ...] = ()
    left_out_because: str = ""

    def take(self, match: Match, required: float = 1.0, optional: float = 0.25) -> None:
        """A heading for a column, by its words."""
        self.columns[match.column] = match.heading
        if match.read_as:
            self.read_as[match.column] = match.read_as
        must = self.known.column(match.column).required
        self.points += match.strength * (required if must else optional)
        why = {
            EXACT: "the heading is the name of the column.",
            STRONG: "the heading is another word for it, or nearly its name.",
            WEAK: "the heading may be a word for it, and its cells can be that.",
        }[match.strength]
        if match.read_as:
            why = f"{why[:-1]}, in {match.read_as}."
        self.say(match.column, match.heading, why, confidence_of(match.strength))

    def fill(
        self, column: str, text: str, why: str, confidence: Confidence, points: float = _NOT_TOLD
    ) -> None:
        """One text for every row."""
        self.constants[column] = text
        self.points += points
        self.say(column, "", why, confidence)

    def unfold(self, side: SideBySide, value: str) -> None:
        """Columns side by side, whose cells become rows."""
        self.side, self.value = side, value
        self.notes += side.said
        headings = [one.heading for one in side.columns]
        count = f"{len(headings)} columns stand side by side: " if len(headings) > 1 else "of its heading: "
        for column in (*side.tells, value):
            self.say(column, ends(headings), f"{count}{side.why}", side.confidence)
        if side.dated:
            self.read_as["session"] = "date"

    def say(self, column: str, heading: str, why: str, confidence: Confidence) -> None:
        self.reasons.append(Reason(self.known.name, column, heading, why, confidence))

    def trust(self, column: str) -> None:
        """A guess that the shape of the table makes likely."""
        self.reasons = [
            replace(one, confidence="likely") if (one.column, one.confidence) == (column, "guess") else one
            for one in self.reasons
        ]

    @property
    def filled(self) -> set[str]:
        by_side = {*self.side.tells, self.value} if self.side else set()
        paired = set(paired_columns(self.known.name)) if self.pair else set()
        return {*self.columns, *self.constants, *by_side, *paired}

    @property
    def lacking(self) -> tuple[str, ...]:
        return tuple(name for name in self.known.required if name not in self.filled)

    @property
    def confidence(self) -> Confidence:
        """That of the least certain of its required columns."""
        must = [one.confidence for one in self.reasons if one.column in self.known.required]
        return next((level for level in ("guess", "likely") if level in must), "certain")

    @property
    def mapping(self) -> TableMapping:
        return TableMapping(
            self.known.name, self.columns, self.constants, self.side.columns if self.side else (), self.value,
            self.pair, self.read_as, self.words, self.missing, (), self.left_out, self.left_out_because,
        )  # fmt: skip


def take_session(guess: Guess, text: TextTable, match: Match | None) -> None:
    """The session of each row: from a column, from the name of the file, else one session for all."""
    if match:
        guess.take(match)
        _read_session(guess, text, match)
        return
    named = session_named_by(text.heading) or session_named_by(text.file)
    if named and text.heading.strip().endswith(named):
        guess.fill("session", named, "the file or sheet is named after it.", "likely")
        guess.notes.append(f"All rows are taken as session {named}, after which the table is named.")
    elif named:
        guess.fill("session", named, "the name of the file or sheet holds it among other words.", "guess")
        guess.notes.append(f"All rows are taken as session {named}, which the name of the table holds.")
    else:
        guess.fill("session", "1", "no column tells it.", "guess")
        guess.notes.append("No column tells the session; all rows are taken as session 1.")


def _read_session(guess: Guess, text: TextTable, match: Match) -> None:
    """Words such as "pre" and "post" as sessions."""
    texts = seen(text.columns[match.heading])
    if any(is_time_word(one) for one in texts):
        times = {one: found[1] for one in texts if (found := timed(f"x {one}"))}
        sessions, said = numbered(times.values())
        guess.words["session"] = {one: sessions[time] for one, time in times.items() if time in sessions}
        guess.notes.append(f'In "{match.heading}", {said}' if said else "")


def date_beside(guess: Guess, text: TextTable) -> None:
    """The days of the sessions as a table of sessions, where a column beside has one day for each."""
    if "session" not in guess.columns or share(seen(text.columns[guess.columns["session"]]), is_date) > 0.5:
        return
    found = matched(text, table("sessions"), without=guess.columns.values(), least=STRONG).get("date")
    by = [guess.columns[name] for name in ("group", "session") if name in guess.columns]
    if found and decides(text, by, found.heading):
        columns = {name: guess.columns[name] for name in ("group", "session") if name in guess.columns}
        read_as = {name: how for name, how in guess.read_as.items() if name in columns}
        words = {name: how for name, how in guess.words.items() if name in columns}
        guess.beside.append(
            TableMapping(
                "sessions", columns | {"date": found.heading}, read_as=read_as, words=words, derived=True
            )
        )
