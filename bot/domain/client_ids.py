"""Client order ids: they say on the exchange which bot placed an order, and for which trade.

``tp`` + the bot's own six characters + ``e`` for the first entry of a trade, or ``x`` + trade id + ``z`` for every
later order of it + characters of chance up to 32. Letters and digits only: the form that most exchanges take.

The orders of a request that may come again have the request's digits in place of chance, so that they are found by it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from secrets import token_hex

LENGTH = 32
BOT_ID_LENGTH = 6
_FORM = re.compile(r"tp(?P<bot>[0-9a-f]{6})(?:e|x(?P<trade>[1-9][0-9]*)z)[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class ClientId:
    """What an id tells; ``trade_id`` is not known of a trade's first entry."""

    bot_id: str
    trade_id: int | None


def new_bot_id() -> str:
    """Six characters of chance."""
    return token_hex(BOT_ID_LENGTH // 2)


def make(bot_id: str, trade_id: int | None = None, request: str = "") -> str:
    """A new id; ``trade_id`` where the trade exists already, ``request`` in 32 hexadecimal digits or more."""
    head = f"tp{bot_id}e" if trade_id is None else f"tp{bot_id}x{trade_id}z"
    return (head + (request or token_hex(LENGTH)))[:LENGTH]


def parse(client_order_id: str) -> ClientId | None:
    """What the id tells, ``None`` for one that no Tradepost made."""
    found = _FORM.fullmatch(client_order_id)
    if found is None or len(client_order_id) > LENGTH:
        return None
    return ClientId(found["bot"], int(found["trade"]) if found["trade"] else None)
