"""What a rating scale is: the shape shared by every questionnaire, shipped or supplied by the user."""

import re
from dataclasses import dataclass

KINDS = ("alliance", "cohesion", "climate", "outcome", "metacognition", "delivery", "recovery", "other")
SCORES = ("mean", "sum")
DIRECTIONS = ("higher", "lower", "neither")
TOTAL = "total"


@dataclass(frozen=True)
class Subscale:
    """One score of an instrument; `low` and `high` are its limits after the instrument's scoring rule."""

    name: str
    label: str
    items: tuple[int, ...]
    low: float
    high: float
    also: tuple[str, ...] = ()  # other spellings found in files
    better: str = ""  # "": as the instrument


@dataclass(frozen=True)
class Instrument:
    """A questionnaire or rating scale: who rates whom, how answers become scores, and how sure we are of that."""

    id: str
    name: str
    kind: str
    raters: str  # in words: "members about the therapist"
    default_target: str  # what an empty target means: GROUP, MEMBERS, LEADER or SELF
    items: tuple[int, ...]
    low: float  # of one answer (an item, or a subscale that is rated directly)
    high: float
    subscales: tuple[Subscale, ...] = ()
    reversed: tuple[int, ...] = ()  # scored as (low + high) - answer
    total: bool = True
    score: str = "mean"  # what is plotted; both mean and sum are kept
    least_answered: float = 0.75  # share of a scale's items that must be answered, the rest is prorated
    max_missing: int | None = None  # in place of least_answered: unanswered items allowed in the whole form
    missing_rule_status: str = "default"  # "default" is ours; otherwise where the rule comes from
    step: float | None = 1  # of one answer; None: any value (visual analogue scale)
    better: str = "higher"
    reading: str = ""  # how to read high and low
    reliability: str = ""
    alpha: float | None = None  # of the total, as a number: the lowest where the source gives a bound or a range
    cut_off: float | None = None
    cut_off_reading: str = ""
    source: str = ""
    key_status: str = "from memory"
    note: str = ""
    item_names: tuple[str, ...] = ()  # short names used in place of item numbers, in the order of `items`
    also: tuple[str, ...] = ()  # other spellings of the id that mean this instrument and no other
    assumed_from: tuple[str, ...] = ()  # vague names taken to mean this instrument; was_inferred() says so

    @property
    def scales(self) -> tuple[Subscale, ...]:
        """All scores this instrument yields: its subscales and, where there is one, the total."""
        if not self.total:
            return self.subscales
        if self.items:
            count = len(self.items) if self.score == "sum" else 1
            low, high = self.low * count, self.high * count
        elif self.score == "sum":
            low, high = sum(s.low for s in self.subscales), sum(s.high for s in self.subscales)
        else:
            low, high = self.low, self.high
        return (*self.subscales, Subscale(TOTAL, "Total", self.items, low, high))

    @property
    def by_observers(self) -> bool:
        """Whether nobody but observers rates, by the words of `raters`."""
        return self.raters.casefold().startswith(("observers", "trained raters", "raters", "coders"))

    def scale(self, name: str) -> Subscale:
        """The subscale or total called `name` (any spelling); ValueError lists what there is."""
        part = self.part(name)
        for scale in self.scales:
            if scale.name == part:
                return scale
        raise ValueError(f"{self.id} has no score {name!r}; it has {', '.join(s.name for s in self.scales)}")

    def part(self, item) -> str | None:
        """What `item` names, in the registry's spelling: "4", a subscale's name or "total"; None if nothing."""
        key = plain_key(item)
        for scale in self.scales:
            if key in map(plain_key, (scale.name, scale.label, *scale.also)):
                return scale.name
        if key in map(plain_key, self.item_names):
            return str(self.items[list(map(plain_key, self.item_names)).index(key)])
        number = re.fullmatch(r"\s*(?:item|q)?[\s_.-]*0*(\d+)(?:\.0*)?\s*", str(item), re.IGNORECASE)
        return number[1] if number and int(number[1]) in self.items else None

    def limits(self, part: str) -> tuple[float, float, float | None]:
        """Lowest and highest value a row for `part` may hold, and its step (None: any value).

        A subscale or total made of items may have been written down as a mean or as a sum; both are allowed
        here, and `measures.ratings.trajectories` says which reading it used.
        """
        if part.isdigit():
            return self.low, self.high, self.step
        scale = self.scale(part)
        if not scale.items:
            return scale.low, scale.high, self.step
        count = len(scale.items)
        return min(self.low, self.low * count), max(self.high, self.high * count), None

    @property
    def missing_rule(self) -> str:
        """The missing rule in words, and whose rule it is."""
        if self.max_missing is not None:
            rule = (
                f"mean of the items answered; no score when more than {self.max_missing}"
                f" of {len(self.items)} are missing"
            )
        elif self.items:
            rule = f"prorated when at least {self.least_answered:.0%} of a scale's items are answered, else no score"
        else:
            rule = "scores are taken as recorded; a total needs all subscales"
        status = (
            "default of this program" if self.missing_rule_status == "default" else self.missing_rule_status
        )
        return f"{rule} ({status})"


@dataclass(frozen=True)
class Element:
    """A therapeutic element of TAFT: its default name, and where members' experience of it is measured."""

    id: str
    label: str
    softa: str
    felt: tuple[tuple[str, str], ...]  # (instrument, subscale)
    status: str
    note: str = ""


def plain_key(name) -> str:
    """`name` without case, blanks and punctuation: what two spellings of one name have in common."""
    return "".join(filter(str.isalnum, str(name).casefold()))
