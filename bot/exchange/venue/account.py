"""Balances of one account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from bot.errors import InsufficientFunds

ZERO = Decimal(0)


@dataclass(slots=True)
class _Purse:
    free: Decimal = ZERO
    locked: Decimal = ZERO


class Account:
    """Amounts by coin, free and locked; none is ever below 0."""

    def __init__(self, balances: Mapping[str, Decimal]) -> None:
        self._purses = {coin: _Purse(amount) for coin, amount in balances.items()}

    def balances(self) -> dict[str, tuple[Decimal, Decimal]]:
        """Free and locked amounts of all coins that were ever held."""
        return {coin: (purse.free, purse.locked) for coin, purse in self._purses.items()}

    def total(self, coin: str) -> Decimal:
        """Free and locked together."""
        purse = self._purse(coin)
        return purse.free + purse.locked

    def lock(self, coin: str, amount: Decimal) -> None:
        """Set ``amount`` aside; raises ``InsufficientFunds``."""
        purse = self._purse(coin)
        if purse.free < amount:
            raise InsufficientFunds(f"The account has {purse.free.normalize():f} {coin} free, needed is {amount:f}.")
        purse.free -= amount
        purse.locked += amount

    def unlock(self, coin: str, amount: Decimal) -> None:
        """Give back what was set aside."""
        purse = self._purse(coin)
        assert purse.locked >= amount, "only what was locked can be unlocked"
        purse.locked -= amount
        purse.free += amount

    def spend(self, coin: str, amount: Decimal) -> None:
        """Take from what was set aside."""
        purse = self._purse(coin)
        assert purse.locked >= amount, "only what was locked can be spent"
        purse.locked -= amount

    def change(self, coin: str, amount: Decimal) -> None:
        """Add to the free amount, or take from it; raises ``InsufficientFunds``."""
        purse = self._purse(coin)
        if purse.free + amount < 0:
            raise InsufficientFunds(f"The account has {purse.free.normalize():f} {coin} free.")
        purse.free += amount

    def _purse(self, coin: str) -> _Purse:
        return self._purses.setdefault(coin, _Purse())
