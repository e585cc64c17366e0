"""Where the server is."""

from dataclasses import dataclass, field
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit

from freqtrade_client.errors import UsageError

API_PATH = "/api/v1"
DEFAULT_PORTS = {"http": 80, "https": 443}
THIS_MACHINE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - nothing listens here: the names of "any" are translated


@dataclass(frozen=True, slots=True)
class Address:
    """``api_url`` is what requests start with; ``name`` is ``host:port``, fit for messages: it holds no password."""

    api_url: str
    name: str
    username: str = ""
    password: str = field(default="", repr=False)

    @classmethod
    def parse(cls, server_url: str) -> Self:
        """Accepts https, IPv6 hosts in brackets, paths, ``user:password@``, and a missing ``http://``."""
        parts = split_url(server_url)
        host = bracketed(parts.hostname or "")
        port = f":{parts.port}" if parts.port else ""
        path = parts.path.rstrip("/").removesuffix(API_PATH)
        return cls(
            api_url=f"{parts.scheme}://{host}{port}{path}{API_PATH}",
            name=f"{host}:{parts.port or DEFAULT_PORTS[parts.scheme]}",
            username=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )


def split_url(server_url: str) -> SplitResult:
    """The message of the error never quotes the URL: it may hold a password."""
    text = server_url.strip()
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        usable = parts.scheme in DEFAULT_PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not match, or a port that is no number
        usable = False
    if not usable:
        raise UsageError("The server's address must look like http://host:port or https://host/path.")
    return parts


def listening_url(host: str, port: int) -> str:
    """The URL under which this machine reaches a server that listens on ``host``."""
    return f"http://{bracketed(THIS_MACHINE.get(host, host))}:{port}"


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host and not host.startswith("[") else host
