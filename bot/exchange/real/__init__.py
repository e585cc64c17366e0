"""Any exchange of the ccxt library behind our ports."""
