"""Builds the OpenAPI 3.1 document from the application's routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from flask import Flask

from app.openapi import texts
from app.openapi.operation import operation
from app.openapi.routes import Route, routes
from app.openapi.texts import Node, ref
from app.schemas import ErrorReply


def describe(app: Flask, version: str) -> Node:
    """The whole document; ``version`` is Tradepost's."""
    found = routes(app)
    references, schemas = _schemas(found)
    paths: dict[str, dict[str, Node]] = {}
    for route in found:
        paths.setdefault(route.path, {})[route.method.lower()] = operation(route, references, schemas)
    return {
        "openapi": texts.OPENAPI_VERSION,
        "info": {"title": texts.TITLE, "version": version, "description": texts.ABOUT},
        "servers": [{"url": "/"}],
        "tags": _tags(found),
        "paths": paths,
        "components": {
            "schemas": used(schemas, paths),
            "responses": {f"Error{status}": _error(status) for status in texts.ERRORS},
            "headers": texts.HEADERS,
            "securitySchemes": _security_schemes(app),
        },
    }


def _schemas(found: Sequence[Route]) -> tuple[dict[Any, Node], dict[str, Any]]:
    """A schema for each type that the routes name, and the components that those refer to."""
    types = [ErrorReply]
    for route in found:
        said = route.said
        types += [kind for kind in (said.reply, said.query, said.body) if kind is not None and kind not in types]
    references, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    return dict(zip(types, references, strict=True)), {name: _plain(schema) for name, schema in components.items()}


def _plain(node: Any) -> Any:
    """``node`` with fixed rows (``prefixItems``), which many tools can't read, as lists of that length."""
    if isinstance(node, (list, tuple)):
        return [_plain(value) for value in node]
    if not isinstance(node, Mapping):
        return node
    places = node.get("prefixItems")
    if not places:
        return {key: _plain(value) for key, value in node.items()}
    kinds = [_plain(kind) for number, kind in enumerate(places) if kind not in places[:number]]
    rest = {key: value for key, value in node.items() if key != "prefixItems"}
    order = ", ".join(str(kind.get("type", "anything")) for kind in places)
    return {
        **rest,
        "items": kinds[0] if len(kinds) == 1 else {"anyOf": kinds},
        "description": f"In this order: {order}.",
    }


def used(schemas: Mapping[str, Any], node: Node) -> dict[str, Any]:
    """The schemas that ``node`` refers to, directly or not, and that of errors."""
    wanted = {"ErrorReply"}
    waiting = [*_names(node), *wanted]
    while waiting:
        name = waiting.pop()
        wanted.add(name)
        waiting += [other for other in _names(schemas[name]) if other not in wanted]
    return {name: schema for name, schema in sorted(schemas.items()) if name in wanted}


def _names(node: Any) -> Iterable[str]:
    """Names of the schemas that ``node`` refers to, at any depth."""
    if isinstance(node, Mapping):
        target = node.get("$ref")
        if isinstance(target, str) and target.startswith("#/components/schemas/"):
            yield target.rpartition("/")[2]
        for value in node.values():
            yield from _names(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _names(value)


def _tags(found: Sequence[Route]) -> list[dict[str, str]]:
    used = {route.said.tag for route in found}
    known = [{"name": name, "description": text} for name, text in texts.GROUPS.items() if name in used]
    return known + [{"name": name} for name in sorted(used - set(texts.GROUPS))]


def _error(status: int) -> Node:
    if status in texts.FROM_THE_SERVER:
        return {"description": texts.ERRORS[status], "content": {"text/html": {"schema": {"type": "string"}}}}
    headers = ("X-Request-ID", *texts.ERROR_HEADERS.get(status, ()))
    return {
        "description": texts.ERRORS[status],
        "headers": {name: ref("headers", name) for name in headers},
        "content": {"application/json": {"schema": ref("schemas", "ErrorReply")}},
    }


def _security_schemes(app: Flask) -> dict[str, Node]:
    """The schemes, with the name that the cookie has in this application."""
    session = {**texts.SECURITY_SCHEMES["session"], "name": app.config["SESSION_COOKIE_NAME"]}
    return {**texts.SECURITY_SCHEMES, "session": session}
