"""The webhook: one HTTP request per event, its body made from the user's templates, signed where a secret is set."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson
import requests

from bot.clock import Clock
from bot.domain.events import Event, EventType
from bot.notify.fields import Facts, values_of
from bot.notify.target import NotDelivered
from bot.notify.templates import filled
from bot.settings.notification_model import Level, WebhookSettings

CONTENT_TYPES = {
    "form": "application/x-www-form-urlencoded",
    "json": "application/json",
    "raw": "text/plain; charset=utf-8",
}
AS_STATUS = (EventType.WARNING, EventType.EXCEPTION, EventType.STARTUP)
WORTH_ANOTHER_TRY = (408, 425, 429)
TIMESTAMP_HEADER, SIGNATURE_HEADER = "X-Tradepost-Timestamp", "X-Tradepost-Signature"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """``sha256=`` and the HMAC of timestamp, a dot and the body: an old request can't be given a new timestamp."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


class Webhook:
    """Implements ``Sender``. ``clock`` is the wall's: receivers compare the timestamp with their own."""

    def __init__(self, settings: WebhookSettings, facts: Facts, clock: Clock) -> None:
        self._settings = settings
        self._facts = facts
        self._clock = clock

    def level(self, event: Event) -> Level:
        """On for the events that have a template."""
        if event.type is EventType.STRATEGY_MSG and not self._settings.allow_custom_messages:
            return Level.OFF
        return Level.OFF if self._template(event.type) is None else Level.ON

    def send(self, event: Event, *, is_silent: bool) -> None:  # noqa: ARG002 - programs have no ears
        """One request; every status from 200 to 299 is a success."""
        template = self._template(event.type) or {}
        body = encoded(filled(template, values_of(event, self._facts)), self._settings.format)
        timeout_s = self._settings.timeout_s
        try:
            with requests.post(
                self._settings.url.reveal(), data=body, headers=self._headers(body), timeout=timeout_s, stream=True
            ) as reply:
                status = reply.status_code
        except requests.Timeout:
            raise NotDelivered(f"there was no answer within {timeout_s:g} s") from None
        except requests.RequestException as error:
            raise NotDelivered(f"the request failed ({type(error).__name__})") from None
        if not 200 <= status < 300:
            raise NotDelivered(f"the answer was HTTP {status}", may_pass=status >= 500 or status in WORTH_ANOTHER_TRY)

    def _template(self, kind: EventType) -> Mapping[str, Any] | None:
        """The event's own template; messages that are a sentence share that of ``status``."""
        templates = self._settings.templates
        return templates.get(kind.value, templates.get(EventType.STATUS.value) if kind in AS_STATUS else None) or None

    def _headers(self, body: bytes) -> dict[str, str]:
        headers = {"Content-Type": CONTENT_TYPES[self._settings.format], "User-Agent": "Tradepost"}
        if self._settings.secret:
            timestamp = str(int(self._clock.now().timestamp()))
            headers[TIMESTAMP_HEADER] = timestamp
            headers[SIGNATURE_HEADER] = signature(self._settings.secret.reveal(), timestamp, body)
        return headers


def encoded(fields: Mapping[str, Any], form: str) -> bytes:
    """The request's body."""
    if form == "json":
        return orjson.dumps(fields)
    return (str(fields["data"]) if form == "raw" else urlencode(fields)).encode()
