"""What a table with headings of its own may be: how the columns of each record table would be filled,
and how well."""

from __future__ import annotations

from dataclasses import replace

from taft_dash.records.mapping.fitting import fits, is_mark, repeats, seen, share
from taft_dash.records.mapping.guess import Guess, date_beside, take_session
from taft_dash.records.mapping.guessing_ratings import ratings
from taft_dash.records.mapping.headings import meanings_of, plain_heading, words_of
from taft_dash.records.mapping.matching import Match, matched, names_two_people
from taft_dash.records.mapping.pairs import pair_in
from taft_dash.records.mapping.plan import TableMapping, paired_columns
from taft_dash.records.mapping.presence_marks import SideBySide, attendance_side_by_side
from taft_dash.records.mapping.synonyms import STRONG, WEAK, strength
from taft_dash.records.mapping.vocabulary import is_word_of
from taft_dash.records.mapping.word_lists import ATTRIBUTES, NAMES, NO_DIRECTION, ROLES_TOO
from taft_dash.records.problems import shown
from taft_dash.records.scales import Instrument
from taft_dash.records.tables import TABLES, Table, table
from taft_dash.records.text_tables import TextTable

# How much it speaks for a table: its own name on the file, a word of its name.
_NAMED, _NAMED_LIKE = 4.0, 2.5
_HOW_OFTEN = 1.5  # points for who, to whom and how often, all by headings


def guesses(text: TextTable, instruments: tuple[Instrument, ...]) -> list[Guess]:
    """All that the table may be, the likeliest first; each has every required column."""
    found = [guess_of(text, known, instruments) for known in TABLES if known.name != "instruments"]
    return sorted((one for one in found if one and not one.lacking), key=lambda one: -one.points)


def guess_of(
    text: TextTable, known: Table, instruments: tuple[Instrument, ...], *, insist: bool = False
) -> Guess | None:
    """The table as `known`; None when it hardly can be. `insist`: a person says that it is,
    so fill what can be."""
    guess = Guess(known, points=_by_name(text, known))
    if guess.points >= _NAMED_LIKE:
        guess.say("", "", f'the name "{shown(text.heading)}" speaks for {known.name}.', "likely")
    named = guess.points > 0 or insist
    if known.name == "ratings":
        done = ratings(guess, text, instruments, named)
    else:
        done = known.name in _MAKERS and _MAKERS[known.name](guess, text, named)
    if not (done or insist):
        return None
    if insist:
        for name, match in matched(text, known, given=guess.columns).items():
            if name not in guess.filled and match.heading not in guess.columns.values():
                guess.take(match)
    return guess


def side_table(text: TextTable, first: Guess, instruments: tuple[Instrument, ...]) -> Guess | None:
    """The other table that stands side by side in the same file: scores beside presence, or presence beside scores."""
    other = {"attendance": "ratings", "ratings": "attendance"}.get(first.known.name)
    if not first.side or other is None or "session" not in first.side.tells:
        return None
    taken = {one.heading for one in first.side.columns}
    rest = replace(text, columns={h: column for h, column in text.columns.items() if h not in taken})
    second = guess_of(rest, table(other), instruments)
    told = second and second.side and "session" in second.side.tells and not second.lacking
    return second if told else None


def _by_name(text: TextTable, known: Table) -> float:
    if plain_heading(text.heading) == known.name:
        return _NAMED
    words = words_of(text.heading)
    joined = {*words, *(" ".join(words[k : k + 2]) for k in range(len(words) - 1))}
    joined |= {word.rstrip("0123456789") for word in words}
    return _NAMED_LIKE if joined & set(NAMES.get(known.name, ())) else 0.0


def _talk(guess: Guess, text: TextTable, named: bool) -> bool:
    found = matched(text, guess.known)
    if not {"speaker", "addressee"} <= set(found):
        pair = pair_in(text, [h for h in text.columns if h.strip()])
        if pair:
            found = matched(text, guess.known, without=(pair[0],))
            found.pop("speaker", None), found.pop("addressee", None)
            guess.pair = pair[:2]
            guess.points += 4
            for column in paired_columns("interactions"):
                guess.say(column, pair[0], f'each cell names two people, parted by "{pair[1]}".', pair[2])
    take_session(guess, text, found.pop("session", None))
    for match in found.values():
        guess.take(match)
    if not guess.pair and "speaker" not in guess.columns:
        return False
    if "addressee" not in guess.filled:
        is_talk = named or {"turn", "start_seconds", "speaking_seconds"} & set(found)
        if not is_talk or (found["speaker"].strength == WEAK and not named):
            return False
        guess.fill("addressee", "", "no column tells to whom; it is not recorded.", "likely", -1)
        guess.notes.append("No column tells to whom people spoke; it is taken as not recorded.")
    without = {"speaker", "addressee"} & set(found)
    if any(meanings_of(found[name].heading)[0][0] in NO_DIRECTION for name in without):
        pair = f"{found['speaker'].heading} and {found['addressee'].heading}" if len(without) == 2 else ""
        guess.notes.append(
            f"{pair} name two people and no direction; the first is taken as the one who speaks."
        )
        guess.points -= 0.5
    if {"speaker", "addressee"} <= guess.filled and "turns" in found and found["turns"].strength >= STRONG:
        guess.points += _HOW_OFTEN
    if "turns" not in found:
        for match in _not_fitting(text, guess, "turns"):
            guess.notes.append(
                f'"{shown(match)}" does not hold whole numbers and is kept as an attribute; each row is one turn.'
            )
    date_beside(guess, text)
    return True


