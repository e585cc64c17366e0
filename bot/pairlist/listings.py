"""Methods that look at what the exchange says of a pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain.enums import TradingMode
from bot.domain.market import Market, described, split_pair
from bot.pairlist.memory import Memory
from bot.pairlist.method import FILTER, GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

REFRESH_S = 1800
MULTIPLES = ("1000000", "10000", "1000", "1M", "K")
DELIST = MethodInfo(
    "DelistFilter",
    "Leaves out pairs that the exchange is going to drop.",
    FILTER,
    {
        "max_days_from_now": Param(
            "number", 0, "Maximum days from now", "Pairs that leave within this many days are left out; 0: whenever."
        )
    },
)
INFORMATION = MethodInfo(
    "PairInformationFilter",
    "Keeps pairs by an entry of the exchange's description of them.",
    FILTER,
    {
        "selection_mode": Param(
            "option",
            "whitelist",
            "Selection mode",
            "Whether the pairs that have the value are kept or left out.",
            ("whitelist", "blacklist"),
        ),
        "info_key": Param("string", None, "Entry", "Path of the entry, such as base or limits.cost.min."),
        "info_compare_value": Param("string", None, "Value", "What the entry must be."),
    },
)
CROSS = MethodInfo(
    "CrossMarketPairList",
    "Pairs by whether their coin is also traded on the other kind of market.",
    GENERATOR,
    {
        "pairs_exist_on": Param(
            "option",
            "both_markets",
            "Pairs exist on",
            "Coins of spot and futures markets, or of the traded kind only.",
            ("current_market_only", "both_markets"),
        ),
        "refresh_period": Param("number", REFRESH_S, "Refresh period", "Seconds after which the list is made again."),
    },
)


class DelistFilter:
    """Pairs with no known end, or one that is far enough away."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._days = options.number("max_days_from_now")
        self._around = around

    @property
    def summary(self) -> str:
        return "pairs that stay listed" + (f" for more than {self._days:g} days" if self._days else "")

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        markets = self._around.market.markets()
        return [pair for pair in pairs or () if self._stays(markets.get(pair))]

    def _stays(self, market: Market | None) -> bool:
        if market is None or market.delisted_at is None:
            return True
        return bool(self._days) and market.delisted_at > self._around.clock.now() + timedelta(days=self._days)


class PairInformationFilter:
    """Compares one entry; numbers and flags are compared as such where the value reads as one."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._keeps = options.word("selection_mode") == "whitelist"
        self._key = options.text("info_key")
        self._value = options.value("info_compare_value")
        if self._value is None or isinstance(self._value, list | dict):
            raise options.refusal("info_compare_value", "a text, a number, true or false; it must be given")
        self._market = around.market

    @property
    def summary(self) -> str:
        return f"pairs whose {self._key} is {'' if self._keeps else 'not '}{self._value}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        markets = self._market.markets()
        return [pair for pair in pairs or () if pair in markets and self._has(markets[pair]) is self._keeps]

    def _has(self, market: Market) -> bool:
        found = _entry(described(market), self._key)
        return found is not None and (found == self._value or str(found).lower() == str(self._value).lower())


class CrossMarketPairList:
    """A coin counts as the same where one kind of market trades it in bundles (``1000PEPE`` and ``PEPE``)."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._on_both = options.word("pairs_exist_on") == "both_markets"
        self._around = around
        self._lists: Memory[None, frozenset[str]] = Memory(around.clock, options.number("refresh_period"))

    @property
    def summary(self) -> str:
        return (
            f"pairs whose coin is traded on {'both kinds of market' if self._on_both else 'this kind of market only'}"
        )

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        others = self._lists.get(None, self._other_bases)
        given = self._around.eligible.all() if pairs is None else pairs
        return [pair for pair in given if _is_among(split_pair(pair)[0], others) is self._on_both]

    def _other_bases(self) -> frozenset[str]:
        settings = self._around.settings
        is_spot = settings.trading_mode is TradingMode.SPOT
        markets: Iterable[Market] = self._around.market.markets().values()
        return frozenset(
            market.base
            for market in markets
            if (market.swap if is_spot else market.spot) and market.active and market.quote == settings.stake_currency
        )


def _is_among(base: str, others: frozenset[str]) -> bool:
    names = {base}
    for multiple in MULTIPLES:
        names |= {multiple + base, base.removeprefix(multiple)}
    return not names.isdisjoint(others)


def _entry(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found
