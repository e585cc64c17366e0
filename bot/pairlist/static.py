"""The pairs that the config names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.market import Market
from bot.pairlist.memory import Latest
from bot.pairlist.method import GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options
from bot.pairlist.patterns import expanded

INFO = MethodInfo(
    "StaticPairList",
    "The pairs of exchange.pair_whitelist, in that order.",
    GENERATOR,
    {
        "allow_inactive": Param(
            "boolean",
            False,  # noqa: FBT003 - a table row
            "Allow inactive pairs",
            "Keep pairs that the exchange does not trade at the moment.",
        )
    },
)


class StaticPairList:
    """Patterns are expanded over the exchange's pairs; later in a chain its pairs are appended."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._allow_inactive = options.flag("allow_inactive")
        self._around = around
        self._latest: Latest[Sequence[str]] = Latest()

    @property
    def summary(self) -> str:
        return "the pairs of the configured whitelist"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        markets = self._around.market.markets()
        own = self._latest.about(markets, make=lambda: self._own(markets))
        return own if pairs is None else list(dict.fromkeys([*pairs, *own]))

    def _own(self, markets: Mapping[str, Market]) -> Sequence[str]:
        """The pairs that the config means; looked up again when the exchange's markets were read again."""
        named = expanded(self._around.settings.exchange.pair_whitelist, list(markets), keep_unknown=True)
        return self._around.eligible.among(named, allow_inactive=self._allow_inactive)
