"""The exchange's market data where no bot trades on it."""

from __future__ import annotations

from bot.clock import SystemClock
from bot.exchange.build import build_market
from bot.ports import MarketData
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles


def open_market(settings: Settings) -> MarketData:
    """The market data of the configured exchange at the present time; raises ``ConfigError``."""
    return build_market(settings, SystemClock(), CandleFiles)
