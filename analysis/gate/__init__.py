"""The gate: the results of now against the accepted ones, and why they differ.

    current.py    the results of now, brought up to date first
    accepted.py   the accepted ones: files that are read with every fault named (fields.py) and written
                  (writing.py)
    drift.py      where the two differ, within tolerances (tolerance.py), tables cell by cell (cells.py)
    inputs.py     what a result was computed from: cells, data, functions, parameters, packages
    causes.py     which of these differ from when it was accepted
    prose.py      what the chapters' text gets wrong
    check.py, accept.py, diff.py   one function for each command
    display.py, github.py          drifts for a terminal, and for GitHub Actions

Only ``accept`` writes, and only after a computation that went well.
"""
