"""Which pairs the bot can trade at all."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from bot.domain.enums import TradingMode
from bot.domain.market import Market
from bot.ports import MarketData
from bot.settings.model import Settings

log = logging.getLogger(__name__)


class Eligible:
    """Lets pairs pass that exist, are traded in this mode, are active and are quoted in the stake currency."""

    def __init__(self, market: MarketData, settings: Settings) -> None:
        self._market = market
        self._settings = settings
        self._said: dict[str, str] = {}

    def among(self, pairs: Iterable[str], *, allow_inactive: bool = False) -> list[str]:
        """The pairs that pass, each once; why another does not is logged once."""
        markets = self._market.markets()
        kept = []
        for pair in dict.fromkeys(pairs):
            problem = self._problem(markets.get(pair), allow_inactive=allow_inactive)
            if problem is None:
                kept.append(pair)
                self._said.pop(pair, None)
            elif self._said.get(pair) != problem:
                log.info("%s is left out of the whitelist: %s.", pair, problem)
                self._said[pair] = problem
        return kept

    def all(self) -> list[str]:
        """Every pair of the exchange that passes."""
        markets = self._market.markets()
        return [pair for pair, market in markets.items() if self._problem(market, allow_inactive=False) is None]

    def _problem(self, market: Market | None, *, allow_inactive: bool) -> str | None:
        settings = self._settings
        if market is None:
            return f"{settings.exchange.name} does not list it"
        if not (market.spot if settings.trading_mode is TradingMode.SPOT else market.swap):
            return f"it is no {settings.trading_mode.value} market"
        if market.quote != settings.stake_currency:
            return f"it is quoted in {market.quote}, not in {settings.stake_currency}"
        return None if market.active or allow_inactive else "it is not active"
