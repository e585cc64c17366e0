"""Simulation of a strategy on stored candles."""
