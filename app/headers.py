"""Headers of every reply, and the id under which a request is found in the log."""

from __future__ import annotations

import itertools
import re
import secrets

from flask import Flask, Response, current_app, g, request

ID_PATTERN = re.compile(r"[A-Za-z0-9._-]{8,64}")
PREFIX = secrets.token_hex(4)
COUNTER = itertools.count(1)
API_POLICY = "default-src 'none'; frame-ancestors 'none'"
FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "no-referrer"),
)


def register(app: Flask) -> None:
    """Number requests and finish replies."""
    app.before_request(number_request)
    app.after_request(add_headers)


def number_request() -> None:
    """A new id, or the one that a trusted proxy gave."""
    given = request.headers.get("X-Request-ID")
    if given and current_app.config["TRUSTED_PROXIES"] and ID_PATTERN.fullmatch(given):
        g.request_id = given
    else:
        g.request_id = f"{PREFIX}-{next(COUNTER):x}"


def add_headers(response: Response) -> Response:
    """What browsers need to know, and the request's id."""
    headers = response.headers
    headers["X-Request-ID"] = g.get("request_id", "")
    for name, value in FIXED:
        headers[name] = value
    headers.setdefault("Content-Security-Policy", API_POLICY)
    headers.setdefault("Cache-Control", "no-store")
    if request.is_secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    return response
