"""Several reads in one call, so that a page needs one request."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

import orjson
from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from app.context import services
from app.errors import InvalidInput
from app.params import read_query
from app.replies import JSON, tagged_reply
from app.schemas import document, document_of
from app.wire.schema.bot import BatchReply
from app.wire.schema.requests import BatchQuery

TRIES = 3  # to read everything from one picture of the bot
# Of the outer request: its condition and its form of reply are not the parts', nor are its body and its connection.
NOT_PASSED_ON = (
    "HTTP_IF_NONE_MATCH", "HTTP_ACCEPT_ENCODING", "CONTENT_LENGTH", "CONTENT_TYPE", "RAW_URI", "REQUEST_URI",
    "werkzeug.request", "werkzeug.socket", "gunicorn.socket",
)  # fmt: skip
bp = Blueprint("batch", __name__)


@bp.get("/batch")
@document(query=BatchQuery, reply=BatchReply, tag="system")
def batch() -> Response:
    """Up to 20 reads in one call: ``?get=status&get=trades%3Flimit%3D50``, each named as behind ``/api/v1/``.

    The replies come in the order of the reads, with the status that each would have alone, all of the same moment.
    """
    asked = read_query(BatchQuery).get
    environs = [_environ(path, number) for number, path in enumerate(asked)]
    for _ in range(TRIES):
        before = services().snapshot()
        replies = [_read(path, environ) for path, environ in zip(asked, environs, strict=True)]
        if services().snapshot() is before:
            break
    return tagged_reply({"replies": replies})


def _environ(path: str, number: int) -> dict[str, Any]:
    """The request for one part; raises ``InvalidInput`` for what is no read of ours."""
    parts = urlsplit(path.removeprefix("/"))
    prefix = request.path.removesuffix("batch")
    environ = {name: value for name, value in request.environ.items() if name not in NOT_PASSED_ON}
    environ |= {
        "PATH_INFO": (prefix + unquote(parts.path)).encode().decode("latin-1"),
        "QUERY_STRING": parts.query.encode().decode("latin-1"),
        "wsgi.input": BytesIO(),
    }
    if parts.scheme or parts.netloc or not _is_read(environ):
        message = f"There is no read {path[:60]!r}; allowed: GET calls of this API that answer with JSON"
        raise InvalidInput.at(("query", "get", number), message, given=path[:60])
    return environ


def _is_read(environ: dict[str, Any]) -> bool:
    adapter = current_app.url_map.bind_to_environ(environ)
    try:
        rule, _ = adapter.match(return_rule=True)
    except HTTPException:
        return False
    return isinstance(rule, Rule) and _answers_with_json(str(rule.endpoint))


def _answers_with_json(endpoint: str) -> bool:
    said = document_of(current_app.view_functions[endpoint])
    return said is not None and not said.media and endpoint != f"{bp.name}.{batch.__name__}"


def _read(path: str, environ: dict[str, Any]) -> dict[str, Any]:
    with current_app.request_context(dict(environ)):
        reply = current_app.full_dispatch_request()
        body = orjson.Fragment(reply.get_data()) if reply.mimetype == JSON else None
        return {"get": path, "status": reply.status_code, "body": body}
