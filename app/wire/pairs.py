"""Whitelist, blacklist, locks, markets and pairlist methods."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.wire.dates import milliseconds, text
from bot.domain.lock import Lock
from bot.domain.market import Market
from bot.service.markets import MarketList, PairlistInfo
from bot.service.pairs import Blacklist, Whitelist


def whitelist(found: Whitelist) -> dict[str, Any]:
    """``/whitelist``."""
    return {"whitelist": list(found.pairs), "length": len(found.pairs), "method": list(found.methods)}


def blacklist(found: Blacklist) -> dict[str, Any]:
    """``/blacklist``."""
    return {
        "blacklist": list(found.patterns),
        "blacklist_expanded": list(found.expanded),
        "errors": {pattern: {"error_msg": reason} for pattern, reason in found.refusals.items()},
        "length": len(found.patterns),
        "method": list(found.methods),
    }


def locks(found: Sequence[Lock]) -> dict[str, Any]:
    """``/locks``."""
    return {"lock_count": len(found), "locks": [_lock(lock) for lock in found]}


def markets(found: MarketList) -> dict[str, Any]:
    """``/markets``."""
    return {
        "markets": {market.symbol: _market(market) for market in found.markets},
        "exchange_id": found.exchange,
    }


def stored_candles(rows: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    """``/available_pairs``."""
    pairs = sorted({row[0] for row in rows})
    return {"length": len(pairs), "pairs": pairs, "pair_interval": [list(row) for row in rows]}


def pairlist_methods(found: Sequence[PairlistInfo]) -> dict[str, Any]:
    """``/pairlists/available``."""
    return {
        "pairlists": [
            {
                "name": info.name,
                "description": info.description,
                "is_pairlist_generator": info.is_generator,
                "params": info.params,
            }
            for info in found
        ]
    }


def _lock(lock: Lock) -> dict[str, Any]:
    return {
        "id": lock.id,
        "active": lock.active,
        "lock_end_time": text(lock.until),
        "lock_end_timestamp": milliseconds(lock.until),
        "lock_time": text(lock.locked_at),
        "lock_timestamp": milliseconds(lock.locked_at),
        "pair": lock.pair,
        "side": lock.side,
        "reason": lock.reason,
    }


def _market(market: Market) -> dict[str, Any]:
    return {
        "symbol": market.symbol,
        "base": market.base,
        "quote": market.quote,
        "spot": market.spot,
        "swap": market.swap,
        "active": market.active,
    }
