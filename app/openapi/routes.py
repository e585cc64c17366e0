"""What the document tells of: the application's routes, each with what is said beside its view."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from app.config import API_PREFIX
from app.replies import cached_reply, tagged_reply
from app.schemas import Document, document_of

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
TAGGED = {cached_reply.__name__, tagged_reply.__name__}
VARIABLE = re.compile(r"<(?:[^<>:]+:)?([^<>]+)>")
SOCKET = Document(tag="events", public=True, forbids=True, needs_bot=True)
OLD_NAMES = frozenset({f"{API_PREFIX}/stopbuy", f"{API_PREFIX}/forcebuy", f"{API_PREFIX}/forcesell"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method of one path; ``text`` is the view's docstring."""

    method: str
    path: str
    endpoint: str
    variables: tuple[str, ...]
    said: Document
    text: str
    is_socket: bool
    is_tagged: bool

    @property
    def summary(self) -> str:
        """The text's first sentence."""
        return self.text.partition("\n")[0]

    @property
    def name(self) -> str:
        """A name that no other route has: ``get_trades_trade_id_custom_data``."""
        words = re.findall(r"[A-Za-z0-9]+", self.path.removeprefix(API_PREFIX))
        return "_".join((self.method.lower(), *words))

    @property
    def changes(self) -> bool:
        """Whether it may change something: pages with a cookie then have to prove themselves."""
        return self.method != "GET"

    @property
    def is_old_name(self) -> bool:
        """Whether newer clients use another path for the same."""
        return self.path in OLD_NAMES


def routes(app: Flask) -> list[Route]:
    """All routes that belong into the document, in the order of their registration.

    That is everything below ``/api/v1``, and what is documented elsewhere. Raises ``LookupError`` for a route of the
    API of which nothing is said.
    """
    return [route for rule in app.url_map.iter_rules() for route in _of(rule, app.view_functions[rule.endpoint])]


def _of(rule: Rule, view: Callable[..., Any]) -> Iterator[Route]:
    is_socket = bool(rule.websocket)
    said = SOCKET if is_socket else document_of(view)
    if said is None:
        if rule.rule.startswith(API_PREFIX):
            raise LookupError(f"Nothing is said of {rule.rule}: {rule.endpoint} needs a @document.")
        return
    for method in METHODS:
        if method in (rule.methods or ()):
            yield Route(
                method=method,
                path=VARIABLE.sub(r"{\1}", rule.rule),
                endpoint=rule.endpoint,
                variables=tuple(VARIABLE.findall(rule.rule)),
                said=said,
                text=inspect.getdoc(view) or "",
                is_socket=is_socket,
                is_tagged=method == "GET" and _sends_tags(view),
            )


def _sends_tags(view: Callable[..., Any]) -> bool:
    """Whether the view's code names a reply that has an ``ETag`` and may be 304."""
    code = getattr(inspect.unwrap(view), "__code__", None)
    return code is not None and not TAGGED.isdisjoint(code.co_names)
