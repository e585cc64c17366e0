"""The web side: HTTP, WebSocket and the page. It asks services and never sees the engine."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import api, auth, errors, extensions, headers, idempotency, limits, openapi, paths, replies, ui, ws
from app.config import DEFAULTS
from app.jsonio import OrjsonProvider
from bot.service import Services


def create_app(services: Services, config: Mapping[str, Any]) -> Flask:
    """The application that serves ``services``; ``config`` comes from ``app.config.flask_config``."""
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(DEFAULTS)
    app.config.from_mapping(config)
    app.json = OrjsonProvider(app)
    app.url_map.merge_slashes = False
    app.extensions["services"] = services
    trust_proxies(app)
    for part in (paths, headers, errors, replies, auth, extensions, limits, idempotency, api, ws, ui, openapi):
        part.register(app)
    return app


def trust_proxies(app: Flask) -> None:
    """Believe the ``X-Forwarded`` headers of as many proxies as configured, and of none by default."""
    count = app.config["TRUSTED_PROXIES"]
    if count:
        fixed = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count, x_prefix=count)
        app.wsgi_app = fixed  # type: ignore[method-assign]  # the way Flask's own documentation has it
