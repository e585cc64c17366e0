"""Closed trades by pair, entry tag and exit reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.stats.model import ClosedTrade, Group, ReasonCount

OTHER = "Other"
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Sums over trades; ``best`` is the greatest single profit. Held by sign of the ratio: wins, draws, losses."""

    profit: float = 0.0
    entry_value: float = 0.0
    ratio_sum: float = 0.0
    count: int = 0
    best: float = float("-inf")
    results: tuple[int, int, int] = (0, 0, 0)

    @property
    def profit_ratio(self) -> float | None:
        """Profit over entry value; ``None`` without entries."""
        return self.profit / self.entry_value if self.entry_value > 0 else None

    def plus(self, other: Tally) -> Tally:
        """Both together."""
        wins, draws, losses = (mine + theirs for mine, theirs in zip(self.results, other.results, strict=True))
        return Tally(
            self.profit + other.profit,
            self.entry_value + other.entry_value,
            self.ratio_sum + other.ratio_sum,
            self.count + other.count,
            max(self.best, other.best),
            (wins, draws, losses),
        )


def key_of(fact: ClosedTrade) -> Key:
    """Pair, entry tag and exit reason."""
    return fact.pair, fact.enter_tag or OTHER, fact.exit_reason or OTHER


def tally_of(fact: ClosedTrade) -> Tally:
    """One trade."""
    results = (int(fact.profit_ratio > 0), int(fact.profit_ratio == 0), int(fact.profit_ratio < 0))
    return Tally(fact.profit_amount, fact.entry_value, fact.profit_ratio, 1, fact.profit_amount, results)


def joined(tallies: Mapping[Key, Tally], name: Callable[[Key], str], pair: str | None = None) -> dict[str, Tally]:
    """Tallies with the same name put together, of one pair or all."""
    found: dict[str, Tally] = {}
    for key, tally in tallies.items():
        if pair in (None, key[0]):
            label = name(key)
            found[label] = found[label].plus(tally) if label in found else tally
    return found


def most_profitable_first(tallies: Mapping[str, Tally]) -> list[Group]:
    """Groups in which something was entered."""
    entered = ((label, tally) for label, tally in tallies.items() if tally.entry_value > 0)
    return [_group(label, tally) for label, tally in sorted(entered, key=lambda item: -item[1].profit)]


def best_trade_first(tallies: Mapping[str, Tally]) -> list[Group]:
    """All groups by their best trade."""
    return [_group(label, tally) for label, tally in sorted(tallies.items(), key=lambda item: -item[1].best)]


def counts(tallies: Mapping[str, Tally]) -> dict[str, ReasonCount]:
    """Wins, draws and losses of each group."""
    return {label: ReasonCount(*tally.results) for label, tally in tallies.items()}


def _group(label: str, tally: Tally) -> Group:
    return Group(label, tally.profit, tally.profit_ratio, tally.ratio_sum, tally.count)
