"""Printed numbers in, findings out.

Pure and exact: percentages and sums are compared as rationals, never as floats. A finding states
arithmetic; how a number came to be printed is not its business.

``table_audit.audit_table`` makes every check of a table, ``claim_audit.audit_claims`` evaluates
sentences. Nothing is imported here: whoever needs one module does not load the statistics of all.
"""
