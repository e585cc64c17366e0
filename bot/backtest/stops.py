"""Where a simulated trade's stop stands; the arithmetic is that of live trading (``rules.stop``)."""

from __future__ import annotations

from bot.backtest.position import Position, as_trade
from bot.rules.stop import is_tighter, stop_price


def set_first(position: Position, rate: float, ratio: float) -> None:
    """The first stop, at distance ``ratio`` (sign ignored) from ``rate``."""
    position.stop_loss = position.initial_stop_loss = stop_price(as_trade(position), rate, ratio)
    position.stop_loss_ratio = position.initial_stop_loss_ratio = -abs(ratio)


def move(position: Position, rate: float, ratio: float) -> None:
    """Put the stop at distance ``ratio`` from ``rate`` if that is tighter."""
    if not _may_be_tighter(position, rate, ratio):
        return
    price = stop_price(as_trade(position), rate, ratio)
    if is_tighter(as_trade(position), price):
        position.stop_loss = price
        position.stop_loss_ratio = -abs(ratio)
        position.is_stop_trailing = True


def renew(position: Position, rate: float, ratio: float) -> None:
    """Put the stop there, tighter or not: what a strategy may ask for after a fill.

    A stop at nothing is no stop: the first distance holds again, and counts as trailing as it does in the tools that
    users compare with.
    """
    price = stop_price(as_trade(position), rate, ratio)
    if not price and abs(ratio) == position.leverage:
        ratio = position.initial_stop_loss_ratio
        price = stop_price(as_trade(position), position.open_rate, ratio)
        position.is_stop_trailing = True
    position.stop_loss = price
    position.stop_loss_ratio = -abs(ratio)


def _may_be_tighter(position: Position, rate: float, ratio: float) -> bool:
    """A quick look that never misses: the price before rounding, with one step to spare."""
    share, step = abs(ratio) / position.leverage, position.price_precision or 0.0
    if position.is_short:
        return rate * (1 + share) < position.stop_loss + step
    return rate * (1 - share) > position.stop_loss - step - 1e-9 * rate
