"""Printed p-values against recomputed tests, and the tests to be recommended."""
