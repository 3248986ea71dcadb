"""The same table whatever wrote it; Parquet and SPSS; what holds no table; limits."""

import datetime
import io
import zipfile

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pyreadstat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taft_dash.records import limits
from taft_dash.records.checking import open_study
from tests.records.writers import (
    DAY,
    ENDINGS,
    MOMENT,
    WRITERS,
    as_csv,
    as_sav,
    as_xlsx,
    as_zsav,
    codes,
    read,
    texts,
)  # fmt: skip


class TestTheSameTable:
    ROWS = (
        ["member", "session", "score", "day", "note"],
        ["M1", 1, 2.5, DAY, "once"],
        ["שרה", 2, 0.1, DAY, None],
        ["007", 3, -3.0, DAY, "a & <b>"],
    )

    @pytest.mark.parametrize("write", WRITERS)
    def test_in_every_format(self, write, tmp_path):
        reading = read(write(self.ROWS, tmp_path))
        assert not reading.problems
        if write is as_csv:
            return
        assert texts(reading) == {
            "member": ["M1", "שרה", "007"],
            "session": ["1", "2", "3"],
            "score": ["2.5", "0.1", "-3"],
            "day": ["2024-05-03"] * 3,
            "note": ["once", "", "a & <b>"],
        }
        assert reading.tables[0].line.tolist() == [2, 3, 4]

    @pytest.mark.parametrize("write", [w for w in WRITERS if w not in (as_csv,)])
    def test_moments(self, write, tmp_path):
        reading = read(write([["session", "start"], [1, MOMENT], [2, MOMENT]], tmp_path))
        assert texts(reading)["start"] == ["2024-05-03 10:30:00"] * 2

    @settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["M1", "M2", "Zoë", "07"]),
                st.integers(1, 30),
                st.sampled_from(["M1", "M2", "Zoë", "07", "GROUP"]),
                st.integers(1, 9),
                st.one_of(st.none(), st.sampled_from([0.25, 12.5, 60.0, 1e-3, 123456.75])),
            ),
            min_size=2,
            max_size=30,
        )
    )
    def test_gives_the_same_study(self, tmp_path, talk):
        rows = [["speaker", "session", "addressee", "turns", "speaking_seconds"], *map(list, talk)]
        opened = {write: open_study([("interactions", write(rows, tmp_path))]) for write in WRITERS}
        expected = opened.pop(as_csv)
        for write, one in opened.items():
            where = write.__name__
            assert (one.study is None) == (expected.study is None), where
            assert one.summary["rows"] == expected.summary["rows"], where
            assert [p.code for p in one.problems] == [p.code for p in expected.problems], where
            for name in ("members", "sessions", "interactions"):
                if one.study is not None:
                    tables = [
                        getattr(study, name).drop(columns="file", errors="ignore")
                        for study in (one.study, expected.study)
                    ]
                    pd.testing.assert_frame_equal(*tables, check_categorical=False)


class TestParquet:
    def write(self, table, **how):
        out = io.BytesIO()
        pq.write_table(table, out, **how)
        return out.getvalue()

    def test_types(self):
        table = pa.table(
            {
                "row": [1, 2, 3],
                "text": pa.array(["a", None, "a"]).dictionary_encode(),
                "whole": pa.array([1, None, 3], pa.int8()),
                "short": pa.array([0.1, None, 2.0], pa.float32()),
                "truth": pa.array([True, None, False]),
                "day": pa.array([DAY, None, DAY]),
                "length": pa.array([datetime.timedelta(minutes=90), None, None]),
                "money": pa.array(["1.50", None, "2.00"]).cast(pa.decimal128(5, 2)),
                "": pa.nulls(3),
            }
        )
        assert texts(read(self.write(table))) == {
            "row": ["1", "2", "3"],
            "text": ["a", "", "a"],
            "whole": ["1", "", "3"],
            "short": ["0.1", "", "2"],
            "truth": ["TRUE", "", "FALSE"],
            "day": ["2024-05-03", "", "2024-05-03"],
            "length": ["01:30:00", "", ""],
            "money": ["1.50", "", "2"],
        }

    @pytest.mark.parametrize("nested", [pa.array([[1, 2]]), pa.array([{"x": 1}]), pa.array([b"\0\1"])])
    def test_what_no_cell_holds_is_refused(self, nested):
        (problem,) = read(self.write(pa.table({"a": [1], "b": nested}))).problems
        assert (problem.code, problem.column) == ("nested-column", "b")

    def test_a_few_bytes_for_millions_of_rows(self, monkeypatch):
        monkeypatch.setattr(limits, "MOST_SHEET_CELLS", 100_000)
        data = self.write(pa.table({"a": np.zeros(100_001)}))
        assert len(data) < 10_000 and codes(read(data)) == ["too-large"]

    def test_what_expands_to_too_much(self):
        data = self.write(pa.table({"a": ["x" * 5000 + str(i) for i in range(1000)]}), use_dictionary=False)
        assert codes(read(data, largest_unpacked=limits.MEGABYTE)) == ["too-large"]

    def test_damaged(self):
        data = self.write(pa.table({"a": [1, 2, 3], "b": ["x", "y", "z"]}))
        for place in range(4, len(data), 7):
            for changed in (data[:place], data[:place] + b"\xff" + data[place + 1 :]):
                reading = read(changed)
                assert reading.tables or codes(reading)


