"""Pairs, their candles, and which of them may be traded."""

from collections.abc import Sequence
from typing import Any

from freqtrade_client.calls.base import Calls, Id, Number, given


class PairCalls(Calls):
    def whitelist(self) -> Any:
        """List the pairs the bot trades."""
        return self._get("whitelist")

    def blacklist(self, *pairs: str) -> Any:
        """List the pairs the bot must not trade, or add some to them."""
        return self._post("blacklist", body={"blacklist": list(pairs)}) if pairs else self._get("blacklist")

    def pairlists_available(self) -> Any:
        """List the kinds of pair lists the bot knows."""
        return self._get("pairlists", "available")

    def markets(
        self, base: str | None = None, quote: str | None = None, include_inactive: bool | str | None = None
    ) -> Any:
        """List the markets of the exchange, all or those of a currency."""
        return self._get("markets", query={"base": base, "quote": quote, "include_inactive": include_inactive})

    def available_pairs(self, timeframe: str | None = None, stake_currency: str | None = None) -> Any:
        """List the pairs whose candles are stored."""
        return self._get(
            "available_pairs", query={"stake_currency": stake_currency or "", "timeframe": timeframe or ""}
        )

    def pair_candles(
        self, pair: str, timeframe: str, limit: Number | None = None, columns: Sequence[str] | None = None
    ) -> Any:
        """Show the latest candles of a pair as the bot sees them; columns may be separated by commas."""
        request = given({"pair": pair, "timeframe": timeframe, "limit": limit})
        if columns is None:
            return self._get("pair_candles", query=request)
        return self._post("pair_candles", body={**request, "columns": listed(columns)})

    def pair_history(
        self, pair: str, timeframe: str, strategy: str, timerange: str | None = None, freqaimodel: str | None = None
    ) -> Any:
        """Show stored candles with the signals of a strategy; timerange looks like 20240101-20240201."""
        request = {"pair": pair, "timeframe": timeframe, "strategy": strategy}
        return self._get("pair_history", query={**request, "timerange": timerange, "freqaimodel": freqaimodel})

    def locks(self) -> Any:
        """List the pairs that are locked for a time."""
        return self._get("locks")

    def lock_add(self, pair: str, until: str, side: str = "*", reason: str = "") -> Any:
        """Lock a pair until a moment such as 2024-03-30 16:00:00Z."""
        return self._post("locks", body=[{"pair": pair, "until": until, "side": side, "reason": reason}])

    def delete_lock(self, lock_id: Id) -> Any:
        """Lift a lock before its time."""
        return self._delete("locks", lock_id)


def listed(columns: Sequence[str]) -> list[str]:
    """The command line has no lists, only ``rsi,sma``."""
    return [name.strip() for name in columns.split(",")] if isinstance(columns, str) else list(columns)
