"""What is made of a file, in one sentence that can be checked against the file."""

from __future__ import annotations

from collections.abc import Sequence

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
    parts = []
    for name in [*names, *(n for n in (*mapping.columns, *mapping.constants) if n not in names)]:
        word = names.get(name, name.replace("_", " "))
        if name in mapping.columns:
            parts.append(f"{word} = {shown(mapping.columns[name], 40)}")
        elif name in mapping.constants:
            parts.append(f'{word} = always "{shown(mapping.constants[name], 40)}"')
    if mapping.pair:
        parts.insert(
            0, f'who and to whom = {shown(mapping.pair[0], 40)}, parted by "{mapping.pair[1].strip()}"'
        )
    if mapping.unfold:
        first, last = mapping.unfold[0], mapping.unfold[-1]
        said_by = " and ".join(names.get(n, n) for n in first.sets)
        parts.append(
            f"{said_by} = the headings of {len(mapping.unfold)} columns side by side "
            f"({shown(first.heading, 30)} … {shown(last.heading, 30)})"
        )
    start = f"{noun}, found beside" if mapping.derived else f"{_rows(text)} of {noun}"
    return f"{start}: {', '.join(parts)}."


def _rows(text: TextTable) -> str:
    return "1 row" if len(text.line) == 1 else f"{len(text.line):,} rows"
