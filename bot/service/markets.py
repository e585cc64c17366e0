"""The exchange's markets and the candle files on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.enums import TradingMode
from bot.domain.market import Market
from bot.errors import Refused
from bot.state.shared import SharedState


class CandleCatalog(Protocol):
    """The candle files of a data folder."""

    def list(self) -> Sequence[tuple[str, str, str]]:
        """Pair, timeframe and candle type of every file."""
        ...


class PairlistInfo(Protocol):
    """One pairlist method as the catalog describes it."""

    @property
    def name(self) -> str: ...

    @property
    def description(self) -> str: ...

    @property
    def is_generator(self) -> bool: ...

    @property
    def params(self) -> object:
        """Parameter name to its type, default, description, help and options."""
        ...


@dataclass(frozen=True, slots=True)
class MarketList:
    """Markets by symbol."""

    exchange: str
    markets: Sequence[Market]


class Markets:
    """Reads of what could be traded."""

    def __init__(
        self, state: SharedState, files: CandleCatalog, pairlists: Callable[[], Sequence[PairlistInfo]]
    ) -> None:
        self._state = state
        self._files = files
        self._pairlists = pairlists

    def tradable(
        self,
        *,
        base: str | None = None,
        quote: str | None = None,
        include_inactive: bool = False,
        exchange: str | None = None,
    ) -> MarketList:
        """Markets of the configured trading mode. A bot ignores ``exchange``; without one it must be the configured."""
        snapshot = self._state.snapshot()
        name = snapshot.settings.exchange.name
        if exchange and exchange != name and not snapshot.runmode.trades:
            raise Refused(f"Exchange '{exchange}' is not available here (allowed: {name}).")
        is_spot = snapshot.settings.trading_mode is not TradingMode.FUTURES
        chosen = [
            market
            for market in snapshot.markets.values()
            if (market.spot if is_spot else market.swap)
            and (include_inactive or market.active)
            and (not base or market.base == base)
            and (not quote or market.quote == quote)
        ]
        return MarketList(name, chosen)

    def stored_candles(
        self, *, timeframe: str | None = None, stake_currency: str | None = None, candle_type: str | None = None
    ) -> list[tuple[str, str, str]]:
        """Pair, timeframe and type of the candle files, sorted; without a type those of the trading mode."""
        wanted = candle_type or self._default_candle_type()
        return sorted(
            row
            for row in self._files.list()
            if row[2] == wanted
            and (not timeframe or row[1] == timeframe)
            and (not stake_currency or row[0].partition(":")[0].endswith(f"/{stake_currency}"))
        )

    def pairlist_methods(self) -> list[PairlistInfo]:
        """All pairlist methods, by name."""
        return sorted(self._pairlists(), key=lambda info: info.name)

    def _default_candle_type(self) -> str:
        is_futures = self._state.snapshot().settings.trading_mode is TradingMode.FUTURES
        return "futures" if is_futures else "spot"
