"""Candles and changes of orders as the exchange sends them, where it does.

Nothing depends on a stream: what it has not sent, or may have missed while it was broken, is asked for as without it.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from datetime import datetime
from random import Random
from typing import Any

import ccxt

from bot.clock import Clock
from bot.domain import timeframe as tf
from bot.domain.market import CandleRequest
from bot.exchange.bars import to_ms
from bot.exchange.real.client import Client, Pause

WATCH_CANDLES, UNWATCH_CANDLES, WATCH_ORDERS = "watchOHLCV", "unWatchOHLCV", "watchOrders"
FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 60.0
KEPT = 20  # rows of candles
UNUSED_AFTER = 3  # candles that nobody asked for
Key = tuple[str, str]
Row = list[Any]
log = logging.getLogger(__name__)


class CandleStreams:
    """One stream for each pair and timeframe that is asked for; ``rows()`` is for the thread that asks."""

    def __init__(self, client: Client, clock: Clock, pause: Pause = asyncio.sleep) -> None:
        self._client = client
        self._clock = clock
        self._pause = pause
        self._asked_at: dict[Key, datetime] = {}
        self._rows: dict[Key, dict[int, Row]] = {}
        self._given_up: set[Key] = set()
        self.is_on = client.can(WATCH_CANDLES)

    def rows(self, request: CandleRequest) -> list[Row] | None:
        """The rows that answer ``request``, or ``None`` where the exchange must be asked; begins to follow the pair."""
        key, now = (request.pair, request.timeframe), self._clock.now()
        if not self.is_on or key in self._given_up:
            return None
        is_new = key not in self._asked_at
        self._asked_at[key] = now
        if is_new:
            self._client.spawn(self._follow(key))
            return None
        return None if request.since is None else _whole(self._rows.get(key, {}), request, now)

    async def _follow(self, key: Key) -> None:
        """Until nobody has asked for a while, or the exchange says that it has no such stream."""
        watch, name = self._client.library.watch_ohlcv, " ".join(key)
        if not await _repeated(lambda: self._take(key, watch), lambda: self._rows.pop(key, None), self._pause, name):
            self._given_up.add(key)
            return
        self._asked_at.pop(key, None)
        self._rows.pop(key, None)
        if self._client.can(UNWATCH_CANDLES):
            await self._client.library.un_watch_ohlcv(*key)

    async def _take(self, key: Key, watch: Callable[..., Awaitable[list[Row]]]) -> bool:
        """Whether anyone still wants what has come."""
        rows = await watch(*key)
        known = {**self._rows.get(key, {}), **{int(row[0]): row for row in rows}}
        self._rows[key] = {opened: known[opened] for opened in sorted(known)[-KEPT:]}
        unused = self._clock.now() - self._asked_at[key]
        return unused <= UNUSED_AFTER * tf.span(key[1])


class OrderStream:
    """Calls back with the ids of orders that the exchange says have changed."""

    def __init__(self, client: Client, pause: Pause = asyncio.sleep) -> None:
        self._client = client
        self._pause = pause

    def follow(self, on_change: Callable[[str], None]) -> None:
        """From the client's own thread, as long as it is open; where there is no such stream, never."""
        if self._client.can(WATCH_ORDERS):
            self._client.spawn(_repeated(lambda: self._take(on_change), _nothing, self._pause, "the account's orders"))

    async def _take(self, on_change: Callable[[str], None]) -> bool:
        for order in await self._client.library.watch_orders():
            if order.get("id"):
                on_change(str(order["id"]))
        return True


def _whole(known: dict[int, Row], request: CandleRequest, now: datetime) -> list[Row] | None:
    """All rows from ``since`` on, if none is missing and the newest closed one can't change any more.

    That is certain once the stream has sent a part of the next one.
    """
    assert request.since is not None, "asked by the caller"
    step = tf.seconds(request.timeframe) * 1000
    forming = to_ms(tf.floor(now, request.timeframe))
    wanted = range(to_ms(request.since), forming + step, step)
    known = dict(known)
    return [known[opened] for opened in wanted] if all(opened in known for opened in wanted) else None


async def _repeated(
    step: Callable[[], Awaitable[bool]], on_error: Callable[[], object], pause: Pause, what: str
) -> bool:
    """Take one step after the other until one says that it was the last; a failed one is repeated after a while.

    Returns whether there is such a stream at all.
    """
    failures = 0
    while True:
        try:
            if not await step():
                return True
            failures = 0
        except (ccxt.NotSupported, ccxt.AuthenticationError, ccxt.PermissionDenied, ccxt.BadSymbol) as error:
            on_error()
            log.warning("There is no stream of %s; they are asked for: %s", what, error)
            return False
        except Exception as error:  # the library raises anything for what it can't read
            on_error()
            failures += 1
            level = logging.WARNING if math.log2(failures).is_integer() else logging.DEBUG
            log.log(level, "The stream of %s broke and begins anew; meanwhile they are asked for: %s", what, error)
            await pause(min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** (failures - 1)) * Random().uniform(0.5, 1.0))  # noqa: S311 - jitter


def _nothing() -> None:
    """Nothing was kept."""
