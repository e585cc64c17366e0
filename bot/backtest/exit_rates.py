"""At which rate a simulated trade is left. Candles tell no order of their prices; these rules assume one."""

from __future__ import annotations

from bot.backtest.parts import Bar
from bot.backtest.position import Position
from bot.domain.enums import ExitReason
from bot.domain.profit import rate_for_ratio
from bot.settings.model import StrategyOptions

AT_ONCE = -1.0  # a wanted profit of -100 %: leave whatever the price


def stop_rate(
    position: Position, bar: Bar, kind: ExitReason, options: StrategyOptions, *, is_entry_candle: bool
) -> float:
    """The stop itself, or the open where the market has jumped over it.

    A stop that trailed within the entry candle is taken to have followed the price from the open on, no further.
    """
    is_liquidated = kind is ExitReason.LIQUIDATION and position.liquidation_price is not None
    stop = position.liquidation_price if is_liquidated and position.liquidation_price else position.stop_loss
    if (stop < bar.low) if position.is_short else (stop > bar.high):
        return bar.open
    if kind is ExitReason.TRAILING_STOP_LOSS and is_entry_candle:
        return _trailed_at_once(position, bar, options)
    return stop


def _trailed_at_once(position: Position, bar: Bar, options: StrategyOptions) -> float:
    sign = -1.0 if position.is_short else 1.0
    positive = options.trailing_stop_positive
    waits = options.trailing_stop and options.trailing_only_offset_is_reached and not options.use_custom_stoploss
    if waits and positive:
        rate = bar.open * (
            1 + sign * abs(options.trailing_stop_positive_offset) - sign * abs(positive / position.leverage)
        )
    else:
        rate = bar.open * (1 - sign * abs(position.stop_loss_ratio / position.leverage))
    return min(rate, bar.high) if position.is_short else max(rate, bar.low)


def roi_rate(
    position: Position, bar: Bar, wanted: float, begun_min: int | None, held_min: int, step_min: int
) -> float | None:
    """The rate that gives the wanted profit; ``None`` where the price cannot have been there any more.

    ``begun_min`` is the entry of the user's table that holds, ``held_min`` how long the trade has been open.
    """
    is_on_boundary = begun_min is not None and begun_min % step_min == 0
    if wanted == AT_ONCE and is_on_boundary:
        return bar.open
    rate = rate_for_ratio(position, wanted)
    has_just_begun = begun_min is not None and begun_min > 0 and begun_min == held_min and is_on_boundary
    is_open_better = bar.open < rate if position.is_short else bar.open > rate
    if has_just_begun and is_open_better:
        return bar.open
    if held_min == 0 and _was_there_before(position, bar, rate):
        return None
    return min(max(rate, bar.low), bar.high)


def _was_there_before(position: Position, bar: Bar, rate: float) -> bool:
    """Whether a candle that fell from its open through the entry can have seen ``rate`` only before the entry."""
    if position.is_short:
        return position.open_rate > bar.open and bar.close > bar.open and rate < bar.close
    return position.open_rate < bar.open and bar.close < bar.open and rate > bar.close
