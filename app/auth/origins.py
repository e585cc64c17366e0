"""Which web pages may speak to the bot with the user's cookie."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request


def is_foreign() -> bool:
    """Whether the request comes from a page of another origin that was not allowed.

    Programs send no ``Origin``. The scheme is not compared: a proxy that ends TLS may not tell it.
    """
    origin = request.headers.get("Origin")
    if origin is None:
        return False
    return urlsplit(origin).netloc != request.host and origin not in current_app.config["ALLOWED_ORIGINS"]
