"""``Idempotency-Key``: a change that is sent twice is made once, and both senders get the same reply."""

from __future__ import annotations

import hashlib
import re

from flask import Flask, Response, after_this_request, g, request

from app.auth.guard import PUBLIC, caller
from app.context import services
from app.errors import InvalidInput
from app.limits import UNSAFE
from app.params import body_bytes
from bot.domain.reply import Reply

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
# Carried out again after a crash they change nothing more: they say how something is to be, or find their own orders.
REPEATABLE = frozenset(
    {
        "candles.chosen_pair_candles",
        "control.pause",
        "control.reload_config",
        "control.start",
        "control.stop",
        "pairs.extend_blacklist",
        "pairs.reduce_blacklist",
        "reconciliation.compare",
        "research.chosen_pair_history",
        "risk.alive",
        "risk.panic",
        "risk.preview",
        "risk.set_risk",
        "trading.force_enter",
        "trading.force_exit",
        "trading.reload_trade",
    }
)
FORM = re.compile(r"[\x21-\x7e]{1,255}")


def register(app: Flask) -> None:
    """Look at every change after its caller is known, and at its reply."""
    app.before_request(_begin)
    app.teardown_request(_lose)


def request_digits() -> str:
    """What this request's orders are found by when it comes again; empty without a key."""
    claim: tuple[str, str] | None = g.get("claim")
    return "" if claim is None else hashlib.sha256("\0".join(claim).encode()).hexdigest()


def _begin() -> Response | None:
    """The reply of an earlier request with the same key; ``None`` carries the request out."""
    key = request.headers.get(HEADER)
    if key is None or request.method not in UNSAFE or request.url_rule is None or request.endpoint in PUBLIC:
        return None
    if not FORM.fullmatch(key):
        raise InvalidInput.at(("header", HEADER), "Input should be 1 to 255 visible ASCII characters", given=key[:60])
    who = caller().user
    known = services().replies.begin(who, key, _fingerprint(), may_repeat=request.endpoint in REPEATABLE)
    if known is not None:
        return Response(known.body, known.status, {REPLAYED: "true"}, content_type=known.content_type)
    g.claim = who, key
    after_this_request(_end)
    return None


def _fingerprint() -> str:
    """What makes two requests the same: method, path with query, body."""
    parts = (request.method.encode(), request.full_path.encode(), body_bytes(is_kept=True))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _end(response: Response) -> Response:
    """Refusals changed nothing, so their keys are free again; everything else is kept."""
    claim: tuple[str, str] = g.pop("claim")
    if response.status_code < 400 or (response.status_code >= 500 and not g.get("is_withdrawn")):
        reply = Reply(response.status_code, response.content_type, response.get_data())
        services().replies.end(*claim, reply)
    else:
        services().replies.withdraw(*claim)
    return response


def _lose(_error: BaseException | None) -> None:
    """A request that ended without a reply."""
    claim: tuple[str, str] | None = g.pop("claim", None)
    if claim is not None:
        services().replies.lose(*claim)
