"""Exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.service.exchanges import ExchangeInfo

NO_MODELS = {"freqaimodels": [], "reason": "FreqAI is not part of this program."}


def exchanges(found: Sequence[ExchangeInfo]) -> dict[str, Any]:
    """``/exchanges``."""
    return {"exchanges": [_exchange(one) for one in found]}


def _exchange(one: ExchangeInfo) -> dict[str, Any]:
    return {
        "name": one.title,
        "classname": one.name,
        "valid": one.is_valid,
        "supported": one.is_known,
        "comment": one.missing,
        "comment_futures": one.missing_futures,
        "dex": one.is_decentralised,
        "is_alias": one.alias_for is not None,
        "alias_for": one.alias_for,
        "trade_modes": [{"trading_mode": trading, "margin_mode": margin} for trading, margin in one.modes],
    }
