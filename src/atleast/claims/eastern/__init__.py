"""The grammar of the claims reader for Persian and Arabic."""
