"""Chains over markets that a test sets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from bot.clock import ManualClock
from bot.domain.market import Ticker
from bot.errors import TemporaryError
from bot.pairlist.chain import Chain, build_chain
from bot.pairlist.view import BotView
from bot.pairlist.web import Page, Web
from bot.settings.model import ExchangeSettings
from tests.builders import T0, a_market, some_settings
from tests.fakes.market import FakeMarket, some_candles

STATIC = {"method": "StaticPairList"}


def chain_of(
    *methods: dict[str, Any],
    market: FakeMarket,
    clock: ManualClock | None = None,
    bot: BotView | None = None,
    web: Web | None = None,
    **settings: Any,
) -> Chain:
    """A chain of exactly ``methods``; a whitelist, if any is asked for, holds all pairs."""
    values = {"exchange": ExchangeSettings(pair_whitelist=(".*",)), **settings}
    return build_chain(methods, market, some_settings(**values), clock or ManualClock(T0), bot=bot, web=web)


class FakeWeb:
    """Implements ``Web``: ``pages`` by address, an exception is raised.

    What is put beside is done at once, or by ``run()`` where the sites are slow.
    """

    def __init__(self, **pages: Any) -> None:
        self.pages: dict[str, Any] = pages
        self.asked: list[Page] = []
        self.is_slow = False
        self._waiting: list[Callable[[], None]] = []

    def read(self, page: Page) -> Any:
        self.asked.append(page)
        found = self.pages.get(page.address, TemporaryError("Nothing there."))
        if isinstance(found, Exception):
            raise found
        return found(page) if callable(found) else found

    def beside(self, work: Callable[[], None]) -> None:
        self._waiting.append(work)
        if not self.is_slow:
            self.run()

    def run(self) -> int:
        """How many pieces of work there were."""
        waiting, self._waiting = self._waiting, []
        for work in waiting:
            work()
        return len(waiting)


def a_market_of(*pairs: str) -> FakeMarket:
    return FakeMarket(*map(a_market, pairs))


def set_figures(market: FakeMarket, pair: str, *, volume: float | None = 1e6, change: float | None = 0.0) -> None:
    """The ticker's figures of the last day."""
    market.set_ticker(Ticker(pair=pair, bid=1.0, ask=1.0, last=1.0, quote_volume=volume, percentage=change))


def set_days(market: FakeMarket, pair: str, closes: Sequence[float], volume: float = 10.0) -> None:
    """Daily candles that end with the day before ``T0``."""
    midnight = T0.replace(hour=0)
    market.set_candles(pair, "1d", some_candles(midnight - timedelta(days=len(closes)), "1d", closes, volume))


def times_asked(market: FakeMarket, method: str) -> int:
    return sum(1 for name, _ in market.calls if name == method)