class TestSpss:
    def test_declared_missing_values_are_empty_and_listed(self, tmp_path):
        rows = [
            ["member", "score", "mood"],
            *(["M1", s, m] for s, m in zip([1, 99, -9, 99, 3, -5], "abxxcd", strict=True)),
        ]
        data = as_sav(rows, tmp_path, missing_ranges={"score": [99, {"lo": -10, "hi": -5}], "mood": ["x"]})
        reading = read(data)
        assert texts(reading)["score"] == ["1", "", "", "", "3", ""]
        assert texts(reading)["mood"] == ["a", "b", "", "", "c", "d"]
        assert reading.tables[0].notes == (
            "score: 4 cells left empty, declared as missing in SPSS: 99 (2), -9 (1), -5 (1).",
            "mood: 2 cells left empty, declared as missing in SPSS: x (2).",
        )

    def test_labels_are_told_and_numbers_kept(self, tmp_path):
        data = as_sav(
            [["role"], [1], [2]], tmp_path, variable_value_labels={"role": {1: "member", 2: "therapist"}}
        )
        reading = read(data)
        assert texts(reading) == {"role": ["1", "2"]}
        assert "1 = member, 2 = therapist" in reading.tables[0].notes[0]

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.data(), st.sampled_from([{}, {"compress": True}, {"row_compress": True}]))
    def test_read_as_pyreadstat_reads_it(self, tmp_path, data, packing):
        """Of the same files, the same values: a reader written in C is the witness."""
        rows = data.draw(st.integers(1, 12))
        letters = st.text("abc Zëשׁ", max_size=data.draw(st.sampled_from([3, 9, 300, 600])))
        frame = pd.DataFrame(
            {
                "number": data.draw(st.lists(st.floats(-1e9, 1e9), min_size=rows, max_size=rows)),
                "a_much_longer_name": data.draw(
                    st.lists(st.one_of(st.none(), st.integers(-200, 300)), min_size=rows, max_size=rows)
                ),
                "words": data.draw(st.lists(letters, min_size=rows, max_size=rows)),
                "after": list(range(rows)),
            }
        ).astype({"a_much_longer_name": float})
        pyreadstat.write_sav(frame, tmp_path / "t.sav", **packing)
        bytes_read = (tmp_path / "t.sav").read_bytes()
        expected, _ = pyreadstat.read_sav(tmp_path / "t.sav")
        reading = read(bytes_read)
        (table,) = reading.tables
        numbers = {name: table.columns[name].text() for name in ("number", "a_much_longer_name", "after")}
        for name, found in numbers.items():
            values = [float(text) if text else np.nan for text in found]
            np.testing.assert_array_equal(values, expected[name])
        words = table.columns["words"].text().tolist() if "words" in table.columns else [""] * rows
        assert words == [text.strip() for text in expected["words"]]

    @pytest.mark.parametrize("write", [as_sav, as_zsav])
    def test_no_damage_raises_or_takes_the_program_down(self, write, tmp_path):
        rows = [["member", "score", "words"], ["M1", 1, "a" * 300], ["M2", 2.5, "b"]]
        data = write(rows, tmp_path)
        for place in range(4, len(data), 5):
            changed = data[:place] + b"\xff\xff\xff\x7f" + data[place + 4 :]
            for damaged in (data[:place], changed):
                reading = read(damaged)
                assert reading.tables or codes(reading)

    def test_cut_short_between_two_cases(self, tmp_path):
        data = as_sav([["score"], *([i + 0.5] for i in range(10))], tmp_path)
        assert codes(read(data[:-8])) == ["spss"]

    def test_too_many_values(self, tmp_path, monkeypatch):
        data = as_sav([["score"], *([1] for _ in range(200))], tmp_path, row_compress=True)
        monkeypatch.setattr(limits, "MOST_SHEET_CELLS", 100)
        assert codes(read(data)) == ["too-large"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{\\rtf1\\ansi text}", "RTF"),
        (b"%!PS-Adobe-3.0\n", "PostScript"),
        (b"bplist00\xd4\x01\x02", "property list"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "HEIC"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "image"),
        (b"Received: from mail\r\nSubject: x\r\n", "e-mail"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", "calendar"),
        ("<html><body>".encode("utf-16"), "web page"),
        (b"\0\x01\0\0Standard Jet DB\0", "Access"),
        (b"PARE\x15\x00\x15", "password"),
    ],
)
def test_what_holds_no_table_is_named(data, words):
    (problem,) = read(data, "records.csv").problems
    assert problem.code == "not-a-table" and words in problem.message


def test_nothing_is_left_on_the_disk(tmp_path, monkeypatch):
    data = as_sav([["score"], [1]], tmp_path)
    (tmp_path / "t.sav").unlink()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert texts(read(data, str(tmp_path / "x.sav"))) == {"score": ["1"]} and not list(tmp_path.iterdir())


def test_a_zip_of_every_kind(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for write, ending in zip(WRITERS, ENDINGS, strict=True):
            archive.writestr(f"t.{ending}", write([["a", "b"], [1, "x"]], tmp_path))
        archive.writestr("t.graphml", '<graphml><graph><node id="A"/></graph></graphml>')
    reading = read(out.getvalue(), "study.zip")
    assert not reading.problems and len(reading.tables) == 9


def test_a_bomb_of_workbooks(monkeypatch):
    """Each of many workbooks may be as large as one alone, but not all of them together."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.xlsx", as_xlsx([["a"], [1]], None) + bytes(limits.MEGABYTE))
    assert codes(read(out.getvalue(), largest_unpacked=4 * limits.MEGABYTE))[-1] == "too-large"


def test_readers_are_loaded_only_for_their_files():
    """The start of the program does not wait for formats nobody gave it."""
    import subprocess
    import sys

    code = "import sys, taft_dash.records.checking as c; c.open_study([('a.csv', b'a,b\\n1,2\\n')]); "
    code += "print([name for name in ('openpyxl', 'xlrd', 'pyarrow.parquet') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
