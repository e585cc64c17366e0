"""Exchanges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.domain.exchange_entry import ExchangeEntry

NO_MODELS = {"freqaimodels": [], "reason": "FreqAI is not part of this program."}


def exchanges(found: Sequence[ExchangeEntry]) -> dict[str, Any]:
    """``/exchanges``."""
    return {"exchanges": [_exchange(one) for one in found]}


def _exchange(one: ExchangeEntry) -> dict[str, Any]:
    return {
        "name": one.name,
        "classname": one.classname,
        "valid": one.valid,
        "supported": one.supported,
        "comment": one.comment,
        "comment_futures": one.comment_futures,
        "dex": one.dex,
        "is_alias": one.is_alias,
        "alias_for": one.alias_for,
        "trade_modes": [
            {"trading_mode": mode.trading_mode, "margin_mode": mode.margin_mode} for mode in one.trade_modes
        ],
    }
