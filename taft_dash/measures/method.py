"""How a number was come by, as a paper would say it, so that a reader can check it and do it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Method:
    """A method as it was used: what figures, tables and files say of themselves.

    Parameters
    ----------
    name : one word, as the command line and file names use it.
    title : as a heading says it.
    text : a methods paragraph, ready to paste: what was counted, by which definition, with which choices, what the
        interval or p value is, what is left out and why. Past tense, no names, no results.
    references : in APA style, with DOI where there is one; the paragraph cites them.
    parameters : every choice that changes the numbers, by name.
    seed : of the random numbers, where there are any.
    snippet : lines of Python that give the same tables from `study`, an opened and narrowed Study.
    """

    name: str
    title: str
    text: str
    references: tuple[str, ...]
    parameters: Mapping[str, object] = field(default_factory=dict)
    seed: int | None = None
    snippet: str = ""
