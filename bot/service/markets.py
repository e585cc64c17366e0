"""The exchange's markets and the candle files on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Clock
from bot.domain.enums import TradingMode
from bot.domain.market import Market
from bot.service.exchange_choice import ExchangeChoice, check_exchange
from bot.state.shared import SharedState

KEPT = timedelta(minutes=10)
MAX_OTHERS = 10
CONFIGURED = ExchangeChoice()


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


@dataclass(frozen=True, slots=True)
class MarketsQuestion:
    """Which markets has an exchange that is not the configured one? Answered with a list of ``Market``."""

    choice: ExchangeChoice
    swaps: bool = False


class Markets:
    """Reads of what could be traded."""

    def __init__(
        self,
        state: SharedState,
        files: CandleCatalog,
        pairlists: Callable[[], Sequence[PairlistInfo]],
        ask: Callable[[MarketsQuestion], Sequence[Market]],
        wall: Clock,
    ) -> None:
        self._state = state
        self._files = files
        self._pairlists = pairlists
        self._ask = ask
        self._wall = wall
        self._others: dict[tuple[str | None, bool], tuple[datetime, Sequence[Market]]] = {}

    def tradable(
        self,
        *,
        base: str | None = None,
        quote: str | None = None,
        include_inactive: bool = False,
        choice: ExchangeChoice = CONFIGURED,
    ) -> MarketList:
        """Markets of the trading mode. A bot shows its own, whatever the ``choice``; raises ``Refused``."""
        snapshot = self._state.snapshot()
        settings = snapshot.settings
        if snapshot.runmode.trades or choice.is_configured(settings):
            is_spot = settings.trading_mode is not TradingMode.FUTURES
            name, found = settings.exchange.name, list(snapshot.markets.values())
        else:
            check_exchange(choice.exchange)
            is_spot = (choice.trading_mode or settings.trading_mode) is not TradingMode.FUTURES
            name = choice.exchange or settings.exchange.name
            found = list(self._markets_of(choice, swaps=not is_spot))
        chosen = [
            market
            for market in found
            if (market.spot if is_spot else market.swap)
            and (include_inactive or market.active)
            and (not base or market.base == base)
            and (not quote or market.quote == quote)
        ]
        return MarketList(name, chosen)

    def _markets_of(self, choice: ExchangeChoice, *, swaps: bool) -> Sequence[Market]:
        """Those of another exchange, asked again after a while."""
        now, key = self._wall.now(), (choice.exchange, swaps)
        at, known = self._others.get(key, (None, ()))
        if at is not None and now - at < KEPT:
            return known
        found = self._ask(MarketsQuestion(choice, swaps))
        if len(self._others) >= MAX_OTHERS:
            self._others.clear()
        self._others[key] = now, found
        return found

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
