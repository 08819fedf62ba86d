"""Counts in, estimates and tests out.

Pure functions: no file, no clock, no global state. scipy and statsmodels do the mathematics, and
every method is asked for by name, because their defaults (Yates' correction, Wald's interval,
Holm–Šidák) are not the methods that reports name. Where only their wrapper is slow, the statistic is
calculated here in whole numbers and scipy gives its distribution; tests hold the two together.
"""
