"""Settings from environment variables: ``TRADEPOST__SECTION__KEY=value``, or with the reference's prefix."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from bot.settings.check import KNOWN, SECTIONS
from bot.settings.files import Source
from bot.settings.kinds import AnyObject, Choice, Flag, Kind, Number, ObjectOf, OneOf, Text, Whole
from bot.settings.merge import nested

PREFIXES = ("FREQTRADE__", "TRADEPOST__")
STAY_TEXT = ("chat_id", "password")
_PATHS = {path.lower(): path for path in (*KNOWN, *SECTIONS)}
_TRUE, _FALSE = ("t", "true"), ("f", "false")


def read_environment(environ: Mapping[str, str]) -> list[Source]:
    """One source per variable, Tradepost's own prefix last, so that it wins."""
    return [
        Source(f"the environment variable {name}", nested(path, _typed(path, environ[name])))
        for prefix in PREFIXES
        for name in sorted(environ)
        if name.startswith(prefix) and (path := _path(name.removeprefix(prefix)))
    ]


def _path(name: str) -> str:
    """The dotted path that a variable names: spelled as the known key, or in lower case.

    The last word keeps its case inside objects whose keys the user chooses (coins, options of the exchange library).
    """
    words = [word for word in name.split("__") if word]
    path, parent = ".".join(words).lower(), ".".join(words[:-1]).lower()
    if path not in _PATHS and any(parent == free or parent.startswith(f"{free}.") for free in _free_objects()):
        return f"{parent}.{words[-1]}"
    return _PATHS.get(path, path)


def _free_objects() -> list[str]:
    return [path.lower() for path, key in KNOWN.items() if _holds_object(key.kind) or "ccxt" in path]


def _typed(path: str, text: str) -> Any:
    """``text`` as the key's kind wants it; elsewhere: whole number, number, true or false, JSON list, text."""
    kind = KNOWN[path].kind if path in KNOWN else None
    if path.rpartition(".")[2].lower() in STAY_TEXT or (kind and _wants_text(kind)):
        return text
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if _is_number(text):
        return float(text)
    if text.lower() in (*_TRUE, *_FALSE):
        return text.lower() in _TRUE
    return _from_json(text, objects=kind is not None and _holds_object(kind))


def _from_json(text: str, *, objects: bool) -> Any:
    """A JSON list (an object where the key is one), or the text itself."""
    try:
        value = json.loads(text) if text.lstrip()[:1] in ("[", "{") else text
    except ValueError:
        return text
    return value if isinstance(value, list) or (objects and isinstance(value, dict)) else text


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def _wants_text(kind: Kind) -> bool:
    """Whether a number or a truth would be wrong here, so that ``12345`` is meant as text."""
    if isinstance(kind, OneOf):
        return any(map(_wants_text, kind.kinds)) and not any(
            isinstance(one, Number | Whole | Flag) for one in kind.kinds
        )
    return isinstance(kind, Text | Choice)


def _holds_object(kind: Kind) -> bool:
    if isinstance(kind, OneOf):
        return any(map(_holds_object, kind.kinds))
    return isinstance(kind, ObjectOf | AnyObject)
