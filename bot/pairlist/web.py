"""Lists that other sites keep: fetched beside the bot, so that a slow site never delays a trade."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import unquote, urlsplit

import orjson
import requests

from bot.clock import Clock
from bot.errors import TemporaryError

LARGEST_REPLY = 8_000_000
CHUNK = 65536
RETRY_S = 60.0
Answer = TypeVar("Answer")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Page:
    """What to ask a site for; ``timeout_s`` bounds the whole call."""

    address: str
    params: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    timeout_s: float = 30.0


class Web(Protocol):
    """The way to other sites."""

    def read(self, page: Page) -> Any:
        """The decoded JSON of a page; raises ``TemporaryError`` with a reason that shows no secret."""
        ...

    def beside(self, work: Callable[[], None]) -> None:
        """Run ``work`` without waiting for it."""
        ...


class Sites:
    """Implements ``Web``: pages over HTTP, and files as ``file:///`` addresses."""

    def read(self, page: Page) -> Any:
        parts = urlsplit(page.address)
        try:
            raw = Path(unquote(parts.path)).read_bytes() if parts.scheme == "file" else _downloaded(page)
        except requests.RequestException as error:
            raise TemporaryError(f"{parts.hostname} does not answer ({type(error).__name__}).") from error
        except OSError as error:
            raise TemporaryError(f"{parts.path} can't be read: {error.strerror}.") from error
        try:
            return orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            raise TemporaryError(f"{parts.hostname or parts.path} answers with something else than JSON.") from error

    def beside(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="pairlist-download", daemon=True).start()


def _downloaded(page: Page) -> bytes:
    """The body of a good reply; the site's patience is ours, its size too."""
    host = urlsplit(page.address).hostname
    until = time.monotonic() + page.timeout_s
    body = bytearray()
    with requests.get(
        page.address, params=page.params, headers=page.headers, timeout=page.timeout_s, stream=True
    ) as reply:
        if not reply.ok:
            raise TemporaryError(f"{host} answers with status {reply.status_code}.")
        for chunk in reply.iter_content(CHUNK):
            body += chunk
            if len(body) > LARGEST_REPLY:
                raise TemporaryError(f"{host} answers with more than {LARGEST_REPLY // 1_000_000} MB.")
            if time.monotonic() > until:
                raise TemporaryError(f"{host} needs more than {page.timeout_s:g} s for its answer.")
    return bytes(body)


@dataclass(frozen=True, slots=True)
class Fresh(Generic[Answer]):
    """An answer, and for how long it holds where the site says so."""

    answer: Answer
    kept_s: float | None = None


class Fetched(Generic[Answer]):
    """The last good answer; it is fetched beside the bot, which never waits for a site.

    ``instead`` takes the answer's place after a failure; ``None`` keeps the last one.
    """

    def __init__(
        self,
        name: str,
        clock: Clock,
        web: Web,
        kept_s: float,
        load: Callable[[], Fresh[Answer]],
        *,
        instead: Answer | None = None,
    ) -> None:
        self._name = name
        self._clock = clock
        self._web = web
        self._kept_s = kept_s
        self._load = load
        self._instead = instead
        self._guard = threading.Lock()
        self._answer: Answer | None = None
        self._problem = ""
        self._due_at: datetime | None = None
        self._is_fetching = False

    def current(self) -> Answer:
        """The answer as it is known; raises ``TemporaryError`` while there is none yet."""
        if self._takes_turn():
            self._web.beside(self._fetch)
        with self._guard:
            if self._answer is None:
                raise TemporaryError(f"{self._name}: {self._problem or 'the list is still being fetched.'}")
            return self._answer

    def _takes_turn(self) -> bool:
        with self._guard:
            is_due = self._due_at is None or self._clock.now() >= self._due_at
            if not is_due or self._is_fetching:
                return False
            self._is_fetching = True
            return True

    def _fetch(self) -> None:
        answer, kept_s, problem = self._instead, min(self._kept_s, RETRY_S), "the list could not be made."
        try:
            fresh = self._load()
            answer, kept_s, problem = fresh.answer, fresh.kept_s or self._kept_s, ""
        except TemporaryError as error:
            problem = str(error)
            log.warning("%s: %s", self._name, error)
        finally:
            with self._guard:
                self._answer = self._answer if answer is None else answer
                self._problem = problem
                self._due_at = self._clock.now() + timedelta(seconds=kept_s)
                self._is_fetching = False
