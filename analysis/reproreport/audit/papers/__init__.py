"""Whole papers: what their text states, their tables, and how each is read."""
