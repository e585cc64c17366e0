"""Searches for the parameters of a strategy that a loss function likes best; see docs/reference/hyperopt.md."""
