"""Outcomes of backtests for tests: say only what matters, or take a recorded result apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

from bot.backtest.outcome import Counters, Outcome, SimOrder, SimTrade
from bot.domain.lock import Lock
from bot.settings.model import StrategyOptions

START_MS = 1_790_812_800_000  # 2026-10-01, a Thursday
HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


def a_sim_order(**changes: Any) -> SimOrder:
    """A buy of 1 at 100 with a fee of 0.1 %."""
    values: dict[str, Any] = {
        "amount": 1.0,
        "price": 100.0,
        "side": "buy",
        "filled_ms": START_MS,
        "is_entry": True,
        "tag": "dip",
        "cost": 100.1,
    }
    return SimOrder(**{**values, **changes})


def a_sim_trade(profit: float = 1.0, **changes: Any) -> SimTrade:
    """1 BTC bought for 100 USDT at the start, sold an hour later with this profit."""
    values: dict[str, Any] = {
        "pair": "BTC/USDT",
        "is_short": False,
        "enter_tag": "dip",
        "exit_reason": "roi",
        "opened_ms": START_MS,
        "closed_ms": START_MS + HOUR_MS,
        "open_rate": 100.0,
        "close_rate": 100.0 + profit,
        "amount": 1.0,
        "stake_amount": 100.0,
        "max_stake_amount": 100.0,
        "leverage": 1.0,
        "fee_open": 0.001,
        "fee_close": 0.001,
        "profit_amount": profit,
        "profit_ratio": profit / 100,
        "stop_loss": 90.0,
        "stop_loss_ratio": -0.1,
        "initial_stop_loss": 90.0,
        "initial_stop_loss_ratio": -0.1,
        "min_rate": 99.0,
        "max_rate": 103.0,
        "funding_fees": 0.0,
    }
    values = {**values, **changes}
    exit_ = a_sim_order(side="sell", is_entry=False, tag=values["exit_reason"], filled_ms=values["closed_ms"])
    orders = (a_sim_order(filled_ms=values["opened_ms"], tag=values["enter_tag"]), exit_)
    return SimTrade(**{"orders": orders, **values})


def trades_after(*hours_and_profits: tuple[float, float], **changes: Any) -> list[SimTrade]:
    """Trades that close so many hours after the start, each after an hour."""
    return [
        a_sim_trade(
            profit,
            opened_ms=round(START_MS + (hours - 1) * HOUR_MS),
            closed_ms=round(START_MS + hours * HOUR_MS),
            **changes,
        )
        for hours, profit in hours_and_profits
    ]


def an_outcome(*trades: SimTrade, **changes: Any) -> Outcome:
    """A backtest of seven days with 1000 USDT over two pairs."""
    profit = sum(trade.profit_amount for trade in trades)
    candles_ms = np.arange(START_MS, START_MS + 7 * DAY_MS, HOUR_MS)
    values: dict[str, Any] = {
        "strategy": "SampleStrategy",
        "source": "class SampleStrategy: ...\n",
        "run_id": "0" * 40,
        "options": StrategyOptions(
            timeframe="1h",
            stake_currency="USDT",
            stake_amount=100.0,
            max_open_trades=3,
            minimal_roi={0: 0.02, 30: 0.01},
        ),
        "pairs": ("BTC/USDT", "ETH/USDT"),
        "timerange": "20261001-20261008",
        "start_ms": START_MS,
        "end_ms": START_MS + 7 * DAY_MS,
        "began_at_s": 1_795_386_526,
        "ended_at_s": 1_795_386_527,
        "trades": trades,
        "starting_balance": 1000.0,
        "final_balance": 1000.0 + profit,
        "wallet_ms": candles_ms,
        "wallet_total": np.linspace(1000.0, 1000.0 + profit, len(candles_ms)),
        "market_change": 0.05,
        "market": a_market(candles_ms),
    }
    return Outcome(**{**values, **changes})


def a_market(candles_ms: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """Two pairs that rise together."""
    rises = np.linspace(0, 0.05, len(candles_ms))
    dates = pd.DatetimeIndex(np.asarray(candles_ms, dtype="M8[ms]"), tz="UTC")
    return pd.DataFrame({"date": dates, "mean": 100 * (1 + rises), "rel_mean": rises, "count": 2})


def rebuilt(result: Mapping[str, Any], metadata: Mapping[str, Any], wallet: pd.DataFrame, market: pd.DataFrame) -> Any:
    """The outcome that gave a recorded strategy result."""
    totals = wallet.groupby("date")["total_quote"].sum()
    names = Counters.__dataclass_fields__
    return an_outcome(
        *map(_trade, result["trades"]),
        strategy=result["strategy_name"],
        run_id=metadata["run_id"],
        options=_options(result),
        pairs=result["pairlist"],
        timerange=result["timerange"],
        timeframe_detail=result["timeframe_detail"],
        enable_protections=result["enable_protections"],
        start_ms=result["backtest_start_ts"],
        end_ms=result["backtest_end_ts"],
        began_at_s=result["backtest_run_start_ts"],
        ended_at_s=result["backtest_run_end_ts"],
        locks=[_lock(lock) for lock in result["locks"]],
        counters=Counters(**{name: result[name] for name in names}),
        starting_balance=float(result["starting_balance"]),
        final_balance=result["final_balance"],
        wallet_ms=totals.index.as_unit("ms").asi8,
        wallet_total=totals.to_numpy(),
        market_change=result["market_change"],
        market=market,
        notes=metadata.get("notes", ""),
    )


def _options(result: Mapping[str, Any]) -> StrategyOptions:
    same = set(StrategyOptions.__dataclass_fields__) & set(result)
    values = {name: result[name] for name in same}
    roi = {int(minute): ratio for minute, ratio in result["minimal_roi"].items()}
    slots = int(result["max_open_trades_setting"])
    return StrategyOptions(**{**values, "minimal_roi": roi, "max_open_trades": slots})


def _trade(entry: Mapping[str, Any]) -> SimTrade:
    names = {
        "opened_ms": "open_timestamp",
        "closed_ms": "close_timestamp",
        "profit_amount": "profit_abs",
        "stop_loss": "stop_loss_abs",
        "initial_stop_loss": "initial_stop_loss_abs",
    }
    orders = tuple(
        SimOrder(
            order["amount"],
            order["safe_price"],
            order["ft_order_side"],
            order["order_filled_timestamp"],
            order["ft_is_entry"],
            order["ft_order_tag"],
            order["cost"],
        )
        for order in entry["orders"]
    )
    return SimTrade(
        **{name: entry[names.get(name, name)] for name in SimTrade._fields if name != "orders"}, orders=orders
    )


def _lock(entry: Mapping[str, Any]) -> Lock:
    def moment(ms: int) -> datetime:
        return datetime.fromtimestamp(ms / 1000, UTC)

    return Lock(
        pair=entry["pair"],
        side=entry["side"],
        reason=entry["reason"],
        locked_at=moment(entry["lock_timestamp"]),
        until=moment(entry["lock_end_timestamp"]),
        active=entry["active"],
    )
