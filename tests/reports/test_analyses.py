"""What `analyse` writes: every listed analysis, its dictionary, its methods text and its receipt."""

import json
from dataclasses import replace

import pandas as pd
import pytest

from taft_dash.cli import main
from taft_dash.measures.alliance_structure import structure_view
from taft_dash.measures.change_view import change_view
from taft_dash.measures.counted import COUNTED
from taft_dash.measures.method import Method
from taft_dash.measures.ratings import trajectories
from taft_dash.measures.series import Series
from taft_dash.records.checking import open_study
from taft_dash.records.study import Selection, study_from
from taft_dash.reports.analyses import ANALYSES, analysis_files, named
from taft_dash.reports.receipts import methods_text, receipt, snippet
from tests.measures.test_response_surface import records

SAMPLE, GROUP = "sample_data/tuesday_group", "tuesday"
EMPTY = study_from({"attendance": pd.DataFrame({"session": [1], "member": ["A"], "status": ["present"]})})


@pytest.fixture(scope="module")
def sample():
    return open_study([SAMPLE]).study


@pytest.mark.parametrize("analysis", ANALYSES, ids=lambda one: one.method.name)
def test_every_analysis_gives_its_files_on_records_without_anything_to_say(analysis):
    tables = analysis.tables(EMPTY)
    assert set(tables) == set(analysis.columns)
    for name, columns in analysis.columns.items():
        assert set(columns) <= set(tables[name]), name
        assert all(meaning for meaning, _ in columns.values())


@pytest.mark.parametrize("method", [*COUNTED, *(one.method for one in ANALYSES)], ids=lambda one: one.name)
def test_every_method_can_be_published_and_done_again(method, sample):
    assert len(method.text) > 100 and method.references and method.snippet
    study = sample.select(Selection(GROUP, 1, 24))
    made = {"study": study}
    exec(method.snippet, made)
    assert isinstance(made["table"], pd.DataFrame) and len(made["table"])


def test_the_snippet_opens_and_narrows_as_on_screen(sample):
    method = Method("count", "Count", "", (), snippet="table = study.sessions")
    made = {}
    exec(snippet(method, Selection(GROUP, 3, 5)).replace("RECORDS", SAMPLE), made)
    assert made["table"]["session"].tolist() == [3, 4, 5]


def test_a_receipt_says_records_selection_parameters_and_seed(sample):
    method = Method("shuffles", "Shuffles", "Shuffled.", ("B. (2001).", "A. (2000)."), {"times": 1000}, seed=7)
    said = receipt(sample, [method], Selection(GROUP, 3, 5))
    assert said["records"] == sample.fingerprint
    assert said["selection"] == f"{GROUP}, sessions 3 to 5, therapists included"
    assert said["methods"] == {"shuffles": {"parameters": {"times": 1000}, "seed": 7}}
    assert said["packages"]["pandas"] == pd.__version__
    assert methods_text([method]).endswith("## References\n\n- A. (2000).\n- B. (2001).\n")


def test_methods_are_chosen_by_name():
    assert named([]) == list(ANALYSES)
    assert [one.method.name for one in named(["ruptures"])] == ["ruptures"]
    with pytest.raises(ValueError, match="no method charm; there are ruptures"):
        named(["charm"])


def test_the_files_explain_every_column(sample):
    files = analysis_files(sample, named(["ruptures"]))
    explained = set(zip(files["data_dictionary.csv"]["file"], files["data_dictionary.csv"]["column"], strict=True))
    for name, table in files.items():
        if name.startswith("rupture"):
            assert len(table) and {(name, column) for column in table} <= explained


def test_the_command_writes_the_chosen_methods(tmp_path, capsys):
    assert main(["analyse", SAMPLE, "--out", str(tmp_path / "out"), "--methods", "ruptures"]) == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert {"rupture_episodes.csv", "data_dictionary.csv", "methods.md", "receipt.json"} <= written
    said = json.loads((tmp_path / "out" / "receipt.json").read_text())
    assert said["methods"]["ruptures"]["parameters"]["window"] == 3
    assert main(["analyse", SAMPLE, "--out", str(tmp_path / "out"), "--methods", "charm"]) == 2
    assert "no method charm" in capsys.readouterr().err


def test_change_and_structure_write_what_the_pages_show(sample):
    few = replace(sample, ratings=sample.ratings[sample.ratings["instrument"] == "GSRS"])
    files = analysis_files(few, named(["change", "structure"]))
    own = few.select(Selection(GROUP, 1, 24))
    scores, series = trajectories(own), Series("GSRS", "total", "GROUP", "member")
    shown = change_view(own, scores, series)
    assert files["change.csv"]["change_class"].tolist() == shown.changes["change_class"].tolist()
    assert files["change_basis.csv"]["smallest_reliable_difference"].tolist() == [shown.basis.value]
    assert len(files["sudden_changes.csv"]) == len(shown.sudden) == 1
    split = structure_view(own, scores, series).split
    assert files["variance_shares.csv"]["share"].tolist() == pytest.approx(split["share"].tolist())
    assert files["truth_and_bias.csv"]["reason"].str.startswith("Truth and bias need at least").tolist() == [True]


def test_what_compares_targets_is_written_once_for_each_scale():
    rows = [(s, m, t, 3.0 + s / 10) for s in (1, 2) for m in "AB" for t in ("LEADER", "GROUP")]
    ratings = pd.DataFrame(rows, columns=["session", "rater", "target", "score"])
    study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="total")})
    files = analysis_files(study, named(["structure"]))
    assert len(files["variance_shares.csv"]) == 2 * 3  # two targets, three parts
    assert files["split_alliance.csv"]["member"].tolist() == ["A", "B"]
    assert len(files["truth_and_bias.csv"]) == 1


def test_what_two_groups_rate_is_also_written_for_both_together():
    places = [(g, s, k) for g in (1, 2) for s in range(1, 6) for k in range(4)]
    rows = [(g, s, "ABCD"[k], 3 + (7 * s + 3 * k + 5 * g) % 11 / 10) for g, s, k in places]
    ratings = pd.DataFrame(rows, columns=["group", "session", "rater", "score"]).astype({"group": "str"})
    study = study_from({"ratings": ratings.assign(instrument="WAI-SR", item="total", target="LEADER")})
    files = analysis_files(study, named(["structure"]))
    assert files["variance_shares_all_groups.csv"]["part"].tolist() == ["member", "session", "residual"]
    assert files["growth_by_group.csv"][["group", "n_ratings"]].values.tolist() == [["1", 20], ["2", 20]]
    assert files["growth_all_groups.csv"]["n_groups"].eq(2).all()


def test_a_response_surface_is_written_once_for_each_pair_of_bonds_or_why_there_is_none():
    few = analysis_files(records(groups=2, people=3), named(["structure"]))["response_surface.csv"]
    said = few[["instrument", "first", "second", "outcome"]].values.tolist()
    assert said == [["WAI-SR", "LEADER", "MEMBERS", "ORS total"]]
    assert few["reason"].str.startswith("A response surface needs at least 100 members").all()
