"""From what a text is published in to its words: `web` reads a saved web page, `paper` puts the lines of a PDF together.

Both are pure: the spans of `claims.read` stand in what they return. A form feed stands where a page of paper ends, so that a
place in the text says its page (`page_of`).
"""
