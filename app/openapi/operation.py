"""One route as an OpenAPI operation: what it takes, what it gives, how it refuses, who may call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.openapi import texts
from app.openapi.routes import Route
from app.openapi.texts import Node, ref
from app.params import MAX_INTEGER

TOKEN_LOGIN, TOKEN_REFRESH, PAGE_LOGIN = "login.token_login", "login.token_refresh", "login.session_login"
LOGOUT = "login.session_logout"
SOCKET, SOCKET_AFTER_TOKEN = "ws.messages", "ws.messages_after_token"
NUMBERS = frozenset({"trade_id", "lock_id"})
VARIABLES: Mapping[str, str] = {
    "trade_id": "The trade's number.",
    "lock_id": "The lock's number.",
    "session_id": "The session's `id`, as `/api/v1/sessions` shows it.",
    "name": "The strategy's name.",
    "strategy": "The strategy's name.",
    "file": "The `filename` of a stored result, as `/api/v1/backtest/history` shows it.",
    "jobid": "The job's `job_id`.",
}
RESEARCH = frozenset({"research", "backtesting", "analysis", "jobs"})
"""Groups whose calls may be refused for what is found only when it is looked for: files, exchanges, the database."""
JSON = "application/json"
ANY_USER: tuple[Node, ...] = ({"basic": []}, {"token": []}, {"session": []})
ANY_USER_CHANGES: tuple[Node, ...] = ({"basic": []}, {"token": []}, {"session": [], "csrf": []})
NOBODY_ASKED: tuple[Node, ...] = ()
OWN_SECURITY: Mapping[str, tuple[Node, ...]] = {
    TOKEN_LOGIN: ({"basic": []},),
    TOKEN_REFRESH: ({"refresh": []},),
    PAGE_LOGIN: NOBODY_ASKED,
    SOCKET: ({"socket": []}, {"session": []}),
    SOCKET_AFTER_TOKEN: NOBODY_ASKED,
}
SOCKET_REPLY = "The connection becomes a WebSocket; messages are JSON."


def operation(route: Route, references: Mapping[Any, Node], schemas: Mapping[str, Any]) -> Node:
    """The operation; ``references`` has the schema of each type, ``schemas`` the components they refer to."""
    said = route.said
    described: dict[str, Any] = {
        "operationId": route.name,
        "tags": [said.tag],
        "summary": route.summary,
        "description": route.text,
        "parameters": [*_path_parameters(route), *_query_parameters(route, references, schemas)],
        "responses": {**_success(route, references), **_refusals(route)},
        "security": _security(route),
    }
    if route.is_tagged:
        described["parameters"].append(texts.IF_NONE_MATCH)
    if takes_key(route):
        described["parameters"].append(texts.IDEMPOTENCY_KEY)
    if said.body is not None:
        described["requestBody"] = {"required": True, "content": {JSON: {"schema": references[said.body]}}}
    if route.is_old_name:
        described["deprecated"] = True
    return described


def takes_key(route: Route) -> bool:
    """Whether the call is a change by someone who is known, which an ``Idempotency-Key`` makes happen once."""
    return route.changes and not route.said.public and route.endpoint not in (TOKEN_LOGIN, TOKEN_REFRESH, PAGE_LOGIN)


def error_codes(route: Route) -> Iterator[int]:
    """Statuses of the refusals that this route may answer with."""
    said = route.said
    is_open = route.is_socket or said.public
    takes_input = bool(said.query or said.body or NUMBERS.intersection(route.variables))
    is_change = takes_key(route)
    takes_password = not is_open and route.endpoint != TOKEN_REFRESH
    causes = {
        400: takes_input or is_change or said.needs_bot or said.refuses or said.tag in RESEARCH,
        401: not is_open,
        403: said.forbids or is_change,
        404: said.not_found,
        409: said.conflicts or is_change,
        413: said.body is not None,
        414: bool(said.query or route.variables),
        415: said.body is not None,
        426: route.is_socket,
        429: said.limited or takes_password,
        500: True,
        501: route.is_socket,
        503: said.needs_bot or said.tag in RESEARCH,
    }
    return (status for status, applies in causes.items() if applies)


def _refusals(route: Route) -> dict[str, Node]:
    return {str(status): ref("responses", f"Error{status}") for status in error_codes(route)}


def _success(route: Route, references: Mapping[Any, Node]) -> dict[str, Node]:
    if route.is_socket:
        return {"101": {"description": SOCKET_REPLY}}
    said = route.said
    names = ["X-Request-ID"]
    names += texts.CACHED_HEADERS if route.is_tagged else ()
    names += texts.LIMIT_HEADERS if said.limited else ()
    names += ("Set-Cookie",) if route.endpoint in (PAGE_LOGIN, LOGOUT) else ()
    done: dict[str, Any] = {"description": "Done.", "headers": {name: ref("headers", name) for name in names}}
    if said.reply is not None:
        done["content"] = {JSON: {"schema": references[said.reply]}}
    if said.media:
        done["content"] = {said.media: {"schema": {"type": "string"}}}
    replies: dict[str, Node] = {"200": done}
    if route.is_tagged:
        replies["304"] = {
            "description": "The client has this reply already.",
            "headers": {name: ref("headers", name) for name in ("X-Request-ID", *texts.CACHED_HEADERS)},
        }
    return replies


def _security(route: Route) -> list[Node]:
    if route.endpoint in OWN_SECURITY:
        return list(OWN_SECURITY[route.endpoint])
    if route.said.public:
        return list(NOBODY_ASKED)
    return list(ANY_USER_CHANGES if route.changes else ANY_USER)


def _path_parameters(route: Route) -> Iterator[Node]:
    for name in route.variables:
        is_number = name in NUMBERS
        limits = {"type": "integer", "minimum": -MAX_INTEGER, "maximum": MAX_INTEGER}
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": VARIABLES.get(name, ""),
            "schema": limits if is_number else {"type": "string", "minLength": 1},
        }


def _query_parameters(route: Route, references: Mapping[Any, Node], schemas: Mapping[str, Any]) -> Iterator[Node]:
    if route.said.query is None:
        return
    model = schemas[references[route.said.query]["$ref"].rpartition("/")[2]]
    for name, schema in model["properties"].items():
        yield {"name": name, "in": "query", "required": name in model["required"], "schema": _as_text(schema)}


def _as_text(schema: Node) -> Node:
    """``schema`` without null, for which a query has no word: the parameter is left out instead."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    rest = {key: value for key, value in schema.items() if key != "anyOf"}
    if rest.get("default", "") is None:
        del rest["default"]
    if not kinds:
        return rest
    return {**kinds[0], **rest} if len(kinds) == 1 else {"anyOf": kinds, **rest}
