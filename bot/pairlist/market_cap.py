"""Coins by market capitalisation, as CoinGecko ranks them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.market import split_pair
from bot.errors import TemporaryError
from bot.pairlist.method import GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options
from bot.pairlist.web import Fetched, Fresh, Page

PATH = "/api/v3/coins/markets"
SITE = f"https://api.coingecko.com{PATH}"
PAID_SITE = f"https://pro-api.coingecko.com{PATH}"
PAGE_SIZE = 250
REFRESH_S, SHORTEST_REFRESH_S = 86400, 60
INFO = MethodInfo(
    "MarketCapPairList",
    "The pairs of the coins with the greatest market capitalisation.",
    GENERATOR,
    {
        "number_assets": Param("number", 30, "Number of assets", "How many pairs to keep."),
        "max_rank": Param("number", 30, "Greatest rank", "Coins up to this rank count."),
        "categories": Param("list", [], "Categories", "Coins of these categories only, by CoinGecko's names."),
        "refresh_period": Param("number", REFRESH_S, "Refresh period", "Seconds after which the ranks are read again."),
        "mode": Param(
            "option",
            "whitelist",
            "Mode",
            "Whether ranked coins are chosen or left out.",
            ("whitelist", "blacklist"),
        ),
    },
)


class MarketCapPairList:
    """At the head of a chain it makes the list, later it keeps (or leaves out) pairs of ranked coins."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._around = around
        self._is_blacklist = options.word("mode") == "blacklist"
        if self._is_blacklist and options.position == 0:
            raise options.refusal("mode", "whitelist for the first method of the chain")
        if not self._is_blacklist and not options.is_given("number_assets"):
            raise options.refusal("number_assets", "a whole number of at least 1, it must be given")
        self._count = options.whole("number_assets", 1)
        self._rank = options.whole("max_rank", 1)
        self._categories = options.texts("categories")
        kept_s = options.number("refresh_period", SHORTEST_REFRESH_S)
        self._ranks = Fetched("MarketCapPairList", around.clock, around.web, kept_s, self._load)

    @property
    def summary(self) -> str:
        if self._is_blacklist:
            return f"pairs of coins that are not among the {self._rank} greatest"
        return f"{self._count} pairs of the {self._rank} greatest coins"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        coins = self._ranks.current()
        if self._is_blacklist:
            return [pair for pair in pairs or () if split_pair(pair)[0] not in coins]
        given = self._around.eligible.all() if pairs is None else pairs
        places = {pair: coins[coin] for pair in given if (coin := split_pair(pair)[0]) in coins}
        return sorted(places, key=places.__getitem__)[: self._count]

    def _load(self) -> Fresh[Mapping[str, int]]:
        """Place by coin, 0 is the greatest; a coin of several categories has its best place."""
        ranked: list[tuple[int, str]] = []
        for category in self._categories or [""]:
            for page in range(1, -(-self._rank // PAGE_SIZE) + 1):
                ranked += _coins(self._around.web.read(self._page(category, page)))
        names = dict.fromkeys(name for _, name in sorted(ranked))
        return Fresh({name: place for place, name in enumerate(list(names)[: self._rank])})

    def _page(self, category: str, page: int) -> Page:
        chosen = {"category": category} if category else {}
        access = self._around.settings.coingecko
        header = "x-cg-demo-api-key" if access.is_demo else "x-cg-pro-api-key"
        return Page(
            SITE if access.is_demo or not access.api_key else PAID_SITE,
            {"vs_currency": "usd", "order": "market_cap_desc", "per_page": str(PAGE_SIZE), "page": str(page), **chosen},
            {header: access.api_key.reveal()} if access.api_key else {},
        )


def _coins(found: Any) -> list[tuple[int, str]]:
    """Rank and symbol of the coins that have both."""
    if not isinstance(found, list):
        raise TemporaryError("CoinGecko answers with something else than a list of coins; the last ranks stay.")
    return [
        (coin["market_cap_rank"], coin["symbol"].upper())
        for coin in found
        if isinstance(coin, dict)
        and isinstance(coin.get("market_cap_rank"), int)
        and isinstance(coin.get("symbol"), str)
    ]
