"""The program itself."""

from typing import Any

from freqtrade_client.answers import reason
from freqtrade_client.calls.base import Calls, Number
from freqtrade_client.errors import ClientError, ConnectionFailed


class SystemCalls(Calls):
    def ping(self) -> Any:
        """Tell whether the bot is up and trading: pong or not_running."""
        try:
            config = self._get("show_config")
        except ConnectionFailed as failure:
            raise ConnectionFailed(str(failure), answer=pong(is_running=False)) from failure
        if config is None:
            return pong(is_running=False)
        if not isinstance(config, dict) or "state" not in config:
            raise ClientError(f"The answer does not tell the bot's state. {reason(config)}".rstrip())
        return pong(is_running=config["state"] == "running")

    def version(self) -> Any:
        """Show the version of the bot."""
        return self._get("version")

    def show_config(self) -> Any:
        """Show the part of the configuration that matters for trading."""
        return self._get("show_config")

    def logs(self, limit: Number | None = None) -> Any:
        """Show the latest log messages, all or the last few."""
        return self._get("logs", query={"limit": limit})

    def sysinfo(self) -> Any:
        """Show processor and memory load of the bot's machine."""
        return self._get("sysinfo")

    def health(self) -> Any:
        """Show when the bot last finished a round of its work."""
        return self._get("health")

    def plot_config(self) -> Any:
        """Show what the strategy wants drawn in a chart."""
        return self._get("plot_config")

    def strategies(self) -> Any:
        """List the strategies the bot can find."""
        return self._get("strategies")

    def strategy(self, name: str) -> Any:
        """Show one strategy with its source code."""
        return self._get("strategy", name)


def pong(*, is_running: bool) -> dict[str, str]:
    return {"status": "pong" if is_running else "not_running"}
