"""Extensions without an application; ``create_app`` joins them to one."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_sock import Sock

from app.limits import limit_writes

__all__ = ["cors", "jwt", "limit_writes", "register", "sock"]
EXPOSED = ("ETag", "Idempotency-Replayed", "Retry-After", "X-Request-ID", "X-Snapshot-Age", "X-Snapshot-Stale")

jwt = JWTManager()
cors = CORS()
sock = Sock()


def register(app: Flask) -> None:
    """Join the extensions to ``app``. CORS stands on the API only and is silent without configured origins."""
    jwt.init_app(app)
    sock.init_app(app)
    origins = [_exactly(origin) for origin in app.config["ALLOWED_ORIGINS"]]
    if origins:
        api: dict[str | re.Pattern[str], dict[str, Any]] = {r"/api/.*": {"origins": origins}}
        cors.init_app(app, resources=api, supports_credentials=True, max_age=600, expose_headers=EXPOSED)


def _exactly(origin: str) -> re.Pattern[str]:
    """A pattern for this origin alone: flask-cors guesses whether a text is one."""
    return re.compile(rf"{re.escape(origin)}\Z")
