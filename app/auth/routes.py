"""Logging in and out: tokens for programs, sessions for browsers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from flask import Blueprint, Response, current_app, request
from msgspec import Meta, Struct

from app.auth.guard import Caller, accepts, auth, basic_user, bearer_user, caller, session_caller
from app.auth.origins import is_foreign
from app.auth.session_store import Session
from app.auth.sessions import csrf_token
from app.auth.tokens import REFRESH
from app.errors import HttpRefusal
from app.limits import caller_address, limit_logins
from app.params import read_body
from app.replies import json_reply
from app.schemas import document
from bot.errors import NotFound

WRONG_LOGIN = "Incorrect username or password"
bp = Blueprint("login", __name__)


class TokensReply(Struct):
    """Both tokens of a login."""

    access_token: str
    refresh_token: str


class AccessTokenReply(Struct):
    """A new access token."""

    access_token: str


class LoginBody(Struct):
    """What the login form sends."""

    username: Annotated[str, Meta(max_length=255)]
    password: Annotated[str, Meta(max_length=1024)]


class WhoReply(Struct):
    """Who is logged in, and how; ``csrf_token`` and ``expires_at`` are given to browser sessions."""

    user: str
    via: str
    csrf_token: str | None
    expires_at: datetime | None


class SessionReply(Struct):
    """A browser session; ``current`` marks the caller's own."""

    id: str
    user: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime
    address: str
    agent: str
    current: bool


class SessionsReply(Struct):
    """All living browser sessions, newest first."""

    sessions: list[SessionReply]


class EndedReply(Struct):
    """What was done."""

    result: str


@bp.post("/token/login")
@document(reply=TokensReply, tag="login", limited=True)
def token_login() -> Response:
    """Get an access and a refresh token for user name and password (HTTP Basic)."""
    limit_logins()
    if "Authorization" not in request.headers:
        raise HttpRefusal(401, "Not authenticated", {"WWW-Authenticate": "Basic"})
    user = basic_user()
    if not user:
        raise HttpRefusal(401, WRONG_LOGIN)
    tokens = auth().tokens
    return json_reply({"access_token": tokens.access(user), "refresh_token": tokens.refresh(user)})


@bp.post("/token/refresh")
@document(reply=AccessTokenReply, tag="login")
def token_refresh() -> Response:
    """Get a new access token for a refresh token (Bearer)."""
    return json_reply({"access_token": auth().tokens.access(bearer_user(REFRESH))})


@bp.post("/session/login")
@document(body=LoginBody, reply=WhoReply, tag="login", limited=True, forbids=True)
def session_login() -> Response:
    """Log a browser in: the reply sets its cookie and gives the token that changes must carry."""
    limit_logins()
    if is_foreign():
        raise HttpRefusal(403, "This page may not log in: its origin is not allowed.")
    given = read_body(LoginBody)
    if not accepts(given.username, given.password):
        raise HttpRefusal(401, WRONG_LOGIN)
    return _begin(given.username)


@bp.post("/session/logout")
@document(reply=EndedReply, tag="login")
def session_logout() -> Response:
    """End the browser's session."""
    session = caller().session
    if session is not None:
        auth().sessions.end(session.id)
    reply = json_reply({"result": "logged out"})
    _set_cookie(reply, "", 0)
    return reply


@bp.get("/session")
@document(reply=WhoReply, tag="login")
def who() -> Response:
    """Who is logged in, and how."""
    return json_reply(_who(caller()))


@bp.get("/sessions")
@document(reply=SessionsReply, tag="login")
def sessions() -> Response:
    """Browsers that are logged in."""
    parts = auth()
    mine = caller().session
    living = parts.sessions.living(parts.ring.current().stamp)
    return json_reply({"sessions": [_shown(session, mine) for session in living]})


@bp.delete("/sessions/<session_id>")
@document(reply=EndedReply, tag="login", not_found=True)
def end_session(session_id: str) -> Response:
    """Log a browser out from elsewhere."""
    if not auth().sessions.end(session_id):
        raise NotFound("There is no session with this id.")
    return json_reply({"result": f"session {session_id} ended"})


def _begin(user: str) -> Response:
    """A new session with a new id; the one that the browser had is ended."""
    parts = auth()
    old = session_caller()
    if old is not None and old.session is not None:
        parts.sessions.end(old.session.id)
    agent = request.headers.get("User-Agent", "")
    secret, session = parts.sessions.open(user, parts.ring.current().stamp, address=caller_address(), agent=agent)
    reply = json_reply(_who(Caller(user, "session", session, secret)))
    _set_cookie(reply, secret, current_app.config["SESSION_LIFE_S"])
    return reply


def _set_cookie(reply: Response, secret: str, age_s: int) -> None:
    reply.set_cookie(
        current_app.config["SESSION_COOKIE_NAME"],
        secret,
        max_age=age_s,
        path=current_app.config["SESSION_COOKIE_PATH"] or request.script_root or "/",
        secure=request.is_secure,
        httponly=True,
        samesite="Strict",
    )


def _who(known: Caller) -> dict[str, Any]:
    session = known.session
    return {
        "user": known.user,
        "via": known.via,
        "csrf_token": csrf_token(known.secret) if session else None,
        "expires_at": _moment(auth().sessions.expires_at_s(session)) if session else None,
    }


def _shown(session: Session, mine: Session | None) -> dict[str, Any]:
    return {
        "id": session.id,
        "user": session.user,
        "created_at": _moment(session.created_at_s),
        "seen_at": _moment(session.seen_at_s),
        "expires_at": _moment(auth().sessions.expires_at_s(session)),
        "address": session.address,
        "agent": session.agent,
        "current": mine is not None and session.id == mine.id,
    }


def _moment(epoch_s: float) -> datetime:
    return datetime.fromtimestamp(epoch_s, UTC)
