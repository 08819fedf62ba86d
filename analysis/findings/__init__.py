"""Findings of the audit as readers see them: in a terminal, as data, as a page, in a report."""
