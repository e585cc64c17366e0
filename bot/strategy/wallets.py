"""``self.wallets`` of a strategy."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.wallet import Balance, Wallets


class WalletView:
    """Balances as they are now; stakes in stake currency, coins in their own amounts."""

    def __init__(self, current: Callable[[], Wallets]) -> None:
        self._current = current

    def get_free(self, currency: str) -> float:
        """What is not tied up in orders."""
        return self._current().of(currency).free

    def get_used(self, currency: str) -> float:
        """What orders hold."""
        return self._current().of(currency).used

    def get_total(self, currency: str) -> float:
        """Free and used."""
        return self._current().of(currency).total

    def get_total_stake_amount(self) -> float:
        """What the bot may use in all."""
        return self._current().total_stake

    def get_available_stake_amount(self) -> float:
        """What the bot may still use."""
        return self._current().available_stake

    def get_starting_balance(self) -> float:
        """What the account began with."""
        return self._current().starting

    def get_all_balances(self) -> dict[str, Balance]:
        """All coins."""
        return dict(self._current().balances)

    def get_all_positions(self) -> dict[str, object]:
        """Positions of derivatives: none on a spot account."""
        return {}

    def get_owned(self, pair: str, base_currency: str) -> float:  # noqa: ARG002 - part of the signature files use
        """How much of the pair's base coin is held."""
        return self.get_total(base_currency)
