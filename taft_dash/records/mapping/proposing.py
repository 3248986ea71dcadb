"""What a table most likely is, and which of its columns are which: by its name, by its headings, by its cells.

Every guess carries its reason and how sure it is; a person may decide otherwise. Headings that are the names of the
record format are certain and come first; then exports of known programs, matrices, and words that mean the same.
"""

from __future__ import annotations

from dataclasses import replace

from taft_dash.records.instruments import find
from taft_dash.records.mapping.doubts import (
    doubled,
    missing_column,
    misspelt,
    nearest,
    unknown_column,
    unrecognised,
)
from taft_dash.records.mapping.exports import export_of
from taft_dash.records.mapping.fitting import repeats
from taft_dash.records.mapping.guess import Guess
from taft_dash.records.mapping.guessing import about_people, guess_of, guesses, side_table
from taft_dash.records.mapping.headings import plain_heading
from taft_dash.records.mapping.matching import Match, confidence_of, exact, matched, names_two_people
from taft_dash.records.mapping.matrices import matrix_in
from taft_dash.records.mapping.plan import TableMapping
from taft_dash.records.mapping.presence_marks import ends
from taft_dash.records.mapping.proposal import Proposal, Reason
from taft_dash.records.mapping.proposing_values import with_values
from taft_dash.records.mapping.sentences import sentence_of
from taft_dash.records.mapping.side_by_side import ratings_side_by_side
from taft_dash.records.mapping.synonyms import EXACT, STRONG
from taft_dash.records.problems import Problem, fold, shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import TABLES, Table, table
from taft_dash.records.text_tables import TextTable

__all__ = ["Proposal", "Reason", "nearest", "proposals_for", "propose"]

# Files of these names hold ratings, each of one kind of instrument.
_RATINGS_TOO = ("alliance", "elements", "metacognition", "cohesion", "climate", "outcome", "delivery")
_NEARLY = 1.0  # points: a table that fits this much less well is named beside the guess
# Optional columns of a file in the record format that may be called by another word.
_ALSO = ("start_seconds", "speaking_seconds", "minutes", "date")
_IN_WORDS = {"interactions": "talk", "members": "people"}


def propose(text: TextTable, instruments: tuple[Instrument, ...]) -> Proposal:
    """What the table most likely is, and how its cells are meant."""
    return with_values(text, _of_columns(text, instruments), instruments)


def proposals_for(
    text: TextTable, table_name: str, instruments: tuple[Instrument, ...]
) -> tuple[TableMapping, ...]:
    """The best reading of a table that a person says is `table_name`; required columns may still be open.

    ValueError when there is no such table.
    """
    known = table(table_name)
    likeliest = propose(text, instruments)
    if any(one.table == table_name and not one.derived for one in likeliest.mappings):
        return likeliest.mappings
    guess = guess_of(text, known, instruments, insist=True) or Guess(known, exact(text, known))
    return with_values(text, _proposal(text, guess), instruments).mappings


def _of_columns(text: TextTable, instruments: tuple[Instrument, ...]) -> Proposal:
    """What the table most likely is, by its name, headings and cells."""
    twins = doubled(text)
    if twins:
        return Proposal(problems=(twins,))
    named = _by_name(text.heading)
    known = _by_headings(text) if named is None else named
    if named is None or named.name == "ratings":
        side_by_side = _ratings_side_by_side(text, instruments, certain=named is not None)
        if side_by_side and not _complete(text, known):
            return side_by_side
    if _complete(text, known):
        return _in_the_format(text, known)
    return _by_meaning(text, instruments) or _not_understood(text, named)


