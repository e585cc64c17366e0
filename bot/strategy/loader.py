"""Loads a strategy by its class name and joins it to the bot."""

from __future__ import annotations

import logging
from copy import deepcopy
from typing import Any

from bot.domain import enums as domain_enums
from bot.errors import BotError, StrategyError
from bot.settings.model import Settings
from bot.strategy.analysis import Analyzer
from bot.strategy.context import StrategyContext
from bot.strategy.files import StrategyFile
from bot.strategy.find import find_strategy
from bot.strategy.hooks import StrategyHooks
from bot.strategy.options import effective
from bot.strategy.provider import DataProvider
from bot.strategy.texts import keep_texts_as_objects
from bot.strategy.values import load_parameters
from bot.strategy.views import Trade
from bot.strategy.wallets import WalletView
from bot.strategy.words import RunMode

log = logging.getLogger(__name__)


def load_strategy(name: str, settings: Settings, context: StrategyContext) -> StrategyHooks:
    """The strategy called ``name``, ready to trade.

    Raises ``StrategyError`` saying where it was looked for, or which file, line and reason stand in the way.
    """
    found = find_strategy(name, settings)
    log.info("Using strategy %s from %s.", found.name, found.path)
    return made(found, settings, context, tells=True)


def made(found: StrategyFile, settings: Settings, context: StrategyContext, *, tells: bool = False) -> StrategyHooks:
    """A new strategy of a class that was found; errors as in ``load_strategy``."""
    keep_texts_as_objects()
    assert found.strategy is not None, "a found strategy has its class"
    config = _config(settings)
    try:
        strategy = found.strategy(config)
        load_parameters(strategy, found.path, tells=tells)
    except BotError:
        raise
    except Exception as error:
        raise StrategyError(
            f"Strategy {found.name} in {found.path} can't be made: {type(error).__name__}: {error}"
        ) from error
    options = effective(strategy, settings)
    strategy.dp = DataProvider(context, options.timeframe)
    strategy.wallets = WalletView(context.wallets)
    strategy.pair_locker = context.locks
    Trade.bind(context)
    is_strict = settings.runmode in (domain_enums.RunMode.BACKTEST, domain_enums.RunMode.HYPEROPT)
    analyzer = Analyzer(
        strategy, context, options.timeframe, settings.stake_currency, path=found.path, is_strict=is_strict
    )
    return StrategyHooks(strategy, options, found.text(), analyzer, path=found.path, is_strict=is_strict)


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
