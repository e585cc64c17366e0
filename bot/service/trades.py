"""Open trades from the picture, closed trades and custom data from the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.note import Note
from bot.domain.trade import MAX_ID, Trade
from bot.errors import NotFound
from bot.ports.storage import ClosedTrades
from bot.service.picture import bot_picture
from bot.service.views import TradeView, closed_view, view_of
from bot.state.shared import SharedState
from bot.state.snapshot import OpenTrade


@dataclass(frozen=True, slots=True)
class TradePage:
    """Some closed trades out of ``total``."""

    trades: Sequence[Trade]
    offset: int
    total: int


@dataclass(frozen=True, slots=True)
class TradeNotes:
    """A trade's custom data."""

    trade_id: int
    notes: Sequence[Note]


class Trades:
    """Reads of trades."""

    def __init__(self, state: SharedState, reader: ClosedTrades) -> None:
        self._state = state
        self._reader = reader

    def open(self) -> list[TradeView]:
        """All open trades, by id."""
        return [view_of(opened) for opened in bot_picture(self._state).open_trades]

    def page(self, *, limit: int, offset: int, newest_first: bool) -> TradePage:
        """Closed trades; ``total`` agrees with the page even if a trade closes in between."""
        bot_picture(self._state)
        trades = self._reader.page(limit=limit, offset=offset, newest_first=newest_first)
        is_last = len(trades) < limit and (trades or not offset)
        return TradePage(trades, offset, offset + len(trades) if is_last else self._reader.count())

    def get(self, trade_id: int) -> TradeView:
        """An open or closed trade; raises ``NotFound``."""
        opened = self._open_trade(trade_id)
        if opened is not None:
            return view_of(opened)
        trade = self._reader.get(trade_id) if 0 < trade_id <= MAX_ID else None
        if trade is None:
            raise NotFound("Trade not found.")
        return view_of(OpenTrade(trade, None)) if trade.is_open else closed_view(trade)

    def notes(self, trade_id: int, key: str | None) -> TradeNotes:
        """A trade's custom data, of one ``key`` or all; raises ``NotFound`` where there is none."""
        if self._open_trade(trade_id) is None and not self._is_stored(trade_id):
            raise NotFound(f"No trade found for trade_id: {trade_id}")
        notes = self._reader.notes(trade_id, key)
        if not notes:
            raise NotFound(f"No custom-data{_with_key(key)} found for Trade ID: {trade_id}.")
        return TradeNotes(trade_id, notes)

    def open_notes(self, key: str | None, *, limit: int, offset: int) -> list[TradeNotes]:
        """Custom data of the open trades that have some; ``limit`` and ``offset`` count trades, by id."""
        opened = bot_picture(self._state).open_trades
        if not opened:
            raise NotFound("No open trades found.")
        chosen = sorted(one.trade.id for one in opened)[offset : offset + limit]
        found = [TradeNotes(trade_id, self._reader.notes(trade_id, key)) for trade_id in chosen]
        kept = [one for one in found if one.notes]
        if not kept:
            raise NotFound(f"No custom-data{_with_key(key)} found for any open trades.")
        return kept

    def _open_trade(self, trade_id: int) -> OpenTrade | None:
        opened = bot_picture(self._state).open_trades
        return next((one for one in opened if one.trade.id == trade_id), None)

    def _is_stored(self, trade_id: int) -> bool:
        return 0 < trade_id <= MAX_ID and self._reader.get(trade_id) is not None


def _with_key(key: str | None) -> str:
    return f" with key '{key}'" if key else ""
