"""Chapters to documents: a publication in every format, by Pandoc and Typst or by Quarto.

read/, draft      a chapter's file to nodes                 resolve/   numbers, links, citations
book.read_book    chapters -> one frozen Book               pandoc/    the one door to Pandoc
conservation/     what a text says, held to what was written
html/ typst/ docx/ jats/ quarto/                            write.write(book, files), each

``reproreport.formats`` is the table of formats.
"""
