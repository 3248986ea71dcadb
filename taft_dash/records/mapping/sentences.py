"""What is made of a file, in one sentence that can be checked against the file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from taft_dash.records.mapping.plan import LEFT_OUT, TableMapping
from taft_dash.records.problems import shown
from taft_dash.records.text_tables import TextTable

_WORDS = {
    "interactions": ("talk", {"speaker": "who", "addressee": "to", "session": "session"}),
    "ratings": ("ratings", {"rater": "who rates", "target": "whom", "session": "session", "score": "score"}),
    "attendance": ("attendance", {"member": "who", "session": "session", "status": "there or not"}),
    "members": ("people", {"member": "who", "role": "role", "name": "name"}),
    "sessions": ("sessions", {"session": "session", "date": "date"}),
    "events": ("events", {"session": "session", "kind": "what"}),
    "instruments": ("instruments", {"instrument": "name", "items": "items"}),
}


def sentence_of(text: TextTable, mappings: Sequence[TableMapping]) -> str:
    """What is made of the table: "1,204 rows of talk: who = Sprecher, to = An, session = Sitzung." Not escaped."""
    if not mappings:
        return f"{_rows(text)}: nobody can tell what they are."
    if all(one.table == LEFT_OUT for one in mappings):
        return f"{_rows(text)}, left out as was chosen."
    return " Also ".join(_sentence(text, one) for one in mappings if one.table != LEFT_OUT)


def _sentence(text: TextTable, mapping: TableMapping) -> str:
    noun, names = _WORDS[mapping.table]
    order = [*names, *(n for n in (*mapping.columns, *mapping.constants) if n not in names)]
    parts = []
    if mapping.pair:
        parts.append(f'who and to whom = {shown(mapping.pair[0], 40)}, parted by "{mapping.pair[1].strip()}"')
    for name in order:
        word = names.get(name, name.replace("_", " "))
        if name in mapping.columns:
            parts.append(f"{word} = {shown(mapping.columns[name], 40)}")
        elif mapping.constants.get(name):
            parts.append(f'{word} = always "{shown(mapping.constants[name], 40)}"')
        elif name in mapping.constants:
            parts.append(f"{word} = not recorded")
    if mapping.unfold:
        parts += _side_by_side(mapping, names)
    start = f"{noun}, found beside" if mapping.derived else f"{_rows(text, mapping)} of {noun}"
    without = f", without the {_many(len(mapping.left_out), 'line')} left out" if mapping.left_out else ""
    return f"{start}: {', '.join(parts)}{without}."


def _side_by_side(mapping: TableMapping, names: Mapping[str, str]) -> list[str]:
    """What the headings and the cells of columns side by side say."""
    told = list(dict.fromkeys(name for one in mapping.unfold for name in one.sets))
    words = [names.get(name, name) for name in told]
    both = f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
    value = names.get(mapping.value, mapping.value)
    first, last = mapping.unfold[0].heading, mapping.unfold[-1].heading
    if len(mapping.unfold) == 1:
        return [f"{value} = {shown(first, 40)}", f"{both} = its heading"]
    columns = f"{len(mapping.unfold)} columns side by side ({shown(first, 30)} … {shown(last, 30)})"
    return [f"{value} = {columns}", f"{both} = their headings"]


def _rows(text: TextTable, mapping: TableMapping | None = None) -> str:
    rows = len(text.line) - (int(np.isin(text.line, mapping.left_out).sum()) if mapping else 0)
    return _many(rows, "row")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"
