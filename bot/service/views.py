"""A trade beside the figures that follow from the present rate."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.amounts import round_price
from bot.domain.profit import TradeProfit, profit_at
from bot.domain.trade import Trade
from bot.state.snapshot import OpenTrade


@dataclass(frozen=True, slots=True)
class StopView:
    """How far the stop is away: from the present rate in quote currency and as a ratio, and in profit if it is hit."""

    distance: float | None
    distance_ratio: float | None
    profit: TradeProfit


@dataclass(frozen=True, slots=True)
class TradeView:
    """A trade as ``/status`` shows it.

    ``profit`` is that of the rest at ``current_rate``: ``None`` for a closed trade and where no rate is known.
    ``stop`` is ``None`` for a trade without stop.
    """

    trade: Trade
    current_rate: float | None
    profit: TradeProfit | None
    stop: StopView | None


def view_of(opened: OpenTrade) -> TradeView:
    """An open trade at the rate at which it could be left now."""
    trade, rate = opened.trade, opened.current_rate
    profit = profit_at(trade, rate or 0.0) if rate is not None or not trade.has_position else None
    return TradeView(trade, rate, profit, stop_view(trade, rate))


def closed_view(trade: Trade) -> TradeView:
    """A closed trade; its present rate is the one at which it was left."""
    return TradeView(trade, trade.close_rate, None, stop_view(trade, trade.close_rate))


def stop_view(trade: Trade, rate: float | None) -> StopView | None:
    """The stop as seen from ``rate``; distances are rounded to the market's price step."""
    if trade.stop_loss is None:
        return None
    profit = profit_at(trade, trade.stop_loss)
    if not rate:
        return StopView(None, None, profit)
    distance = float(round_price(trade.stop_loss - rate, trade.price_precision, trade.precision_mode))
    return StopView(distance, round(distance / rate, 8), profit)
