"""Quarto and the embedded renderer side by side: what a reader sees of a report by either.

fact       one thing that a reader meets, and where
words      the words of an HTML element as they look
markup     how each renderer writes a page
page, site HTML as facts
"""
