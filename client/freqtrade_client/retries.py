"""When a read is asked again."""

from types import TracebackType
from typing import Self

from urllib3 import BaseHTTPResponse
from urllib3.connectionpool import ConnectionPool
from urllib3.exceptions import ConnectTimeoutError, InvalidHeader, NewConnectionError, ReadTimeoutError
from urllib3.util import Retry

LONGEST_WAIT_S = 30.0
BUSY_STATUSES = (502, 503, 504)
NO_MORE = Retry(0, read=False)  # its ``increment`` always raises


class ReadRetry(Retry):
    """Repeats a GET that met a broken connection or a busy server, and obeys ``Retry-After`` up to 30 seconds.

    A server that is silent until the timeout is not asked again: it may still be working on the first request.
    """

    @classmethod
    def times(cls, count: int, backoff_s: float) -> Self:
        return cls(
            count,
            backoff_factor=backoff_s,
            status_forcelist=BUSY_STATUSES,
            allowed_methods=["GET"],
            raise_on_status=False,
        )

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: ConnectionPool | None = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Raise where the last answer or error is the final one; urllib3 calls this after each attempt."""
        if is_timeout(error) or self.is_asked_to_stay_away(response):
            NO_MORE.increment(method, url, response, error, _pool, _stacktrace)
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def is_asked_to_stay_away(self, response: BaseHTTPResponse | None) -> bool:
        return response is not None and (self.get_retry_after(response) or 0) > LONGEST_WAIT_S

    def parse_retry_after(self, retry_after: str) -> float:
        """Unreadable headers count as none: the answer that carries them matters more."""
        try:
            return super().parse_retry_after(retry_after)
        except InvalidHeader:
            return 0.0


def is_timeout(error: Exception | None) -> bool:
    """Whether time ran out; urllib3 derives a refused connection from a slow one."""
    slow = isinstance(error, (ConnectTimeoutError, ReadTimeoutError))
    return slow and not isinstance(error, NewConnectionError)
