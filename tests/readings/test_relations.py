"""Social relations in words: what the tables hold, how sure they are, no verdicts, no ranking."""

import re

import numpy as np
import pytest

from taft_dash.measures.relations import social_relations
from taft_dash.measures.round_robins import RoundRobin
from taft_dash.readings import relations
from tests.figures.test_relations import LABELS, S6


def made_of(rows, reason=""):
    values = np.array(rows, float)
    np.fill_diagonal(values, np.nan)
    people = np.array(list("ABCDEF")[: len(values)], object)
    return social_relations([RoundRobin("g", people, values, 3, reason=reason)])


@pytest.fixture(scope="module")
def made():
    return made_of(S6)


def test_where_the_differences_lie(made):
    said = relations.share_words(made.components, "talk")
    assert said.startswith(
        "Of what differs among 6 members, 48 % lies with who gives (speaking to everyone), 32 % with who gets (being"
        " spoken to by everyone), and 20 % with who meets whom. The variances themselves are known only roughly (95 %):"
        " actor 0."
    )
    assert "rating everyone high or low" in relations.share_words(made.components, "ratings")


def test_a_variance_below_0_is_said():
    values = np.random.default_rng(3).normal(size=(6, 6))
    rows = made_of(values).components
    assert (rows["estimate"][:2] < 0).any()
    assert "variance came out below 0 and counts as 0" in relations.share_words(rows, "talk")


def test_what_is_returned(made):
    said = relations.reciprocity_words(made.components)
    assert said.startswith("Who gives more to everyone also gets more from everyone (generalised reciprocity 0.83, p")
    assert "Who gives one person more than usual also gets more from them (dyadic reciprocity 0.66, " in said


def test_without_a_variance_there_is_no_reciprocity():
    rows = made_of(np.random.default_rng(3).normal(size=(6, 6))).components
    assert "Generalised reciprocity cannot be given" in relations.reciprocity_words(rows)


def test_how_far_effects_can_be_relied_on(made):
    said = relations.effect_words(made.components, made.effects, LABELS, person="B")
    assert said == (
        "Reliability of these differences: actor 0.91 and partner 0.87 (1: no noise; 0: noise only). Ben <br>: as actor"
        " −0.29, as partner +1.21."
    )
    assert "Ben" not in relations.effect_words(made.components, made.effects, LABELS, person=None)


def test_pairs_and_all_groups(made):
    top = made.pairs.loc[made.pairs["relationship"].abs().idxmax()]
    value = f"{top['relationship']:+.2f}".replace("-", "−")
    first = f"{LABELS[top['actor']]} to {LABELS[top['partner']]} by {value}"
    said = relations.pair_words(made.pairs, LABELS)
    assert said.startswith(f"Farthest from what the two do with everyone: {first}; ")
    assert relations.pooled_words(made.pooled).startswith("Over 1 group and 6 members: actors 48 %, partners 32 %")
    assert relations.pooled_words(social_relations([]).pooled) == "No group has enough members and values."


def test_a_refusal_is_passed_on():
    rows = made_of(S6, reason="Too few.").components
    assert relations.share_words(rows, "talk") == relations.reciprocity_words(rows) == "Too few."


def test_no_verdicts_no_ranking(made):
    said = " ".join(
        (
            relations.share_words(made.components, "talk"), relations.reciprocity_words(made.components),
            relations.effect_words(made.components, made.effects, LABELS, person="A"),
            relations.pair_words(made.pairs, LABELS), relations.pooled_words(made.pooled),
        )
    )  # fmt: skip
    assert not re.findall("most|best|worst|rank|popular|caused|because|diagnos|normal", said, re.IGNORECASE)
