"""Example values for calls of the API."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from app.openapi.outline import Call, Field, Shape, Word

ADDRESS = "http://127.0.0.1:8080"
BASIC = '-u "$NAME:$PASSWORD"'
SOCKETS = ("/message/",)
STREAMS = ("/api/v1/events",)
VALUES: Mapping[str, Any] = {
    "action": "adopt",
    "state": "reduce_only",
    "timeout": 600,
    "stake_amount": 500,
    "key": "size_drift:1",
    "blacklist": ["DOGE/USDT"],
    "columns": ["rsi"],
    "limit": 100,
    "lockid": 1,
    "ordertype": "market",
    "jobid": "JOB",
    "pairs": ["BTC/USDT", "ETH/USDT"],
    "timeframes": ["5m", "1h"],
    "days": 30,
    "enable_protections": False,
    "startup_candle": [200, 400],
    "epochs": 100,
    "spaces": ["buy", "sell"],
    "file": "backtest-result-2026-01-31_12-00-00",
    "filename": "backtest-result-2026-01-31_12-00-00",
    "notes": "before the change",
    "pair": "BTC/USDT",
    "pairlists": [{"method": "VolumePairList", "number_assets": 20}],
    "pairs_to_delete": "DOGE/USDT",
    "reason": "news",
    "side": "long",
    "stake_currency": "USDT",
    "strategy": "SampleStrategy",
    "name": "SampleStrategy",
    "timeframe": "5m",
    "timerange": "20260101-20260201",
    "tradeid": "1",
    "trade_id": 1,
    "lock_id": 1,
    "session_id": "SESSION",
    "until": "2030-01-01T00:00:00Z",
    "username": "trader",
    "password": "...",
}
ALSO: Mapping[str, Sequence[str]] = {
    "BacktestBody": ("timerange",),
    "DownloadBody": ("timeframes", "days"),
    "HyperoptBody": ("epochs", "spaces", "timerange"),
    "LookaheadBody": ("timerange",),
    "NotesBody": ("notes",),
    "RecursiveBody": ("timerange", "startup_candle"),
    "ForceEnterBody": ("side", "ordertype"),
    "LockBody": ("reason",),
    "LockDeleteBody": ("pair",),
    "PreviewBody": ("ordertype", "stake_amount"),
    "PairCandlesBody": ("limit", "columns"),
    "PairHistoryBody": ("strategy",),
    "delete_blacklist": ("pairs_to_delete",),
}
"""Fields of a body, parameters of a call, that an example shows though they may be left out."""
BY_TYPE: Mapping[str, Any] = {"string": "text", "integer": 1, "number": 1.5, "boolean": True}


def curl(call: Call, shapes: Mapping[str, Shape]) -> str:
    """A command that makes this call, or nothing for a call that curl can't make."""
    if any(part in call.path for part in SOCKETS):
        return ""
    words = ["curl", "-N" if call.path in STREAMS else "-s", *_credentials(call)]
    if call.method not in ("GET", "POST") or (call.method == "POST" and not call.body):
        words += ["-X", call.method]
    if call.body:
        words += ["-H", "'Content-Type: application/json'", "-d", f"'{json.dumps(body(call.body, shapes))}'"]
    return " ".join([*words, f"'{address(call)}'" if "?" in address(call) else address(call)])


def address(call: Call) -> str:
    """The call's address with example values for what it needs."""
    path = call.path
    for field in call.fields:
        if field.place == "path":
            path = path.replace(f"{{{field.name}}}", quote(str(_value(field))))
    shown = [field for field in call.fields if field.is_required or field.name in ALSO.get(call.anchor, ())]
    query = {field.name: _value(field) for field in shown if field.place == "query"}
    return f"{ADDRESS}{path}" + (f"?{urlencode(query, safe='/')}" if query else "")


def body(words: Sequence[Word], shapes: Mapping[str, Shape]) -> Any:
    """An example of a body."""
    shape = next(shapes[word.schema] for word in words if word.schema)
    also = ALSO.get(shape.name, ())
    wanted = {field.name: _value(field) for field in shape.fields if field.is_required or field.name in also}
    return [wanted] if words[0].text == "list of" else wanted


def _credentials(call: Call) -> Iterator[str]:
    if "refresh" in call.access:
        yield '-H "Authorization: Bearer $REFRESH_TOKEN"'
    elif call.access:
        yield BASIC


def _value(field: Field) -> Any:
    kind = field.words[0].text if field.words else ""
    return VALUES.get(field.name, BY_TYPE.get(kind, "text"))
