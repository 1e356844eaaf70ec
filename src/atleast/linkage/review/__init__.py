"""Review: what to ask a reader, how to show it, and which answer holds.

`judgements` folds answers, `questions` orders what is asked (with `most`, the count of what is undecided), `differences` and
`words` put two records side by side, `cards` makes all of it ready for a terminal, a page or the workbench.
"""
