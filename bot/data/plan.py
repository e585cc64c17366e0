"""What of a pair has to be downloaded, given what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.data.walks import Backward, Forward, Walk
from bot.domain import timeframe as tf
from bot.domain.market_data import CANDLE_TYPES, FUNDING_RATE, DownloadRequest
from bot.domain.timerange import Timerange, parse
from bot.errors import ConfigError, Refused

USUAL_DAYS = 30
FUTURES_TYPES = ("futures", "mark", FUNDING_RATE)
MOST_DAYS = 10_000
RATES = FUTURES_TYPES[1:]
RATE_TIMEFRAME = "1h"  # of the candles that only serve to compute costs


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to download."""

    pair: str
    timeframe: str
    candle_type: str


@dataclass(frozen=True, slots=True)
class Stored:
    """The moments that a file begins and ends with."""

    first: datetime
    last: datetime


def checked(request: DownloadRequest) -> Timerange:
    """The span that is asked for; raises ``ConfigError`` or ``Refused`` for a request that can't be meant."""
    if request.days is not None and request.timerange:
        raise ConfigError(
            f"days is {request.days} and timerange is {request.timerange}; allowed: one of them.",
            key="days",
            value=request.days,
            allowed="either days or timerange",
        )
    for name, days in (("days", request.days), ("new_pairs_days", request.new_pairs_days)):
        if days is not None and not 1 <= days <= MOST_DAYS:
            raise ConfigError(
                f"{name} is {days}; allowed: 1 to {MOST_DAYS}.", key=name, value=days, allowed=f"1 to {MOST_DAYS}"
            )
    if request.erase and request.prepend:
        raise ConfigError("erase and prepend are both given; allowed: one of them.", key="prepend", value=True)
    if not request.timeframes:
        raise Refused("No timeframes are given.")
    for timeframe in request.timeframes:
        tf.seconds(timeframe)
    for candle_type in request.candle_types:
        if candle_type not in CANDLE_TYPES:
            raise Refused(f"'{candle_type}' is no candle type (allowed: {', '.join(CANDLE_TYPES)}).")
    return parse(request.timerange)


def wanted(request: DownloadRequest, pairs: Sequence[str], *, is_futures: bool) -> list[Wanted]:
    """The files, pair by pair. Futures come with what their costs are computed from."""
    types = request.candle_types or (FUTURES_TYPES if is_futures else ("spot",))
    files = {
        Wanted(pair, RATE_TIMEFRAME if kind in RATES and not request.candle_types else timeframe, kind): None
        for pair in pairs
        for kind in types
        for timeframe in request.timeframes
    }
    return list(files)


def walk(
    request: DownloadRequest, span: Timerange, timeframe: str, stored: Stored | None, now: datetime, limit: int
) -> tuple[Walk | None, str]:
    """The way to go, ``None`` where nothing is missing, and what the user should know about it."""
    last_closed = now if timeframe.endswith(("M", "y")) else tf.floor(now, timeframe) - tf.span(timeframe)
    stop = min(span.stop or last_closed, last_closed)
    begin = tf.floor(start_of(request, span, now, is_new=stored is None), timeframe)
    if stored is None:
        return Forward(begin, stop, timeframe, limit), ""
    if request.prepend:
        if begin >= stored.first:
            return None, "nothing is missing in front"
        return Backward(begin, stored.first, timeframe, limit), ""
    is_asked = request.days is not None or span.start is not None
    is_older = is_asked and begin + tf.span(timeframe) <= stored.first
    note = f"stored from {stored.first:%Y-%m-%d %H:%M} on, older ones need --prepend" if is_older else ""
    if stored.last >= stop:
        return None, note
    return Forward(stored.last, stop, timeframe, limit), note


def start_of(request: DownloadRequest, span: Timerange, now: datetime, *, is_new: bool) -> datetime:
    """From when on data is wanted."""
    if span.start is not None:
        return span.start
    days = (request.new_pairs_days if is_new else None) or request.days or USUAL_DAYS
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days)
