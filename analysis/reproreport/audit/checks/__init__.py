"""The verdicts on a table's numbers."""
