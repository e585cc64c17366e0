"""What the machine code reads: arrays made of a run's parts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal, localcontext
from math import inf, nan
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.backtest.compiled.layout import CHANGE, ENTERS, LEAVES, PAIR, RULES, SIGNAL, STATE, TARGET, TRADE, Run
from bot.backtest.data import PairData
from bot.backtest.entries import ENTRY_RESERVE
from bot.backtest.parts import Parts
from bot.domain.amounts import exact
from bot.domain.market import Market
from bot.rules.stake import MAX_STOP_RESERVE

Records = npt.NDArray[Any]
UNIT_MS = {"minutes": 60_000, "seconds": 1_000}
DIGITS = 60  # of the factors, before they are cut to pairs of doubles


def run_of(parts: Parts, start_ms: int, end_ms: int, step_ms: int) -> Run:
    """Everything that one run needs; every trade needs a signal, so there are no more trades than signals."""
    firsts = [(data.first_ms - start_ms) // step_ms for data in parts.pairs]
    signals, count = _signals(parts.pairs, firsts), len(parts.pairs)
    return Run(
        start_ms=start_ms,
        rules=_rules(parts, (end_ms - start_ms) // step_ms, step_ms),
        pairs=_pairs(parts.pairs, parts.markets, firsts),
        signals=signals,
        targets=_targets(parts),
        prices=_prices(parts.pairs),
        flags=np.concatenate([data.enter_long * ENTERS + data.exit_long * LEAVES for data in parts.pairs]).view("u1"),
        state=_record(STATE, {"tick": 1, "free": parts.account.starting}),
        trades=np.empty(len(signals), TRADE),
        changes=np.empty(2 * len(signals), CHANGE),
        closed=np.empty(len(signals), np.int64),
        rejected=np.empty(len(signals), np.int64),
        locked_ms=np.zeros(count, np.int64),
        running=np.zeros(count, np.int64),
        queue=np.zeros(count, np.int64),
        trade_of=np.full(count, -1),
        signal_of=np.full(count, -1),
    )


def _rules(parts: Parts, last_tick: int, step_ms: int) -> Records:
    options, settings = parts.options, parts.settings
    fee, limits = exact(parts.fee), options.unfilledtimeout
    reserve, unlimited = settings.amount_reserve_percent, options.stake_amount == "unlimited"
    values = {
        "last_tick": last_tick,
        "step_ms": step_ms,
        "step_min": parts.step_min,
        "fee": parts.fee,
        "entry_factor": _pair_of_doubles(1 + fee),
        "exit_factor": _pair_of_doubles(1 - fee),
        "max_open_trades": options.max_open_trades,
        "starting": parts.account.starting,
        "capital": settings.available_capital or 0.0,
        "usable_ratio": settings.tradable_balance_ratio,
        "is_unlimited": unlimited,
        "stake": 0.0 if unlimited else float(options.stake_amount),
        "amends_stake": settings.amend_last_stake_amount,
        "amended_ratio": settings.last_stake_amount_min_ratio,
        "reserve": reserve,
        "stop_margin": min(max((1 + reserve) / max(1 - abs(ENTRY_RESERVE), 1e-9), 1.0), MAX_STOP_RESERVE),
        "stoploss": options.stoploss,
        "trails": options.trailing_stop,
        "has_positive": options.trailing_stop_positive is not None,
        "positive": options.trailing_stop_positive or 0.0,
        "positive_offset": options.trailing_stop_positive_offset,
        "only_offset": options.trailing_only_offset_is_reached,
        "use_exit_signal": options.use_exit_signal,
        "exit_profit_only": options.exit_profit_only,
        "exit_profit_offset": options.exit_profit_offset,
        "ignore_roi": options.ignore_roi_if_entry_signal,
        "exit_limit_ms": inf if limits is None or limits.exit is None else limits.exit * UNIT_MS[limits.unit],
        "pauses": len(parts.protections) > 0,
        "sums_exactly": sys.version_info >= (3, 12),
    }
    return _record(RULES, values)


def _pairs(pairs: Sequence[PairData], markets: Sequence[Market], firsts: Sequence[int]) -> Records:
    records = np.zeros(len(pairs), PAIR)
    offset = 0
    for record, data, market, first in zip(records, pairs, markets, firsts, strict=True):
        amount, last = _step(market.amount_precision), _step(float(data.price_step[-1]))
        limits = [nan if limit is None else limit for limit in (market.min_amount, market.min_cost)]
        most = [inf if limit is None else limit for limit in (market.max_amount, market.max_cost)]
        record["offset"], record["first_tick"], record["length"] = offset, first, len(data)
        record["unit"], record["tens"] = amount
        record["last_unit"], record["last_tens"] = last
        record["min_amount"], record["min_cost"] = limits
        record["max_amount"], record["max_cost"] = most
        offset += len(data)
    return records


def _signals(pairs: Sequence[PairData], firsts: Sequence[int]) -> Records:
    """By tick, and in each by the place of the pair."""
    found = []
    for index, (data, first) in enumerate(zip(pairs, firsts, strict=True)):
        rows = data.long_entries()
        records = np.zeros(len(rows), SIGNAL)
        records["tick"], records["pair"] = rows + first, index
        steps, places = np.unique(data.price_step[rows], return_inverse=True)
        known = np.asarray([_step(step) for step in steps.tolist()], dtype=np.float64).reshape(-1, 2)
        records["unit"], records["tens"] = known[places].T
        found.append(records)
    signals = np.concatenate(found)
    return signals[np.argsort(signals["tick"], kind="stable")]


def _targets(parts: Parts) -> Records:
    table = sorted(parts.options.minimal_roi.items(), reverse=True)
    targets, fee = np.zeros(len(table), TARGET), exact(parts.fee)
    for record, (minute, ratio) in zip(targets, table, strict=True):
        record["minute"], record["ratio"] = minute, ratio
        with localcontext(prec=DIGITS):
            record["factor"] = _pair_of_doubles((1 + fee) * (1 + exact(ratio)) / (1 - fee))
    return targets


def _prices(pairs: Sequence[PairData]) -> npt.NDArray[np.float64]:
    """A row per kind of price."""
    prices = np.empty((4, sum(map(len, pairs))))
    for row, name in enumerate(("open", "high", "low", "close")):
        np.concatenate([getattr(data, name) for data in pairs], out=prices[row])
    return prices


def _step(step: float | None) -> tuple[float, float]:
    """``step`` as a whole number over a power of ten."""
    if not step or step != step:
        return 0.0, 1.0
    places = max(-int(exact(step).normalize().as_tuple().exponent), 0)
    return float(exact(step).scaleb(places)), float(10**places)


def _pair_of_doubles(number: Decimal) -> tuple[float, float]:
    with localcontext(prec=DIGITS):
        high = float(number)
        return high, float(number - Decimal(high))


def _record(layout: np.dtype[Any], values: dict[str, Any]) -> Records:
    record = np.zeros(1, layout)
    for name, value in values.items():
        record[name] = value
    return record
