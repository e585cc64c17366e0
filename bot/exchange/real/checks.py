"""What is looked at before the first order: what the exchange offers, what the keys may do, whose clock is right."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.order import OrderNeeds
from bot.errors import AccountError, ConfigError, ExchangeError, TemporaryError
from bot.exchange.quirks.base import Quirks
from bot.exchange.real.client import Client
from bot.exchange.real.markets import number

CLOCK_LIMIT_MS = 1000
log = logging.getLogger(__name__)


def check_offers(exchange: str, places: Mapping[str, Any], needs: OrderNeeds) -> None:
    """Raise ``ConfigError`` where the library knows that the exchange does not take such orders."""
    if not places:
        return
    if needs.stops and not any(places.get(name) for name in ("stopLossPrice", "triggerPrice", "stopPrice")):
        raise ConfigError(
            f"{exchange} keeps no stop losses.",
            key="order_types.stoploss_on_exchange",
            value=True,
            allowed="false on this exchange",
        )
    known = places.get("timeInForce") or {}
    for wanted in sorted(needs.times_in_force - {"GTC"}):
        if known and not known.get(wanted):
            offered = ", ".join(["GTC", *(name for name, on in known.items() if on and name != "GTC")])
            raise ConfigError(
                f"{exchange} does not take orders that are {wanted}.",
                key="order_time_in_force",
                value=wanted,
                allowed=offered,
            )


def check_account(client: Client, quirks: Quirks) -> Sequence[str]:
    """Warnings; raises ``AccountError`` for keys that are wrong or may not trade, ``TemporaryError`` for no answer."""
    client.read("fetch_balance")
    return [*_rights(client, quirks), *_clock(client)]


def _rights(client: Client, quirks: Quirks) -> Iterator[str]:
    if not quirks.rights_method:
        return
    try:
        rights = client.read(quirks.rights_method)
    except (TemporaryError, AccountError):
        raise
    except ExchangeError as error:
        log.info("%s does not tell what the keys may do: %s", client.name, error)
        return
    if rights.get(quirks.trade_right) is False:
        raise AccountError(f"{client.name} does not let these keys trade: give them the right to, or use others.")
    if rights.get(quirks.withdraw_right) is True:
        yield (
            f"The keys of {client.name} may withdraw money. Tradepost never does; make keys without that right: "
            "then nobody can who gets hold of them."
        )


def _clock(client: Client) -> Iterator[str]:
    if client.library.has.get("fetchTime") is not True:
        return
    told = number(client.read("fetch_time"))
    offset_ms = 0.0 if told is None else told - time.time() * 1000
    if abs(offset_ms) > CLOCK_LIMIT_MS:
        yield f"This machine's clock and that of {client.name} differ by {abs(offset_ms) / 1000:.1f} s: set it by NTP."
