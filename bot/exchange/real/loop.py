"""A thread with an asyncio loop: the exchange library is asynchronous, the bot is not."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import CancelledError, Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Any, TypeVar

from bot.errors import TemporaryError

T = TypeVar("T")
CLOSE_LIMIT_S = 5.0


class LoopThread:
    """``run()`` is for any thread but the loop's own. After ``close()`` every call raises ``TemporaryError``."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T], limit_s: float) -> T:
        """The result of ``work``; it is given up after ``limit_s``. Raises what it raises, or ``TemporaryError``."""
        try:
            return self.submit(work).result(limit_s)
        except FutureTimeout:
            raise TemporaryError(f"The exchange did not answer within {limit_s:.0f} s.") from None
        except CancelledError:
            raise TemporaryError("The connection to the exchange was closed.") from None

    def submit(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Let ``work`` run beside; raises ``TemporaryError`` once the loop is closed."""
        if self._loop.is_closed() or not self._thread.is_alive():
            work.close()
            raise TemporaryError("The connection to the exchange is closed.")
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def close(self) -> None:
        """Cancel what runs and end the thread."""
        if self._loop.is_closed() or not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._cancel_all)
        self._thread.join(CLOSE_LIMIT_S)

    def _serve(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
        finally:
            self._loop.close()

    def _cancel_all(self) -> None:
        tasks = asyncio.all_tasks(self._loop)
        for task in tasks:
            task.cancel()
        self._loop.create_task(self._end(tasks))

    async def _end(self, tasks: set[asyncio.Task[Any]]) -> None:
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), CLOSE_LIMIT_S / 2)
        self._loop.stop()
