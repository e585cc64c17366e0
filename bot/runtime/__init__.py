"""Builds every object once and joins them; nothing else knows the concrete classes.

This package is light, so that the server answers early: ``bot.runtime.trading`` with the strategy, its indicators and
the simulated exchange is imported in the bot's own thread. Commands that run no bot do without ``build`` altogether, so
that is imported when somebody asks for it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.runtime.build import Runtime, build_runtime

__all__ = ["Runtime", "build_runtime"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("bot.runtime.build"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
