"""The simulation as machine code, for strategies that say all they want before it begins.

It gives the trades of ``bot.backtest.loop``, number for number; what it does not cover is left to that one. Nothing
here is imported before it is needed: the compiler behind it takes a while to load.
"""
