"""Runs a strategy on candles that a test gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from bot.backtest.candles import CandleFolder
from bot.backtest.outcome import Outcome
from bot.backtest.overrides import overrides_of
from bot.backtest.run import Wishes, World
from bot.backtest.span import span_of
from bot.clock import SystemClock
from bot.domain.enums import RunMode
from bot.domain.market import Market
from bot.domain.timerange import parse
from bot.ports.progress import NoProgress
from bot.settings.model import Settings
from bot.strategy.loader import load_strategy
from tests.builders import a_market, some_settings
from tests.fakes.market import FakeMarket

STRATEGIES = Path(__file__).with_name("strategies")
Frames = Mapping[tuple[str, str], pd.DataFrame]
_STEPS = {"BTC": 0.001, "ETH": 0.0001, "SOL": 0.000001, "XRP": 0.000001, "ADA": 0.0001, "DOGE": 0.00001}
MARKETS = {
    f"{base}/USDT": a_market(f"{base}/USDT", amount_precision=step, min_amount=step, min_cost=5.0, max_cost=9_000_000.0)
    for base, step in _STEPS.items()
}


class Folder:
    """Candles in memory, without gaps."""

    def __init__(self, frames: Frames) -> None:
        self._frames = frames

    def load(self, pair: str, timeframe: str, start: datetime | None, stop: datetime | None) -> pd.DataFrame:
        frame = self._frames.get((pair, timeframe))
        if frame is None:
            return pd.DataFrame({"date": pd.DatetimeIndex([], tz="UTC")})
        kept = frame[(frame["date"] >= start) if start else slice(None)]
        return kept[kept["date"] <= stop].reset_index(drop=True) if stop else kept.reset_index(drop=True)


def settings_for(**changes: Any) -> Settings:
    """What the recorded runs had: three slots of 100 USDT, a wallet of 1000, fee 0.1 %."""
    values: dict[str, Any] = {
        "runmode": RunMode.BACKTEST, "strategy_path": STRATEGIES, "max_open_trades": 3, "fee": 0.001, "timeframe": None,
    }  # fmt: skip
    settings = some_settings(**{**values, **changes})
    chosen = {name: getattr(settings, name) for name in ("max_open_trades", "stake_amount")}
    timeframe = {"timeframe": settings.timeframe} if settings.timeframe else {}
    return replace(settings, strategy_values={**chosen, **timeframe, **settings.strategy_values})


def run(
    strategy: str,
    folder: CandleFolder,
    pairs: Sequence[str],
    *,
    settings: Settings | None = None,
    timerange: str | None = None,
    markets: Mapping[str, Market] = MARKETS,
    **wishes: Any,
) -> Outcome:
    """The outcome of ``strategy`` on stored candles."""
    settings = settings or settings_for()
    market = FakeMarket(*markets.values())
    world = World(settings, market, pairs, folder, SystemClock())
    loaded = load_strategy(strategy, settings, world.context)
    asked = Wishes(span=span_of(parse(timerange)), timerange=timerange or "", **wishes)
    return world.run(loaded, overrides_of(loaded.overridden), asked, NoProgress())
