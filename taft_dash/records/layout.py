"""How a file is written, as data: what is found out by rule, and what a person may decide instead."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Layout:
    """How a file is written. None: found out by rule. Line numbers are the spreadsheet's (first line is 1)."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    decimal_mark: str | None = None
    header: int | None = None
    header_lines: int | None = None
    left_out: tuple[int, ...] = ()
    last: int | None = None

    def to_json(self) -> dict:
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: object) -> Layout:
        return cls(**data)


AS_FOUND = Layout()


@dataclass(frozen=True)
class Understood:
    """What was understood of one file."""

    file: str
    layout: Layout
    reasons: dict
    sure: dict
    options: dict
    head: tuple
    tail: tuple
