"""The pairs that the config names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.domain.market import Market
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
        self._known: tuple[Mapping[str, Market], Sequence[str]] | None = None

    @property
    def summary(self) -> str:
        return "the pairs of the configured whitelist"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        own = self._own()
        return own if pairs is None else list(dict.fromkeys([*pairs, *own]))

    def _own(self) -> Sequence[str]:
        """The pairs that the config means; looked up again when the exchange's markets were read again."""
        markets = self._around.market.markets()
        if self._known is None or self._known[0] is not markets:
            patterns = self._around.settings.exchange.pair_whitelist
            named = expanded(patterns, list(markets), keep_unknown=True)
            chosen = self._around.eligible.among(named, allow_inactive=self._allow_inactive)
            self._known = (markets, chosen)
        return self._known[1]
