"""Records as a German spreadsheet writes them, read, mapped and checked: python tests/benchmarks/bench_european.py

200,000 turns of talk and 20,000 ratings: semicolons, decimal commas, Windows-1252 and German headings. The floor, in
the same run, is pandas.read_csv of the same files with the right options given, which neither maps nor checks. The aim
of the whole is 5 times the floor.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import pandas as pd

from taft_dash.records.checking import Opened, check, open_study
from taft_dash.records.reading import read_files

TURNS, GROUPS, SESSIONS, ITEMS, ROUNDS = 200_000, 100, 24, 12, 7
RATINGS = 20_000  # 100 groups x 8 people x 25 answers, or as many forms of 12 items as come nearest
WRITTEN = {"sep": ";", "decimal": ",", "encoding": "cp1252"}
PEOPLE = np.array(["Jörg", "Zoë", "Günther", "Anaïs", "Käthe", "Søren", "François", "Bärbel", "Übelhör"])
DAYS = pd.date_range("2025-01-14", periods=SESSIONS, freq="7D").strftime("%d.%m.%Y").to_numpy()
NUMBERED = np.array([f"Sitzung {number}" for number in range(1, SESSIONS + 1)])


def clock(seconds: np.ndarray) -> list[str]:
    """h:mm:ss,mmm as ELAN and video players write it."""
    thousandths = np.round(seconds * 1000).astype(int)
    whole = thousandths // 1000
    return [
        f"{s // 3600}:{s // 60 % 60:02}:{s % 60:02},{t % 1000:03}"
        for s, t in zip(whole, thousandths, strict=True)
    ]


def talk(sessions: np.ndarray, *, clocks: bool) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    meeting = np.sort(rng.integers(0, GROUPS * SESSIONS, TURNS))
    speaker = rng.integers(0, len(PEOPLE), TURNS)
    addressee = PEOPLE[(speaker + rng.integers(1, len(PEOPLE), TURNS)) % len(PEOPLE)].astype(object)
    addressee[rng.random(TURNS) < 0.25] = "Gruppe"
    start, length = np.round(rng.random(TURNS) * 5400, 3), np.round(rng.gamma(2, 8, TURNS) + 0.1, 1)
    return pd.DataFrame(
        {
            "Gruppe": np.array([f"Gruppe {k}" for k in range(1, GROUPS + 1)])[meeting // SESSIONS],
            "Sitzung": sessions[meeting % SESSIONS],
            "Sprecher": PEOPLE[speaker],
            "An": addressee,
            "Beginn": clock(start) if clocks else start,
            "Sprechdauer": length,
            "Kategorie": rng.choice(["Frage", "Unterstützung", "Rückmeldung"], TURNS),
        }
    )


def ratings(sessions: np.ndarray, *, wide: bool) -> pd.DataFrame:
    rng = np.random.default_rng(4)
    forms = RATINGS // ITEMS
    form = np.sort(rng.choice(GROUPS * SESSIONS * (len(PEOPLE) - 1), forms, replace=False))
    meeting, rater = np.divmod(form, len(PEOPLE) - 1)
    frame = pd.DataFrame(
        {
            "Gruppe": np.array([f"Gruppe {k}" for k in range(1, GROUPS + 1)])[meeting // SESSIONS],
            "Sitzung": sessions[meeting % SESSIONS],
            "Teilnehmer": PEOPLE[rater],
        }
    )
    if wide:
        answers = {f"WAI_{item}": rng.integers(1, 6, forms) for item in range(1, ITEMS + 1)}
        return frame.assign(**answers)
    long = frame.loc[frame.index.repeat(ITEMS)].reset_index(drop=True)
    return long.assign(
        Fragebogen="WAI-SR",
        Item=np.tile(np.arange(1, ITEMS + 1), forms),
        Wert=rng.integers(1, 6, len(long)),
    )


def written(folder: Path) -> dict[str, tuple[Path, Path]]:
    """The same records in the shapes in which laboratories hand them over."""
    shapes = {
        "Sitzung 7, ratings long": (talk(NUMBERED, clocks=False), ratings(NUMBERED, wide=False)),
        "dates, ratings wide": (talk(DAYS, clocks=False), ratings(DAYS, wide=True)),
        "dates, clock times": (talk(DAYS, clocks=True), ratings(DAYS, wide=False)),
    }
    paths = {}
    for number, (name, frames) in enumerate(shapes.items()):
        (folder / str(number)).mkdir()
        paths[name] = tuple(folder / str(number) / f"{what}.csv" for what in ("Gespräch", "Fragebögen"))
        for path, frame in zip(paths[name], frames, strict=True):
            frame.to_csv(path, index=False, **WRITTEN)
    return paths


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of the best of several runs."""
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def understood(opened: Opened) -> str:
    rows = opened.summary["rows"]
    return ", ".join(f"{name} {count['used']:,} of {count['in_file']:,}" for name, count in rows.items())


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, paths in written(Path(folder)).items():
            opened = open_study(paths)
            reading = read_files(paths)
            floor = best(lambda: [pd.read_csv(path, **WRITTEN) for path in paths])  # noqa: B023
            read = best(lambda: read_files(paths))  # noqa: B023
            checked = best(lambda: check(reading))  # noqa: B023
            whole = best(lambda: open_study(paths))  # noqa: B023
            print(
                f"{name:<24} read_csv {floor:.3f} s; reading {read / floor:.1f} x, mapping and checking "
                f"{checked / floor:.1f} x; whole {whole:.3f} s = {whole / floor:.1f} x (aim 5)"
            )
            print(f"{'':<24} {understood(opened)}; errors {opened.summary['errors']}")
            if "-v" in sys.argv:
                print(*opened.summary["inferred"], *map(str, opened.problems), sep="\n")


if __name__ == "__main__":
    main()
