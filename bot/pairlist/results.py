"""Methods that look at the bot's own trades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.pairlist.method import FILTER, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options
from bot.stats.groups import Tally, tally_of

PERFORMANCE = MethodInfo(
    "PerformanceFilter",
    "Puts the pairs that earned the most first.",
    FILTER,
    {
        "minutes": Param("number", 0, "Minutes", "Trades closed within this many minutes count; 0 changes nothing."),
        "min_profit": Param("number", None, "Minimum profit", "Pairs must have earned this ratio; null for no limit."),
    },
)
FULL = MethodInfo("FullTradesFilter", "Empties the list while no further trade may be opened.", FILTER)
NOTHING = Tally()


class PerformanceFilter:
    """By profit ratio, then the fewest trades, then as they came; without any closed trade the list stays."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._span = timedelta(minutes=options.number("minutes"))
        self._least = options.optional("min_profit", None)
        self._around = around

    @property
    def summary(self) -> str:
        minutes = self._span / timedelta(minutes=1)
        least = "" if self._least is None else f" and at least {self._least:.2%}"
        return f"the greatest profit of the last {minutes:g} minutes first{least}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        given = list(pairs or ())
        if not self._span:
            return given
        since = self._around.clock.now() - self._span
        facts = list(self._around.bot.closed_trades(since))
        if not facts:
            return given
        earned: dict[str, Tally] = {}
        for fact in facts:
            earned[fact.pair] = earned.get(fact.pair, NOTHING).plus(tally_of(fact))
        results = {pair: earned.get(pair, NOTHING) for pair in given}
        ratios = {pair: result.profit_ratio or 0.0 for pair, result in results.items()}
        kept = [pair for pair in given if self._least is None or ratios[pair] >= self._least]
        return sorted(kept, key=lambda pair: (-ratios[pair], results[pair].count))


class FullTradesFilter:
    """Spares the analysis of pairs that could not be entered."""

    def __init__(self, options: Options, around: Surroundings) -> None:  # noqa: ARG002 - all methods are made alike
        self._bot = around.bot

    @property
    def summary(self) -> str:
        return "no pairs while all slots are taken"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        slots = self._bot.max_open_trades()
        return [] if 0 < slots <= self._bot.open_trades() else list(pairs or ())
