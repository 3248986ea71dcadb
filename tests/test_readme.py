"""The README stays true: its tables are those of the code, its commands those of the tests and of CI."""

import re
from pathlib import Path

from tests.readme_tables import README, filled

ROOT = Path(__file__).resolve().parents[1]


def test_generated_tables_have_not_drifted():
    text = README.read_text(encoding="utf-8")
    assert text == filled(text), "run: python tests/readme_tables.py"


def test_ci_calls_the_second_command():
    command = README.read_text(encoding="utf-8").split("pip install -r tests/requirements.txt")[1]
    ran = (ROOT / ".ci" / "run").read_text()
    assert command.splitlines()[0].strip().endswith("-m pytest")
    assert 'pip" install -q -r tests/requirements.txt' in ran and "-m pytest" in ran


def test_every_dependency_has_its_reason():
    text = README.read_text(encoding="utf-8").split("## Dependencies")[1]
    for file in ("requirements.txt", "tests/requirements.txt"):
        for line in (ROOT / file).read_text().splitlines():
            name = re.match(r"[A-Za-z][\w-]*", line)
            assert name is None or name[0].lower() in text.lower(), (
                f"{name[0]} of {file} has no reason in README.md"
            )


def test_every_place_of_the_map_exists():
    for path in re.findall(
        r"`((?:taft_dash|tests|sample_data|app)[\w/.]*)`", README.read_text(encoding="utf-8")
    ):
        assert (ROOT / path).exists(), path
