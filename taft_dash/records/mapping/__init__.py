"""From any lab's headings to the record format: what each column means, as data that a person can read and change.

    plan.py        Plan: all that was decided about a records set; it is saved as mapping.json
    proposing.py   what a table most likely is, each guess with its reason (proposal.py: the value; doubts.py: faults)
      synonyms.py, word_lists.py   the words of other people, as data
      headings.py, times.py        headings that can be compared; headings that name a time
      fitting.py, matching.py      which heading is which column, where its cells can be that
      guess.py, guessing.py, guessing_ratings.py   a table as each of the record tables; the likeliest wins
      side_by_side.py, presence_marks.py, matrices.py, pairs.py   shapes that are not one row for one record
      proposing_values.py, proposing_moments.py, proposing_people.py, proposing_scores.py, proposing_reversed.py,
      proposing_instruments.py     what cells mean, and the questions that only a person can answer
      exports.py, exports_of_talk.py               what REDCap, Qualtrics, BORIS, ELAN and Gephi write
      alternatives.py              the headings a person may choose from, the likeliest first
    arranging.py   a text table and its mapping -> a tidy text table; every row keeps its line, every change is said
    together.py    what only shows between files: two accounts of the same turns
    translating.py one distinct cell at a time: session numbers, dates, clock times, words, missing codes
    changes.py     the log of what was read as something else, spelled out when somebody looks
    keys.py        the user's own instruments, from the plan and from tables
    mending.py     corrections of single faults, asked for by a person, each in the log of changes

Nothing here judges a value: the tidy text goes through the same checks as a tidy file.
"""
