"""The collection and the environment as Postman and newman read them (collection format 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.openapi.postman.request import item
from app.openapi.postman.scripts import LOG_IN, script
from app.openapi.postman.steps import folder_place, place
from app.openapi.texts import Node

FORMAT = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
ABOUT = """\
Every call of the API, with a test of its status and of its reply's shape.

Choose an environment with `baseUrl`, `user` and `password`. A request logs in by itself where no token is at hand.
Run as a whole, the collection opens two trades, leaves them, stops and reloads the bot and starts it again: use it with
a bot that runs on a simulated market, with `force_entry_enable`. Event streams and WebSockets are not part of it."""
VARIABLES: Mapping[str, str] = {
    "accessToken": "",
    "refreshToken": "",
    "loggedInAt": "0",
    "pair": "BTC/USDT",
    "otherPair": "ETH/USDT",
    "timeframe": "5m",
    "strategy": "SampleStrategy",
    "tradeId": "1",
    "waitingTradeId": "2",
    "lowPrice": "",
    "highPrice": "",
    "lockId": "1",
    "otherLockId": "2",
    "sessionId": "",
    "stakeCurrency": "USDT",
    "jobId": "",
    "startTries": "0",
}


def collection(document: Node) -> dict[str, Any]:
    """All calls of the OpenAPI document that answer with JSON, a folder per tag, in an order that works."""
    tags = sorted(document["tags"], key=lambda tag: folder_place(tag["name"]))
    folders = [_folder(tag, document) for tag in tags]
    return {
        "info": {"name": document["info"]["title"], "description": ABOUT, "schema": FORMAT},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{accessToken}}", "type": "string"}]},
        "event": [script("prerequest", LOG_IN)],
        "variable": [{"key": key, "value": value} for key, value in VARIABLES.items()],
        "item": [folder for folder in folders if folder["item"]],
    }


def environment() -> dict[str, Any]:
    """Where a bot on the own machine is; the password is left to the user."""
    values = (
        {"key": "baseUrl", "value": "http://127.0.0.1:8080", "type": "default", "enabled": True},
        {"key": "user", "value": "freqtrader", "type": "default", "enabled": True},
        {"key": "password", "value": "", "type": "secret", "enabled": True},
    )
    return {"name": "Tradepost on this machine", "values": list(values), "_postman_variable_scope": "environment"}


def _folder(tag: Node, document: Node) -> dict[str, Any]:
    calls = [
        (method, path, told)
        for path, methods in document["paths"].items()
        for method, told in methods.items()
        if tag["name"] in told["tags"] and _answers_json(told)
    ]
    calls.sort(key=lambda call: place(call[2]["operationId"]))
    items = [item(method, path, told, document["components"]["schemas"]) for method, path, told in calls]
    return {"name": tag["name"], "description": tag.get("description", ""), "item": items}


def _answers_json(told: Node) -> bool:
    return "application/json" in told["responses"].get("200", {}).get("content", {})
