"""Input as typed values; what can't be understood is refused with the place and the reason."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar, cast

import msgspec
from flask import request
from gunicorn.http.errors import ParseException

from app.errors import HttpRefusal, InvalidInput

T = TypeVar("T")
CUT_OFF = "The body could not be read to its end."
MAX_INTEGER = 2**63 - 1
MAX_INTEGER_DIGITS = 20
MAX_REPEATED = 20  # fields of a refused body that its reply repeats
SECRET_WORDS = ("password", "token", "secret")
JSON_TYPES = ("application/json", "")
PLACE = re.compile(r"^(?P<message>.*) - at `\$(?P<path>.*)`$", re.DOTALL)
STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
MISSING = re.compile(r"missing required field `(?P<name>[^`]+)`")
BOUND = re.compile(r"^Expected `\w+`(?: of length)? (?P<sign>>=|<=|>|<) (?P<value>\S+)$")
BOUNDS = {
    ">=": ("greater_than_equal", "greater than or equal to", "ge"),
    "<=": ("less_than_equal", "less than or equal to", "le"),
    ">": ("greater_than", "greater than", "gt"),
    "<": ("less_than", "less than", "lt"),
}
NUMBERS = {"int": "integer", "float": "number"}


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a query: whether it may be repeated, and whether it takes any text."""

    is_list: bool
    is_text: bool


def read_query(model: type[T]) -> T:
    """The query as ``model``; unknown fields are ignored. Raises ``InvalidInput``, also for a field given twice."""
    fields = _fields(cast("Hashable", model))
    given: dict[str, Any] = {}
    for name, values in request.args.lists():
        field = fields.get(name)
        if field is None:
            continue
        if len(values) > 1 and not field.is_list:
            raise InvalidInput.at(("query", name), "Input should be given once", given=values)
        if "null" in (text.lower() for text in values) and not field.is_text:
            raise InvalidInput.at(("query", name), "Input should be left out instead of null", given=values[0])
        given[name] = values if field.is_list else values[0]
    return _converted(given, model, "query")


def read_body(model: type[T]) -> T:
    """The JSON body as ``model``; unknown fields are ignored, numbers may come as text.

    Raises ``InvalidInput``, or a refusal with 415 for anything but JSON and 413 for more than the server takes.
    """
    if request.mimetype not in JSON_TYPES:
        raise HttpRefusal(415, "The body must be JSON: send Content-Type: application/json.")
    raw = body_bytes()
    if not raw:
        raise InvalidInput.at(("body",), "Field required", kind="missing")
    return _converted(_decoded(raw), model, "body")


def body_bytes(*, is_kept: bool = False) -> bytes:
    """The bytes of the body, which may break off or come in chunks that are none; ``is_kept`` for who reads again."""
    try:
        raw = request.get_data(cache=is_kept)
    except ParseException as error:
        raise HttpRefusal(400, CUT_OFF) from error
    if request.content_length is not None and len(raw) < request.content_length:
        raise HttpRefusal(400, CUT_OFF)
    return raw


def path_int(name: str, text: str) -> int:
    """An id from the path. Raises ``InvalidInput``."""
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MAX_INTEGER_DIGITS):
        message = "Input should be a valid integer, unable to parse string as an integer"
        raise InvalidInput.at(("path", name), message, kind="int_parsing", given=text)
    number = int(text)
    if abs(number) > MAX_INTEGER:
        message = f"Input should be less than or equal to {MAX_INTEGER}"
        raise InvalidInput.at(("path", name), message, kind="less_than_equal", given=text)
    return number


def path_strategy(name: str) -> str:
    """A strategy's name from the path, see ``checked_strategy``."""
    return checked_strategy(name, ("path", "strategy"))


def checked_strategy(name: str, place: Iterable[str]) -> str:
    """``name``, unless it carries a strategy's code instead: code is never taken from callers."""
    if ":" in name:
        message = "base64 encoded strategies are not allowed."
        raise InvalidInput.at(tuple(place), message, kind="strategy_name", given=name)
    return name


def _decoded(raw: bytes) -> Any:
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise InvalidInput.at(("body",), "The JSON is nested too deeply", kind="json_invalid") from None
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise InvalidInput.at(("body",), f"JSON decode error: {error}", kind="json_invalid") from None


