"""Who asks. Everything is closed unless it is named here; nothing of a request is read before this."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from flask import current_app, g, request
from flask_httpauth import HTTPBasicAuth

from app.auth.keys import KeyRing
from app.auth.origins import is_foreign
from app.auth.passwords import Passwords
from app.auth.session_store import Session
from app.auth.sessions import Sessions, csrf_token
from app.auth.throttle import Throttle
from app.auth.tokens import ACCESS, Tokens
from app.errors import HttpRefusal
from app.limits import UNSAFE, caller_address

PUBLIC = frozenset(
    {
        "system.ping",
        "login.token_login",  # these three check what they are given themselves
        "login.token_refresh",
        "login.session_login",
        "ws.messages",  # sockets are refused by a guard of their own, see app.ws.endpoint
        "ws.messages_after_token",
        "ui.first",
        "ui.page",
        "ui.static",
        "ui.favicon",
        "ui.robots",
        "ui.ui_version",
        "openapi.document",  # exist only where enable_openapi is set
        "openapi.page",
    }
)
UNAUTHORIZED = "Unauthorized"
BAD_TOKEN = "Could not validate credentials"  # noqa: S105 - a sentence
basic = HTTPBasicAuth()


@dataclass(frozen=True, slots=True)
class Auth:
    """The parts that know who someone is, one of each per application."""

    ring: KeyRing
    throttle: Throttle
    passwords: Passwords
    tokens: Tokens
    sessions: Sessions


@dataclass(frozen=True, slots=True)
class Caller:
    """Who was let in, and by what: ``basic``, ``bearer`` or ``session`` (with the cookie's ``secret``)."""

    user: str
    via: str
    session: Session | None = None
    secret: str = ""


def auth() -> Auth:
    """The application's parts."""
    parts: Auth = current_app.extensions["auth"]
    return parts


def caller() -> Caller:
    """Who sent the present request."""
    who: Caller = g.caller
    return who


def guard() -> None:
    """Refuse with 401 whom we do not know, before anything else is looked at.

    Unknown routes are answered with 404 by the router, and preflights carry no credentials.
    """
    if request.url_rule is None or request.endpoint in PUBLIC or request.method == "OPTIONS":
        return
    g.caller = identify()


def identify() -> Caller:
    """A Bearer header alone decides if there is one; then Basic; then the session's cookie."""
    header = request.headers.get("Authorization")
    if header is None:
        return _by_cookie()
    scheme = header[:6].lower()
    if scheme == "bearer":
        return _by_token(header[7:])
    if scheme.startswith("basic"):
        return _by_password()
    raise HttpRefusal(401, UNAUTHORIZED)


def bearer_user(kind: str) -> str:
    """The user of the Bearer header's token. Raises 401."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    user = auth().tokens.user_of(token.strip(), kind) if scheme.lower() == "bearer" else None
    if user is None:
        raise HttpRefusal(401, BAD_TOKEN, {"WWW-Authenticate": "Bearer"})
    return user


def accepts(user: str, password: str) -> str | None:
    """The user, if the password is right."""
    return user if auth().passwords.accepts(user, password, caller_address()) else None


basic.verify_password(accepts)


def basic_user() -> str | None:
    """The user of the Basic header; ``None`` for a wrong or a broken one."""
    given = basic.get_auth()
    user: str | None = basic.authenticate(given, None) if given else None
    return user


def _by_token(token: str) -> Caller:
    user = auth().tokens.user_of(token.strip(), ACCESS)
    if user is None:
        raise HttpRefusal(401, BAD_TOKEN, {"WWW-Authenticate": "Bearer"})
    return Caller(user, "bearer")


def _by_password() -> Caller:
    user = basic_user()
    if not user:
        raise HttpRefusal(401, UNAUTHORIZED)
    return Caller(user, "basic")


def _by_cookie() -> Caller:
    who = session_caller()
    if who is None:
        raise HttpRefusal(401, UNAUTHORIZED)
    if request.method in UNSAFE:
        _check_page(who)
    return who


def session_caller() -> Caller | None:
    """Who the cookie's session belongs to."""
    secret = request.cookies.get(current_app.config["SESSION_COOKIE_NAME"])
    if not secret:
        return None
    parts = auth()
    session = parts.sessions.find(secret, parts.ring.current().stamp)
    return None if session is None else Caller(session.user, "session", session, secret)


def _check_page(who: Caller) -> None:
    """A browser sends the cookie by itself; only our own page knows the token that must come with a change."""
    if is_foreign():
        raise HttpRefusal(403, "This page may not act for the user: its origin is not allowed.")
    given = request.headers.get("X-CSRF-Token", "").encode()
    if not hmac.compare_digest(given, csrf_token(who.secret).encode()):
        raise HttpRefusal(403, "The X-CSRF-Token header is missing or wrong.")
