"""From any lab's headings to the record format: what each column means, as data that a person can read and change.

    plan.py        Plan: all that was decided about a records set; it is saved as mapping.json
    proposing.py   what a table most likely is, each guess with its reason (synonyms.py, side_by_side.py, exports.py)
    arranging.py   a text table and its mapping -> a tidy text table; every row keeps its line, every change is said
    translating.py one distinct cell at a time: session numbers, dates, clock times, words, missing codes
    mending.py     corrections of single faults, asked for by a person, each in the log of changes

Nothing here judges a value: the tidy text goes through the same checks as a tidy file.
"""
