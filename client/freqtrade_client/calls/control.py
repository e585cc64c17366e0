"""Start, stop and pause."""

from typing import Any

from freqtrade_client.calls.base import Calls


class ControlCalls(Calls):
    def start(self) -> Any:
        """Start the bot, or end a pause."""
        return self._post("start")

    def stop(self) -> Any:
        """Stop the bot: it neither opens nor closes trades any more."""
        return self._post("stop")

    def pause(self) -> Any:
        """Open no more trades, but look after the open ones."""
        return self._post("pause")

    def stopentry(self) -> Any:
        """Pause the bot, under a longer name."""
        return self._post("stopentry")

    def stopbuy(self) -> Any:
        """Pause the bot, under its older name."""
        return self._post("stopbuy")

    def reload_config(self) -> Any:
        """Read the configuration again."""
        return self._post("reload_config")
