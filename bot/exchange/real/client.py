"""Calls to an exchange: rate limits by the library, failures by the policy table."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from random import Random
from typing import Any

from bot.errors import ExchangeError, NotSent, TemporaryError
from bot.exchange.real.breaker import Breaker
from bot.exchange.real.failures import explained, kind_of, retry_after_s
from bot.exchange.real.loop import LoopThread
from bot.exchange.real.policy import TABLE, Failure

LIMIT_S = 120.0
Pause = Callable[[float], Awaitable[None]]
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Call:
    """A method of the library with its arguments, positional and in ``params``."""

    method: str
    arguments: tuple[Any, ...] = ()
    params: Mapping[str, Any] = field(default_factory=dict)


class Client:
    """A synchronous face of one asynchronous ``ccxt`` exchange, for one thread at a time.

    Every method raises ``TemporaryError`` or another ``ExchangeError``. ``pause`` waits between attempts.
    """

    def __init__(
        self,
        exchange: Any,
        *,
        random: Random | None = None,
        pause: Pause = asyncio.sleep,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.library = exchange
        self.name = str(exchange.id)
        self._random = random or Random()  # noqa: S311 - jitter, not a secret
        self._pause = pause
        self._breaker = Breaker(self.name, now_s)
        self._loop = LoopThread("exchange")
        self._streams: set[Future[Any]] = set()

    def read(self, method: str, *arguments: Any, **params: Any) -> Any:
        """A call that may be repeated: reads, and cancelling."""
        return self._loop.run(self._repeated(Call(method, arguments, params)), LIMIT_S)

    def read_all(self, calls: Sequence[Call]) -> list[Any]:
        """The results of many reads at the same time, in their order; an ``ExchangeError`` stands for a failed one."""
        return self._loop.run(self._together(calls), LIMIT_S) if calls else []

    def write(self, method: str, *arguments: Any, **params: Any) -> Any:
        """A call that is made once, whatever comes of it.

        Raises ``TemporaryError`` where it may have been carried out and nobody knows, ``NotSent`` where it was not.
        """
        return self._loop.run(self._once(Call(method, arguments, params)), LIMIT_S)

    def can(self, what: str) -> bool:
        """Whether the exchange does ``what`` by itself, in the words of the library's table."""
        return self.library.has.get(what) is True

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Let a stream run beside until it ends or ``close()`` is called."""
        stream = self._loop.submit(work)
        self._streams.add(stream)
        stream.add_done_callback(self._streams.discard)

    def close(self) -> None:
        """End all streams and calls and free the connections."""
        for stream in list(self._streams):
            stream.cancel()
        try:
            self._loop.run(self.library.close(), LIMIT_S)
        except ExchangeError as error:
            log.info("%s: %s", self.name, error)
        self._loop.close()

    async def _together(self, calls: Sequence[Call]) -> list[Any]:
        return list(await asyncio.gather(*map(self._caught, calls)))

    async def _caught(self, call: Call) -> Any:
        try:
            return await self._repeated(call)
        except ExchangeError as error:
            return error

    async def _repeated(self, call: Call) -> Any:
        attempt = 0
        while True:
            self._breaker.check()
            try:
                return await self._answered(call)
            except Exception as error:  # the library raises anything for a reply that it can't read
                policy = TABLE[kind_of(error)]
                if attempt >= policy.retries:
                    raise self._failed(error, call) from error
                log.info("%s: %s will be tried again: %s", self.name, call.method, explained(error, self.name, "once"))
                await self._before_retry(kind_of(error), attempt)
                attempt += 1

    async def _once(self, call: Call) -> Any:
        try:
            self._breaker.check()
        except TemporaryError as error:
            raise NotSent(str(error)) from None
        try:
            return await self._answered(call)
        except Exception as error:  # as above
            known, policy = self._failed(error, call), TABLE[kind_of(error)]
            if not policy.is_definite:
                raise TemporaryError(str(known)) from error
            raise NotSent(str(known)) if isinstance(known, TemporaryError) else known from error

    async def _answered(self, call: Call) -> Any:
        params = {"params": dict(call.params)} if call.params else {}
        answer = await getattr(self.library, call.method)(*call.arguments, **params)
        self._breaker.succeeded()
        return answer

    def _failed(self, error: Exception, call: Call) -> ExchangeError:
        kind = kind_of(error)
        if kind is Failure.GARBLED:
            log.debug("%s: %s could not be read.", self.name, call.method, exc_info=error)
        known = explained(error, self.name, call.method)
        asked_s = retry_after_s(self.library.last_response_headers) if TABLE[kind].pause_s else None
        self._breaker.failed(TABLE[kind], str(known), asked_s)
        return known

    async def _before_retry(self, kind: Failure, attempt: int) -> None:
        if kind is Failure.CLOCK:
            await self.library.load_time_difference()
            return
        asked_s = retry_after_s(self.library.last_response_headers) if TABLE[kind].pause_s else None
        await self._pause(max(asked_s or 0.0, TABLE[kind].wait_s(attempt, self._random)))
