"""Starting, stopping and reloading the bot."""

from __future__ import annotations

from bot.service.picture import bot_picture
from bot.state.commands import Pause, Reload, Start, Stop
from bot.state.shared import SharedState


class Control:
    """Each call answers with the bot's sentence about what it does now."""

    def __init__(self, state: SharedState) -> None:
        self._state = state

    def start(self) -> str:
        """Trade."""
        bot_picture(self._state)
        return self._state.ask(Start())

    def stop(self) -> str:
        """Do nothing until the next start."""
        bot_picture(self._state)
        return self._state.ask(Stop())

    def pause(self) -> str:
        """No more entries; exits go on."""
        bot_picture(self._state)
        return self._state.ask(Pause())

    def reload(self) -> str:
        """Read the configuration again and rebuild the bot."""
        bot_picture(self._state)
        return self._state.ask(Reload())
