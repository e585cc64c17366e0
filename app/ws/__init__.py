"""Events as they happen, over WebSockets."""

from __future__ import annotations

from functools import partial

from flask import Flask

from app.config import API_PREFIX
from app.ws import routes, stream_routes
from app.ws.access import Doorkeeper
from app.ws.handover import NoThread
from app.ws.hub import Hub
from app.ws.limits import Limits
from app.ws.opening import Opening, picture
from bot.service import Services


def register(app: Flask) -> None:
    """Add both sockets and their hub, which whoever serves the application stops at the end."""
    services: Services = app.extensions["services"]
    limits = Limits(max_clients=app.config["WS_MAX_CLIENTS"], max_bridged=app.config["WS_FALLBACK_CLIENTS"])
    app.extensions["hub"] = Hub(services.feed, limits)
    app.extensions["opening"] = Opening(services.feed, partial(picture, services))
    app.extensions["doorkeeper"] = Doorkeeper(app)
    app.config["SOCK_SERVER_OPTIONS"] = {"thread_class": NoThread}
    app.register_blueprint(routes.bp, url_prefix=API_PREFIX)
    app.register_blueprint(stream_routes.bp, url_prefix=API_PREFIX)
