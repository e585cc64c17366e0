"""Where the stop loss stands, and whether it is hit. It only tightens; after a fill a strategy may loosen it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from math import isfinite

from bot.domain.amounts import round_stop
from bot.domain.trade import Trade
from bot.ports import Callbacks
from bot.settings.model import StrategyOptions


def stop_price(trade: Trade, rate: float, ratio: float) -> float:
    """The price at distance ``ratio`` (sign ignored) from ``rate``, rounded to the safe side of the price step.

    In floating point, as the tools do that users compare with: in decimal some stops would lie one step lower.
    """
    share = abs(ratio) / trade.leverage
    price = max(rate * (1 + share if trade.is_short else 1 - share), 0.0)
    return float(round_stop(price, trade.price_precision, trade.precision_mode, is_short=trade.is_short))


def initial(trade: Trade, rate: float, ratio: float) -> Trade:
    """``trade`` with its first stop."""
    price, distance = stop_price(trade, rate, ratio), -abs(ratio)
    return replace(
        trade,
        stop_loss=price,
        stop_loss_ratio=distance,
        initial_stop_loss=price,
        initial_stop_loss_ratio=distance,
        is_stop_trailing=False,
    )


def moved(trade: Trade, rate: float, ratio: float, *, allow_loosening: bool = False) -> Trade:
    """``trade`` with its stop at distance ``ratio`` from ``rate`` if that is tighter; the first call sets it.

    With ``allow_loosening`` (after a fill) it goes there in any case, and does not count as trailing for that; only a
    stop at nothing is no stop and changes nothing.
    """
    if trade.stop_loss is None or trade.initial_stop_loss_ratio is None:
        return initial(trade, rate, ratio)
    price = stop_price(trade, rate, ratio)
    if allow_loosening and price and price != trade.stop_loss:
        return replace(trade, stop_loss=price, stop_loss_ratio=-abs(ratio))
    if is_tighter(trade, price):
        return replace(trade, stop_loss=price, stop_loss_ratio=-abs(ratio), is_stop_trailing=True)
    return trade


def is_tighter(trade: Trade, price: float) -> bool:
    """Whether ``price`` as a stop would protect more than the present one."""
    if trade.stop_loss is None:
        return True
    return price < trade.stop_loss if trade.is_short else price > trade.stop_loss


def after_entry(trade: Trade) -> Trade:
    """``trade`` after an entry filled: its stop keeps the distance from the new open rate, if that is tighter.

    The first fill gives the trade its initial stop; one that follows a later fill counts as trailing.
    """
    if trade.stop_loss is None or trade.stop_loss_ratio is None:
        return trade
    following = moved(trade, trade.open_rate, trade.stop_loss_ratio)
    if following is trade or trade.is_stop_trailing or len(trade.entries) > 1:
        return following
    return replace(following, initial_stop_loss=following.stop_loss, is_stop_trailing=False)


def adjusted(
    trade: Trade,
    rate: float,
    profit_ratio: float,
    options: StrategyOptions,
    callbacks: Callbacks,
    now: datetime,
    *,
    after_fill: bool = False,
) -> Trade:
    """``trade`` with the stop where the strategy's callback and the trailing rules want it at ``rate``."""
    wanted = options.stoploss
    if options.use_custom_stoploss:
        distance = callbacks.custom_stoploss(trade, now, rate, profit_ratio, after_fill=after_fill)
        if distance is not None and isfinite(distance) and distance != 0:
            trade, wanted = moved(trade, rate, distance, allow_loosening=after_fill), distance
    if options.trailing_stop and not after_fill:
        distance = trailing_distance(profit_ratio, options, wanted)
        return trade if distance is None else moved(trade, rate, distance)
    return trade


def trailing_distance(profit_ratio: float, options: StrategyOptions, wanted: float) -> float | None:
    """How far behind the rate a trailing stop follows; ``None`` while it waits for its offset.

    ``wanted`` is the stop loss, or what the strategy's callback has just said instead.
    """
    offset, positive = options.trailing_stop_positive_offset, options.trailing_stop_positive
    if options.trailing_only_offset_is_reached and profit_ratio < offset:
        return None
    return positive if positive is not None and profit_ratio > offset else wanted


def is_hit(trade: Trade, rate: float) -> bool:
    """Whether ``rate`` has reached the stop."""
    if trade.stop_loss is None:
        return False
    return rate >= trade.stop_loss if trade.is_short else rate <= trade.stop_loss


def is_liquidated(trade: Trade, rate: float) -> bool:
    """Whether ``rate`` has reached the price at which the exchange takes the position away."""
    if trade.liquidation_price is None:
        return False
    return rate >= trade.liquidation_price if trade.is_short else rate <= trade.liquidation_price
