"""Who asks: passwords, tokens and browser sessions behind one guard."""

from __future__ import annotations

from flask import Flask

from app.auth import guard, routes
from app.auth.guard import Auth
from app.auth.keys import KeyRing
from app.auth.passwords import Passwords
from app.auth.session_store import SessionStore
from app.auth.sessions import Sessions
from app.auth.throttle import Throttle
from app.auth.tokens import Tokens
from app.config import API_PREFIX
from app.extensions import jwt
from bot.service import Services


def register(app: Flask) -> None:
    """Build the parts, put the guard in front of everything, add the routes for logging in."""
    services: Services = app.extensions["services"]
    app.extensions["auth"] = build(services, app)
    jwt.encode_key_loader(lambda _identity: guard.auth().ring.current().signing_key)
    jwt.decode_key_loader(lambda _header, _claims: guard.auth().ring.current().signing_key)
    app.before_request(guard.guard)
    app.register_blueprint(routes.bp, url_prefix=API_PREFIX)


def build(services: Services, app: Flask) -> Auth:
    """One of each, on the services' wall clock and the settings in force."""

    def now_s() -> float:
        return services.wall.now().timestamp()

    ring = KeyRing(lambda: services.access)
    throttle = Throttle(now_s)
    store = SessionStore(app.config["SESSIONS_FILE"])
    sessions = Sessions(store, now_s, idle_s=app.config["SESSION_IDLE_S"], life_s=app.config["SESSION_LIFE_S"])
    return Auth(ring, throttle, Passwords(ring, throttle, now_s), Tokens(ring), sessions)
