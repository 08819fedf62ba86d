"""Chapters to documents: a publication in every format, by Pandoc and Typst or by Quarto.

book.read_book              parse, check, number, resolve and cite: chapters -> one frozen Book
html.write_site             Book -> a folder of pages
onefile.write_one_file      Book -> one HTML page that needs no other file
pdf.write_pdf               Book -> one PDF
docx.write.write_docx       Book -> one Word document
jats.write.write_jats       an article's Book -> JATS XML with its pictures
quarto.render_with_quarto   the same sources through Quarto itself
"""
