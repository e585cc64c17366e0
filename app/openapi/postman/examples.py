"""A plain value for a schema: its default, its first allowed word, or the smallest thing of its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.openapi.texts import Node

SIMPLE: Mapping[str, Any] = {"boolean": False, "array": [], "null": None}


def example(schema: Node, schemas: Mapping[str, Any], known: Mapping[str, Any] | None = None) -> Any:
    """A value that fits; objects get the fields that they need, from ``known`` where it has the name."""
    if schema.get("default") is not None:
        return schema["default"]
    if "$ref" in schema:
        return example(schemas.get(schema["$ref"].rpartition("/")[2], {}), schemas, known)
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return example(schema["anyOf"][0], schemas, known)
    return _of_type(schema, schemas, known or {})


def _of_type(schema: Node, schemas: Mapping[str, Any], known: Mapping[str, Any]) -> Any:
    kind = schema.get("type")
    if kind == "object":
        fields, needed = schema.get("properties", {}), schema.get("required", ())
        return {name: known[name] if name in known else example(fields[name], schemas, known) for name in needed}
    if kind in ("integer", "number"):
        return schema["minimum"] if "minimum" in schema else int(schema.get("exclusiveMinimum", 0)) + 1
    if kind == "string":
        return "2026-01-01T00:00:00Z" if schema.get("format") == "date-time" else "example"
    return SIMPLE.get(str(kind))
