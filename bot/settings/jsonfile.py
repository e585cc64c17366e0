"""JSON as people write it: with comments and trailing commas; errors name the line and the column."""

from __future__ import annotations

import re
from typing import Any

import rapidjson

from bot.errors import ConfigError

_PARSE_MODE = rapidjson.PM_COMMENTS | rapidjson.PM_TRAILING_COMMAS
_NUMBERS = rapidjson.NM_NATIVE  # no NaN; with mode 0 the parser forgets about trailing commas
_ERROR = re.compile(r"Parse error at offset (\d+): (.*?)\.?$", re.DOTALL)


def parsed(text: str, name: str) -> dict[str, Any]:
    """The object in ``text``; raises ``ConfigError`` that names the file ``name``, the line and the column."""
    try:
        value = rapidjson.loads(text, parse_mode=_PARSE_MODE, number_mode=_NUMBERS)
    except rapidjson.JSONDecodeError as error:
        raise ConfigError(_located(str(error), text, name)) from None
    except ValueError as error:
        raise ConfigError(f"{name} holds no valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise ConfigError(f"{name} must hold one JSON object, {{...}}.")
    return value


def _located(message: str, text: str, name: str) -> str:
    match = _ERROR.match(message)
    if match is None:
        return f"{name} holds no valid JSON: {message}"
    before = text.encode()[: int(match[1])].decode(errors="ignore")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return f"{name}, line {line}, column {column}: {match[2]}."
