"""Whether to leave a trade, and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bot.domain.enums import ExitReason
from bot.domain.profit import profit_at
from bot.domain.trade import Trade
from bot.ports import Analysis, Callbacks
from bot.rules import roi, stop
from bot.settings.model import StrategyOptions

REASON_LENGTH = 255


@dataclass(frozen=True, slots=True)
class ExitDecision:
    """``kind`` decides the order type, ``reason`` is what the trade will show (a tag or a strategy's own word)."""

    kind: ExitReason
    reason: str


def decide(
    trade: Trade,
    analysis: Analysis | None,
    rate: float,
    options: StrategyOptions,
    callbacks: Callbacks,
    now: datetime,
    *,
    watches_stop: bool = True,
) -> tuple[Trade, list[ExitDecision]]:
    """``trade`` with its stop and its extreme rates brought up to ``rate``, and the exits to try, in this order.

    ``watches_stop`` is off where an order on the exchange does that.
    """
    profit_ratio = profit_at(trade, rate).ratio
    trade = stop.adjusted(_seen(trade, rate), rate, profit_ratio, options, callbacks, now)
    is_stopped = watches_stop and stop.is_hit(trade, rate)
    return trade, list(_decisions(trade, analysis, rate, profit_ratio, options, callbacks, now, is_stopped=is_stopped))


def _decisions(
    trade: Trade,
    analysis: Analysis | None,
    rate: float,
    profit_ratio: float,
    options: StrategyOptions,
    callbacks: Callbacks,
    now: datetime,
    *,
    is_stopped: bool,
) -> Iterator[ExitDecision]:
    wants_in, wants_out, tag = _signals(trade, analysis)
    if options.use_exit_signal:
        if wants_out and not wants_in:
            if not options.exit_profit_only or profit_ratio > options.exit_profit_offset:
                yield ExitDecision(ExitReason.EXIT_SIGNAL, (tag or ExitReason.EXIT_SIGNAL)[:REASON_LENGTH])
        elif own := callbacks.custom_exit(trade, now, rate, profit_ratio):
            yield ExitDecision(ExitReason.CUSTOM_EXIT, own[:REASON_LENGTH])
    if stop.is_liquidated(trade, rate):
        yield ExitDecision(ExitReason.LIQUIDATION, ExitReason.LIQUIDATION)
    elif is_stopped and not trade.is_stop_trailing:
        yield ExitDecision(ExitReason.STOP_LOSS, ExitReason.STOP_LOSS)
    holds_on = options.ignore_roi_if_entry_signal and wants_in
    if not holds_on and roi.is_reached(trade, profit_ratio, options, callbacks, now):
        yield ExitDecision(ExitReason.ROI, ExitReason.ROI)
    if is_stopped and trade.is_stop_trailing:
        yield ExitDecision(ExitReason.TRAILING_STOP_LOSS, ExitReason.TRAILING_STOP_LOSS)


def _signals(trade: Trade, analysis: Analysis | None) -> tuple[bool, bool, str | None]:
    if analysis is None:
        return False, False, None
    if trade.is_short:
        return analysis.enter_short, analysis.exit_short, analysis.exit_tag
    return analysis.enter_long, analysis.exit_long, analysis.exit_tag


def _seen(trade: Trade, rate: float) -> Trade:
    low = rate if trade.min_rate is None else min(trade.min_rate, rate)
    high = rate if trade.max_rate is None else max(trade.max_rate, rate)
    return trade if (low, high) == (trade.min_rate, trade.max_rate) else replace(trade, min_rate=low, max_rate=high)
