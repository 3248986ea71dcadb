"""Files by hand, what is asked about them, and the same files after an answer."""

from taft_dash.records.checking import open_study
from taft_dash.records.mapping.plan import FileMapping, Plan
from taft_dash.records.mapping.saved import plan_from_json, plan_to_json


def files_of(**texts):
    return [(f"{name}.csv", "\n".join([*rows, ""]).encode()) for name, rows in texts.items()]


def questions(result, file=None):
    return [q for one in result.files if file in (None, one.text.file) for q in one.proposal.questions]


def answered(files, question, place):
    """The same files, after one answer to a question was given, saved and loaded again."""
    understood = next(one for one in open_study(files).files if question in one.proposal.questions)
    tables = tuple(question.answers[place].applied(one) for one in understood.mapping.tables)
    plan = Plan(files=(FileMapping(understood.text.file, tuple(understood.text.columns), tables=tables),))
    again = plan_from_json(plan_to_json(plan))
    assert again == plan
    assert any(question.answered(one) == question.answers[place] for one in again.files[0].tables)
    return open_study(files, again)


def said(result):
    return " ".join(result.summary["inferred"])
