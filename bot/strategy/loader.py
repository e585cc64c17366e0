"""Loads a strategy by its class name and joins it to the bot."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Sequence
from copy import deepcopy
from difflib import get_close_matches
from typing import Any

from bot.domain import enums as domain_enums
from bot.errors import BotError, StrategyError
from bot.settings.model import Settings
from bot.strategy.analysis import Analyzer
from bot.strategy.base import IStrategy
from bot.strategy.context import StrategyContext
from bot.strategy.files import StrategyFile, folders, strategy_files
from bot.strategy.hooks import StrategyHooks
from bot.strategy.options import effective
from bot.strategy.parameters import load_parameters
from bot.strategy.provider import DataProvider
from bot.strategy.texts import keep_texts_as_objects
from bot.strategy.views import Trade
from bot.strategy.wallets import WalletView
from bot.strategy.words import RunMode

log = logging.getLogger(__name__)


def find_strategies(settings: Settings) -> Sequence[StrategyFile]:
    """Every strategy in the folders of strategies, with the files that can't be loaded."""
    return list(strategy_files(settings))


def load_strategy(name: str, settings: Settings, context: StrategyContext) -> StrategyHooks:
    """The strategy called ``name``, ready to trade.

    Raises ``StrategyError`` saying where it was looked for, or which file, line and reason stand in the way.
    """
    keep_texts_as_objects()
    found = _find(name, settings)
    assert found.strategy is not None, "a found strategy has its class"
    config = _config(settings)
    try:
        strategy = found.strategy(config)
        load_parameters(strategy, found.path)
    except BotError:
        raise
    except Exception as error:
        raise StrategyError(
            f"Strategy {name} in {found.path} can't be made: {type(error).__name__}: {error}"
        ) from error
    options = effective(strategy, settings)
    strategy.dp = DataProvider(context, options.timeframe)
    strategy.wallets = WalletView(context.wallets)
    strategy.pair_locker = context.locks
    Trade.bind(context)
    log.info("Using strategy %s from %s.", name, found.path)
    source = found.path.read_text(encoding="utf-8")
    is_strict = settings.runmode is domain_enums.RunMode.BACKTEST
    analyzer = Analyzer(
        strategy, context, options.timeframe, settings.stake_currency, path=found.path, is_strict=is_strict
    )
    return StrategyHooks(strategy, options, source, analyzer, path=found.path, is_strict=is_strict)


def _find(name: str, settings: Settings) -> StrategyFile:
    broken, names = [], []
    for found in strategy_files(settings):
        if found.error:
            broken.append(found)
        elif found.name == name:
            _check_interface(found)
            return found
        else:
            names.append(found.name)
    near = get_close_matches(name, names, n=1)
    hint = f" Did you mean {near[0]}?" if near else f" There is: {', '.join(sorted(set(names))) or 'none'}."
    errors = "".join(f"\n{file.error}" for file in broken)
    places = ", ".join(str(folder) for folder in folders(settings))
    raise StrategyError(
        f"Impossible to load Strategy '{name}': no class of this name was found in {places}.{hint}{errors}"
    )


def _check_interface(found: StrategyFile) -> None:
    strategy = found.strategy
    assert strategy is not None, "a found strategy has its class"
    if strategy.INTERFACE_VERSION != IStrategy.INTERFACE_VERSION:
        raise StrategyError(
            f"Strategy {found.name} in {found.path} has INTERFACE_VERSION {strategy.INTERFACE_VERSION}; allowed:"
            f" {IStrategy.INTERFACE_VERSION}."
        )
    adjust = ("adjust_entry_price", "adjust_exit_price")
    own = [method for method in adjust if getattr(strategy, method) is not getattr(IStrategy, method)]
    if own and strategy.adjust_order_price is not IStrategy.adjust_order_price:
        raise StrategyError(f"Strategy {found.name}: adjust_order_price replaces {own[0]}; have one of them, not both.")
    if inspect.isabstract(strategy):
        raise StrategyError(f"Strategy {found.name} in {found.path} has abstract methods.")


def _config(settings: Settings) -> dict[str, Any]:
    """The configuration as files read it, without secrets."""
    return {
        **_plain(settings.raw),
        "runmode": RunMode(settings.runmode.value),
        "user_data_dir": settings.user_data_dir,
        "datadir": settings.datadir,
        "stake_currency": settings.stake_currency,
        "stake_amount": settings.stake_amount,
        "max_open_trades": settings.max_open_trades,
        "dry_run": settings.dry_run,
    }


def _plain(values: Any) -> Any:
    """A copy of read-only settings that a file may change."""
    return {key: deepcopy(value) if not hasattr(value, "items") else _plain(value) for key, value in values.items()}
