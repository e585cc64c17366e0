"""Every refusal as JSON: ``error`` says in one line what was refused, ``detail`` more, ``request_id`` finds the log."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException, InternalServerError, RequestEntityTooLarge

from app.jsonio import dump
from bot.errors import BotBusy, BotError, Conflict, NotFound, Refused, StorageError, TemporaryError, WrongMode

log = logging.getLogger(__name__)
STATUS: Mapping[type[BotError], int] = {
    NotFound: 404,
    Conflict: 409,
    BotBusy: 503,
    WrongMode: 503,
    TemporaryError: 503,
    StorageError: 503,
    Refused: 400,
}
RETRY_AFTER_S = 5
KEPT_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
INTERNAL = "Internal Server Error"


class HttpRefusal(Exception):
    """A refusal by the web side itself, before the bot was asked."""

    def __init__(self, status: int, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.headers = dict(headers or {})


class InvalidInput(Exception):
    """Input that can't be understood. ``problems`` are ``{"type", "loc", "msg", "input"}``, one per field."""

    def __init__(self, problems: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("; ".join(f"{problem['loc'][-1]}: {problem['msg']}" for problem in problems))
        self.problems = problems

    @classmethod
    def at(
        cls, place: Sequence[str | int], message: str, *, kind: str = "value_error", given: Any = None
    ) -> InvalidInput:
        """One problem at ``place``, as in ``("query", "limit")``."""
        return cls([{"type": kind, "loc": list(place), "msg": message, "input": given}])


def register(app: Flask) -> None:
    """Answer every error in the same form."""
    app.register_error_handler(BotError, _bot_refusal)
    app.register_error_handler(HttpRefusal, _http_refusal)
    app.register_error_handler(InvalidInput, _invalid_input)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(InternalServerError, _failure)


def error_reply(status: int, error: str, detail: object = None, headers: Mapping[str, str] | None = None) -> Response:
    """The one form of errors; ``detail`` is ``error`` where there is no more to say."""
    body = {"error": error, "detail": error if detail is None else detail, "request_id": g.get("request_id")}
    return Response(dump(body), status, headers, mimetype="application/json")


def _bot_refusal(error: BotError) -> Response:
    g.is_withdrawn = isinstance(error, (BotBusy, WrongMode))
    status = next((code for kind, code in STATUS.items() if isinstance(error, kind)), 400)
    headers = {"Retry-After": str(RETRY_AFTER_S)} if isinstance(error, (BotBusy, TemporaryError)) else None
    return error_reply(status, _line(str(error)), str(error), headers)


def _http_refusal(error: HttpRefusal) -> Response:
    return error_reply(error.status, error.detail, headers=error.headers)


def _invalid_input(error: InvalidInput) -> Response:
    return error_reply(400, _line(str(error)), list(error.problems))


def _too_large(_: RequestEntityTooLarge) -> Response:
    return error_reply(413, "The body is larger than 1 MB.")


def _http_error(error: HTTPException) -> Response:
    headers = {name: value for name, value in error.get_headers() if name in KEPT_HEADERS}
    return error_reply(error.code or 500, error.name, headers=headers)


def _failure(error: InternalServerError) -> Response:
    """The traceback goes to the log under the request's id, never to the client."""
    log.error(
        "%s %s failed, request %s", request.method, request.path, g.get("request_id"), exc_info=error.original_exception
    )
    return error_reply(500, INTERNAL)


def _line(message: str) -> str:
    """One line that names the call."""
    return f"Error querying {request.path}: {' '.join(message.split())}"
