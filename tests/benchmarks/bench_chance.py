"""A thousand draws by chance of every compared index: python tests/benchmarks/bench_chance.py

Ten people over 24 sessions, the sample group; the aim is 2 s for all of it, draws and bootstrap together.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from taft_dash.measures.chance import COMPARED, TIMES, bands
from taft_dash.measures.communities import communities
from taft_dash.measures.flags import prompts
from taft_dash.records.checking import open_study

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data" / "tuesday_group"


def main() -> None:
    study = open_study([str(SAMPLE)]).study
    for name, work in (
        (f"{TIMES:,} draws of {len(COMPARED)} indices (aim 2 s)", lambda: bands(study)),
        ("prompts", lambda: prompts(study)),
        ("subgroups", lambda: communities(study)),
    ):
        taken = []
        for _ in range(3):
            start = time.perf_counter()
            work()
            taken.append(time.perf_counter() - start)
        print(f"{name:<40} {min(taken):.2f} s")


if __name__ == "__main__":
    main()
