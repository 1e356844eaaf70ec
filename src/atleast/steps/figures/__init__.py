"""The figures of a publication: those of the people counted, those of the claims, and the ledger of a table without a case."""

from atleast.steps.figures.counted import figures, list_letters

__all__ = ["figures", "list_letters"]
