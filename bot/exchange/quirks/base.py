"""The ways in which exchanges differ beyond the library's own tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import md5
from typing import Any
from uuid import UUID


def as_it_is(client_order_id: str) -> str:
    """Our own id."""
    return client_order_id


def as_uuid(client_order_id: str) -> str:
    """A UUID made of our id, where nothing else is taken."""
    return str(UUID(bytes=_digest(client_order_id)))


def as_hex(client_order_id: str) -> str:
    """A hexadecimal number of 128 bits made of our id, where nothing else is taken."""
    return f"0x{_digest(client_order_id).hex()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """``options`` go into the library's options, under those of the user; ``swap_options`` on top for futures.

    ``finds_by_client_id``: an order can be read by our own id instead of the exchange's. ``client_id`` brings our id
    into the form that the exchange takes. ``book_depths``: the only numbers of levels that may be asked for, none for
    any. ``rights_method``: the library's call that tells what the keys may do, in fields that ``trade_right`` and
    ``withdraw_right`` name.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    swap_options: Mapping[str, Any] = field(default_factory=dict)
    finds_by_client_id: bool = False
    client_id: Callable[[str], str] = as_it_is
    book_depths: tuple[int, ...] = ()
    rights_method: str = ""
    trade_right: str = ""
    withdraw_right: str = ""


def _digest(text: str) -> bytes:
    return md5(text.encode(), usedforsecurity=False).digest()
