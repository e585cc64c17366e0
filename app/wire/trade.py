"""Trades: the plain object, ``/status`` with its figures at the present rate, and the rows of ``/trades``."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import orjson

from app.jsonio import dump
from app.wire import order as orders
from app.wire.dates import bare_iso, milliseconds, text
from bot.domain.enums import OrderSide
from bot.domain.note import Note
from bot.domain.trade import Trade
from bot.service.trades import TradeNotes, TradePage
from bot.service.views import TradeView
from bot.state.commands import DeletedTrade

MAX_ROWS = 1000  # about 3 kB each


def plain(trade: Trade) -> dict[str, Any]:
    """A trade without figures at the present rate: what ``/forceenter`` answers."""
    return {
        **_opening(trade, with_direction=True),
        **_opened(trade),
        **_closed(trade),
        **_closing_profit(trade),
        "profit_fiat": None,
        **_realized(trade),
        **_reasons(trade),
        **_stops(trade),
        **_rates(trade),
        **_fills(trade),
        "orders": [orders.brief(order) for order in orders.shown(trade)],
        "leverage": float(trade.leverage),
        "interest_rate": float(trade.interest_rate),
        "liquidation_price": trade.liquidation_price,
        "funding_fees": trade.funding_fees or 0.0,
        "trading_mode": trade.trading_mode.value,
        **_precision(trade),
    }


def status(view: TradeView) -> dict[str, Any]:
    """A trade as ``/status`` and ``/trade/{id}`` show it."""
    fields = plain(view.trade)
    if view.trade.is_open:
        fields["close_profit"] = None
        fields.update(_present_profit(view))
    fields.update(_stop_distances(view))
    fields["current_rate"] = view.current_rate
    fields.update(_total_profit(view))
    return fields


def listed(trade: Trade) -> dict[str, Any]:
    """A row of ``/trades``: more fields, and an order of keys of its own."""
    return {
        **_opening(trade, with_direction=False),
        **_opened(trade),
        "close_date": text(trade.closed_at),
        "close_timestamp": milliseconds(trade.closed_at),
        **_realized(trade),
        **_close_rates(trade),
        **_duration(trade),
        "profit_ratio": trade.close_profit_ratio,
        "profit_pct": _percent(trade.close_profit_ratio),
        "profit_abs": trade.close_profit_amount,
        **_reasons(trade),
        **_stops(trade),
        **_rates(trade),
        "leverage": float(trade.leverage),
        "interest_rate": float(trade.interest_rate),
        "liquidation_price": trade.liquidation_price,
        "is_short": trade.is_short,
        "trading_mode": trade.trading_mode.value,
        "funding_fees": trade.funding_fees or 0.0,
        **_precision(trade),
        "precision_mode_price": int(trade.precision_mode),
        "contract_size": float(trade.contract_size),
        **_fills(trade),
        "orders": [orders.full(order, is_entry=order.side is trade.entry_side) for order in orders.shown(trade)],
    }


class ListedRows:
    """The JSON of closed trades that were listed lately; a trade that is the same object has the same row."""

    def __init__(self, max_rows: int = MAX_ROWS) -> None:
        self._max_rows = max_rows
        self._lock = threading.Lock()
        self._rows: OrderedDict[int, tuple[Trade, orjson.Fragment]] = OrderedDict()

    def of(self, trades: Sequence[Trade]) -> list[orjson.Fragment]:
        """A row for each trade, in the same order."""
        with self._lock:
            known = [self._rows.get(trade.id) for trade in trades]
        rows = [
            row if row is not None and row[0] is trade else (trade, orjson.Fragment(dump(listed(trade))))
            for trade, row in zip(trades, known, strict=True)
        ]
        with self._lock:
            for trade, row in zip(trades, rows, strict=True):
                self._rows[trade.id] = row
                self._rows.move_to_end(trade.id)
            while len(self._rows) > self._max_rows:
                self._rows.popitem(last=False)
        return [fragment for _, fragment in rows]


def page(found: TradePage, rows: ListedRows | None = None) -> dict[str, Any]:
    """``/trades``; with ``rows`` only those are built that were not listed lately."""
    return {
        "trades": [listed(trade) for trade in found.trades] if rows is None else rows.of(found.trades),
        "trades_count": len(found.trades),
        "offset": found.offset,
        "total_trades": found.total,
    }


def deleted(result: DeletedTrade) -> dict[str, Any]:
    """What deleting a trade did."""
    return {
        "cancel_order_count": result.canceled_orders,
        "result": "success",
        "result_msg": result.message,
        "trade_id": result.trade_id,
    }


def notes(found: TradeNotes) -> dict[str, Any]:
    """A trade's custom data."""
    return {"trade_id": found.trade_id, "custom_data": [_note(note) for note in found.notes]}


def _note(note: Note) -> dict[str, Any]:
    return {
        "key": note.key,
        "type": note.kind,
        "value": note.value,
        "created_at": bare_iso(note.created_at),
        "updated_at": bare_iso(note.updated_at),
    }


