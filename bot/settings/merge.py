"""Joining objects that came from JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def merged(lower: Mapping[str, Any], upper: Mapping[str, Any]) -> dict[str, Any]:
    """``lower`` with ``upper`` on top: objects join key by key, everything else (lists too) is replaced."""
    result = dict(lower)
    for key, value in upper.items():
        below = result.get(key)
        if isinstance(value, Mapping):
            result[key] = merged(below if isinstance(below, Mapping) else {}, value)
        else:
            result[key] = value
    return result


def all_merged(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Several objects, the later ones on top."""
    result: dict[str, Any] = {}
    for part in parts:
        result = merged(result, part)
    return result


def found(tree: Mapping[str, Any], path: str) -> Any:
    """The value at a dotted path; ``None`` where there is none."""
    value: Any = tree
    for name in path.split("."):
        if not isinstance(value, Mapping) or name not in value:
            return None
        value = value[name]
    return value


def holds(tree: Mapping[str, Any], path: str) -> bool:
    """Whether there is a value, even ``null``, at a dotted path."""
    parent, _, name = path.rpartition(".")
    section = found(tree, parent) if parent else tree
    return isinstance(section, Mapping) and name in section


def nested(path: str, value: Any) -> dict[str, Any]:
    """``{"a": {"b": value}}`` for the path ``a.b``."""
    for name in reversed(path.split(".")):
        value = {name: value}
    return value if isinstance(value, dict) else {}


def chosen(section: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The values of ``names`` that are there."""
    return {name: section[name] for name in names if name in section}


def renamed(section: Mapping[str, Any], names: Mapping[str, str], kind: type) -> dict[str, Any]:
    """The values that are there under other names, as ``kind``."""
    return {new: kind(section[old]) for old, new in names.items() if old in section}


def absolute(value: str | None, cwd: Path) -> Path | None:
    """A path as the user wrote it, from ``cwd`` where it is relative."""
    return cwd / Path(value).expanduser() if value else None
