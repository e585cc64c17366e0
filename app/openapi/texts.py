"""The fixed parts of the document: who may call, how calls are refused, what the groups are about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Node = Mapping[str, Any]
REF = "#/components/{kind}/{name}"
OPENAPI_VERSION = "3.1.0"
TITLE = "Tradepost"
ABOUT = """\
Control and watch the trading bot.

Every call but `/api/v1/ping` needs a user: HTTP Basic, an access token (`/api/v1/token/login`), or a browser session
(`/api/v1/session/login`), whose changes must carry the `X-CSRF-Token` header. Refusals are JSON of one form, see
`ErrorReply`. Numbers in bodies may come as text; unknown fields are ignored. Times are UTC."""
GROUPS: Mapping[str, str] = {
    "login": "Tokens for programs, sessions for browsers.",
    "system": "The program itself.",
    "control": "Starting, stopping and reloading the bot.",
    "trading": "What the user does to trades.",
    "trades": "Open and closed trades, their custom data.",
    "account": "Balances.",
    "profit": "Profit in all and by period.",
    "performance": "Closed trades by pair, tag and reason.",
    "locks": "Pair locks.",
    "risk": "The gate in front of every order, the panic exit, previews.",
    "reconciliation": "Where the exchange's account and the trades disagree.",
    "pairs": "Whitelist and blacklist.",
    "candles": "Charts of the running bot.",
    "research": "Stored candles, strategies and lists; these calls work without a bot too.",
    "backtesting": "Backtests and their stored results; these calls work without a bot too.",
    "analysis": "Bias of strategies, and better parameters for them; these calls work without a bot too.",
    "jobs": "Work that goes on in the background; these calls work without a bot too.",
    "events": "Events as they happen, over WebSockets.",
    "page": "What belongs to the page.",
}
SECURITY_SCHEMES: Mapping[str, Node] = {
    "basic": {"type": "http", "scheme": "basic", "description": "User name and password with each call."},
    "token": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The access token of a login, good for 15 minutes.",
    },
    "refresh": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "The refresh token of a login, good for 30 days, for new access tokens only.",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "tradepost_session",
        "description": "The cookie that a browser got at its login.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRF-Token",
        "description": "The session's `csrf_token`: changes must carry it beside the cookie.",
    },
    "socket": {
        "type": "apiKey",
        "in": "query",
        "name": "token",
        "description": "`api_server.ws_token`, or an access token.",
    },
}
FROM_THE_SERVER = (414,)
"""Refusals that the server sends before the application is asked: pages, without a request id."""
ERRORS: Mapping[int, str] = {
    400: "The input can't be understood (`detail` lists the fields), or the bot refuses (`detail` says why).",
    401: "No credentials, or wrong ones.",
    403: "The caller is known and may not do this: a foreign page, a missing or wrong `X-CSRF-Token`, a wrong token.",
    404: "There is nothing by this id or name.",
    409: "The request collides with another one.",
    413: "The body is larger than the server takes.",
    414: "The address is longer than 8190 characters; the server answers with a page.",
    415: "The body is not JSON.",
    426: "Another version of the WebSocket protocol is spoken here.",
    429: "Too many failed logins, or too many calls of this kind; `Retry-After` says when to come back.",
    500: "A fault of the server; `request_id` finds it in the log.",
    501: "This server can't serve sockets.",
    503: "No bot trades here, it is still starting, or it did not answer in time.",
}
HEADERS: Mapping[str, Node] = {
    "X-Request-ID": {"description": "Finds the call in the log.", "schema": {"type": "string"}},
    "Retry-After": {"description": "Seconds until another try makes sense.", "schema": {"type": "integer"}},
    "WWW-Authenticate": {
        "description": "The scheme that is asked for, on some refusals.",
        "schema": {"type": "string"},
    },
    "ETag": {"description": "Names this state of the reply, for `If-None-Match`.", "schema": {"type": "string"}},
    "X-Snapshot-Age": {"description": "Seconds since the bot gave these data.", "schema": {"type": "number"}},
    "X-Snapshot-Stale": {"description": "`true` when the bot has missed three passes.", "schema": {"type": "string"}},
    "Set-Cookie": {"description": "The session's cookie.", "schema": {"type": "string"}},
    "RateLimit-Limit": {"description": "Calls of this kind in the present window.", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Calls that are left.", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until the window ends.", "schema": {"type": "integer"}},
}
ERROR_HEADERS: Mapping[int, tuple[str, ...]] = {
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
CACHED_HEADERS = ("ETag", "X-Snapshot-Age", "X-Snapshot-Stale")
LIMIT_HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
IDEMPOTENCY_KEY: Node = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Chosen by the caller, new for each change: a repeated request with the same key changes nothing"
    " more and gets the first reply, for 24 hours.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
IF_NONE_MATCH: Node = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of the reply that the client has; 304 if it is still the same.",
    "schema": {"type": "string"},
}


def ref(kind: str, name: str) -> dict[str, str]:
    """A reference into the document's components."""
    return {"$ref": REF.format(kind=kind, name=name)}
