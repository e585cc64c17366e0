"""The simulated market over Binance's spot REST protocol, so that any client of that exchange can trade on it."""
