"""Results of backtests on disk, in the layout that freqtrade's tools read and write.

A result is ``<stem>.zip`` (``<stem>.json`` with everything, the settings, the strategy, tables) beside
``<stem>.meta.json``, which is what lists of results read; ``.last_result.json`` names the newest.
"""
