"""Arithmetic over closed trades: pure functions and the running totals that answer at once."""
