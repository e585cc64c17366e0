"""A bot for strategy files: a fake market, candles in memory, trades laid down by the test."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from bot.clock import ManualClock
from bot.domain.enums import RunMode
from bot.domain.trade import Trade
from bot.domain.wallet import Balance, Wallets
from bot.strategy.context import StrategyContext
from bot.strategy.hooks import StrategyHooks
from bot.strategy.loader import load_strategy
from tests.builders import T0, some_settings
from tests.fakes.market import FakeMarket, some_candles
from tests.fakes.memory import MemoryNotes
from tests.fakes.stats import FixedStats

HEAD = """
from freqtrade.strategy import *
from datetime import datetime, timedelta
class Mine(IStrategy):
    timeframe = "5m"
    stoploss = -0.1
"""


@dataclass
class FakeBook:
    """Implements the strategies' ``TradeBook``."""

    open: list[Trade] = field(default_factory=list)
    closed: list[Trade] = field(default_factory=list)
    stats: FixedStats = field(default_factory=FixedStats)

    def open_trades(self) -> Sequence[Trade]:
        return self.open

    def closed_trades(
        self, pair: str | None, opened_after: datetime | None, closed_after: datetime | None
    ) -> Sequence[Trade]:
        return [
            trade
            for trade in self.closed
            if pair in (None, trade.pair)
            and (opened_after is None or trade.opened_at > opened_after)
            and (closed_after is None or (trade.closed_at is not None and trade.closed_at > closed_after))
        ]

    def totals(self) -> FixedStats:
        return self.stats


@dataclass
class FakeCandles:
    """Implements the strategies' ``CandleSource``."""

    frames: dict[tuple[str, str], pd.DataFrame] = field(default_factory=dict)

    def candles(self, pair: str, timeframe: str) -> pd.DataFrame:
        return self.frames.get((pair, timeframe), some_candles(T0, timeframe, [1.0]).iloc[:0])

    def analyzed(self, pair: str, timeframe: str) -> tuple[pd.DataFrame, datetime]:
        known = self.frames.get((pair, timeframe))
        return (self.candles(pair, timeframe), T0 if known is not None else datetime(1970, 1, 1, tzinfo=UTC))


@dataclass
class FakeLocks:
    """Implements the strategies' ``PairLocker`` by writing down what was asked."""

    asked: list[tuple[Any, ...]] = field(default_factory=list)

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = "*") -> None:
        self.asked.append(("lock", pair, until, reason, side))

    def unlock_pair(self, pair: str) -> None:
        self.asked.append(("unlock", pair))

    def unlock_reason(self, reason: str) -> None:
        self.asked.append(("unlock_reason", reason))

    def is_pair_locked(self, pair: str, candle_at: datetime | None = None, side: str = "*") -> bool:
        return ("lock", pair) in [row[:2] for row in self.asked]


@dataclass
class Desk:
    """Where a strategy file is written, loaded and asked."""

    folder: Path
    market: FakeMarket = field(default_factory=FakeMarket)
    clock: ManualClock = field(default_factory=lambda: ManualClock(T0))
    book: FakeBook = field(default_factory=FakeBook)
    notes: MemoryNotes = field(default_factory=MemoryNotes)
    candles: FakeCandles = field(default_factory=FakeCandles)
    locks: FakeLocks = field(default_factory=FakeLocks)
    messages: list[str] = field(default_factory=list)
    whitelist: list[str] = field(default_factory=lambda: ["BTC/USDT"])

    def context(self) -> StrategyContext:
        wallets = Wallets(
            stake_currency="USDT",
            balances={"USDT": Balance("USDT", 900.0, 100.0, 1000.0)},
            starting=990.0,
            total_stake=980.0,
            available_stake=880.0,
        )
        return StrategyContext(
            market=self.market,
            clock=self.clock,
            trades=self.book,
            notes=self.notes,
            wallets=lambda: wallets,
            candles=self.candles,
            whitelist=lambda: self.whitelist,
            send_msg=self.messages.append,
            locks=self.locks,
            runmode=RunMode.DRY_RUN,
        )

    def write(self, text: str, name: str = "mine.py") -> Path:
        path = self.folder / "strategies" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def load(self, body: str = "", name: str = "Mine", **settings: Any) -> StrategyHooks:
        """The strategy ``Mine`` with ``body`` in its class, or another one that ships."""
        if name == "Mine":
            self.write(HEAD + body)
        return self.load_written(name, **settings)

    def load_written(self, name: str = "Mine", **settings: Any) -> StrategyHooks:
        """A strategy of the files that the test wrote."""
        return load_strategy(name, some_settings(user_data_dir=self.folder, **settings), self.context())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


@pytest.fixture
def load(desk: Desk) -> Callable[..., StrategyHooks]:
    return desk.load
