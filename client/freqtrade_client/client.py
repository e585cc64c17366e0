"""The client that scripts use."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Self

from requests.adapters import HTTPAdapter

from freqtrade_client.address import Address
from freqtrade_client.calls.control import ControlCalls
from freqtrade_client.calls.orders import OrderCalls
from freqtrade_client.calls.pairs import PairCalls
from freqtrade_client.calls.reports import ReportCalls
from freqtrade_client.calls.system import SystemCalls
from freqtrade_client.calls.trades import TradeCalls
from freqtrade_client.errors import RETURNABLE
from freqtrade_client.retries import ReadRetry
from freqtrade_client.transport import Timeout, Transport

log = logging.getLogger("ft_rest_client")


class FtRestClient(SystemCalls, ReportCalls, TradeCalls, OrderCalls, PairCalls, ControlCalls):
    """One method per command; each returns the decoded JSON of the answer.

    With ``raise_errors`` every failure is a ``ClientError``. Without, scripts written for the established client find
    what they expect: the JSON body of a refusal, ``None`` and a logged warning when the server cannot be reached.
    Timeouts and answers that are not JSON raise either way.

    ``timeout`` is in seconds, or a pair for connecting and reading. ``retries`` and ``backoff_s`` concern reads alone.
    May be used by several threads as far as a ``requests.Session`` may.
    """

    def __init__(
        self,
        serverurl: str,
        username: str | None = None,
        password: str | None = None,
        *,
        pool_connections: int = 10,
        pool_maxsize: int = 10,
        timeout: Timeout = 10,
        raise_errors: bool = False,
        retries: int = 3,
        backoff_s: float = 0.2,
    ) -> None:
        adapter = partial(HTTPAdapter, pool_connections, pool_maxsize)
        reads = adapter(ReadRetry.times(retries, backoff_s))
        address = with_credentials(Address.parse(serverurl), username, password)
        self._transport = Transport(address, reads, adapter(), timeout)
        self._raise_errors = raise_errors

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._transport.close()

    def _send(self, method: str, path: tuple[Any, ...], query: Mapping[str, Any], body: Any) -> Any:
        try:
            return self._transport.request(method, path, query, body)
        except RETURNABLE as failure:
            if self._raise_errors:
                raise
            log.log(failure.level, "%s", failure)
            return failure.answer


def with_credentials(address: Address, username: str | None, password: str | None) -> Address:
    """Arguments win over a login that stands in the URL."""
    if username is None and password is None:
        return address
    return replace(address, username=username or "", password=password or "")
