"""Findings of the audit as readers see them: in a terminal, as data, as a page, in a report.

``text``, ``data`` and ``page`` are what ``report audit`` writes; ``drawn`` and ``appendix`` are the
tables of a report's chapters. ``marks`` says how a verdict looks, everywhere.
"""
