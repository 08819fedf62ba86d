"""A library for reproducible research reports: compute, check, render.

It knows how reports are made, and nothing about any one report: content lives in ``chapters/`` and
``data/`` of the project that it is pointed at.
"""
