"""What a strategy writes down about a trade (custom data)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One key of a trade's custom data; ``value`` is what the strategy stored, ``kind`` its Python type name."""

    trade_id: int
    key: str
    kind: str
    value: Any
    created_at: datetime
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WalletSnapshot:
    """A coin's worth on one day, in stake currency; ``bot_managed`` where the bot may trade with it."""

    at: datetime
    currency: str
    quote_currency: str
    rate: float
    balance: float
    total_quote: float
    bot_managed: bool
