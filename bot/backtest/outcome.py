"""What a backtest gives. Moments are epoch milliseconds (UTC), ratios 0.01 = 1 %, amounts as in ``domain.Trade``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.domain.lock import Lock
from bot.settings.model import StrategyOptions

if TYPE_CHECKING:
    import pandas as pd


class SimOrder(NamedTuple):
    """One filled order; ``side`` is buy or sell, ``cost`` includes the fee."""

    amount: float
    price: float
    side: str
    filled_ms: int
    is_entry: bool
    tag: str | None
    cost: float


class SimTrade(NamedTuple):
    """One closed trade."""

    pair: str
    is_short: bool
    enter_tag: str | None
    exit_reason: str
    opened_ms: int
    closed_ms: int
    open_rate: float
    close_rate: float
    amount: float
    stake_amount: float
    max_stake_amount: float
    leverage: float
    fee_open: float
    fee_close: float
    profit_amount: float
    profit_ratio: float
    stop_loss: float
    stop_loss_ratio: float
    initial_stop_loss: float
    initial_stop_loss_ratio: float
    min_rate: float
    max_rate: float
    funding_fees: float
    orders: tuple[SimOrder, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """How often something did not happen, or happened differently."""

    rejected_signals: int = 0
    timedout_entry_orders: int = 0
    timedout_exit_orders: int = 0
    canceled_trade_entries: int = 0
    canceled_entry_orders: int = 0
    replaced_entry_orders: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One strategy's run.

    ``trades`` stand in closing order. ``wallet_ms`` and ``wallet_total`` are the account's worth in stake currency at
    each candle (stake currency plus base coins at the open). ``market`` has the columns date, mean, rel_mean, count:
    the pairs' mean close, and its growth since the start. ``signals`` are the analysed candles at each entry signal,
    by kind (signals, rejected, exited) and pair, where they were asked for. ``run_id`` names code and settings.
    """

    strategy: str
    source: str
    parameter_file: str | None = None
    run_id: str
    options: StrategyOptions
    pairs: Sequence[str]
    timerange: str
    timeframe_detail: str = ""
    enable_protections: bool = False
    start_ms: int
    end_ms: int
    began_at_s: int
    ended_at_s: int
    trades: Sequence[SimTrade]
    locks: Sequence[Lock] = ()
    counters: Counters = Counters()
    starting_balance: float
    final_balance: float
    wallet_ms: npt.NDArray[np.int64]
    wallet_total: npt.NDArray[np.float64]
    market_change: float
    market: pd.DataFrame
    signals: Mapping[str, Mapping[str, pd.DataFrame]] = field(default_factory=dict)
    notes: str = ""
    trading_mode: str = "spot"
    margin_mode: str = ""
