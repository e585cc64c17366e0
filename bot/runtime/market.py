"""The exchange's market data where no bot trades on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.clock import SystemClock
from bot.exchange.build import build_market
from bot.ports import MarketData
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles


@contextmanager
def open_market(settings: Settings, *, swaps: bool = False) -> Iterator[MarketData]:
    """The market data of the configured exchange at the present time, with ``swaps`` of its perpetual futures.

    Nothing is streamed: nobody follows it for long. Raises ``ConfigError``.
    """
    plain = replace(settings, exchange=replace(settings.exchange, enable_ws=False))
    market = build_market(plain, SystemClock(), CandleFiles, swaps=swaps)
    try:
        yield market
    finally:
        market.close()
