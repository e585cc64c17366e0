"""HTTP: sessions, timeouts, and what a failed connection means."""

import json
import uuid
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ProxyError, ReadTimeoutError, SSLError

from freqtrade_client.address import Address
from freqtrade_client.answers import decode
from freqtrade_client.errors import ClientError, ConnectionFailed, TimedOut
from freqtrade_client.version import VERSION

Timeout = float | tuple[float, float]

HEADERS = {
    "Accept": "application/json",
    "Content-Type": "application/json",
    "User-Agent": f"freqtrade-client/{VERSION}",
}
NEVER_SENT = (NewConnectionError, ConnectTimeoutError, ProxyError, SSLError)
MAYBE_DONE = "The request may have been carried out: look before you repeat it."


class Transport:
    """Sends requests. Reads are repeated where that helps; a write leaves this machine at most once.

    Reads and writes have a session each, because retries belong to a session's adapter.
    """

    def __init__(self, address: Address, reads: HTTPAdapter, writes: HTTPAdapter, timeout: Timeout) -> None:
        self._address = address
        self._timeout = timeout
        self._reads = open_session(reads, address)
        self._writes = open_session(writes, address)

    def close(self) -> None:
        self._reads.close()
        self._writes.close()

    def request(self, method: str, path: tuple[Any, ...], query: Mapping[str, Any], body: Any) -> Any:
        """The decoded answer; raises ``ClientError``. ``path`` holds the parts between the slashes, unescaped."""
        url = "/".join([self._address.api_url, *(quote(str(part), safe="") for part in path)])
        try:
            response = self._send(method, url, query, body)
        except requests.RequestException as error:
            raise self._explained(error, is_write=method != "GET") from error
        return decode(response)

    def _send(self, method: str, url: str, query: Mapping[str, Any], body: Any) -> requests.Response:
        """A body always goes along, if only ``null``: servers of this API are used to it."""
        data, timeout = json.dumps(body), self._timeout
        if method == "GET":
            return self._reads.request(method, url, params=query, data=data, timeout=timeout)
        headers = {"Idempotency-Key": str(uuid.uuid4())}
        return self._writes.request(
            method, url, params=query, data=data, timeout=timeout, headers=headers, allow_redirects=False
        )

    def _explained(self, error: requests.RequestException, *, is_write: bool) -> ClientError:
        """The error as a sentence, with a warning where a write may have reached the bot."""
        warning = f" {MAYBE_DONE}" if is_write else ""
        cause = first_cause(error)
        if isinstance(cause, ReadTimeoutError):
            return TimedOut(f"No answer from {self._address.name} within {self._read_timeout_s:g} s.{warning}")
        if not isinstance(error, (requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            return ClientError(f"The request to {self._address.name} failed: {error}{warning}")
        if isinstance(cause, SSLError):
            return ConnectionFailed(f"Connection error - no secure connection to {self._address.name}: {cause}")
        if isinstance(cause, NEVER_SENT):
            return ConnectionFailed(f"Connection error - could not connect to {self._address.name}.")
        return ConnectionFailed(f"Connection error - {self._address.name} hung up without a full answer.{warning}")

    @property
    def _read_timeout_s(self) -> float:
        return self._timeout[1] if isinstance(self._timeout, tuple) else self._timeout


def open_session(adapter: HTTPAdapter, address: Address) -> requests.Session:
    """Credentials travel as UTF-8; without both of them no login is sent."""
    session = requests.Session()
    session.headers.update(HEADERS)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    if address.username and address.password:
        session.auth = HTTPBasicAuth(address.username.encode(), address.password.encode())
    return session


def first_cause(error: requests.RequestException) -> Any:
    """What urllib3 met: under the summary of the retries if there were some."""
    wrapped = error.args[0] if error.args else error
    return getattr(wrapped, "reason", wrapped)
