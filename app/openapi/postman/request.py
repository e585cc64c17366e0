"""One call of the OpenAPI document as a request of the collection."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from app.openapi.postman.examples import example
from app.openapi.postman.scripts import checks, script
from app.openapi.postman.steps import COMMON_INPUT, OK, OWN_PATHS, PATH_VARIABLES, STEPS, Step
from app.openapi.texts import Node

JSON = "application/json"
NEVER_GOOD = (401, 403, 413, 415, 429, 500)


def item(method: str, path: str, told: Node, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """The request with its tests."""
    step = STEPS.get(told["operationId"]) or Step(statuses=_statuses(told))
    reply = told["responses"]["200"]["content"][JSON]["schema"]
    events = [script("prerequest", step.before)] if step.before else []
    tests = checks(step.statuses, reply, schemas)
    return {
        "id": told["operationId"],
        "name": f"{method.upper()} {path.removeprefix('/api/v1')}",
        "event": [*events, script("test", f"{tests}\n{step.after}" if step.after else tests)],
        "request": {
            "method": method.upper(),
            "description": told["description"],
            "header": [{"key": "Content-Type", "value": JSON}] if "requestBody" in told else [],
            "url": _url(path, told, step, schemas),
            **_auth(told["operationId"]),
            **_body(told, step, schemas),
        },
    }


def _statuses(told: Node) -> tuple[int, ...]:
    """What a call may answer for which no input was thought of: only without input it must succeed."""
    needs_input = "requestBody" in told or any(given["required"] for given in told["parameters"])
    documented = (int(status) for status in told["responses"])
    return tuple(status for status in documented if status not in (304, *NEVER_GOOD)) if needs_input else OK


def _url(path: str, told: Node, step: Step, schemas: Mapping[str, Any]) -> dict[str, Any]:
    known = {**PATH_VARIABLES, **OWN_PATHS.get(told["operationId"], {})}
    for given in told["parameters"]:
        if given["in"] == "path":
            value = known.get(given["name"], _text(example(given["schema"], schemas)))
            path = path.replace(f"{{{given['name']}}}", value)
    query = [_parameter(given, step, schemas) for given in told["parameters"] if given["in"] == "query"]
    sent = "&".join(f"{given['key']}={given['value']}" for given in query if not given.get("disabled"))
    raw = f"{{{{baseUrl}}}}{path}"
    url: dict[str, Any] = {
        "raw": f"{raw}?{sent}" if sent else raw,
        "host": ["{{baseUrl}}"],
        "path": path.strip("/").split("/"),
    }
    return {**url, "query": query} if query else url


def _parameter(given: Node, step: Step, schemas: Mapping[str, Any]) -> dict[str, Any]:
    """A parameter of the query; those that are neither needed nor sent are there to be switched on."""
    name = given["name"]
    value = step.query.get(name) or COMMON_INPUT.get(name) or example(given["schema"], schemas)
    is_sent = given["required"] or name in step.query
    return {"key": name, "value": _text(value), **({} if is_sent else {"disabled": True})}


def _text(value: Any) -> str:
    """``value`` in a query or a path."""
    return "" if value is None or value == [] else str(value).lower() if isinstance(value, bool) else str(value)


def _body(told: Node, step: Step, schemas: Mapping[str, Any]) -> dict[str, Any]:
    if "requestBody" not in told:
        return {}
    schema = told["requestBody"]["content"][JSON]["schema"]
    content = example(schema, schemas, COMMON_INPUT) if step.body is None else step.body
    text = json.dumps(content, indent=2)
    return {"body": {"mode": "raw", "raw": text, "options": {"raw": {"language": "json"}}}}


def _auth(name: str) -> dict[str, Any]:
    """Who asks, where that is not the holder of the access token."""
    if name == "post_token_login":
        given = {"username": "{{user}}", "password": "{{password}}"}
        pairs = [{"key": key, "value": value, "type": "string"} for key, value in given.items()]
        return {"auth": {"type": "basic", "basic": pairs}}
    if name == "post_token_refresh":
        return {"auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{refreshToken}}", "type": "string"}]}}
    return {}
