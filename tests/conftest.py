"""Records shared by the tests of all floors: a sound set of files, and a way to open texts as if they were files."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

import pytest

from taft_dash.records.checking import Opened, open_study

SOUND = {
    "members.csv": ["member,role,name,joined,left", "M01,member,Ada,,", "M02,member,Bo,,", "M03,member,Cy,2,",
                    "M04,member,Di,,2", "T1,therapist,Tom,,"],
    "sessions.csv": ["session,date,minutes,phase,topic", "1,2026-01-06,90,opening,hello", "2,2026-01-13,90,,",
                     "3,,90,,"],
    "attendance.csv": ["session,member,status,minutes", "1,M01,present,90", "1,M02,present,90", "1,M04,present,90",
                       "1,T1,present,90", "2,M01,absent,", "2,M02,late,70", "2,M03,present,90", "2,M04,present,90",
                       "2,T1,present,90", "3,M01,present,90", "3,M02,excused,", "3,M03,present,90", "3,T1,present,90"],
    "interactions.csv": ["session,speaker,addressee,turn,start_seconds,speaking_seconds,turns,category,valence,element",
                         "1,T1,GROUP,1,0,5,1,opening,0.5,bond", "1,M01,T1,2,5,8.5,1,support,,",
                         "1,M02,M01;T1,3,14,3,1,,-1,", "2,M03,M02,,,,4,,,", "2,M03,M02,,,,4,,,", "3,M01,,1,0,2,,,,"],
    "ratings.csv": ["session,rater,target,instrument,item,score", "1,M01,,WAI-SR,1,4", "1,M01,,WAI-SR,bond,3.5",
                    "1,M02,M01,SOFTA-o,safety,-2", "2,T1,M02,MAS-A,mastery,4.5", "3,M01,GROUP,GSRS,1,"],
    "events.csv": ["session,minute,kind,type,actor,target,rater,note", "2,30,rupture,withdrawal,M02,LEADER,T1,quiet"],
}  # fmt: skip


def records(*, without: tuple[str, ...] = (), **added: list[str]) -> list[tuple[str, bytes]]:
    """The sound files, without some, and with rows added: `records(ratings=["1,M01,,WAI-SR,2,9"])`."""
    files = {name: [*rows, *added.pop(name[:-4], [])] for name, rows in SOUND.items() if name not in without}
    return [(name, "\n".join(rows).encode()) for name, rows in files.items()]


def opened(**files: str | list[str]) -> Opened:
    """These texts opened as CSV files and no others: `opened(ratings="session,rater,…\\n1,M01,…")`."""
    texts = {name: rows if isinstance(rows, str) else "\n".join(rows) for name, rows in files.items()}
    return open_study([(f"{name}.csv", text.encode()) for name, text in texts.items()])


def run_async(work: Coroutine):
    """What `work` comes to, in a thread of its own: a browser driven from this one may have left its loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session", name="records")
def _records():
    return records


@pytest.fixture(scope="session", name="opened")
def _opened():
    return opened
