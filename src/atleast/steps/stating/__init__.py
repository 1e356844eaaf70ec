"""What a case knows of published figures: documents, claims, who is whom, and what people decided of each claim.

`stated(case)` is the fold to read from; `add_text`, `add_claims`, `decide` and `state_source` append. Nothing that a machine
read enters a count before a person has accepted it.
"""

from atleast.steps.stating.folding import Stated, find_claim, stated
from atleast.steps.stating.wording import say_claim, say_number

__all__ = ["Stated", "find_claim", "say_claim", "say_number", "stated"]
