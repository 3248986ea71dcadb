"""What was written down: record files in, one tidy study out, and a list of everything that is wrong with them.

As data
    tables.py           TABLES: each record file, its columns, meaning, units and limits
    instruments.py      INSTRUMENTS: each questionnaire or rating scale (their shape: scales.py)
    dictionary.py       the data dictionary and the templates, made from TABLES
From files to a study
    reading.py          bytes -> text tables: the only place that parses files
    checking.py         open_study(): text tables -> a Study and its Problems, in the order of
      mapping/            which table a file is, what its columns mean: guessed with reasons, or decided by a person
      judging.py          each distinct cell: a number, a session, a name, a word we know? (rated.py: ratings)
      repeats.py          the same row twice, and rows that contradict each other
      conflicts.py        what only shows between tables (strangers.py: who is unknown)
      remedies.py         the corrections on offer for each fault (meant.py: what a text was meant to be;
                          called_otherwise.py: people by another name; observers.py; ways_on.py: of refused files)
    corrections.py      all safe corrections at once, none that brings a new error
    surroundings.py     a fault among the rows around it, as typed
    account.py          what tidy writes beside records, known by its first line (formulas.py: defused cells)
    study.py            Study, Selection, study_from(): the tidy tables, made in
      tidying.py          columns in their types, one vocabulary of groups and of people
      roster.py           who belongs where, and the integer keys that join tables
      presence.py         the five states of presence
      selection.py        one group and some sessions; names masked
"""
