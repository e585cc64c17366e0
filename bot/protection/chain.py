"""A strategy's protections, asked one after the other."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.enums import Direction
from bot.domain.lock import ALL_PAIRS, Lock
from bot.protection.base import Past, Protection, Stop

log = logging.getLogger(__name__)


class Locks(Protocol):
    """Where locks are kept; ``add()`` moves the end up to the next candle."""

    def is_locked(self, pair: str, side: str, at: datetime) -> bool: ...

    def add(self, pair: str, until: datetime, reason: str | None = None, side: str = ...) -> Lock: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """A protection and its name."""

    name: str
    protection: Protection


@dataclass(frozen=True, slots=True)
class Triggered:
    """The locks that one closed trade has led to, in the order of the protections."""

    pair: Sequence[Lock] = ()
    everywhere: Sequence[Lock] = ()


class Protections:
    """The rules in the strategy's order."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules

    def __len__(self) -> int:
        return len(self.rules)

    @property
    def lookback(self) -> timedelta:
        """The age beyond which no trade counts for any of them."""
        return max((rule.protection.lookback for rule in self.rules), default=timedelta())

    def describe(self) -> Sequence[Mapping[str, str]]:
        """One mapping of name to description per protection."""
        return [{rule.name: f"{rule.name} - {rule.protection.summary}"} for rule in self.rules]

    def after_close(self, past: Past, pair: str, direction: Direction, locks: Locks) -> Triggered:
        """Lock what must be locked now that a trade on ``pair`` has closed; ``past`` knows that trade."""
        own = ((rule, rule.protection.pair_stop(past, pair, direction)) for rule in self.rules)
        everywhere = ((rule, rule.protection.global_stop(past, direction)) for rule in self.rules)
        return Triggered(tuple(_added(locks, pair, own)), tuple(_added(locks, ALL_PAIRS, everywhere)))


def _added(locks: Locks, pair: str, asked: Iterable[tuple[Rule, Stop | None]]) -> Iterable[Lock]:
    """The locks that are new: one that lasts as long already makes another needless."""
    for rule, stop in asked:
        if stop is None or locks.is_locked(pair, stop.side, stop.until):
            continue
        lock = locks.add(pair, stop.until, stop.reason, stop.side)
        where = "All pairs" if pair == ALL_PAIRS else pair
        log.info("%s locked until %s UTC by %s: %s", where, f"{lock.until:%Y-%m-%d %H:%M:%S}", rule.name, stop.reason)
        yield lock
