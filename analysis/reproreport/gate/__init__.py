"""The gate: the results of now against the accepted ones, and why they differ.

    inputs     what a result was computed from: cells, data, functions, parameters, packages
    entries    the results of now, brought up to date first; the accepted ones, read with every fault
               named, and written; tolerances
    drift      where the two differ, tables cell by cell, and which inputs differ
    prose      typed numbers and comparisons in the chapters' text; where results are used
    shown      drifts in words, and on a terminal
    check.py, accept.py, explain.py, diff.py   one function for each command
    github.py                                  what was checked, for GitHub Actions

Only ``accept`` writes, and only after a computation that went well.
"""
