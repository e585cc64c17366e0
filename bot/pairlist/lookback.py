"""Candles of the last while, for the methods that look at a pair's history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain import timeframe as tf
from bot.pairlist.method import Param, Surroundings
from bot.pairlist.options import Options
from bot.ports import MarketData

DAY = "1d"
PARAMS: Mapping[str, Param] = {
    "lookback_days": Param("number", 0, "Lookback days", "Days of daily candles to look at; 0 uses the tickers."),
    "lookback_timeframe": Param("string", DAY, "Lookback timeframe", "Length of the candles to look at."),
    "lookback_period": Param("number", 0, "Lookback period", "Number of candles to look at; 0 uses the tickers."),
}


@dataclass(frozen=True, slots=True)
class History:
    """Columns of closed candles, oldest first."""

    high: list[float]
    low: list[float]
    close: list[float]
    volume: list[float]

    def __len__(self) -> int:
        return len(self.close)


@dataclass(frozen=True, slots=True)
class Lookback:
    """The last ``count`` closed candles of ``timeframe``."""

    timeframe: str
    count: int

    def read(self, market: MarketData, pair: str, *, more: int = 0) -> History:
        """The candles, and ``more`` before them; fewer where the pair is younger."""
        frame = market.candles(pair, self.timeframe, None, self.count + more)
        return History(*(frame[name].astype(float).tolist() for name in ("high", "low", "close", "volume")))


def daily(options: Options, name: str, around: Surroundings) -> Lookback:
    """As many daily candles as option ``name`` says."""
    count, offered = _within_limit(options, name, around), around.market.timeframes()
    if DAY not in offered:
        raise options.refusal(name, f"nothing, {around.market.name} has no candles of {DAY}")
    return Lookback(DAY, count)


def lookback_of(options: Options, around: Surroundings, refresh_s: float) -> Lookback | None:
    """What ``lookback_*`` ask for, ``None`` for the tickers; raises ``ConfigError`` for what can't be had."""
    days, period = options.whole("lookback_days"), options.whole("lookback_period")
    if days and period:
        raise options.refusal("lookback_days", "0 beside lookback_period, or lookback_days alone")
    if not days and not period:
        return None
    chosen = _days(options, around) if days else _candles(options, around)
    candle_s = tf.seconds(chosen.timeframe)
    if refresh_s < candle_s:
        raise options.refusal("refresh_period", f"at least {candle_s}, one candle of {chosen.timeframe}")
    return chosen


def _days(options: Options, around: Surroundings) -> Lookback:
    if options.value("lookback_timeframe") != DAY:
        raise options.refusal("lookback_timeframe", f"{DAY} beside lookback_days")
    return daily(options, "lookback_days", around)


def _candles(options: Options, around: Surroundings) -> Lookback:
    offered, timeframe = around.market.timeframes(), options.value("lookback_timeframe")
    if timeframe not in offered:
        raise options.refusal("lookback_timeframe", f"one of {', '.join(offered)}")
    return Lookback(str(timeframe), _within_limit(options, "lookback_period", around))


def _within_limit(options: Options, name: str, around: Surroundings) -> int:
    """A number of candles that one call returns, with room for one more before them."""
    count, most = options.whole(name, 1), around.market.candle_limit - 1
    if count > most:
        raise options.refusal(name, f"at most {most}, {around.market.name} gives no more candles at once")
    return count
