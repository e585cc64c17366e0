"""An application over a bot whose answers the test lays down; replies are checked against what is documented."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.schemas import ErrorReply, document_of
from tests.fakes.services import PASSWORD, USER, FakeBot


def basic(user: str = USER, password: str = PASSWORD) -> dict[str, str]:
    """The header of HTTP Basic."""
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def bearer(token: str) -> dict[str, str]:
    """The header that carries a token."""
    return {"Authorization": f"Bearer {token}"}


def checked(app: Flask, response: TestResponse) -> TestResponse:
    """``response``, after a look at whether it is what its route says in the OpenAPI document."""
    if response.mimetype != "application/json" or response.status_code == 304 or response.request.method == "HEAD":
        return response
    body = response.get_data()
    if response.status_code >= 400:
        msgspec.json.decode(body, type=ErrorReply)
        return response
    with app.test_request_context(response.request.path, method=response.request.method) as context:
        rule = context.request.url_rule
    said = document_of(app.view_functions[rule.endpoint]) if rule else None
    if said is not None and said.reply is not None:
        plain = response.headers.get("Content-Encoding") != "gzip"
        msgspec.json.decode(body, type=said.reply) if plain else None
    return response


class Api:
    """Calls below ``/api/v1`` as the configured user."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, **options: Any) -> TestResponse:
        return self.call("POST", path, **options)

    def delete(self, path: str, **options: Any) -> TestResponse:
        return self.call("DELETE", path, **options)

    def call(self, method: str, path: str, *, headers: dict[str, str] | None = None, **options: Any) -> TestResponse:
        """One call; ``headers`` replace the user's credentials."""
        given = basic() if headers is None else headers
        response = self.client.open(f"/api/v1{path}", method=method, headers=given, **options)
        return checked(self.app, response)


@pytest.fixture
def bot() -> FakeBot:
    """A bot that trades and has closed nothing yet."""
    return FakeBot()


@pytest.fixture
def app(bot: FakeBot) -> Flask:
    return bot.app()


@pytest.fixture
def api(app: Flask) -> Api:
    """Calls with the right password."""
    return Api(app)


@pytest.fixture
def serve() -> Iterator[Callable[..., Api]]:
    """Makes applications with other settings: ``serve(FakeBot(...), CONFIG_KEY=...)``."""

    def make(bot: FakeBot | None = None, **config: Any) -> Api:
        return Api((bot or FakeBot()).app(**config))

    return make
