"""The ledger: dated published figures side by side, and how any two of them relate."""
