"""Small pieces of sentences shared by all readings: numbers, counts and lists in plain words."""


def count(number: int, one: str, many: str = "") -> str:
    """`count(1, "turn")` is "1 turn", `count(3, "turn")` "3 turns"."""
    return f"{number:,.0f} {one if number == 1 else many or one + 's'}"


def listed(names, most: int = 4) -> str:
    """Names in a row: "Ada, Ben and Cleo", and how many more after `most`."""
    names = [str(name) for name in names]
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def apart(name: str, others) -> str:
    """A heading for a column of ours beside headings of a file, which may have that name."""
    taken = set(others)
    while name in taken:
        name += " (counted)"
    return name


def share(value: float) -> str:
    """A share as a whole percentage; "no value" where undefined."""
    return "no value" if value != value else f"{100 * value:.0f} %"


def decimal(value: float, digits: int = 2) -> str:
    return "no value" if value != value else f"{value:.{digits}f}".replace("-", "−")


def signed(value: float, digits: int = 2) -> str:
    """A difference with its sign, "no change" where it rounds to nothing."""
    rounded = round(value, digits)
    if rounded == 0:
        return "no change"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):.{digits}f}"