def _not_fitting(text: TextTable, guess: Guess, column: str) -> list[str]:
    """Headings that name a column and whose cells cannot be it."""
    return [
        heading
        for heading in text.columns
        if heading not in guess.columns.values()
        and strength(guess.known.name, column, heading, meanings_of(heading)[0])[0] == STRONG
        and not fits(guess.known.column(column), text, heading)
    ]


def _attendance(guess: Guess, text: TextTable, named: bool) -> bool:
    found = matched(text, guess.known)
    if not {"session", "status"} <= set(found):
        side = attendance_side_by_side(text, [h for h in text.columns if h.strip()])
        if side:
            return _attendance_side_by_side(guess, text, side, named)
    if "member" not in found or not ("status" in found or (named and "session" in found)):
        return False
    take_session(guess, text, found.pop("session", None))
    for match in found.values():
        guess.take(match)
    if "status" not in found:
        rest = [h for h in text.columns if h.strip() and h not in guess.columns.values()]
        if repeats(text, list(guess.columns.values())) or any(_in_words(text, h) for h in rest):
            return False
        guess.fill("status", "present", "no column tells it; whoever is listed was there.", "guess", -1.5)
        guess.notes.append(
            "No column tells who was there; everyone listed for a session is taken as present."
        )
    date_beside(guess, text)
    _people_beside(guess, text)
    return True


def _in_words(text: TextTable, heading: str) -> bool:
    """Whether a column of no known heading says in words who was there."""
    texts = seen(text.columns[heading])
    marked = share(texts, lambda one: is_mark(one) and not one.isdigit())
    return marked > 0.5 and len(texts) <= 12


def _attendance_side_by_side(guess: Guess, text: TextTable, side: SideBySide, named: bool) -> bool:
    headings = [one.heading for one in side.columns]
    found = matched(text, guess.known, without=headings)
    if "member" not in found:
        return False
    for name in ("group", "member"):
        if name in found:
            guess.take(found[name])
    if not repeats(text, [guess.columns[name] for name in ("group", "member") if name in guess.columns]):
        guess.trust("member")
    marks = [mark for heading in headings for mark in seen(text.columns[heading])]
    if not named and all(one.strip().isdigit() for one in (*headings, *marks)):
        # "1", "2", "3" may be the items of a form with yes and no.
        side = replace(side, confidence="guess", why=f"{side.why[:-1]}, which might be items as well.")
    guess.unfold(side, "status")
    guess.points += 5
    if side.words:
        guess.words["status"] = dict(side.words)
        guess.say("status", "", "every mark is the same, so that a blank cell is taken as absent.", "guess")
    _people_beside(guess, text, always=True)
    return True


def _people_beside(guess: Guess, text: TextTable, *, always: bool = False) -> None:
    """The people of the rows as a table of members, with what else stands there about them."""
    people = table("members")
    taken = {h for name, h in guess.columns.items() if name not in ("group", "member")}
    found = about_people(text, matched(text, people, without=taken, least=STRONG))
    found = {name: match for name, match in found.items() if name not in ("group", "member")}
    person = guess.columns.get("member", guess.columns.get("rater", ""))
    group = {"group": guess.columns["group"]} if "group" in guess.columns else {}
    columns = (
        group
        | {"member": person}
        | {name: match.heading for name, match in found.items() if match.heading != person}
    )
    if always or len(columns) > 1 + len(group):
        guess.beside.append(TableMapping("members", columns, derived=True))


def _is_role(text: str) -> bool:
    return is_word_of("role", text) or text.casefold() in ROLES_TOO


def about_people(text: TextTable, found: dict[str, Match]) -> dict[str, Match]:
    """Without a role whose cells are mostly no roles: "grade 11" is an attribute."""
    role = found.get("role")
    if role and share(seen(text.columns[role.heading]), _is_role) < 0.5:
        return {name: match for name, match in found.items() if name != "role"}
    return found


def _members(guess: Guess, text: TextTable, named: bool) -> bool:
    found = matched(text, guess.known)
    kept = about_people(text, found)
    if len(kept) < len(found):
        guess.notes.append(
            f'"{shown(found["role"].heading)}" mostly holds no roles in a group and is kept as an attribute.'
        )
    if "member" not in kept:
        return False
    by = [kept[name].heading for name in ("group", "member") if name in kept]
    told = matched(text, table("attendance"), least=STRONG)
    if repeats(text, by) or {"session", "status"} & set(told):
        return False
    about = [h for h in text.columns if h.strip() and h not in by]
    known = [h for h in about if " ".join(words_of(h)) in ATTRIBUTES]
    if not (named or {"role", "name", "joined", "left"} & set(kept) or known):
        return False
    guess.points += 0.5 * min(len(known), 4)
    for match in kept.values():
        guess.take(match)
    guess.trust("member")
    return True


def _sessions(guess: Guess, text: TextTable, _named: bool) -> bool:
    found = matched(text, guess.known, least=STRONG)
    if "session" not in found or len(set(found) - {"group"}) < 2:
        return False
    by = [found[name].heading for name in ("group", "session") if name in found]
    if repeats(text, by) or names_two_people(text):
        return False
    for match in found.values():
        guess.take(match)
    return True


def _events(guess: Guess, text: TextTable, _named: bool) -> bool:
    found = matched(text, guess.known)
    if "kind" not in found:
        return False
    take_session(guess, text, found.pop("session", None))
    for match in found.values():
        guess.take(match)
    return True


_MAKERS = {
    "interactions": _talk,
    "attendance": _attendance,
    "members": _members,
    "sessions": _sessions,
    "events": _events,
}
