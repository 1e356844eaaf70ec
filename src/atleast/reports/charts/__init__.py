"""Figures drawn: one file a kind of chart, each turning a figure into a `Block` that HTML and PDF lay out alike.

A chart is a `Drawing`: marks whose x is in percent of the width and whose y is in pixels, so that text keeps its size on a
phone and on paper. `svg.svg` writes it for the page, `templates/report.typ` draws the same marks on paper. Nothing here counts.
"""
