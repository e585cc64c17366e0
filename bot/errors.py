"""The error tree: every message is a sentence that can be shown to the user as it stands."""

from __future__ import annotations


class BotError(Exception):
    """Something that Tradepost can explain; never raised bare."""


class Refused(BotError):
    """The request was understood and not carried out; nothing has changed."""


class RiskRefused(Refused):
    """The risk gate does not let an order pass; ``rule`` is the name of the rule."""

    def __init__(self, message: str, *, rule: str = "") -> None:
        super().__init__(message)
        self.rule = rule


class NotFound(BotError):
    """What the request names does not exist."""


class Conflict(BotError):
    """The request collides with another one or with a concurrent change."""


class BotBusy(BotError):
    """The bot did not take the command up in time; it was withdrawn, so nothing happened."""


class WrongMode(BotError):
    """The call needs another run mode, or a bot where there is none."""


class ConfigError(BotError):
    """A setting is wrong.

    ``key`` is the dotted path (``api_server.listen_port``), ``allowed`` says what would be right.
    """

    def __init__(self, message: str, *, key: str = "", value: object = None, allowed: str = "") -> None:
        super().__init__(message)
        self.key = key
        self.value = value
        self.allowed = allowed


class StrategyError(BotError):
    """A strategy file can't be loaded, or the strategy returned something impossible."""


class StorageError(BotError):
    """The database can't be opened, read or written."""


class StorageBusy(StorageError):
    """The database can't be used at the moment: full, locked, write-protected or not reachable; it may be later."""


class DatabaseInUse(StorageError):
    """Another bot trades on this database."""


class ExchangeError(BotError):
    """The exchange said no, for good."""


class TemporaryError(ExchangeError):
    """The exchange could not answer; the same call may work later."""


class AccountError(ExchangeError):
    """The exchange does not let this account do what trading needs: it stops until someone sees to it."""


class NotSent(TemporaryError):
    """The exchange could not answer, and it is certain that the order does not exist there."""


class InvalidOrder(ExchangeError):
    """The exchange refuses this order as it stands."""


class InsufficientFunds(ExchangeError):
    """The account has less than the order needs."""


class OrderNotFound(ExchangeError):
    """The exchange knows no such order."""
