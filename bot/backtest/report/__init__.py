"""The outcome of backtests in numbers: docs/reference/backtest-results.md names every field and its formula."""
