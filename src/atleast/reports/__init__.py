"""The room that shows: a publication of figures becomes one HTML file, one PDF and one CSV, in English and Persian.

`publication.Publication` is what goes in; `html.html`, `pdf.pdf` and `figures_csv.figures_csv` are what comes out, as bytes.
Nothing is counted here: every number on a page is read from a figure, and a figure says its scope, its run and whether it is
invented. Import the verbs from their files; this package imports nothing by itself, so that a command starts fast.
"""
