"""JSON of results: ours is strict, other programs write NaN into it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from bot.errors import StorageError


def dumped(value: Any) -> bytes:
    """As compact as can be; numbers may be NumPy's."""
    return orjson.dumps(value, option=orjson.OPT_SERIALIZE_NUMPY)


def described(settings: Mapping[str, Any]) -> bytes:
    """Settings as JSON, whatever they hold: paths, durations and the like become texts."""
    return orjson.dumps(settings, default=str, option=orjson.OPT_NON_STR_KEYS)


def loaded(content: bytes, name: str) -> dict[str, Any]:
    """The object in ``content``; raises ``StorageError`` that names the file."""
    try:
        try:
            value = orjson.loads(content)
        except orjson.JSONDecodeError:
            value = json.loads(content)  # knows NaN and Infinity
    except (ValueError, RecursionError) as error:
        raise StorageError(f"{name} holds no valid JSON: {error}.") from None
    if not isinstance(value, dict):
        raise StorageError(f"{name} must hold one JSON object, {{...}}.")
    return value


def read(path: Path) -> dict[str, Any]:
    """The object in a file; raises ``StorageError``."""
    try:
        return loaded(path.read_bytes(), str(path))
    except OSError as error:
        raise StorageError(f"{path} can't be read: {error.strerror}.") from None
