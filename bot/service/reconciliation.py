"""Differences between the exchange's account and the trades."""

from __future__ import annotations

from bot.domain.reconciliation import Action, Difference, Reconciliation
from bot.service.picture import bot_picture
from bot.state.commands import Reconcile, SettleDifference
from bot.state.shared import SharedState


class Reconciliations:
    """Reads come from the picture, comparing and settling is done by the bot."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def current(self) -> Reconciliation:
        """As of the last comparison."""
        return bot_picture(self._state).reconciliation

    def compare(self) -> Reconciliation:
        """Compare now; raises ``ExchangeError`` where the exchange does not answer."""
        self._state.ask(Reconcile())
        return self.current()

    def settle(self, key: str, action: Action) -> Difference:
        """Do something about an open difference; raises ``NotFound``, ``Refused`` or ``ExchangeError``."""
        return self._state.ask(SettleDifference(key, action))