def _by_meaning(text: TextTable, instruments: tuple[Instrument, ...]) -> Proposal | None:
    """What the table may be where its headings are not those of the format."""
    export = export_of(text, instruments)
    if export:
        program, guess = export
        return _proposal(text, guess, f"Read as {program}, by its headings.")
    matrix = matrix_in(text)
    if matrix:
        return _proposal(text, matrix)
    found = guesses(text, instruments)
    if not found:
        return None
    second = side_table(text, found[0], instruments)
    if second:
        return _both(text, found[0], second)
    near = [one for one in found[1:] if found[0].points - one.points < _NEARLY]
    others = " or ".join(_IN_WORDS.get(one.known.name, one.known.name) for one in near)
    return _proposal(text, found[0], others=others)


def _both(text: TextTable, first: Guess, second: Guess) -> Proposal:
    """Two tables of one file: scores and presence of the same people, side by side."""
    one, two = _proposal(text, first), _proposal(text, second)
    mappings = [*one.mappings, *(mapping for mapping in two.mappings if mapping not in one.mappings)]
    return Proposal(
        tuple(mappings), one.reasons + two.reasons, one.questions + two.questions, one.problems + two.problems,
        one.said + two.said,
    )  # fmt: skip


def _proposal(text: TextTable, guess: Guess, first: str = "", others: str = "") -> Proposal:
    """A guess with its sentence, and a warning where it is no more than a guess."""
    mapping = guess.mapping
    kind = guess.known.name
    confidence = "guess" if others else guess.confidence
    sentence = f"Read as {sentence_of(text, (mapping,))}"
    said = [first] if first else []
    said += [sentence, *filter(None, guess.notes)]
    problems = ()
    if confidence == "guess" and not guess.lacking:
        unsure = [
            one for one in guess.reasons if one.confidence == "guess" and one.column in guess.known.required
        ]
        problems = (_guessed(text, kind, unsure, others),)
    reasons = tuple(guess.reasons)
    if others:
        reasons += (Reason(kind, "", "", f"the file could also be {others}.", "guess"),)
    return Proposal((mapping, *guess.beside), reasons, tuple(guess.questions), problems, tuple(said))


def _guessed(text: TextTable, kind: str, unsure: list[Reason], others: str) -> Problem:
    by_source: dict[tuple[str, str], list[str]] = {}
    for one in unsure:
        by_source.setdefault((one.heading, one.why), []).append(one.column)
    parts = [
        f"{' and '.join(columns)}{f' from {shown(heading)}' if heading else ''} ({why.rstrip('.')})"
        for (heading, why), columns in by_source.items()
    ]
    parts += [f"the file could also be {others}"] if others else []
    return fold(
        "read-by-guess",
        f"the file is read as {_IN_WORDS.get(kind, kind)}, and part of that is a guess: {'; '.join(parts)}.",
        "See whether it is so; if not, choose what the columns mean.",
        file=text.file,
        column=unsure[0].heading if len(unsure) == 1 and unsure[0].heading in text.columns else "",
        severity="warning",
    )


def _in_the_format(text: TextTable, known: Table) -> Proposal:
    """A file with the headings of the record format; optional columns may have another name."""
    headings = exact(text, known)
    said = []
    if known.name == "members" and plain_heading(text.heading) != "members":
        headings, said = _without_odd_role(text, headings)
    others = matched(text, known, least=STRONG, given=headings, nearly=False)
    also = {name: match for name, match in others.items() if name in _ALSO}
    named = exact(text, known).values()
    extras = [h for h in text.columns if h.strip() and h not in named]
    taken = {match.heading for match in also.values()}
    doubts = [
        doubt
        for heading in extras
        if heading not in taken and (doubt := misspelt(text, known, heading, headings))
    ]
    if "turns" in others and not any(doubt.column == others["turns"].heading for doubt in doubts):
        doubts.append(unknown_column(text, others["turns"].heading, "turns"))
    reasons = [
        Reason(known.name, name, heading, "the heading is the name of the column.", "certain")
        for name, heading in headings.items()
    ]
    for name, match in also.items():
        reasons.append(
            Reason(
                known.name,
                name,
                match.heading,
                "the heading is another word for it.",
                confidence_of(match.strength),
            )
        )
        unit = f" ({match.read_as})" if match.read_as else ""
        said.append(f'"{shown(match.heading)}" is read as {name}{unit}.')
    read_as = {name: match.read_as for name, match in also.items() if match.read_as}
    columns = {**headings, **{name: match.heading for name, match in also.items()}}
    ordered = {name: columns[name] for name in known.names if name in columns}
    mapping = TableMapping(known.name, ordered, read_as=read_as)
    return Proposal((mapping,), tuple(reasons), problems=tuple(doubts), said=tuple(said))


