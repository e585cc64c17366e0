"""JSON out: bytes by orjson. NaN and the infinities become null, moments ISO 8601."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import orjson
from flask import Response
from flask.json.provider import JSONProvider

OPTIONS = orjson.OPT_NON_STR_KEYS


def dump(value: object) -> bytes:
    """``value`` as JSON."""
    return orjson.dumps(value, default=_plain, option=OPTIONS)


def raw(text: bytes) -> object:
    """JSON that is put into a reply as it stands, without being read."""
    return orjson.Fragment(text)


def _plain(value: Any) -> Any:
    """What orjson does not know: exact numbers, structs, sets, and numbers of numerical libraries."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, msgspec.Struct):
        return msgspec.structs.asdict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    if hasattr(value, "item"):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no JSON form.")


class OrjsonProvider(JSONProvider):
    """Flask's JSON, so that no reply is written by another library."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        return dump(obj).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)

    def response(self, *args: Any, **kwargs: Any) -> Any:
        body = dump(self._prepare_response_obj(args, kwargs))
        return Response(body, mimetype="application/json")
