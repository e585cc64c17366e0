"""Builds the bot and the web application and joins them: the only place that sees both sides."""

from __future__ import annotations

import logging
import os
import sys

from flask import Flask

from app import create_app
from app.config import flask_config
from bot.errors import BotError
from bot.logs import setup_logging
from bot.runtime import build_runtime
from bot.settings.start import settings_from_environment

BOOT_FAILED = 3  # tells gunicorn's master that starting again would not help
log = logging.getLogger("tradepost")


def application() -> Flask:
    """The application for gunicorn; the bot's thread starts when gunicorn calls ``runtime.start()``."""
    try:
        return _application()
    except BotError as error:
        log.error("Tradepost can't start: %s", error)
        sys.exit(BOOT_FAILED)


def _application() -> Flask:
    settings = settings_from_environment(os.environ)
    setup_logging(settings)
    runtime = build_runtime(settings, reload=lambda: settings_from_environment(os.environ), on_fatal=_give_up)
    app = create_app(runtime.services, flask_config(settings))
    app.extensions["runtime"] = runtime
    return app


def _give_up(reason: str) -> None:
    """End the whole program from the bot's thread: it could not be built, so there is nothing to serve."""
    log.critical("Tradepost can't start: %s", reason)
    logging.shutdown()
    os._exit(BOOT_FAILED)
