"""The placeholders of each event: their names, an example of each, and their values in a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from bot.domain.events import Event, EventType

Facts = Callable[[], Mapping[str, Any]]
"""What is added to each message: ``bot_name``, ``strategy`` and ``timeframe``."""

_OPENED = datetime(2026, 1, 1, 12, 0, tzinfo=UTC)
_CLOSED = datetime(2026, 1, 1, 18, 0, tzinfo=UTC)
_ALWAYS = {"bot_name": "tradepost", "strategy": "SampleStrategy", "timeframe": "5m"}
_TEXT = {"status": "This is a test."}
_TRADE: Mapping[str, Any] = {
    "trade_id": 1,
    "buy_tag": "test",
    "enter_tag": "test",
    "exchange": "Simulated",
    "pair": "BTC/USDT",
    "base_currency": "BTC",
    "quote_currency": "USDT",
    "leverage": 1.0,
    "direction": "Long",
    "limit": 100.0,
    "order_rate": 100.0,
    "open_rate": 100.0,
    "order_type": "limit",
    "stake_amount": 100.0,
    "stake_currency": "USDT",
    "fiat_currency": "USD",
    "amount": 1.0,
    "open_date": _OPENED,
    "current_rate": 100.0,
    "sub_trade": False,
}
_CANCEL = {"reason": "cancelled due to timeout"}
_PROFIT = {
    "gain": "profit",
    "profit_amount": 9.8,
    "profit_ratio": 0.098,
    "exit_reason": "roi",
    "close_date": _CLOSED,
}
_EXIT = {
    **_PROFIT,
    "close_rate": 110.0,
    "cumulative_profit": 9.8,
    "final_profit_ratio": 0.098,
    "is_final_exit": True,
}
_LOCK = {
    "base_currency": "BTC",
    "id": 1,
    "pair": "BTC/USDT",
    "lock_time": "2026-01-01 12:00:00",
    "lock_timestamp": 1767268800000,
    "lock_end_time": "2026-01-01 13:00:00",
    "lock_end_timestamp": 1767272400000,
    "reason": "test",
    "side": "*",
    "active": True,
}
_LIQUIDATION = {
    **{name: _TRADE[name] for name in ("exchange", "trade_id", "pair", "base_currency", "quote_currency")},
    **{name: _TRADE[name] for name in ("direction", "leverage", "current_rate")},
    "margin_mode": "isolated",
    "liquidation_price": 90.0,
    "remaining_ratio": 0.1,
    "warn_ratio": 0.2,
    "positions_at_risk": 1,
    "open_positions": 1,
}
_BY_EVENT: Mapping[EventType, Mapping[str, Any]] = {
    EventType.STATUS: _TEXT,
    EventType.WARNING: _TEXT,
    EventType.EXCEPTION: _TEXT,
    EventType.STARTUP: _TEXT,
    EventType.ENTRY: _TRADE,
    EventType.ENTRY_FILL: _TRADE,
    EventType.ENTRY_CANCEL: {**_TRADE, **_CANCEL},
    EventType.EXIT: {**_TRADE, **_EXIT},
    EventType.EXIT_FILL: {**_TRADE, **_EXIT},
    EventType.EXIT_CANCEL: {**_TRADE, **_PROFIT, **_CANCEL},
    EventType.PROTECTION_TRIGGER: _LOCK,
    EventType.PROTECTION_TRIGGER_GLOBAL: _LOCK,
    EventType.LIQUIDATION_WARNING: _LIQUIDATION,
    EventType.STRATEGY_MSG: {"msg": "This is a test."},
}
EXAMPLES: Mapping[EventType, Mapping[str, Any]] = MappingProxyType(
    {kind: MappingProxyType({"type": kind.value, **_ALWAYS, **fields}) for kind, fields in _BY_EVENT.items()}
)


def values_of(event: Event, facts: Facts) -> dict[str, Any]:
    """The values of an event's placeholders; those that the event lacks are empty."""
    missing = dict.fromkeys(EXAMPLES.get(event.type, ()))
    return {**missing, **event.data, "type": event.type.value, **facts()}


def example(kind: EventType) -> Event:
    """A message of this kind that tells of nothing that happened."""
    return Event(kind, EXAMPLES[kind], _OPENED)
