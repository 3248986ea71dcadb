"""The rules of the house, held by reading every file: who may import whom, and what may be done only in one place.

Each rule is a function from a file to what it finds amiss there. Each is shown a breach, so that a rule that has gone
blind fails too.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST = {"taft_dash": 320, "app.py": 100, "sample_data": 320, "tests": 480}


class File(NamedTuple):
    path: str
    text: str
    tree: ast.Module

    @property
    def floor(self) -> str:
        """The folder of the package, the module beside them, or "app"."""
        parts = Path(self.path).parts
        return Path(parts[1]).stem if parts[0] == "taft_dash" else Path(parts[0]).stem

    def imports(self) -> Iterator[tuple[int, str]]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                module = "." * node.level + (node.module or "")
                yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)

    def calls(self) -> Iterator[tuple[int, str, ast.Call]]:
        """Every call with its dotted name, as written."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node.lineno, dotted(node.func), node


def dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def file(path: str, text: str) -> File:
    return File(path, text, ast.parse(text))


def files(*places: str) -> list[File]:
    paths = sorted(
        path
        for place in places
        for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    )
    return [file(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


PACKAGE = files("app.py", "taft_dash")
EVERYTHING = PACKAGE + files("sample_data", "tests")

# Floor -> what of ours it may import, beside itself.
MAY_IMPORT = {
    "records": set(),
    "measures": {"records"},
    "figures": {"records", "measures"},
    "readings": {"records", "measures"},
    "reports": {"records", "measures", "figures", "readings"},
    "pages": {"records", "measures", "figures", "readings", "reports", "opening"},
    "opening": set(),
    "serving": {"opening"},
    "launching": set(),
    "cli": {"records", "reports", "launching", "listing"},
    "listing": {"records", "reports"},
    "__main__": {"cli"},
    "__init__": set(),
    "app": {"pages", "opening", "serving"},
}

# Library -> the floors where it is at home. What is not of the standard library and not here is at home nowhere.
HOMES = {
    "streamlit": {"app", "pages"},
    "plotly": {"figures"},
    "networkx": {"measures", "reports"},
    "scipy": {"measures"},
    "statsmodels": {"measures"},
    "pandas": {"records", "measures", "figures", "readings", "reports", "pages"},
    "numpy": {"records", "measures", "figures", "readings", "reports", "pages"},
    "pyarrow": {"records", "reports"},
    "openpyxl": {"records", "reports"},  # read in records; files that leave the house are written in reports
    "chardet": {"records"},
    "rapidfuzz": {"records"},
    "xlrd": {"records"},
    "starlette": {"opening", "serving"},
}
# Of the standard library: what parses files or speaks to the world.
HOMES |= {
    "csv": {"records"},
    "zipfile": {"records", "reports"},
    "xml.etree": {"records"},
    "socket": {"launching"},
    "urllib.request": {"launching"},
    "webbrowser": {"launching"},
    "runpy": {"launching"},
}
NOWHERE = {
    "pickle",
    "marshal",
    "shelve",
    "subprocess",
    "ctypes",
    "xml",
    "http",
    "smtplib",
    "ftplib",
    "logging.handlers",
}

# Last part of a call -> the files where it may stand.
PLACES = {
    **dict.fromkeys(("to_csv", "to_excel", "to_pickle", "to_parquet", "to_sql", "to_hdf", "to_clipboard"), ()),
    **dict.fromkeys(("read_csv", "read_table", "read_excel", "read_json", "read_html"), ()),
    **dict.fromkeys(("read_pickle", "read_parquet", "read_sql", "read_xml", "read_clipboard"), ()),
    **dict.fromkeys(("eval", "exec", "compile", "__import__", "system", "popen"), ()),
    **dict.fromkeys(("write_html", "to_html", "write_image"), ("taft_dash/reports/",)),
    **dict.fromkeys(("write_text", "write_bytes", "write_graphml"), ("taft_dash/reports/",)),
    "download_button": ("taft_dash/pages/components.py",),
    "html": (),
    "iframe": (),
}  # fmt: skip
HARMLESS = {"re.compile"}
NOTES_TO_ONESELF = ("TODO", "FIXME", "XXX", "HACK")
UNFINISHED = re.compile("#.*(" + "|".join(NOTES_TO_ONESELF) + ")")

# Cached for every visitor: only what reads the bundled samples.
FOR_EVERYBODY = {
    ("taft_dash/pages/sidebar.py", "open_sample"),
    ("taft_dash/pages/sidebar.py", "sample_study"),
    ("taft_dash/pages/overview.py", "_sample"),
}


def floors(file: File) -> Iterator[str]:
    """A floor imports only floors below it."""
    for line, name in file.imports():
        if name.startswith("."):
            yield f"{file.path}:{line} imports {name}; write taft_dash in full"
        if name.split(".")[0] != "taft_dash":
            continue
        other = [*name.split("."), "__init__"][1]
        if other != file.floor and other not in MAY_IMPORT[file.floor]:
            yield f"{file.path}:{line} imports {name}; {file.floor} may import {sorted(MAY_IMPORT[file.floor])}"


def homes(file: File) -> Iterator[str]:
    """Each library has one home."""
    for line, name in file.imports():
        library = name.split(".")[0]
        home = next(
            (HOMES[known] for known in (".".join(name.split(".")[:2]), library) if known in HOMES), None
        )
        if home is None and library in {*sys.stdlib_module_names, "taft_dash", "__future__"} - NOWHERE:
            continue
        if file.floor not in (home or ()):
            yield f"{file.path}:{line} imports {name}; it is at home in {sorted(home or ['no place'])}"


def places(file: File) -> Iterator[str]:
    """Files are parsed and written, and downloads offered, in one place; text is never run, nor shown as HTML."""
    for line, name, call in file.calls():
        allowed = PLACES.get(name.split(".")[-1])
        if allowed is not None and name not in HARMLESS and not file.path.startswith(allowed or "nowhere"):
            yield f"{file.path}:{line} calls {name}; it may stand in {allowed or 'no place'}"
        if any(word.arg == "unsafe_allow_html" for word in call.keywords):
            yield f"{file.path}:{line} shows text as HTML"
        given = [*call.args, *(word.value for word in call.keywords)]
        modes = [part.value for part in given if isinstance(part, ast.Constant)]
        writes = any(isinstance(mode, str) and re.fullmatch("[rbt]*[wax+][bt+]*", mode) for mode in modes)
        if name.split(".")[-1] == "open" and writes and file.floor != "reports":
            yield f"{file.path}:{line} opens a file for writing"


def caches(file: File) -> Iterator[str]:
    """No cache can show one visitor what another uploaded."""
    for node in ast.walk(file.tree):
        if not isinstance(node, ast.Attribute | ast.Name) or dotted(node).split(".")[-1] not in (
            "cache_data",
            "cache_resource",
        ):
            continue
        used = [
            (function.name, decorator)
            for function in ast.walk(file.tree)
            if isinstance(function, ast.FunctionDef)
            for decorator in function.decorator_list
            if node in ast.walk(decorator)
        ]
        if not used:
            yield f"{file.path}:{node.lineno} uses a cache that is not a decorator"
        for name, decorator in used:
            words = {w.arg: getattr(w.value, "value", None) for w in getattr(decorator, "keywords", ())}
            if words.get("scope") != "session" and (file.path, name) not in FOR_EVERYBODY:
                yield f"{file.path}:{node.lineno} keeps {name} for every visitor"
            if "persist" in words or "hash_funcs" in words:
                yield f"{file.path}:{node.lineno} keeps {name} on disk, or by a key of its own"
    if file.floor == "pages":
        for line, name, _ in file.calls():
            if name in ("lru_cache", "functools.lru_cache", "cache", "functools.cache"):
                yield f"{file.path}:{line} has a cache that every visitor shares"


def manners(file: File) -> Iterator[str]:
    """What reviewers would say every time."""
    if not ast.get_docstring(file.tree) and file.text.strip():
        yield f"{file.path} does not say what it is for"
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Assert):
            yield f"{file.path}:{node.lineno} asserts; raise what the caller can read"
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield f"{file.path}:{node.lineno} catches everything, Ctrl-C too"


def words(file: File) -> Iterator[str]:
    """Names that say nothing, notes to oneself, and files too long to read."""
    named = [node.arg for node in ast.walk(file.tree) if isinstance(node, ast.arg)]
    named += [n.id for n in ast.walk(file.tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)]
    for name in sorted({"df", "tmp", "temp", "foo"} & set(named)):
        yield f"{file.path} calls something {name}"
    if re.search(r"\b(utils?|helpers?|manager|misc|common)\b", Path(file.path).stem):
        yield f"{file.path} does not say what it holds"
    for number, line in enumerate(file.text.splitlines(), start=1):
        if UNFINISHED.search(line):
            yield f"{file.path}:{number} is not finished"
    longest = LONGEST[Path(file.path).parts[0]]
    if len(file.text.splitlines()) > longest:
        yield f"{file.path} has {len(file.text.splitlines())} lines; {longest} is the most"


@pytest.mark.parametrize("rule", [floors, homes, places, caches, manners])
def test_the_package_keeps_the_rules(rule):
    assert [found for file in PACKAGE for found in rule(file)] == []


def test_every_file_can_be_read():
    assert [found for file in EVERYTHING for found in words(file)] == []


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (floors, "taft_dash/records/a.py", "from taft_dash.measures import stack"),
        (floors, "taft_dash/measures/a.py", "def f():\n    import taft_dash.figures.theme"),
        (floors, "taft_dash/figures/a.py", "from taft_dash.pages import components"),
        (floors, "taft_dash/figures/a.py", "from taft_dash import readings"),
        (floors, "taft_dash/records/a.py", "from . import study"),
        (floors, "taft_dash/serving.py", "import taft_dash.records"),
        (homes, "taft_dash/measures/a.py", "import streamlit as st"),
        (homes, "taft_dash/pages/a.py", "from plotly.subplots import make_subplots"),
        (homes, "taft_dash/figures/a.py", "import networkx"),
        (homes, "taft_dash/pages/a.py", "import csv"),
        (homes, "taft_dash/pages/a.py", "from urllib.request import urlopen"),
        (homes, "taft_dash/pages/a.py", "from urllib import request"),
        (homes, "taft_dash/records/a.py", "import requests"),
        (homes, "taft_dash/records/a.py", "import pickle"),
        (places, "taft_dash/pages/a.py", "table.to_csv()"),
        (places, "taft_dash/records/a.py", "pd.read_csv(path)"),
        (places, "taft_dash/pages/a.py", "st.download_button('a')"),
        (places, "taft_dash/pages/a.py", "st.sidebar.markdown(x, unsafe_allow_html=True)"),
        (places, "taft_dash/pages/a.py", "st.html(x)"),
        (places, "taft_dash/pages/components.py", "components.html(x)"),
        (places, "taft_dash/pages/a.py", "open(path, 'w')"),
        (places, "taft_dash/pages/a.py", "path.open(mode='ab')"),
        (places, "taft_dash/cli.py", "path.write_text(x)"),
        (places, "taft_dash/records/a.py", "eval(x)"),
        (caches, "taft_dash/pages/a.py", "@st.cache_data\ndef f(): ..."),
        (caches, "taft_dash/pages/a.py", "@st.cache_data(ttl=3)\ndef f(): ..."),
        (caches, "taft_dash/pages/a.py", "@st.cache_resource(scope='global')\ndef f(): ..."),
        (caches, "taft_dash/pages/a.py", "@st.cache_data(scope='session', persist='disk')\ndef f(): ..."),
        (caches, "taft_dash/pages/a.py", "kept = st.cache_data(f)"),
        (caches, "taft_dash/pages/sidebar.py", "@st.cache_resource\ndef another(): ..."),
        (manners, "taft_dash/pages/a.py", "x = 1"),
        (manners, "taft_dash/pages/a.py", '"""Says."""\nassert x'),
        (manners, "taft_dash/pages/a.py", '"""Says."""\ntry:\n    f()\nexcept:\n    pass'),
        (words, "taft_dash/pages/a.py", "df = 1"),
        (words, "taft_dash/pages/a.py", "def f(tmp): ..."),
        (words, "taft_dash/pages/utils.py", ""),
        (words, "taft_dash/pages/a.py", "x = 1  \x23 TODO later"),
        (words, "taft_dash/pages/a.py", "x = 1\n" * 400),
    ],
)
def test_each_rule_sees_a_breach(rule, path, text):
    assert list(rule(file(path, text)))


@pytest.mark.parametrize(
    ("rule", "path", "text"),
    [
        (floors, "taft_dash/pages/a.py", "from taft_dash.records.study import Study"),
        (homes, "taft_dash/measures/a.py", "import numpy as np\nimport re"),
        (places, "taft_dash/records/a.py", "re.compile('x')\nopen(path, 'rb')"),
        (places, "taft_dash/reports/a.py", "path.open('w')"),
        (caches, "taft_dash/pages/a.py", "@st.cache_resource(scope='session', max_entries=1)\ndef f(): ..."),
    ],
)
def test_no_rule_sees_a_breach_where_there_is_none(rule, path, text):
    assert list(rule(file(path, text))) == []
