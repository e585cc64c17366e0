"""Everything that can go wrong, each as a sentence for the user."""

import logging
from typing import Any

import requests


class ClientError(Exception):
    """Parent of all errors of this package; ``level`` says how loudly the command line reports it."""

    level = logging.ERROR


class UsageError(ClientError, ValueError):
    """The caller's mistake; nothing was sent."""


class ConfigMissing(UsageError):
    """There is no configuration file where one was expected."""

    level = logging.WARNING


class UnknownCommand(UsageError):
    """No method of the client has this name."""


class HttpError(ClientError):
    """The server answered, but not with what was asked for."""

    def __init__(self, message: str, *, status: int) -> None:
        super().__init__(message)
        self.status = status


class Refused(HttpError):
    """The server said no, and why: ``answer`` is its JSON."""

    def __init__(self, message: str, *, status: int, answer: Any) -> None:
        super().__init__(message, status=status)
        self.answer = answer


class NotJson(HttpError, ValueError):
    """An answer that is not JSON, whatever its status: most often a proxy's page, or another program's."""


class ConnectionFailed(ClientError):
    """The server could not be reached, or hung up before it answered.

    ``answer`` is what a caller gets who did not ask for exceptions.
    """

    level = logging.WARNING

    def __init__(self, message: str, *, answer: Any = None) -> None:
        super().__init__(message)
        self.answer = answer


class TimedOut(ClientError, requests.exceptions.Timeout):
    """The server is connected but silent. A write may have been carried out all the same."""


RETURNABLE = (Refused, ConnectionFailed)  # scripts that did not ask for exceptions get the ``answer`` of these
