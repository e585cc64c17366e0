"""Closed trades and locks for protections; moments are minutes after ``T0``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.clock import ManualClock
from bot.domain.enums import Direction
from bot.domain.lock import Lock
from bot.engine.locks import LockKeeper
from bot.protection.base import Past, Stop
from bot.protection.build import build_protections
from bot.protection.chain import Protections
from bot.stats.model import ClosedTrade
from tests.builders import T0
from tests.fakes.memory import MemoryLocks

PAIR = "BTC/USDT"
ETH = "ETH/USDT"
LONG, SHORT = Direction.LONG, Direction.SHORT


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


def closed(minutes: float, profit_ratio: float = -0.01, **changes: Any) -> ClosedTrade:
    """A long BTC trade of 100 USDT that its stop loss ended."""
    values: dict[str, Any] = {
        "trade_id": 1,
        "pair": PAIR,
        "is_short": False,
        "enter_tag": None,
        "exit_reason": "stop_loss",
        "opened_at": T0 - timedelta(days=1),
        "closed_at": at(minutes),
        "profit_amount": profit_ratio * 100,
        "profit_ratio": profit_ratio,
        "entry_value": 100.0,
        "volume": 200.0,
    }
    return ClosedTrade(**{**values, **changes})


def past(*trades: ClosedTrade, now: float = 60, balance: float = 1000.0) -> Past:
    return Past(now=at(now), trades=trades, balance=balance)


def protections(*configs: Mapping[str, Any], timeframe: str = "5m") -> Protections:
    return build_protections(configs, timeframe)


def pair_stop(config: Mapping[str, Any], known: Past, pair: str = PAIR, direction: Direction = LONG) -> Stop | None:
    """What the one protection asks for a pair."""
    return protections(config).rules[0].protection.pair_stop(known, pair, direction)


def global_stop(config: Mapping[str, Any], known: Past, direction: Direction = LONG) -> Stop | None:
    """What the one protection asks for all pairs."""
    return protections(config).rules[0].protection.global_stop(known, direction)


def a_keeper(*locks: Lock, now: float = 60) -> LockKeeper:
    """Locks of a bot on candles of five minutes."""
    keeper = LockKeeper(MemoryLocks(*locks), ManualClock(at(now)), "5m")
    keeper.load()
    return keeper
