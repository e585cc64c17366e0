"""The library's exceptions in our words."""

from __future__ import annotations

import re
from typing import Any

import aiohttp
import ccxt

from bot.errors import ExchangeError
from bot.exchange.real.policy import TABLE, Failure

BAN_STATUS = "418"
LONGEST = 300
DUPLICATE = re.compile(r"duplicate|already exists", re.IGNORECASE)
_QUERY = re.compile(r"\?\S*")
_BROKEN = (OSError, ValueError, aiohttp.ClientError)
_KINDS: tuple[tuple[type[BaseException], Failure], ...] = (  # the first that fits counts
    (ccxt.OrderNotFound, Failure.NOT_FOUND),
    (ccxt.DuplicateOrderId, Failure.DUPLICATE),
    (ccxt.InsufficientFunds, Failure.NO_MONEY),
    (ccxt.AuthenticationError, Failure.ACCESS),
    (ccxt.InvalidProxySettings, Failure.ACCESS),
    (ccxt.RestrictedLocation, Failure.ACCESS),
    (ccxt.InvalidOrder, Failure.REFUSED),
    (ccxt.BadRequest, Failure.REFUSED),
    (ccxt.ArgumentsRequired, Failure.REFUSED),
    (ccxt.OperationRejected, Failure.REFUSED),
    (ccxt.NotSupported, Failure.REFUSED),
    (ccxt.InvalidNonce, Failure.CLOCK),
    (ccxt.OnMaintenance, Failure.MAINTENANCE),
    (ccxt.DDoSProtection, Failure.TOO_MANY),
    (ccxt.RateLimitExceeded, Failure.TOO_MANY),
    (ccxt.RequestTimeout, Failure.TIMEOUT),
    (ccxt.ExchangeNotAvailable, Failure.UNREACHABLE),
    (ccxt.BadResponse, Failure.GARBLED),
    (ccxt.CancelPending, Failure.TIMEOUT),
    (ccxt.OperationFailed, Failure.UNREACHABLE),
    (ccxt.ExchangeError, Failure.UNCLEAR),
    (TimeoutError, Failure.TIMEOUT),  # an OSError too
    (OSError, Failure.UNREACHABLE),
)


def kind_of(error: BaseException) -> Failure:
    """Where the library itself stumbles (``KeyError``, ``TypeError``), the reply was not what it should be."""
    if isinstance(error, ccxt.ExchangeError) and isinstance(error.__cause__, _BROKEN):
        return Failure.GARBLED
    if isinstance(error, ccxt.DDoSProtection) and BAN_STATUS in str(error).split():
        return Failure.BANNED
    if isinstance(error, ccxt.InvalidOrder) and DUPLICATE.search(str(error)):
        return Failure.DUPLICATE
    return next((failure for kind, failure in _KINDS if isinstance(error, kind)), Failure.GARBLED)


def explained(error: BaseException, exchange: str, what: str) -> ExchangeError:
    """Our error for the library's: a sentence without addresses' query strings, which are signed."""
    policy = TABLE[kind_of(error)]
    detail = _QUERY.sub("", str(error) or type(error).__name__)[:LONGEST]
    return policy.error(f"{exchange} {policy.meaning} ({what}): {detail}")


def retry_after_s(headers: Any) -> float | None:
    """What the exchange asks for; ``None`` where it says nothing."""
    named = {str(name).lower(): value for name, value in dict(headers or {}).items()}
    text = str(named.get("retry-after", ""))
    return float(text) if text.isdigit() else None
