"""Where people sit and how an arrow runs between two seats: geometry only, in units of the ring's radius."""

import numpy as np
import pandas as pd

RADII = (0.05, 0.135)
WIDTHS = (0.008, 0.052)
GAP = 0.012
BEND = 0.13
SAMPLES = 7
POINTS = 2 * SAMPLES + 5
"""Points of one arrow's outline, the closing break included."""


def seats(roster: pd.DataFrame) -> pd.DataFrame:
    """One fixed seat on a ring for everyone on the roster: therapists spread evenly, members between them in order.

    `roster` has columns `member` and `role`. Returns member, x, y, angle (radians, anticlockwise, the first
    therapist at the top). The same roster gives the same seats, whoever is absent.
    """
    count = len(roster)
    therapists = roster.index[roster["role"] == "therapist"]
    places = {round(k * count / len(therapists)): row for k, row in enumerate(therapists)}
    others = iter(roster.index[roster["role"] != "therapist"])
    order = [places[place] if place in places else next(others) for place in range(count)]
    angle = np.pi / 2 - 2 * np.pi * np.arange(count) / max(count, 1)
    placed = pd.DataFrame({"member": roster.loc[order, "member"].to_numpy(), "angle": angle})
    placed["x"], placed["y"] = np.cos(angle), np.sin(angle)
    return placed.set_index("member").loc[roster["member"]].reset_index()


def radius(turns, most: float) -> np.ndarray:
    """Radius of a person's mark: its area grows with the turns taken, `most` turns giving the largest."""
    turns = np.nan_to_num(np.asarray(turns, dtype=float))
    share = turns / most if most > 0 else np.zeros_like(turns)
    return RADII[0] + (RADII[1] - RADII[0]) * np.sqrt(np.clip(share, 0, 1))


def width(amount, most: float) -> np.ndarray:
    """Width of an arrow, growing in proportion to the amount of talk, `most` giving the widest."""
    share = np.abs(np.asarray(amount, dtype=float)) / most if most > 0 else np.zeros(len(amount))
    return WIDTHS[0] + (WIDTHS[1] - WIDTHS[0]) * np.clip(share, 0, 1)


def arrows(start, end, start_radius, end_radius, widths) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outlines of k curved arrows, each bending to its own right, so that two directions never cover each other.

    `start`, `end` are (k, 2) seats; radii and widths are (k,). Returns x and y of shape (k, POINTS), NaN in the last
    column as the break between outlines, and the (k, 2) middles of the arrows, where a pointer can hold them.
    """
    start, end = np.asarray(start, float).reshape(-1, 2), np.asarray(end, float).reshape(-1, 2)
    along = end - start
    length = np.linalg.norm(along, axis=1, keepdims=True)
    length[length == 0] = 1
    aside = np.column_stack([along[:, 1], -along[:, 0]])
    bend = (start + end) / 2 + BEND * 2 * aside
    head = np.clip(0.05 + 1.1 * widths, 0, 0.45 * length[:, 0])
    first = (start_radius + GAP) / length[:, 0]
    tip = 1 - (end_radius + GAP) / length[:, 0]
    neck = tip - head / length[:, 0]
    t = first[:, None] + (neck - first)[:, None] * np.linspace(0, 1, SAMPLES)[None, :]
    spine, across = _curve(start, bend, end, t)
    half = (widths / 2)[:, None, None]
    left, right = spine + half * across, spine - half * across
    barb = (np.maximum(1.35 * widths, 0.022))[:, None]
    left_barb, right_barb = spine[:, -1] + barb * across[:, -1], spine[:, -1] - barb * across[:, -1]
    point, _ = _curve(start, bend, end, tip[:, None])
    outline = np.concatenate(
        [left, left_barb[:, None], point, right_barb[:, None], right[:, ::-1], left[:, :1]], axis=1
    )
    outline = np.concatenate([outline, np.full((len(outline), 1, 2), np.nan)], axis=1)
    middle, _ = _curve(start, bend, end, np.full((len(start), 1), 0.5))
    return outline[..., 0], outline[..., 1], middle[:, 0]


def _curve(start, bend, end, t) -> tuple[np.ndarray, np.ndarray]:
    """Points of quadratic Bézier curves at t (k, m), and the unit vectors to the left of the path there."""
    t = t[..., None]
    point = (1 - t) ** 2 * start[:, None] + 2 * t * (1 - t) * bend[:, None] + t**2 * end[:, None]
    heading = 2 * (1 - t) * (bend - start)[:, None] + 2 * t * (end - bend)[:, None]
    heading /= np.maximum(np.linalg.norm(heading, axis=-1, keepdims=True), 1e-12)
    return point, np.stack([-heading[..., 1], heading[..., 0]], axis=-1)
