"""What is checked before a bot is made: whether strategy, configuration and exchange go together."""

from __future__ import annotations

import logging

from bot.domain.events import EventType
from bot.domain.order import OrderNeeds
from bot.engine.bench import Workbench
from bot.engine.parts import EngineParts
from bot.errors import ConfigError, TemporaryError
from bot.settings.model import StrategyOptions

log = logging.getLogger(__name__)


def check_exchange(parts: EngineParts, bench: Workbench) -> None:
    """Raise ``ConfigError`` or ``AccountError`` for what can't work; what only might be wrong becomes a warning.

    While the exchange is away, what needs its answer is not checked.
    """
    _check_timeframe(parts)
    try:
        bench.markets.refresh()
        _check_stake_currency(parts, bench)
        for text in parts.orders.check(_needs(parts.strategy.options)):
            log.warning("%s", text)
            bench.outbox.say(EventType.WARNING, text)
    except TemporaryError as error:
        log.warning("The account could not be checked: %s", error)


def _check_timeframe(parts: EngineParts) -> None:
    wanted, offered = parts.strategy.options.timeframe, parts.market.timeframes()
    if offered and wanted not in offered:
        raise ConfigError(
            f"{parts.market.name} has no candles of {wanted}.",
            key="timeframe",
            value=wanted,
            allowed=", ".join(offered),
        )


def _check_stake_currency(parts: EngineParts, bench: Workbench) -> None:
    stake = parts.settings.stake_currency
    quotes = sorted({market.quote for market in bench.markets.current().values() if market.active})
    if quotes and stake not in quotes:
        raise ConfigError(
            f"No pair of {parts.market.name} is paid for in {stake}.",
            key="stake_currency",
            value=stake,
            allowed=", ".join(quotes[:20]),
        )


def _needs(options: StrategyOptions) -> OrderNeeds:
    types = options.order_types
    return OrderNeeds(
        stops=types.stoploss_on_exchange,
        times_in_force=frozenset(value.upper() for value in options.order_time_in_force.values()),
    )
