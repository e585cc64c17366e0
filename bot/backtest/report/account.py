"""What profits are related to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.backtest.outcome import Outcome

DAY_MS = 86_400_000


@dataclass(frozen=True, slots=True)
class Account:
    """The starting balance in stake currency, and the whole days of the backtest, at least one."""

    starting_balance: float
    days: int

    def share(self, amount: float) -> float:
        """``amount`` as a part of the starting balance; 0 without one."""
        return amount / self.starting_balance if self.starting_balance else 0.0


def account_of(outcome: Outcome) -> Account:
    """The account that a backtest began with."""
    return Account(outcome.starting_balance, max(1, (outcome.end_ms - outcome.start_ms) // DAY_MS))
