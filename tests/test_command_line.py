"""The command line: what it promises to say, its exit codes, and that nobody ever sees a traceback."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import zipfile
from pathlib import Path

import pytest

from taft_dash import cli, launching

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "tuesday_group"
CONTRACT = ["file", "line", "column", "found", "message", "fix", "severity"]
MEASURES = {"indices.csv", "people.csv", "ties.csv", "trajectories.csv", "data_dictionary.csv"}


@pytest.fixture
def faulty(tmp_path) -> Path:
    """Records with one error (a score out of range) and a control character where a name should be."""
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "members.csv").write_text("member,role\nA,member\nB,member\n")
    (folder / "interactions.csv").write_text("session,speaker,addressee\n1,A,B\n1,B,A\n2,A,B\n")
    (folder / "ratings.csv").write_text(
        "session,rater,instrument,item,score\n1,A,WAI-SR,1,9\n1,A,WAI-SR,2,4\n", encoding="utf-8"
    )
    return folder


def run(*arguments) -> int:
    """The exit code, however the program ends."""
    try:
        return cli.main([str(argument) for argument in arguments])
    except SystemExit as end:
        return end.code


def process(*arguments, **kwargs) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "taft_dash", *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        **kwargs,
    )


def complaints(stderr: bytes) -> list[bytes]:
    """What was said beside progress, which a slow machine makes longer."""
    return [line for line in stderr.splitlines() if not line.startswith(b"reading and checking the records")]


@pytest.mark.parametrize(
    "arguments",
    [
        [], ["sing"], ["check"], ["check", SAMPLE, "--format", "xml"], ["check", SAMPLE, "--colour"],
        ["measures", SAMPLE], ["serve", "--port", "0"], ["serve", "--port", "70000"], ["serve", "--port", "x"],
    ],
)  # fmt: skip
def test_wrong_arguments(arguments, capsys):
    assert run(*arguments) == 2
    assert "usage:" in capsys.readouterr().err


def test_help(capsys):
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert all(command in said for command in ("check", "measures", "tidy", "analyse", "serve"))


@pytest.mark.parametrize("command", [["check"], ["measures", "--out", "x"], ["serve", "--no-browser"]])
def test_no_such_file(command, tmp_path, capsys):
    assert run(*command, tmp_path / "nowhere") == 2
    assert "nowhere" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["check"], ["measures", "--out"], ["serve", "--no-browser"]])
@pytest.mark.parametrize("content", ["empty folder", "noise", "broken zip", "other csv", "empty file"])
def test_what_is_not_records_cannot_be_used(command, content, tmp_path, capsys):
    made = tmp_path / "given"
    if content == "empty folder":
        made.mkdir()
    else:
        made = made.with_suffix(".zip" if "zip" in content else ".csv")
        made.write_bytes(
            {
                "noise": bytes(range(256)) * 9,
                "broken zip": b"PK\x03\x04nothing",
                "other csv": b"a,b\n1,2\n",
            }.get(content, b"")
        )
    out = [tmp_path / "out"] if "--out" in command else []
    assert run(*command, *out, made) == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    assert captured.out + captured.err, "it says why"
    assert not (tmp_path / "out").exists()


def test_clean_records(capsys):
    assert run("check", SAMPLE) == 0
    said = capsys.readouterr().out
    assert "2,900 rows used as interactions" in said
    assert "presence recorded" in said
    assert "Errors 0, warnings 0" in said


def test_records_with_errors(faulty, capsys):
    assert run("check", faulty) == 1
    said = capsys.readouterr().out
    assert "Errors (1)\n  ratings.csv, line 2, column score:" in said
    assert "1 to 5" in said
    assert "set aside" in said
    assert "presence inferred" in said


def test_check_as_json(faulty, capsys):
    assert run("check", faulty, "--format", "json") == 1
    listed = json.loads(capsys.readouterr().out)
    assert listed["summary"]["sessions"] == 2
    problem = next(p for p in listed["problems"] if p["severity"] == "error")
    assert list(problem)[: len(CONTRACT)] == CONTRACT
    assert (problem["file"], problem["line"], problem["column"], problem["found"]) == (
        "ratings.csv",
        2,
        "score",
        "9",
    )
    assert problem["set_aside"] == 1


def test_check_as_csv(faulty, capfdbinary):
    assert run("check", faulty, "--format", "csv") == 1
    heading, *rows = csv.reader(io.StringIO(capfdbinary.readouterr().out.decode(), newline=""), strict=True)
    assert heading[: len(CONTRACT)] == CONTRACT
    assert any(row[:2] == ["ratings.csv", "2"] for row in rows)


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_hostile_names_are_told_without_steering_the_terminal_or_a_spreadsheet(form, tmp_path, capfdbinary):
    name = "=cmd|\x1b]0;owned\x07\u202e"
    (tmp_path / "interactions.csv").write_text(f"session,speaker,addressee\n1,{name},{name}\n1,A,B\n")
    (tmp_path / "ratings\x1b[31m.csv").write_text("session,rater,instrument,item,score\n1,A,WAI-SR,1,x\n")
    assert run("check", tmp_path, "--format", form) in (1, 2)
    out = capfdbinary.readouterr().out.decode()
    assert "\x07" not in out
    assert "\u202e" not in out
    if form == "csv":
        assert not any(cell.startswith(tuple("=+@")) for row in csv.reader(io.StringIO(out)) for cell in row)
    else:
        assert "\x1b" not in out


def test_what_was_typed_is_told_without_steering_the_terminal(capsys):
    assert run("check", "no\x1b[31mwhere\u202e") == 2
    assert "no\\x1b[31mwhere\\u202e" in capsys.readouterr().err


def test_measures_are_written_to_a_folder(tmp_path, capsys):
    out = tmp_path / "new" / "out"
    assert run("measures", SAMPLE, "--out", out) == 0
    written = {path.name for path in out.iterdir()}
    assert written > MEASURES
    assert {name for name in written - MEASURES if not name.endswith(".graphml")} == set()
    assert str(out) in capsys.readouterr().out


def test_measures_of_records_with_errors_are_written_and_the_errors_listed(faulty, tmp_path, capsys):
    assert run("measures", faulty, "--out", tmp_path / "out") == 1
    assert "ratings.csv, line 2" in capsys.readouterr().err
    assert (tmp_path / "out" / "trajectories.csv").exists()


def test_measures_do_not_go_where_a_file_stands(tmp_path, capsys):
    (tmp_path / "out").write_text("mine")
    assert run("measures", SAMPLE, "--out", tmp_path / "out") == 2
    assert "Cannot write to" in capsys.readouterr().err
    assert (tmp_path / "out").read_text() == "mine"


def test_measures_do_not_go_among_the_records(faulty, capsys):
    before = sorted(os.listdir(faulty))
    assert run("measures", faulty, "--out", faulty / "." / ".." / faulty.name) == 2
    assert sorted(os.listdir(faulty)) == before
    assert "--out" in capsys.readouterr().err


def test_records_may_be_files_or_a_zip(tmp_path, capsys):
    files = [SAMPLE / name for name in ("members.csv", "interactions.csv")]
    assert run("check", *files) in (0, 1)
    assert "2,900 rows used as interactions" in capsys.readouterr().out
    with zipfile.ZipFile(tmp_path / "study.zip", "w") as archive:
        for file in SAMPLE.glob("*.csv"):
            archive.write(file, file.name)
    assert run("check", tmp_path / "study.zip") == 0


def test_an_unexpected_fault_is_one_sentence_without_a_word_of_the_records(monkeypatch, capsys):
    def breaks(*paths):
        raise KeyError("Anna Cohen said she would leave")

    monkeypatch.setattr(cli, "open_records", breaks)
    assert run("check", SAMPLE) == 2
    said = capsys.readouterr().err
    assert "Anna" not in said
    assert "Traceback" not in said
    assert "KeyError in cli.py, line" in said
    assert said.count("\n") == 1


def test_stopping_it_is_quiet(monkeypatch, capsys):
    monkeypatch.setattr(cli, "open_records", lambda *paths: (_ for _ in ()).throw(KeyboardInterrupt))
    assert run("check", SAMPLE) == 130
    assert capsys.readouterr().err == ""


def test_long_work_says_what_it_does_and_short_work_does_not(monkeypatch, capsys):
    with cli.step("counting"):
        pass
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(cli, "SECONDS_OF_SILENCE", 0.05)
    with cli.step("counting"):
        time.sleep(0.3)
    assert capsys.readouterr().err == "counting …\ncounting: done, 0 s\n"


def test_a_reader_that_stops_reading_is_no_fault():
    started = process("check", SAMPLE, "--format", "json")
    started.stdout.close()
    assert complaints(started.stderr.read()) == []
    assert started.wait(60) == 0


def test_a_terminal_of_another_alphabet_is_no_fault(tmp_path):
    (tmp_path / "interactions.csv").write_text(
        "group,session,speaker,addressee\nרימון,1,A,B\n", encoding="utf-8"
    )
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = process("check", tmp_path, env=environment)
    out, err = done.communicate(timeout=60)
    assert done.returncode == 0, err
    assert rb"\u05e8" in out


def test_a_port_in_use_is_said(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert run("serve", "--no-browser", "--port", taken.getsockname()[1]) == 2
    assert "is in use" in capsys.readouterr().err


def test_the_next_free_port_is_taken(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(launching, "FIRST_PORT", port)
        assert port < launching.free_port() < port + launching.PORTS_TRIED


def test_every_safe_setting_is_one_that_streamlit_knows():
    known = subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "--help"], capture_output=True, text=True, timeout=60
    ).stdout
    options = launching.safe_options()
    assert "--server.address=127.0.0.1" in options
    assert "--client.showErrorDetails=none" in options
    assert "--browser.gatherUsageStats=false" in options
    assert options.count("--server.allowedHosts=localhost") == 1
    assert not [option for option in options if option.split("=")[0] not in known]


def test_no_text_browser_is_started_where_there_is_no_screen(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not launching.has_screen()
    monkeypatch.setenv("DISPLAY", ":0")
    assert launching.has_screen()


def test_serve_answers_on_this_computer_only_and_ends_quietly(tmp_path):
    port = launching.free_port()
    # A user's own settings must not open the server to others.
    environment = os.environ | {
        "STREAMLIT_SERVER_ADDRESS": "0.0.0.0",
        "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
    }
    server = process("serve", SAMPLE, "--no-browser", "--port", port, env=environment)
    try:
        deadline = time.monotonic() + 60
        while True:
            try:
                health = urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                break
            except OSError:
                assert server.poll() is None, server.stderr.read()
                assert time.monotonic() < deadline
                time.sleep(0.2)
        assert health.headers["Content-Security-Policy"]
        with socket.socket() as other:
            # Another address of this computer: bound to all of them, the server would answer here too.
            assert other.connect_ex(("127.0.0.2", port)) != 0
        server.send_signal(signal.SIGINT)
        assert server.wait(20) == 0
        assert complaints(server.stderr.read()) == []
    finally:
        server.kill()
        server.wait()
