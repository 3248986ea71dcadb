"""What is said beside the pictures of chance: counts, numbers, n, and never why."""

import numpy as np
import pandas as pd

from taft_dash.readings import chance as words
from tests.figures.test_chance import VALUES


def test_an_index_is_told_with_its_sessions_and_the_one_in_focus():
    said = words.index_words(VALUES, "Density", 5)
    assert "above what chance gives in 1 and below in 1 of 3 sessions; by chance alone about 0" in said
    assert "Session 5: 0.90 (had its turns fallen otherwise, 0.80 to 1.00)" in said
    assert "above the band of 0.30 to 0.70, n = 6" in said
    assert "Session" not in words.index_words(VALUES, "Density", 3)
    assert words.index_words(VALUES.iloc[[2]], "Density", 3) == "Nobody <b>spoke</b>."


def test_prompts_are_counted_for_each_person():
    flags = pd.DataFrame({"member": ["a", "a", "b"], "kind": ["edge", "edge", "criticism"]})
    said = words.flag_words(flags, {"a": "Ada", "b": "Ben"}, 9)
    assert "On the edge: Ada (2 sessions)." in said and "Criticism from several people: Ben (1 session)." in said
    assert "nobody was on the edge" in words.flag_words(flags.iloc[:0], {}, 9)


def test_subgroups_are_named_with_their_sessions():
    sessions = pd.DataFrame({"q_limit": [0.1, 0.2, None], "reason": ["", "", "few"]})
    people = pd.DataFrame({"session": [1, 1, 2, 2], "subgroup": 1, "member": list("abab")})
    said = words.subgroup_words(sessions, people, {"a": "Ada", "b": "Ben"})
    assert said == "Ada and Ben talk mostly among themselves in sessions 1 and 2 (of 2 sessions looked at)."
    assert "In none of 2 sessions" in words.subgroup_words(sessions, people.iloc[:0], {})
    assert "cannot be looked for" in words.subgroup_words(sessions.iloc[2:], people.iloc[:0], {})


def test_links_give_r_p_and_n_or_the_reason():
    pairs = pd.DataFrame(
        {"pair": ["talk and talk", "talk and likeness"], "r": [0.5, None], "p": [0.04, None], "n": [7, 3],
         "relabellings": [5040, 0], "exact": [True, False], "reason": ["", "Too few."]}
    )  # fmt: skip
    said = words.link_words(pairs)
    assert "Talk and talk: r = 0.50, p = 0.040 (7 members, 5,040 relabellings, all)." in said
    assert said.endswith("Talk and likeness: Too few.")


def test_dots_are_counted_on_the_side_of_the_session():
    dots = np.arange(20.0)
    assert words.dot_words(dots, 25, 3) == "None of 20 draws by chance are as high as session 3 or higher."
    assert words.dot_words(dots, 0, 3) == "1 of 20 draws by chance is as low as session 3 or lower."
