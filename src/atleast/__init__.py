"""How many, at least, and how they know.

The public surface is the rooms (`atleast.mse`, `atleast.linkage`, `atleast.names`), each usable by itself, and
`atleast.steps` for work inside a case (`steps.adding`, `steps.stating` for published figures, `steps.counting` and so on).
Importing `atleast` imports none of them.
"""

__version__ = "0.1.0"
