"""Chapters to documents: a Quarto book as a web site and a PDF, by Pandoc and Typst or by Quarto.

book.read_book          parse, check, number, resolve and cite: chapters -> one frozen Book
html.write_site         Book -> a folder of pages
pdf.write_pdf           Book -> one PDF
quarto.render_with_quarto   the same sources through Quarto itself
"""
