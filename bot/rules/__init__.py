"""Decisions that live trading and simulation share: pure functions of what is known at one moment."""
