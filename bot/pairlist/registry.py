"""Every pair list method by its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.pairlist import (
    history,
    listings,
    market_cap,
    order,
    prices,
    producers,
    ranking,
    remote,
    results,
    static,
)
from bot.pairlist.method import Method, MethodInfo, Surroundings
from bot.pairlist.options import Options

Maker = Callable[[Options, Surroundings], Method]
METHODS: Mapping[str, tuple[MethodInfo, Maker]] = {
    info.name: (info, maker)
    for info, maker in (
        (static.INFO, static.StaticPairList),
        (ranking.VOLUME, ranking.VolumePairList),
        (ranking.CHANGE, ranking.PercentChangePairList),
        (market_cap.INFO, market_cap.MarketCapPairList),
        (listings.CROSS, listings.CrossMarketPairList),
        (producers.INFO, producers.ProducerPairList),
        (remote.INFO, remote.RemotePairList),
        (history.AGE, history.AgeFilter),
        (listings.DELIST, listings.DelistFilter),
        (results.FULL, results.FullTradesFilter),
        (order.OFFSET, order.OffsetFilter),
        (listings.INFORMATION, listings.PairInformationFilter),
        (results.PERFORMANCE, results.PerformanceFilter),
        (prices.PRECISION, prices.PrecisionFilter),
        (prices.PRICE, prices.PriceFilter),
        (history.RANGE, history.RangeStabilityFilter),
        (order.SHUFFLE, order.ShuffleFilter),
        (prices.SPREAD, prices.SpreadFilter),
        (history.VOLATILITY, history.VolatilityFilter),
    )
}


def available() -> Sequence[MethodInfo]:
    """The catalogue."""
    return [info for info, _ in METHODS.values()]
