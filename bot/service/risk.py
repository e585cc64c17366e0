"""The risk gate, the panic exit, and what an order would do."""

from __future__ import annotations

from bot.domain.risk import OrderPreview, RiskPicture, RiskState
from bot.service.picture import bot_picture
from bot.state.commands import KeepAlive, PanicExit, PreviewOrder, SetRiskState
from bot.state.shared import SharedState


class Risk:
    """Reads come from the picture, everything else is done by the bot."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def current(self) -> RiskPicture:
        """The gate as it is."""
        return bot_picture(self._state).risk

    def set_state(self, state: RiskState, reason: str) -> RiskPicture:
        """Allow less or more."""
        return self._state.ask(SetRiskState(state, reason))

    def keep_alive(self, timeout_s: float) -> RiskPicture:
        """Arm the dead-man switch anew, or disarm it with 0."""
        return self._state.ask(KeepAlive(timeout_s))

    def panic(self, reason: str) -> int:
        """Leave everything; the number of trades that are still open."""
        return self._state.ask(PanicExit(reason))

    def preview(self, order: PreviewOrder) -> OrderPreview:
        """What an order would do now; raises ``Refused`` for what can't be meant."""
        return self._state.ask(order)
