"""How often the analyses of sequences speak up when there is nothing, and when there is something:
python -m pytest tests/simulations/sim_sequence.py -s

Talk is drawn without any order: each turn has a speaker, addressee and category of its own, whoever spoke before, save
that nobody follows themselves. Then the same with answering twice as likely, and with one category calling for
another threefold.
"""

from collections import defaultdict

import numpy as np
import pandas as pd

from taft_dash.measures.sequence_lags import transitions
from taft_dash.measures.sequence_shifts import participation_shifts
from taft_dash.records.study import study_from

PEOPLE, WEIGHTS = np.array(list("TABCDEF")), np.array([0.3, 0.2, 0.15, 0.15, 0.1, 0.05, 0.05])
CATEGORIES = np.array(["ask", "tell", "support", "reflect"])


def talk(random, *, answering=1.0, calling=1.0, turns=80, sessions=4):
    """A group's turns; `answering` multiplies the weight of whoever was spoken to, `calling` that of tell after ask."""
    rows = []
    for session in range(1, sessions + 1):
        last, spoken_to, category = -1, -1, ""
        for turn in range(turns):
            weights = WEIGHTS.copy()
            weights[last] *= 0 if last >= 0 else 1
            if spoken_to >= 0:
                weights[spoken_to] *= answering
            speaker = random.choice(len(PEOPLE), p=weights / weights.sum())
            others = np.delete(np.arange(len(PEOPLE)), speaker)
            addressee = random.choice(others) if random.random() < 0.75 else -1
            pull = np.array([0.4, 0.3, 0.2, 0.1]) * np.where(
                (CATEGORIES == "tell") & (category == "ask"), calling, 1
            )
            category = random.choice(CATEGORIES, p=pull / pull.sum())
            rows.append(
                (session, turn, PEOPLE[speaker], PEOPLE[addressee] if addressee >= 0 else "GROUP", category)
            )
            last, spoken_to = speaker, addressee
    names = ["session", "turn", "speaker", "addressee", "category"]
    return study_from({"interactions": pd.DataFrame(rows, columns=names)})


def rates(runs, **settings):
    random = np.random.default_rng(7)
    found = defaultdict(list)
    for _ in range(runs):
        study = talk(random, **settings)
        types = participation_shifts(study, times=199).types.dropna(subset="ratio")
        cells, fit = transitions(study, "category", times=199)
        answered = types[types["shift"] == "AB-BA"].iloc[0]
        found["one type (p < .05)"].append(answered["p"] < 0.05)
        found["any of 13 types (corrected)"].append((types["p_adjusted"] < 0.05).any())
        found["outside the 95 % band"].append(
            ((types["n"] < types["chance_low"]) | (types["n"] > types["chance_high"])).mean()
        )
        found["whole table (shuffled)"].append(fit["p_chance"].iloc[0] < 0.05)
        found["whole table (chi-square)"].append(fit["p_chi2"].iloc[0] < 0.05)
        found["any of 16 cells (corrected)"].append((cells["p_adjusted"] < 0.05).any())
    return {name: float(np.mean(values)) for name, values in found.items()}


def test_false_positives_and_power():
    nothing, answers, calls = rates(150), rates(40, answering=2.0), rates(40, calling=3.0)
    print()
    for name in nothing:
        print(f"{name:30} nothing {nothing[name]:.3f}  answering x2 {answers[name]:.3f}  calling x3 {calls[name]:.3f}")
    false = [rate for name, rate in nothing.items() if name != "outside the 95 % band"]
    assert max(false) < 0.05 + 3 * np.sqrt(0.05 * 0.95 / 150)
    assert nothing["outside the 95 % band"] < 0.07
    assert answers["any of 13 types (corrected)"] > 0.8 and calls["whole table (shuffled)"] > 0.7
