"""Refusals in the numbers and words that clients of the protocol know."""

from __future__ import annotations

from bot.errors import ExchangeError, InsufficientFunds, OrderNotFound
from bot.exchange.venue.venue import DuplicateOrder


class Refusal(Exception):
    """Answered as ``{"code": .., "msg": ..}``."""

    def __init__(self, code: int, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def wrong_key() -> Refusal:
    return Refusal(-2015, "Invalid API-key, IP, or permissions for action.", 401)


def wrong_signature() -> Refusal:
    return Refusal(-1022, "Signature for this request is not valid.")


def wrong_time() -> Refusal:
    return Refusal(-1021, "Timestamp for this request is outside of the recvWindow.")


def unknown_symbol() -> Refusal:
    return Refusal(-1121, "Invalid symbol.")


def missing(name: str) -> Refusal:
    return Refusal(-1102, f"Mandatory parameter '{name}' was not sent, was empty/null, or malformed.")


def of_order(error: ExchangeError, *, is_cancel: bool = False) -> Refusal:
    """Why the venue refused."""
    if isinstance(error, OrderNotFound):
        return Refusal(-2011, "Unknown order sent.") if is_cancel else Refusal(-2013, "Order does not exist.")
    if isinstance(error, InsufficientFunds):
        return Refusal(-2010, "Account has insufficient balance for requested action.")
    if isinstance(error, DuplicateOrder):
        return Refusal(-2010, "Duplicate order sent.")
    text = str(error)
    if "trigger immediately" in text:
        return Refusal(-2010, "Stop price would trigger immediately.")
    if "match and take" in text:
        return Refusal(-2010, "Order would immediately match and take.")
    if "can't be traded" in text:
        return Refusal(-1013, "Market is closed.")
    return Refusal(-1013, f"Filter failure: {text}")
