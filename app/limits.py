"""How often an address may log in and change things, with the headers that say so."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Flask, Response, after_this_request, current_app, g, request
from limits import RateLimitItem, parse
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from app.errors import HttpRefusal

UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LOGIN, WRITE = "login", "write"


@dataclass(frozen=True, slots=True)
class Limits:
    """The counters of one application, in memory or where ``RATE_LIMIT_STORAGE`` says."""

    windows: FixedWindowRateLimiter
    rules: dict[str, RateLimitItem]

    def count(self, scope: str, address: str) -> dict[str, str]:
        """Count a call of ``scope`` by ``address``; the headers that tell what is left. Raises 429."""
        rule = self.rules[scope]
        is_allowed = self.windows.hit(rule, scope, address)
        window = self.windows.get_window_stats(rule, scope, address)
        left_s = max(0, int(window.reset_time - time.time()))
        headers = {
            "RateLimit-Limit": str(rule.amount),
            "RateLimit-Remaining": str(max(0, window.remaining)),
            "RateLimit-Reset": str(left_s),
        }
        if is_allowed:
            return headers
        raise HttpRefusal(429, f"Too many requests: {rule}.", headers | {"Retry-After": str(max(1, left_s))})


def register(app: Flask) -> None:
    """Read the rules once; only calls that ask for it are counted."""
    windows = FixedWindowRateLimiter(storage_from_string(app.config["RATE_LIMIT_STORAGE"]))
    rules = {scope: parse(app.config[f"RATE_LIMIT_{scope.upper()}"]) for scope in (LOGIN, WRITE)}
    app.extensions["limits"] = Limits(windows, rules)


def caller_address() -> str:
    """Whom a limit counts; behind a unix socket without the proxy's header all callers are one."""
    return request.remote_addr or "unknown"


def limit_logins() -> None:
    """Count an attempt to log in. Raises 429."""
    _count(LOGIN)


def limit_writes() -> None:
    """Count a call that may change something; a ``before_request`` of the groups that have such calls."""
    if request.method in UNSAFE:
        _count(WRITE)


def add_headers(response: Response) -> Response:
    """What is left, on a call that was counted and let through; an ``after_request`` of one request."""
    for name, value in g.rate_limit.items():
        response.headers.setdefault(name, value)
    return response


def _count(scope: str) -> None:
    limits: Limits = current_app.extensions["limits"]
    g.rate_limit = limits.count(scope, caller_address())
    after_this_request(add_headers)
