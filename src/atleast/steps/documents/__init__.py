"""Reading the file of a text: plain words, a saved web page, or a PDF, whose parser runs in a process of its own (`child`).

That process imports from here, so nothing is imported here: `from atleast.steps.documents.reading import read_document`.
"""
