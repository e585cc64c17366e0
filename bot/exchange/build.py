"""The exchange that the settings ask for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Protocol

import pandas as pd

from bot.clock import Clock
from bot.errors import ConfigError
from bot.exchange.paper import PaperOrders
from bot.exchange.replay import ReplayMarket
from bot.exchange.synthetic import SyntheticMarket
from bot.ports.exchange import MarketData, Orders
from bot.settings.model import MADE_UP, REPLAY, SIMULATED, Settings

_REAL = "bot.exchange.real.open"


class CandleFolder(Protocol):
    """Stored candles; ``bot.storage.candle_files.CandleFiles`` is one."""

    def list(self) -> list[tuple[str, str, str]]:
        """(pair, timeframe, candle type) of all files."""
        ...

    def load(self, pair: str, timeframe: str) -> pd.DataFrame:
        """All candles of a file."""
        ...


OpenCandles = Callable[[Path, str], CandleFolder]
"""Opens a folder; of a pair's files the one in this format comes first."""


def build_market(
    settings: Settings, clock: Clock, open_candles: OpenCandles | None = None, *, swaps: bool = False
) -> MarketData:
    """Market data on ``clock``; ``open_candles`` opens the folder of a replay, ``swaps`` the perpetual futures.

    Raises ``ConfigError``.
    """
    name, simulation = settings.exchange.name.lower(), settings.exchange.sim
    if swaps and name in MADE_UP:
        raise ConfigError(f"There are no futures on '{name}'.", key="trading_mode", value="futures", allowed="spot")
    if name == SIMULATED:
        try:
            return SyntheticMarket(simulation.seed, simulation.pairs, clock, name)
        except ValueError as error:
            raise ConfigError(str(error), key="exchange.sim.pairs", value=simulation.pairs) from error
    if name == REPLAY:
        return _replay(settings, clock, open_candles)
    market: MarketData = import_module(_REAL).open_market(settings.exchange, clock, swaps=swaps)  # a large library
    return market


def build_orders(
    settings: Settings, market: MarketData, clock: Clock, on_change: Callable[[str], None] | None = None
) -> Orders:
    """Paper orders in a dry run, otherwise those of the account; raises ``ConfigError`` where there is none.

    ``on_change`` is called from any thread with the id of an order that has changed, where the exchange tells that.
    """
    if settings.dry_run:
        return PaperOrders(market, clock, settings.fee)
    if market.name in MADE_UP:
        raise ConfigError(
            f"There is no trading with real money on '{market.name}'.", key="dry_run", value=False, allowed="true"
        )
    orders: Orders = import_module(_REAL).open_orders(market, settings.exchange, on_change)
    return orders


def replay_start(settings: Settings, wall: Clock, open_candles: OpenCandles) -> datetime:
    """Where a replay's clock should begin: after the first quarter of the candles, so that indicators have a past."""
    first, last = _replay(settings, wall, open_candles).span()
    return first + (last - first) / 4


def _replay(settings: Settings, clock: Clock, open_candles: OpenCandles | None) -> ReplayMarket:
    path = settings.exchange.sim.replay_dir or settings.datadir
    folder = None if open_candles is None else open_candles(path, settings.data_format)
    stored: dict[str, list[str]] = {}
    for pair, timeframe, candle_type in [] if folder is None else folder.list():
        if candle_type == "spot":
            stored.setdefault(pair, []).append(timeframe)
    if folder is None or not stored:
        raise ConfigError(
            f"There are no candle files to replay in {path}.",
            key="exchange.sim.replay_dir",
            value=str(path),
            allowed="a folder with files such as BTC_USDT-5m.feather",
        )
    return ReplayMarket(folder.load, stored, clock, REPLAY)
