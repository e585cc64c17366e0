"""Whether the newest candle says to enter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain import timeframe as tf
from bot.domain.enums import Direction, TradingMode
from bot.ports import Analysis
from bot.settings.model import StrategyOptions


@dataclass(frozen=True, slots=True)
class EntrySignal:
    """Which way to enter, with the strategy's tag."""

    direction: Direction
    tag: str | None


def signal(analysis: Analysis, options: StrategyOptions, trading_mode: TradingMode) -> EntrySignal | None:
    """The entry that the signals ask for; opposing signals cancel each other."""
    if analysis.enter_long and not analysis.exit_long and not analysis.enter_short:
        return EntrySignal(Direction.LONG, analysis.enter_tag)
    may_short = options.can_short and trading_mode is not TradingMode.SPOT
    if may_short and analysis.enter_short and not analysis.exit_short and not analysis.enter_long:
        return EntrySignal(Direction.SHORT, analysis.enter_tag)
    return None


def is_outdated(candle_at: datetime, timeframe: str, now: datetime, offset_min: float) -> bool:
    """Whether the newest candle is too old to be trusted: two candles and ``offset_min`` minutes."""
    return now - candle_at > 2 * tf.span(timeframe) + timedelta(minutes=offset_min)


def is_expired(candle_at: datetime, timeframe: str, now: datetime, options: StrategyOptions) -> bool:
    """Whether the user wants no entry so long after the candle's close."""
    limit_s = options.ignore_expired_candle_after_s
    return limit_s > 0 and (now - candle_at - tf.span(timeframe)).total_seconds() > limit_s


def slots_left(open_count: int, max_open_trades: int) -> bool:
    """Whether one more trade fits; -1 means any number."""
    return max_open_trades < 0 or open_count < max_open_trades
