"""Printed numbers in, findings out.

Pure and exact: percentages and sums are compared as rationals, never as floats. A finding states
arithmetic; how a number came to be printed is not its business.
"""
