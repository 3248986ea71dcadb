"""Reading a million interaction rows (500 groups x 24 sessions): python tests/benchmarks/bench_reading.py

Prints, for several ways to write the same rows, the best time of `read_files` beside pandas' own `read_csv` of that
very file, in turns within one run, and the peak memory of a process that does nothing but read it.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from taft_dash.records.reading import read_files

ROWS, GROUPS, SESSIONS, PEOPLE, ROUNDS = 1_000_000, 500, 24, 10, 7

# The peak of this process alone; getrusage would report the parent's where that is larger.
PEAK_MEMORY = """
import re, sys
from taft_dash.records.reading import read_files
reading = read_files(sys.argv[1:])
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1]) / 1024)
"""


def interactions() -> pd.DataFrame:
    rng = np.random.default_rng(2)
    meeting = np.sort(rng.integers(0, GROUPS * SESSIONS, ROWS))
    people = np.array([f"M{number:02}" for number in range(1, PEOPLE + 1)])
    return pd.DataFrame(
        {
            "group": np.array([f"G{number:03}" for number in range(GROUPS)])[meeting // SESSIONS],
            "session": meeting % SESSIONS + 1,
            "speaker": rng.choice(people, ROWS),
            "addressee": rng.choice([*people, "GROUP", ""], ROWS),
            "speaking_seconds": rng.gamma(2, 8, ROWS).round(1),
            "category": rng.choice(["question", "support", "disclosure", "advice", ""], ROWS),
        }
    )


def written(folder: Path) -> dict[str, Path]:
    """The same rows written in several ways."""
    talk = interactions()
    files = {
        name: folder / f"{name}.csv" for name in ("plain", "quoted", "decimal comma", "irregular", "timed")
    }
    talk.to_csv(files["plain"], index=False)
    talk.to_csv(files["quoted"], index=False, quoting=1)
    talk.to_csv(files["decimal comma"], index=False, sep=";", decimal=",")
    lines = files["plain"].read_text().splitlines(keepends=True)
    lines[1000::1000] = [line.rstrip("\n") + ",one cell too many\n" for line in lines[1000::1000]]
    files["irregular"].write_text("".join(lines))
    talk.assign(start_seconds=np.arange(ROWS) * 1.7).to_csv(files["timed"], index=False)  # no two cells alike
    return files


def floor(name: str, path: Path) -> pd.DataFrame:
    if name == "decimal comma":
        return pd.read_csv(path, sep=";", decimal=",")
    return pd.read_csv(path, on_bad_lines="skip" if name == "irregular" else "error")


def best(*works) -> list[float]:
    """Seconds of each of the works, done in turns so that a busy moment meets all of them."""
    taken = [[] for _ in works]
    for _ in range(ROUNDS):
        for times, work in zip(taken, works, strict=True):
            start = time.perf_counter()
            work()
            times.append(time.perf_counter() - start)
    return [min(times) for times in taken]


def peak_memory(*paths: Path) -> float:
    """Megabytes at the peak of a process that only reads these files (Linux)."""
    command = [sys.executable, "-c", PEAK_MEMORY, *map(str, paths)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print("file              MB  read_csv  read_files  ratio       rows  set aside  peak MB")
        for name, path in written(Path(folder)).items():
            pandas_seconds, seconds = best(lambda: floor(name, path), lambda: read_files(path))  # noqa: B023
            reading = read_files(path)
            (table,) = reading.tables
            aside = sum(problem.set_aside for problem in reading.problems)
            print(
                f"{name:<14}{path.stat().st_size / 1e6:>6.1f}{pandas_seconds:>10.3f}{seconds:>12.3f}"
                f"{seconds / pandas_seconds:>7.2f}{len(table.line):>11,}{aside:>11,}{peak_memory(path):>9.0f}"
            )
        print(f"memory after the imports alone: {peak_memory():.0f} MB")


if __name__ == "__main__":
    main()
