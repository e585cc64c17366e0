"""What users ask of the risk gate."""

from __future__ import annotations

from bot.domain.risk import OrderPreview, RiskPicture
from bot.engine.panic import Panic
from bot.engine.preview import Previews
from bot.engine.risk_gate import RiskGate
from bot.state.commands import KeepAlive, PanicExit, PreviewOrder, SetRiskState


class RiskCommands:
    """Each answers with the gate as it is then."""

    def __init__(self, gate: RiskGate, panic: Panic, previews: Previews) -> None:
        self._gate = gate
        self._panic = panic
        self._previews = previews

    def set_state(self, command: SetRiskState) -> RiskPicture:
        """Allow less or more."""
        self._gate.set(command.state, command.reason)
        return self._gate.picture()

    def panic(self, command: PanicExit) -> int:
        """Leave everything; the number of trades that are still open."""
        return self._panic.begin(command.reason)

    def keep_alive(self, command: KeepAlive) -> RiskPicture:
        """A sign of life."""
        self._gate.keep_alive(command.timeout_s)
        return self._gate.picture()

    def preview(self, command: PreviewOrder) -> OrderPreview:
        """What an order would do."""
        return self._previews.preview(command)
