"""Simulation of a strategy on stored candles, by the rules of docs/reference/backtesting.md."""
