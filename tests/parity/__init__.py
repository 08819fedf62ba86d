"""Quarto and the embedded renderer side by side: what a reader sees of a report by either.

fact          one thing that a reader meets, and where
words         the words of an HTML element as they look
markup        how each renderer writes a page
page, site    HTML as facts
pdftext, pdf  a tagged PDF as facts
compare       where two readings differ
show          the differences side by side
saved         outlines by Quarto, kept for tests where there is no Quarto
run           build by both, compare
"""

from parity.run import Parity, examine, read_publication, save_outlines

__all__ = ["Parity", "examine", "read_publication", "save_outlines"]
