"""The document in the order in which a reader wants it: groups of operations, then schemas."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.openapi.texts import Node

BOUNDS = (
    ("minimum", "≥ {}"),
    ("exclusiveMinimum", "> {}"),
    ("maximum", "≤ {}"),
    ("exclusiveMaximum", "< {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("maxItems", "at most {} items"),
    ("format", "{}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A piece of a type: text, and the schema that it leads to if there is one."""

    text: str
    schema: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter or a property; ``place`` is ``path``, ``query`` or ``header`` for parameters."""

    name: str
    words: Sequence[Word]
    bounds: str
    is_required: bool
    default: Any = None
    place: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A status with its meaning and its type."""

    status: str
    text: str
    words: Sequence[Word]
    headers: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """An operation."""

    anchor: str
    method: str
    path: str
    summary: str
    text: str
    is_old: bool
    access: Sequence[str]
    fields: Sequence[Field]
    body: Sequence[Word]
    replies: Sequence[Reply]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations that belong together."""

    name: str
    text: str
    calls: Sequence[Call]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A schema with its properties, or its allowed words."""

    name: str
    text: str
    fields: Sequence[Field]
    allowed: Sequence[str]


def outline(document: Node) -> dict[str, Any]:
    """What the template needs."""
    components = document["components"]
    calls = [
        (described["tags"][0], _call(method, path, described, components))
        for path, methods in document["paths"].items()
        for method, described in methods.items()
    ]
    return {
        "info": document["info"],
        "groups": [
            Group(
                name=tag["name"],
                text=tag.get("description", ""),
                calls=[call for name, call in calls if name == tag["name"]],
            )
            for tag in document["tags"]
        ],
        "shapes": [_shape(name, schema) for name, schema in components["schemas"].items()],
        "schemes": components["securitySchemes"],
    }


def _call(method: str, path: str, described: Node, components: Node) -> Call:
    body = described.get("requestBody")
    return Call(
        anchor=described["operationId"],
        method=method.upper(),
        path=path,
        summary=described["summary"],
        text=described["description"].removeprefix(described["summary"]).strip(),
        is_old=described.get("deprecated", False),
        access=[" + ".join(way) for way in described["security"]],
        fields=[_parameter(parameter) for parameter in described["parameters"]],
        body=list(_content(body)) if body else [],
        replies=[_reply(status, reply, components) for status, reply in described["responses"].items()],
    )


def _parameter(given: Node) -> Field:
    schema = given["schema"]
    return Field(
        name=given["name"],
        words=list(_words(schema)),
        bounds=_bounds(schema),
        is_required=given["required"],
        default=schema.get("default"),
        place=given["in"],
        text=given.get("description", ""),
    )


def _reply(status: str, given: Node, components: Node) -> Reply:
    target = given.get("$ref")
    reply = components["responses"][target.rpartition("/")[2]] if target else given
    return Reply(
        status=status,
        text=reply["description"],
        words=list(_content(reply)),
        headers=list(reply.get("headers", ())),
    )


def _content(holder: Node) -> Iterable[Word]:
    for kind in holder.get("content", {}).values():
        yield from _words(kind["schema"])


def _shape(name: str, schema: Node) -> Shape:
    required = schema.get("required", ())
    fields = [
        Field(
            name=key,
            words=list(_words(value)),
            bounds=_bounds(value),
            is_required=key in required,
            default=value.get("default"),
            text=value.get("description", ""),
        )
        for key, value in schema.get("properties", {}).items()
    ]
    return Shape(
        name=name,
        text=schema.get("description", ""),
        fields=fields,
        allowed=[str(word) for word in schema.get("enum", ())],
    )


def _words(schema: Node) -> Iterable[Word]:
    """The type in words, such as ``list of`` ``TradeReply`` ``or null``."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield Word(text=name, schema=name)
    elif "anyOf" in schema:
        for number, kind in enumerate(schema["anyOf"]):
            if number:
                yield Word(text="or")
            yield from _words(kind)
    elif schema.get("type") == "array":
        yield Word(text="list of")
        yield from _words(schema.get("items") or {})
        if "description" in schema:
            yield Word(text=f"({schema['description'].lower().rstrip('.')})")
    elif isinstance(schema.get("additionalProperties"), Mapping):
        yield Word(text="object of")
        yield from _words(schema["additionalProperties"])
    else:
        yield Word(text=_plain(schema))


def _plain(schema: Node) -> str:
    if "enum" in schema:
        return " | ".join(str(word) for word in schema["enum"])
    kind = schema.get("type", "anything")
    return kind if isinstance(kind, str) else " or ".join(kind)


def _bounds(schema: Node) -> str:
    inner = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    chosen = inner[0] if len(inner) == 1 else schema
    return ", ".join(text.format(chosen[key]) for key, text in BOUNDS if key in chosen)
