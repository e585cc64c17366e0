"""Finds the class behind the name of a strategy."""

from __future__ import annotations

import base64
import binascii
import inspect
import logging
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from bot.errors import StrategyError
from bot.settings.model import Settings
from bot.strategy.base import IStrategy
from bot.strategy.files import StrategyFile, folders, strategies_of, strategy_files
from bot.strategy.legacy import modernised
from bot.strategy.source import module_from_text

log = logging.getLogger(__name__)


def find_strategies(settings: Settings) -> Sequence[StrategyFile]:
    """Every strategy in the folders of strategies, with the files that can't be loaded."""
    return list(strategy_files(settings))


def find_strategy(name: str, settings: Settings) -> StrategyFile:
    """The first class called ``name``, old names in it read as today's.

    ``Name:<base64 of the file>`` brings its own source; only the configured strategy may, never one that a client
    asks for. Raises ``StrategyError`` saying where it was looked for, or what stands in the way.
    """
    own_name, colon, encoded = name.partition(":")
    if colon:
        _check_source_is_the_users(name, settings)
        return _usable(_chosen(own_name, list(_embedded(own_name, encoded)), "the given source"))
    places = ", ".join(str(folder) for folder in folders(settings))
    return _usable(_chosen(name, find_strategies(settings), places))


def _chosen(name: str, files: Sequence[StrategyFile], places: str) -> StrategyFile:
    fitting = [file for file in files if file.name == name and file.strategy is not None]
    if not fitting:
        raise _nothing_found(name, files, places)
    if len(fitting) > 1:
        others = ", ".join(str(file.path) for file in fitting[1:])
        log.warning("Strategy %s is defined more than once: %s is used, not %s.", name, fitting[0].path, others)
    return fitting[0]


def _nothing_found(name: str, files: Sequence[StrategyFile], places: str) -> StrategyError:
    names = [file.name for file in files if not file.error]
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There is: {', '.join(sorted(set(names))) or 'none'}."
    errors = "".join(f"\n{file.error}" for file in files if file.error)
    return StrategyError(
        f"Impossible to load Strategy '{name}': no class of this name was found in {places}.{hint}{errors}"
    )


def _check_source_is_the_users(name: str, settings: Settings) -> None:
    if name != settings.strategy:
        shown = name.partition(":")[0]
        raise StrategyError(f"Strategy {shown} brings its own source; only the configuration may do that.")


def _embedded(name: str, encoded: str) -> Sequence[StrategyFile]:
    try:
        text = base64.b64decode(encoded, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError) as error:
        raise StrategyError(
            f"The source of strategy {name} can't be read: {error}; allowed: the base64 form of a Python file."
        ) from None
    path = Path(f"<{name}>")
    return [replace(file, source=text) for file in strategies_of(module_from_text(text, str(path)), path)]


def _usable(found: StrategyFile) -> StrategyFile:
    assert found.strategy is not None, "a found strategy has its class"
    strategy = modernised(found.strategy)
    adjust = ("adjust_entry_price", "adjust_exit_price")
    own = [method for method in adjust if getattr(strategy, method) is not getattr(IStrategy, method)]
    if own and strategy.adjust_order_price is not IStrategy.adjust_order_price:
        raise StrategyError(f"Strategy {found.name}: adjust_order_price replaces {own[0]}; have one of them, not both.")
    if inspect.isabstract(strategy):
        raise StrategyError(f"Strategy {found.name} in {found.path} has abstract methods.")
    return replace(found, strategy=strategy)
