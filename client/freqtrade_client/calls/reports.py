"""Money: what there is and what was won."""

from typing import Any

from freqtrade_client.calls.base import Calls, Number


class ReportCalls(Calls):
    def balance(self) -> Any:
        """Show what the account holds of each currency."""
        return self._get("balance")

    def historic_balance(self) -> Any:
        """Show how the balance went from day to day."""
        return self._get("historic_balance")

    def profit(self) -> Any:
        """Sum up the profit of all trades."""
        return self._get("profit")

    def profit_all(self) -> Any:
        """Sum up the profit of all, of long and of short trades."""
        return self._get("profit_all")

    def stats(self) -> Any:
        """Show durations and the reasons trades were closed for."""
        return self._get("stats")

    def performance(self) -> Any:
        """Show the profit of each pair."""
        return self._get("performance")

    def entries(self, pair: str | None = None) -> Any:
        """Show the profit by entry tag, for one pair or all."""
        return self._get("entries", query={"pair": pair})

    def exits(self, pair: str | None = None) -> Any:
        """Show the profit by exit reason, for one pair or all."""
        return self._get("exits", query={"pair": pair})

    def mix_tags(self, pair: str | None = None) -> Any:
        """Show the profit by entry tag and exit reason together, for one pair or all."""
        return self._get("mix_tags", query={"pair": pair})

    def daily(self, days: Number | None = None) -> Any:
        """Show the profit of each of the last days."""
        return self._get("daily", query={"timescale": days})

    def weekly(self, weeks: Number | None = None) -> Any:
        """Show the profit of each of the last weeks."""
        return self._get("weekly", query={"timescale": weeks})

    def monthly(self, months: Number | None = None) -> Any:
        """Show the profit of each of the last months."""
        return self._get("monthly", query={"timescale": months})