def _opening(trade: Trade, *, with_direction: bool) -> dict[str, Any]:
    return {
        "trade_id": trade.id,
        "pair": trade.pair,
        "base_currency": trade.base_currency,
        "quote_currency": trade.quote_currency,
        "is_open": trade.is_open,
        **({"is_short": trade.is_short} if with_direction else {}),
        "exchange": trade.exchange,
        "amount": round(float(trade.amount), 8),
        "amount_requested": trade.amount_requested,
        "stake_amount": round(float(trade.stake_amount), 8),
        "max_stake_amount": round(trade.max_stake_amount, 8) if trade.max_stake_amount else None,
        "strategy": trade.strategy,
        "enter_tag": trade.enter_tag,
        "timeframe": trade.timeframe_min,
        "fee_open": trade.fee_open,
        "fee_open_cost": trade.fee_open_cost,
        "fee_open_currency": trade.fee_open_currency,
        "fee_close": trade.fee_close,
        "fee_close_cost": trade.fee_close_cost,
        "fee_close_currency": trade.fee_close_currency,
    }


def _opened(trade: Trade) -> dict[str, Any]:
    filled_at = trade.first_fill_at
    return {
        "open_date": text(trade.opened_at),
        "open_timestamp": milliseconds(trade.opened_at),
        "open_fill_date": text(filled_at),
        "open_fill_timestamp": milliseconds(filled_at),
        "open_rate": trade.open_rate,
        "open_rate_requested": trade.open_rate_requested,
        "open_trade_value": round(float(trade.open_trade_value), 8),
    }


def _closed(trade: Trade) -> dict[str, Any]:
    return {
        "close_date": text(trade.closed_at),
        "close_timestamp": milliseconds(trade.closed_at),
        **_close_rates(trade),
    }


def _close_rates(trade: Trade) -> dict[str, Any]:
    return {
        "close_rate": trade.close_rate,
        "close_rate_requested": trade.close_rate_requested,
        "close_profit": trade.close_profit_ratio,
        "close_profit_pct": _percent(trade.close_profit_ratio) if trade.close_profit_ratio else None,
        "close_profit_abs": trade.close_profit_amount,
    }


def _closing_profit(trade: Trade) -> dict[str, Any]:
    return {
        "profit_ratio": trade.close_profit_ratio,
        "profit_pct": _percent(trade.close_profit_ratio),
        "profit_abs": trade.close_profit_amount,
    }


def _realized(trade: Trade) -> dict[str, Any]:
    return {"realized_profit": float(trade.realized_profit), "realized_profit_ratio": trade.close_profit_ratio}


def _reasons(trade: Trade) -> dict[str, Any]:
    return {"exit_reason": trade.exit_reason, "exit_order_status": trade.exit_order_status}


def _stops(trade: Trade) -> dict[str, Any]:
    updated_at = _stop_order_at(trade)
    return {
        "stop_loss_abs": trade.stop_loss,
        "stop_loss_ratio": trade.stop_loss_ratio,
        "stop_loss_pct": _hundredfold(trade.stop_loss_ratio),
        "stoploss_last_update": text(updated_at),
        "stoploss_last_update_timestamp": milliseconds(updated_at),
        "initial_stop_loss_abs": trade.initial_stop_loss,
        "initial_stop_loss_ratio": trade.initial_stop_loss_ratio,
        "initial_stop_loss_pct": _hundredfold(trade.initial_stop_loss_ratio),
    }


def _stop_order_at(trade: Trade) -> Any:
    kept = [order for order in trade.orders if order.side is OrderSide.STOPLOSS and order.is_open]
    return max((order.updated_at or order.placed_at for order in kept), default=None)


def _rates(trade: Trade) -> dict[str, Any]:
    return {"min_rate": trade.min_rate, "max_rate": trade.max_rate or 0.0}


def _fills(trade: Trade) -> dict[str, Any]:
    return {
        "nr_of_successful_entries": len(trade.entries),
        "nr_of_successful_exits": len(trade.exits),
        "has_open_orders": bool(trade.open_orders),
    }


def _precision(trade: Trade) -> dict[str, Any]:
    return {
        "amount_precision": trade.amount_precision,
        "price_precision": trade.price_precision,
        "precision_mode": int(trade.precision_mode),
    }


def _duration(trade: Trade) -> dict[str, Any]:
    lasted_s = None if trade.closed_at is None else int((trade.closed_at - trade.opened_at).total_seconds())
    return {"trade_duration_s": lasted_s, "trade_duration": None if lasted_s is None else lasted_s // 60}


def _present_profit(view: TradeView) -> dict[str, Any]:
    profit = view.profit
    if profit is None:
        return {"profit_ratio": None, "profit_pct": None, "profit_abs": None}
    return {
        "profit_ratio": profit.ratio,
        "profit_pct": _percent(profit.ratio),
        "profit_abs": profit.amount,
        "profit_fiat": None if view.trade.entries else 0.0,
    }


def _stop_distances(view: TradeView) -> dict[str, Any]:
    stop = view.stop
    return {
        "stoploss_current_dist": stop.distance if stop else None,
        "stoploss_current_dist_pct": _percent(stop.distance_ratio) if stop else None,
        "stoploss_current_dist_ratio": stop.distance_ratio if stop else None,
        "stoploss_entry_dist": stop.profit.amount if stop else None,
        "stoploss_entry_dist_ratio": stop.profit.ratio if stop else None,
    }


def _total_profit(view: TradeView) -> dict[str, Any]:
    if not view.trade.is_open:
        return {"total_profit_abs": 0.0, "total_profit_fiat": None, "total_profit_ratio": None}
    profit = view.profit
    return {
        "total_profit_abs": profit.total_amount if profit else None,
        "total_profit_fiat": None,
        "total_profit_ratio": profit.total_ratio if profit else None,
    }


def _percent(ratio: float | None) -> float | None:
    return None if ratio is None else round(ratio * 100, 2)


def _hundredfold(ratio: float | None) -> float | None:
    return None if ratio is None else ratio * 100
