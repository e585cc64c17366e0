"""Processes of a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from bot.errors import Refused

CONNECT_S = 10.0
SCHEME = "dask://"


@contextmanager
def cluster_executor(address: str, connect_s: float = CONNECT_S) -> Iterator[tuple[Executor, int]]:
    """The cluster behind ``dask://host:port`` and how many tries it runs at a time; raises ``Refused``.

    Its workers need this program, and the strategies and candles under the same paths.
    """
    client = _client(address, connect_s)
    try:
        cores = sum(client.nthreads().values())
        if not cores:
            raise Refused(f"The cluster at {address} has no workers; start one with `dask worker HOST:PORT`.")
        yield client.get_executor(pure=False), cores
    finally:
        client.close()


def _client(address: str, connect_s: float) -> Any:
    try:
        distributed = import_module("distributed")
    except ModuleNotFoundError:
        raise Refused("A cluster needs the package distributed: pip install 'tradepost[cluster]'.") from None
    try:
        return distributed.Client(f"tcp://{address.removeprefix(SCHEME)}", timeout=connect_s, set_as_default=False)
    except (OSError, ValueError) as error:
        raise Refused(f"There is no Dask scheduler at {address}: {error}") from error
