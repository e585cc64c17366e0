"""Who may use a socket, and whether they still may."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask, request

from app.auth.guard import Auth, session_caller
from app.auth.origins import is_foreign

Holds = Callable[[], bool]


class Doorkeeper:
    """Checks tokens on any thread. What it gives back tells later whether the token is still good."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def admit(self, token: str) -> Holds | None:
        """``token`` is one of the socket tokens or an access token; ``None`` for any other."""

        def holds() -> bool:
            return self._knows(token)

        return holds if token and holds() else None

    def admit_session(self) -> Holds | None:
        """The browser session of the present request; pages of other origins may not use it."""
        who = None if is_foreign() else session_caller()
        if who is None:
            return None
        secret = who.secret

        def holds() -> bool:
            auth = self._auth
            return auth.sessions.find(secret, auth.ring.current().stamp) is not None

        return holds

    def admit_request(self) -> Holds | None:
        """By the token in the query if there is one, else by the cookie."""
        token = request.args.get("token")
        return self.admit_session() if token is None else self.admit(token)

    @property
    def _auth(self) -> Auth:
        auth: Auth = self._app.extensions["auth"]
        return auth

    def _knows(self, token: str) -> bool:
        auth = self._auth
        if auth.ring.current().opens_socket(token):
            return True
        with self._app.app_context():
            return auth.tokens.user_of(token) is not None
