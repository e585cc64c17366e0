"""The OpenAPI document without a bot."""

from __future__ import annotations

from typing import cast

from flask import Flask

from app import create_app
from app.openapi.build import describe
from app.openapi.texts import Node
from bot import __version__
from bot.service import Services
from bot.state.feed import Feed


class NoBot:
    """Stands where the services would be; an application over it can be described, but not called."""

    feed = Feed()


def bare_document() -> Node:
    """The document of an application with default settings."""
    return describe(bare_app(), __version__)


def bare_app() -> Flask:
    """All routes, with no bot behind them."""
    return create_app(cast("Services", NoBot()), {})
