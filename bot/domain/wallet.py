"""Balances."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Balance:
    """One coin's amounts: ``total`` is ``free`` plus ``used``."""

    currency: str
    free: float = 0.0
    used: float = 0.0
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wallets:
    """All balances with the stake figures derived from them, in stake currency.

    ``starting``: balance at the beginning; ``total_stake``: what the bot may use in all; ``available_stake``:
    what it may still use. The rules are those of docs/reference/stakes.md.
    """

    stake_currency: str
    balances: Mapping[str, Balance] = field(default_factory=dict)
    tied_up: float = 0.0
    starting: float = 0.0
    total_stake: float = 0.0
    available_stake: float = 0.0

    def of(self, currency: str) -> Balance:
        """Balance of one coin; zeros for a coin that is not held."""
        return self.balances.get(currency) or Balance(currency)
