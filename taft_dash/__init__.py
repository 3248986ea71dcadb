"""taft_dash: what happens between people in a therapy group, session by session, from the records kept of it.

A row of a CSV travels one way, from the file to the pixel:

    records/    what was written down: files read, checked and held as one tidy `Study`
    measures/   what can be counted: tables of numbers, each with its reason where there is none
    figures/    what can be drawn from those tables
    readings/   what can be said of those tables in a plain sentence
    reports/    documents for people elsewhere
    pages/      what is shown in the browser

Each floor imports only floors above it in this list. The same room names recur on every floor: participation,
network, alliance, ratings and so on, so floor times room finds anything. `python -m taft_dash --help` is the
front door of the command line, `app.py` that of the browser.
"""
