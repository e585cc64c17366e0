"""What the pieces of the simulation share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan
from typing import NamedTuple

from bot.backtest.account import Account
from bot.backtest.data import PairData
from bot.backtest.locks import SimLocks
from bot.backtest.moment import SimClock
from bot.backtest.overrides import Overrides
from bot.backtest.position import Position
from bot.domain.market import Market
from bot.ports import Callbacks
from bot.protection.chain import Protections
from bot.settings.model import Settings, StrategyOptions

Choose = Callable[[], Sequence[str]]


class Bar(NamedTuple):
    """The candle of one step; ``row`` is the row of the main timeframe that carries the signals."""

    open: float
    high: float
    low: float
    close: float
    row: int

    def holds(self, price: float) -> bool:
        """Whether an order at ``price`` fills in this candle."""
        return self.low <= price <= self.high


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """One run of one strategy. ``fee`` holds for entries and exits; ``step_min`` is the length of a step's candle."""

    strategy: str
    settings: Settings
    options: StrategyOptions
    callbacks: Callbacks
    overrides: Overrides
    account: Account
    clock: SimClock
    locks: SimLocks
    protections: Protections
    pairs: Sequence[PairData]
    markets: Sequence[Market]
    fee: float
    timeframe_min: int
    step_min: int
    stacks: bool = False
    choose: Choose | None = None
    """Chooses the pairs to enter anew in each candle; without it they are all of ``pairs``, in that order."""

    def price_step(self, pair_index: int, row: int) -> float | None:
        """The tick size that holds at a row."""
        step = float(self.pairs[pair_index].price_step[row])
        return None if isnan(step) else step


def wants_in(data: PairData, position: Position, row: int) -> bool:
    """Whether the candle before ``row`` said to enter the trade's direction."""
    return bool((data.enter_short if position.is_short else data.enter_long)[row])


def wants_out(data: PairData, position: Position, row: int) -> bool:
    """Whether it said to leave."""
    return bool((data.exit_short if position.is_short else data.exit_long)[row])
