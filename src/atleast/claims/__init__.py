"""The room of claims: from a text to quantified, attributed claims (`read`), and how published figures relate (`relate`).

A claim is one figure as one text says it, with its exact quote, bound, origin and relays; nothing is merged, averaged or resolved to
one number. Methods: `docs/methods/claims.md`.
"""

from atleast.claims.claim import Claim
from atleast.claims.reading import read

__all__ = ["Claim", "read"]
