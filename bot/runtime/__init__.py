"""Builds every object once and joins them; nothing else knows the concrete classes.

This package is light, so that the server answers early: ``bot.runtime.trading`` with the strategy, its indicators and
the simulated exchange is imported in the bot's own thread.
"""

from bot.runtime.build import Runtime, build_runtime

__all__ = ["Runtime", "build_runtime"]
