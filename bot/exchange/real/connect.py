"""Opens the library's client for an exchange."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import ccxt

from bot.errors import ConfigError
from bot.exchange.quirks import quirks_of
from bot.exchange.real.client import Client, Pause
from bot.settings.exchange_names import real_exchanges
from bot.settings.merge import merged
from bot.settings.model import ExchangeSettings

ON = True
GOOD, REDIRECTED = 200, 300  # statuses
TIMEOUT_MS = 10_000
CLIENTS, STREAMING_CLIENTS = "ccxt.async_support", "ccxt.pro"
_KEYS = {
    "apiKey": "key",
    "secret": "secret",
    "password": "password",
    "uid": "uid",
    "accountId": "account_id",
    "walletAddress": "wallet_address",
    "privateKey": "private_key",
}
log = logging.getLogger(__name__)


def connect(settings: ExchangeSettings, *, pause: Pause = asyncio.sleep, swaps: bool = False) -> Client:
    """The client, not yet talking to anyone; raises ``ConfigError`` for settings that the library does not take.

    ``swaps`` opens the market of perpetual futures instead of spot.
    """
    if settings.name not in real_exchanges():
        raise ConfigError(
            f"The exchange '{settings.name}' is not supported.",
            key="exchange.name",
            value=settings.name,
            allowed="a name that `tradepost list-exchanges` lists",
        )
    kind = _client_class(settings)
    try:
        library = kind(_options(settings, swaps=swaps))
        if settings.demo_trading:
            library.enable_demo_trading(ON)
        elif settings.ccxt_config.get("sandbox"):
            library.set_sandbox_mode(ON)
    except Exception as error:  # the library raises anything for options it can't use
        raise ConfigError(
            f"The exchange library can't open {settings.name} with exchange.ccxt_config: {error}",
            key="exchange.ccxt_config",
            allowed="what ccxt's manual names for this exchange",
        ) from error
    _refuse_pages(library)
    if settings.log_responses:
        log.info("Replies of %s are logged at the level DEBUG; they may tell balances.", settings.name)
        logging.getLogger("ccxt").setLevel(logging.DEBUG)
    return Client(library, pause=pause)


def _refuse_pages(library: Any) -> None:
    """A web page in place of an answer is an error: the library would read nothing out of it, and say so to nobody."""
    handle_errors = library.handle_errors

    def checked(status: int, reason: str, url: str, method: str, headers: Any, body: str, *rest: Any) -> Any:
        if GOOD <= status < REDIRECTED and body.lstrip().startswith("<"):
            raise ccxt.BadResponse(f"{library.id} {method} {url} answered with a web page.")
        return handle_errors(status, reason, url, method, headers, body, *rest)

    library.handle_errors = checked


def _client_class(settings: ExchangeSettings) -> Any:
    """The streaming client where it exists and is wanted; it answers plain calls as well."""
    if settings.enable_ws:
        streaming = getattr(import_module(STREAMING_CLIENTS), settings.name, None)
        if streaming is not None:
            return streaming
    return getattr(import_module(CLIENTS), settings.name)


def _options(settings: ExchangeSettings, *, swaps: bool) -> dict[str, Any]:
    keys = {name: getattr(settings, field).reveal() for name, field in _KEYS.items()}
    quirks = quirks_of(settings.name)
    ours: Mapping[str, Any] = {
        **{name: text for name, text in keys.items() if text},
        "timeout": TIMEOUT_MS,
        "options": {
            "defaultType": "swap" if swaps else "spot",
            "adjustForTimeDifference": True,
            **quirks.options,
            **(quirks.swap_options if swaps else {}),
        },
    }
    return merged(ours, settings.ccxt_config)
