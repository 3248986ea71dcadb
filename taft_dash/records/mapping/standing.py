"""What stands in the cells of each record column before anything is translated, and what is found out about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from taft_dash.records.mapping.arranging import Arranged, arranged
from taft_dash.records.mapping.plan import TableMapping
from taft_dash.records.mapping.questions import Answer, Question
from taft_dash.records.problems import shown
from taft_dash.records.tables import Column
from taft_dash.records.text_tables import TextColumn, TextTable


@dataclass
class Standing:
    """One record column as it is typed.

    Parameters
    ----------
    column : of the record format. heading : as typed, or in words. cells : what stands in it.
    decimal_mark : of the file.
    """

    column: Column
    heading: str
    cells: TextColumn
    decimal_mark: str

    def counts(self) -> dict[str, int]:
        """Each text but the empty one, and how many cells hold it."""
        many = np.bincount(self.cells.codes, minlength=len(self.cells.values)).tolist()
        return {text: count for text, count in zip(self.cells.values.tolist(), many, strict=True) if text}

    def not_numbers(self) -> list[str]:
        """The texts that are no number as this program writes them; "" is none of them."""
        values = self.cells.values
        _, written = self.cells.numbers(self.decimal_mark)
        return [text for text in values[~written].tolist() if text]


@dataclass
class Found:
    """What is found out about one table, gathered column by column; the parts are those of a `TableMapping`."""

    table: str
    read_as: dict[str, str] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, column: str, text: str, *answers: Answer) -> None:
        self.questions.append(Question(self.table, column, text, answers))

    def mapped(self, mapping: TableMapping) -> TableMapping:
        """The mapping with what was found; what it says of a column itself stays."""
        if not (self.read_as or self.words or self.missing):
            return mapping
        return replace(
            mapping,
            read_as={**self.read_as, **mapping.read_as},
            words={**self.words, **mapping.words},
            missing={**self.missing, **mapping.missing},
        )


def tidy_as_typed(text: TextTable, mapping: TableMapping) -> Arranged:
    """The table that a mapping makes, its cells as typed."""
    return arranged(
        text, replace(mapping, read_as={}, words={}, missing={}, recode=(), left_out=(), derived=False)
    )


def listed(texts: Iterable[str], most: int = 4) -> str:
    """Texts as they stand in a sentence.

    >>> listed(["S1", "S2"]), listed(["a", "b", "c"], 2)
    ('"S1", "S2"', '"a", "b" and 1 more')
    """
    texts = list(texts)
    more = f" and {len(texts) - most:,} more" if len(texts) > most else ""
    return ", ".join(f'"{shown(text, 30)}"' for text in texts[:most]) + more
