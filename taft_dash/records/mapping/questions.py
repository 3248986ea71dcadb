"""What only a person can know about a table, and each answer as what it changes in the mapping."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from taft_dash.records.mapping.plan import Recode, TableMapping, Unfolded
from taft_dash.records.mapping.translating import folded
from taft_dash.records.tables import table


@dataclass(frozen=True)
class Answer:
    """One answer to a question: what it adds to the mapping of every table that has the columns it speaks of.

    Parameters
    ----------
    label : the answer in words.
    read_as, words, missing, recode : as in `TableMapping`; words and codes are added to those that are there. A text is
        one or the other, so that an answer takes the place of an earlier one. Of a recoding, what an answer does not
        speak of stays.
    unfold : columns side by side, in place of those of the same headings.
    columns : record column -> heading that fills it. attributes : headings that fill nothing.
    without : record columns that are not what the program took them for; their headings are kept as attributes.
    """

    label: str
    read_as: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    missing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    recode: tuple[Recode, ...] = ()
    unfold: tuple[Unfolded, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    attributes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def only_missing(self) -> bool:
        """Whether the answer says nothing but that texts mean "missing"."""
        return bool(self.missing) and self == Answer(self.label, missing=self.missing)

    def codes(self) -> set[str]:
        """The texts that mean "missing" by this answer, folded."""
        return {folded(code) for codes in self.missing.values() for code in codes}

    def applied(self, mapping: TableMapping) -> TableMapping:
        """The mapping with this answer; one of another table, or without these columns, stays as it is.

        >>> answer = Answer("the day comes first", read_as={"date": "day first"})
        >>> answer.applied(TableMapping("sessions", {"session": "no", "date": "when"})).read_as
        {'date': 'day first'}
        >>> answer.applied(TableMapping("sessions", {"session": "no"})).read_as
        {}
        """
        has = mapping.fills()
        words, missing = dict(mapping.words), dict(mapping.missing)
        for name, meanings in self.words.items():
            if name in has:
                words[name] = {**words.get(name, {}), **meanings}
                missing[name] = tuple(code for code in missing.get(name, ()) if code not in meanings)
        for name, codes in self.missing.items():
            if name in has:
                missing[name] = tuple(dict.fromkeys((*missing.get(name, ()), *codes)))
                words[name] = {typed: meant for typed, meant in words.get(name, {}).items() if typed not in codes}
        recode = {one.instrument: one for one in mapping.recode}
        for one in self.recode if mapping.table == "ratings" else ():
            before = recode.get(one.instrument, one)
            recode[one.instrument] = Recode(
                one.instrument,
                before.add if one.add is None else one.add,
                before.reversed if one.reversed is None else one.reversed,
            )
        filled = {n: heading for n, heading in self.columns.items() if n in table(mapping.table).names}
        columns = {**mapping.columns, **filled}
        kept = [heading for heading in mapping.attributes if heading not in filled.values()]
        side = {one.heading: one for one in self.unfold}
        return replace(
            mapping,
            unfold=tuple(side.get(one.heading, one) for one in mapping.unfold),
            columns={name: heading for name, heading in columns.items() if name not in self.without},
            attributes=tuple(dict.fromkeys((*kept, *self.attributes))),
            read_as={**mapping.read_as, **{n: how for n, how in self.read_as.items() if n in has}},
            words={name: meanings for name, meanings in words.items() if meanings and name not in self.without},
            missing={name: codes for name, codes in missing.items() if codes and name not in self.without},
            recode=tuple(recode.values()),
        )


@dataclass(frozen=True)
class Question:
    """What only a person can know, asked once for a table.

    Parameters
    ----------
    table, column : of the record format.
    text : the question, with what stands in the cells.
    answers : the likeliest first. Until one is given, the cells it is about stay as typed, and the checks name them.
    """

    table: str
    column: str
    text: str
    answers: tuple[Answer, ...]

    def concerns(self, mapping: TableMapping) -> bool:
        """Whether a mapping has what is asked about: the column, or nothing yet where one is proposed for it."""
        if mapping.table != self.table:
            return False
        offered = [one.columns[self.column] for one in self.answers if self.column in one.columns]
        if offered and self.column not in mapping.fills():
            return True
        return self.column in mapping.fills() and (not offered or mapping.columns.get(self.column) in offered)

    def answered(self, mapping: TableMapping, missing: Collection[str] = ()) -> Answer | None:
        """The answer that a mapping of this table already holds, or that codes declared for all files give.

        `missing` : as in `Plan`. What is said of the column itself counts first.
        """
        if mapping.table != self.table:
            return None
        has = mapping.fills()
        for one in self.answers:
            if has.issuperset((*one.read_as, *one.words, *one.missing)) and one.applied(mapping) == mapping:
                return one
        declared = set(map(folded, missing))
        return next((one for one in self.answers if one.only_missing and one.codes() <= declared), None)