def _converted(given: Any, model: type[T], source: str) -> T:
    try:
        return msgspec.convert(given, model, strict=False)
    except msgspec.ValidationError as error:
        raise InvalidInput([_problem(str(error), given, source)]) from None


@cache
def _fields(model: Hashable) -> Mapping[str, _Field]:
    """What a query may hold."""
    info = msgspec.inspect.type_info(model)
    fields = info.fields if isinstance(info, msgspec.inspect.StructType) else ()
    is_list, is_text = msgspec.inspect.ListType, msgspec.inspect.StrType
    return {one.encode_name: _Field(_may_be(is_list, one.type), _may_be(is_text, one.type)) for one in fields}


def _may_be(kind: type[msgspec.inspect.Type], given: msgspec.inspect.Type) -> bool:
    """Whether ``given`` is of this kind, or a union or a list with one."""
    if isinstance(given, kind):
        return True
    if isinstance(given, msgspec.inspect.UnionType):
        return any(_may_be(kind, one) for one in given.types)
    return isinstance(given, msgspec.inspect.ListType) and _may_be(kind, given.item_type)


def _problem(message: str, given: Any, source: str) -> dict[str, Any]:
    """The decoder's sentence in the form that clients of this API read."""
    found = PLACE.match(message)
    path = _steps(found["path"]) if found else []
    text = found["message"] if found else message
    missing = MISSING.search(text)
    if missing:
        place = [*path, missing["name"]]
        around = _without_secrets(_at(given, path))
        return {"type": "missing", "loc": [source, *place], "msg": "Field required", "input": around}
    value = None if path and _is_secret(path[-1]) else _at(given, path)
    return {"loc": [source, *path], **_reason(text, value), "input": _shown(value)}


def _without_secrets(given: Any) -> Any:
    """What a field was missing from, as the reply repeats it."""
    if not isinstance(given, dict):
        return _shown(given)
    return {name: _shown(value) for name, value in list(given.items())[:MAX_REPEATED] if not _is_secret(name)}


def _is_secret(name: str | int) -> bool:
    return any(word in str(name).lower() for word in SECRET_WORDS)


def _reason(text: str, value: Any) -> dict[str, Any]:
    bound = BOUND.match(text)
    if bound and "of length" not in text:
        kind, words, key = BOUNDS[bound["sign"]]
        limit = float(bound["value"])
        number = int(limit) if limit.is_integer() else limit
        return {"type": kind, "msg": f"Input should be {words} {number}", "ctx": {key: number}}
    expected = re.match(r"^Expected `(int|float)", text)
    if expected:
        noun = NUMBERS[expected[1]]
        parsing = f", unable to parse string as {'an integer' if noun == 'integer' else 'a number'}"
        is_text = isinstance(value, str)
        kind = f"{expected[1]}_{'parsing' if is_text else 'type'}"
        return {"type": kind, "msg": f"Input should be a valid {noun}{parsing if is_text else ''}"}
    if text.startswith("Expected `object`"):
        return {"type": "model_attributes_type", "msg": "Input should be a valid object"}
    if text.startswith("Expected `array"):
        return {"type": "list_type", "msg": "Input should be a valid list"}
    if text.startswith("Invalid enum value"):
        return {"type": "enum", "msg": f"Input is none of the allowed words: {value!r:.60}"}
    if "timezone" in text:
        return {"type": "timezone_aware", "msg": "Input should have timezone info"}
    return {"type": "value_error", "msg": text}


def _steps(path: str) -> list[str | int]:
    return [
        step["name"] if step["name"] else int(step["index"]) if step["index"].isdigit() else step["index"]
        for step in STEP.finditer(path)
    ]


def _at(given: Any, path: Iterable[str | int]) -> Any:
    """What was given at ``path``; the whole where the path leads nowhere."""
    value = given
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return given
    return value


def _shown(value: Any) -> Any:
    """``value`` as the reply repeats it: not at length, and within JSON's numbers."""
    if isinstance(value, int) and abs(value) > MAX_INTEGER:
        return str(value)
    if isinstance(value, (dict, list)):
        return None
    return value[:200] if isinstance(value, str) else value