def _without_odd_role(text: TextTable, headings: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """In a file that is not called members, a role that is none in a group is an attribute."""
    matches = {name: Match(name, heading, EXACT) for name, heading in headings.items()}
    kept = about_people(text, matches)
    if len(kept) == len(matches):
        return headings, []
    said = f'"{shown(headings["role"])}" mostly holds no roles in a group and is kept as an attribute.'
    return {name: match.heading for name, match in kept.items()}, [said]


def _not_understood(text: TextTable, named: Table | None) -> Proposal:
    if named is None:
        return Proposal(problems=(unrecognised(text),))
    headings = exact(text, named)
    problems = [missing_column(text, named, name, headings) for name in named.required if name not in headings]
    # The rows are lost once, however many columns are missing.
    return Proposal(problems=(replace(problems[0], set_aside=len(text.line)), *problems[1:]))


def _by_name(heading: str) -> Table | None:
    name = plain_heading(heading)
    if name in _RATINGS_TOO:
        return table("ratings")
    return next((t for t in TABLES if t.name == name), None)


def _by_headings(text: TextTable) -> Table | None:
    """The table whose required columns are all there and of which most columns are known."""
    best, most = None, 1  # a single known column, such as session, says too little
    for candidate in TABLES:
        known = [name for name in exact(text, candidate) if name != "group"]
        if _complete(text, candidate) and len(known) > most and not _only_in_part(text, candidate):
            best, most = candidate, len(known)
    return best


def _only_in_part(text: TextTable, known: Table) -> bool:
    """Sessions that stand in many rows, or beside who spoke to whom, are a column of another table, not the list."""
    if known.name != "sessions":
        return False
    found = exact(text, known)
    return repeats(text, [found[name] for name in known.key if name in found]) or names_two_people(text)


def _complete(text: TextTable, known: Table | None) -> bool:
    return known is not None and set(known.required) <= set(exact(text, known))


def _ratings_side_by_side(
    text: TextTable, instruments: tuple[Instrument, ...], *, certain: bool
) -> Proposal | None:
    """Ratings of known instruments with one column per item; None when the headings do not say so."""
    named = ("group", "session", "rater", "target")
    headings = {name: h for name, h in exact(text, table("ratings")).items() if name in named}
    said = []
    typed = {plain_heading(heading): heading for heading in text.columns}
    if "rater" not in headings and "member" in typed:
        headings["rater"] = typed["member"]
        said.append("The member of a row is taken as its rater.")
    rest = [heading for heading in text.columns if heading.strip() and heading not in headings.values()]
    file_instrument = find(text.heading, instruments)
    certain = certain or file_instrument is not None
    scores = ratings_side_by_side(rest, instruments, file_instrument if certain else None)
    if not {"session", "rater"} <= set(headings) or not scores:
        return None
    by_instrument: dict[str, list[str]] = {}
    for score in scores:
        by_instrument.setdefault(score.sets["instrument"], []).append(score.heading)
    for name, columns in by_instrument.items():
        said.append(f"{len(columns)} columns ({ends(columns)}) are read as {name}, one rating each.")
    reasons = [Reason("ratings", n, h, "the heading names it.", "certain") for n, h in headings.items()]
    both = ends([score.heading for score in scores])
    reasons += [
        Reason("ratings", name, both, "the headings name an instrument and its items.", "certain")
        for name in ("instrument", "item", "score")
    ]
    return Proposal(
        (TableMapping("ratings", headings, unfold=scores, value="score"),), tuple(reasons), said=tuple(said)
    )
