"""Methods that keep pairs by their prices of the moment."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from decimal import Decimal

from bot.domain.amounts import exact, round_stop, step_of
from bot.domain.market import Market, Ticker
from bot.errors import ConfigError
from bot.pairlist.method import FILTER, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

PRICE = MethodInfo(
    "PriceFilter",
    "Keeps pairs by their price.",
    FILTER,
    {
        "low_price_ratio": Param("number", 0, "Low price ratio", "The greatest share that one price step may have."),
        "min_price": Param("number", 0, "Minimum price", "Lower prices are left out."),
        "max_price": Param("number", 0, "Maximum price", "Higher prices are left out; 0 for no limit."),
        "max_value": Param("number", 0, "Maximum value", "The greatest worth of one amount step; 0 for no limit."),
    },
)
PRECISION = MethodInfo(
    "PrecisionFilter",
    "Leaves out pairs whose price steps are too coarse for the stop.",
    FILTER,
)
SPREAD = MethodInfo(
    "SpreadFilter",
    "Keeps pairs whose bid and ask lie close together.",
    FILTER,
    {"max_spread_ratio": Param("number", 0.005, "Maximum spread", "1 - bid / ask may be at most this.")},
)
GAP = Decimal("0.99")


def step_ratio(market: Market, price: float) -> Decimal:
    """Share of the price that one price step is; 0 where the market names no step."""
    if not market.price_precision:
        return Decimal(0)
    number = exact(price)
    return step_of(market.price_precision, market.precision_mode, number) / number


def step_worth(market: Market, price: float) -> Decimal:
    """What one step of the amount costs, in quote currency; 0 where the market names no step."""
    if not market.amount_precision:
        return Decimal(0)
    smallest = exact(market.min_amount or 1.0)
    return step_of(market.amount_precision, market.precision_mode, smallest) * exact(price)


def is_fine_enough(market: Market, price: float, stop_ratio: float) -> bool:
    """Whether a stop at ``stop_ratio`` (below 0) and one a hundredth lower are two prices to the market."""
    stop = exact(price) * (1 + exact(stop_ratio))
    upper, lower = (
        round_stop(rate, market.price_precision, market.precision_mode, is_short=False) for rate in (stop, stop * GAP)
    )
    return upper > lower


class ByLastPrice(ABC):
    """Keeps the pairs that have a last price that fits; judges a pair once per reading of tickers and markets."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._read: tuple[Mapping[str, Ticker], Mapping[str, Market]] | None = None
        self._verdicts: dict[str, bool] = {}

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        tickers, markets = self._around.tickers.current(), self._around.market.markets()
        if self._read is None or self._read[0] is not tickers or self._read[1] is not markets:
            self._read, self._verdicts = (tickers, markets), {}
        return [pair for pair in pairs or () if self._verdict(pair, tickers.get(pair), markets.get(pair))]

    def _verdict(self, pair: str, ticker: Ticker | None, market: Market | None) -> bool:
        known = self._verdicts.get(pair)
        if known is None:
            price = ticker.last if ticker else None
            known = self._verdicts[pair] = bool(price and market and self._fits(market, price))
        return known

    @abstractmethod
    def _fits(self, market: Market, price: float) -> bool: ...


class PriceFilter(ByLastPrice):
    """Pairs whose last price, and the worth of whose steps, lie within bounds."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        super().__init__(around)
        self._step_ratio = options.number("low_price_ratio")
        self._lowest = options.number("min_price")
        self._highest = options.number("max_price")
        self._worth = options.number("max_value")

    @property
    def summary(self) -> str:
        bounds = {
            f"a price step of at most {self._step_ratio:.1%}": self._step_ratio,
            f"a price of at least {self._lowest:g}": self._lowest,
            f"a price of at most {self._highest:g}": self._highest,
            f"an amount step worth at most {self._worth:g}": self._worth,
        }
        return "pairs with " + (" and ".join(text for text, value in bounds.items() if value) or "any price")

    def _fits(self, market: Market, price: float) -> bool:
        return (
            price >= self._lowest
            and (not self._highest or price <= self._highest)
            and (not self._step_ratio or step_ratio(market, price) <= exact(self._step_ratio))
            and (not self._worth or step_worth(market, price) <= exact(self._worth))
        )


class PrecisionFilter(ByLastPrice):
    """Pairs in whose price steps the stop can be told from a price a hundredth lower."""

    def __init__(self, options: Options, around: Surroundings) -> None:  # noqa: ARG002 - all methods are made alike
        super().__init__(around)
        if around.bot.stoploss is None:
            raise ConfigError(
                "PrecisionFilter needs stoploss in the config; allowed: a ratio below 0 such as -0.1.",
                key="stoploss",
                allowed="a ratio below 0 such as -0.1",
            )
        self._stoploss = around.bot.stoploss

    @property
    def summary(self) -> str:
        return "pairs whose price steps are fine enough for the stop"

    def _fits(self, market: Market, price: float) -> bool:
        return is_fine_enough(market, price, self._stoploss())


class SpreadFilter:
    """Pairs with a ticker whose bid and ask lie close together."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._limit = options.number("max_spread_ratio")
        self._tickers = around.tickers

    @property
    def summary(self) -> str:
        return f"pairs with a spread of at most {self._limit:.2%}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        tickers = self._tickers.current()
        return [pair for pair in pairs or () if pair in tickers and self._fits(tickers[pair].bid, tickers[pair].ask)]

    def _fits(self, bid: float | None, ask: float | None) -> bool:
        return bool(bid and ask) and 1 - (bid or 0.0) / (ask or 1.0) <= self._limit
