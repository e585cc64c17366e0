"""docs/reference/api/: a page for each group of calls, one with the shapes of bodies and replies, and their index."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.openapi.outline import Call, Field, Group, Reply, Shape, Word
from app.openapi.texts import ERRORS
from tools.pages import markdown
from tools.pages.examples import curl
from tools.pages.markdown import cell, code, table

SHAPES = "shapes.md"
MAX_FIELDS_INLINE, FIRST_REFUSAL = 25, 400
BASE = """\
The examples take name and password from the environment: `NAME` and `PASSWORD` are `api_server.username` and
`api_server.password` of your configuration.
"""


def pages(outlined: Mapping[str, Any]) -> dict[str, str]:
    """Text of each page by its file's name."""
    shapes = {shape.name: shape for shape in outlined["shapes"]}
    made = {f"{group.name}.md": markdown.page(_group(group, shapes)) for group in outlined["groups"]}
    made["index.md"] = markdown.page(_index(outlined))
    made[SHAPES] = markdown.page(_shapes(outlined["shapes"]))
    return made


def _index(outlined: Mapping[str, Any]) -> Iterator[str]:
    yield "# REST API"
    yield ""
    yield from outlined["info"]["description"].strip().splitlines()
    yield ""
    yield "The bot serves the same as OpenAPI 3.1 at `/openapi.json`, and as a page at `/docs`, where"
    yield "`api_server.enable_openapi` is true."
    yield ""
    yield from ("## Ways in", "")
    schemes = outlined["schemes"].items()
    yield from table(["name", "meaning"], ([f"`{name}`", cell(scheme["description"])] for name, scheme in schemes))
    yield from ("## Statuses", "", f"Refusals are JSON: [`ErrorReply`]({SHAPES}#errorreply).", "")
    yield from table(["status", "meaning"], ([str(status), cell(text)] for status, text in ERRORS.items()))
    yield from ("## Calls", "")
    for group in outlined["groups"]:
        yield from (f"### [{group.name}]({group.name}.md)", "", cell(group.text), "")
        yield from table(["call", "what it does"], (_line(group, call) for call in _ordered(group)))


def _line(group: Group, call: Call) -> list[str]:
    old = " (older name)" if call.is_old else ""
    return [f"[`{call.method} {call.path}`]({group.name}.md#{call.anchor})", cell(call.summary) + old]


def _ordered(group: Group) -> list[Call]:
    """Older names stand behind the others."""
    return sorted(group.calls, key=lambda call: call.is_old)


def _group(group: Group, shapes: Mapping[str, Shape]) -> Iterator[str]:
    yield from (f"# {group.name.capitalize()}", "", cell(group.text), "", *BASE.splitlines(), "")
    for call in _ordered(group):
        yield from _call(call, shapes)


def _call(call: Call, shapes: Mapping[str, Shape]) -> Iterator[str]:
    yield from (f"## {call.method} {call.path} {{ #{call.anchor} }}", "", cell(call.summary), "")
    if call.is_old:
        yield from ("This is the older name of another call; new programs use the newer one.", "")
    if call.text:
        yield from (call.text.replace("``", "`"), "")
    yield from (f"Access: {', or '.join(f'`{way}`' for way in call.access) or 'anybody'}.", "")
    if call.fields:
        heads = ["parameter", "in", "type", "default"]
        yield from table(heads, ([_name(field, is_sent=True), field.place, *_typed(field)] for field in call.fields))
    if call.body:
        yield from (f"Body: {_words(call.body)}", "")
        yield from _fields_of(call.body, shapes, is_sent=True)
    done = [reply for reply in call.replies if not _is_refusal(reply)]
    yield from table(["status", "meaning", "reply"], (_reply(reply) for reply in done))
    yield from _fields_of(done[0].words, shapes)
    refusals = ", ".join(reply.status for reply in call.replies if _is_refusal(reply))
    yield from (f"Refusals: {refusals}, see [statuses](index.md#statuses).", "")
    command = curl(call, shapes)
    yield from code(command, "sh") if command else ("See [the events guide](../../guide/events.md).", "")


def _is_refusal(reply: Reply) -> bool:
    return int(reply.status) >= FIRST_REFUSAL


def _reply(reply: Reply) -> list[str]:
    headers = [f"`{name}`" for name in reply.headers if name != "X-Request-ID"]
    return [
        reply.status,
        cell(reply.text) + (f" Headers: {', '.join(headers)}." if headers else ""),
        _words(reply.words),
    ]


def _fields_of(words: Sequence[Word], shapes: Mapping[str, Shape], *, is_sent: bool = False) -> Iterator[str]:
    """The fields of the first shape in ``words``, where they are not too many to be read here."""
    shape = next((shapes[word.schema] for word in words if word.schema), None)
    if shape is None or not shape.fields or len(shape.fields) > MAX_FIELDS_INLINE:
        return
    yield from (f"Fields of `{shape.name}`:", "")
    yield from _fields(shape.fields, is_sent=is_sent)


def _fields(fields: Sequence[Field], *, is_sent: bool = False) -> Iterator[str]:
    rows = ([_name(field, is_sent=is_sent), *_typed(field)] for field in fields)
    yield from table(["field", "type", "default"], rows)


def _name(field: Field, *, is_sent: bool) -> str:
    """The name, and for what a client sends whether it must."""
    return f"`{field.name}`" + (" (required)" if field.is_required and is_sent else "")


def _typed(field: Field) -> Iterator[str]:
    kind = ", ".join(filter(None, [_words(field.words), cell(field.bounds)]))
    yield kind + (f". {cell(field.text)}" if field.text else "")
    yield "" if field.default is None else f"`{json.dumps(field.default)}`"


def _words(words: Sequence[Word]) -> str:
    return " ".join(
        f"[`{word.text}`]({SHAPES}#{word.schema.lower()})" if word.schema else cell(word.text) for word in words
    )


def _shapes(shapes: Sequence[Shape]) -> Iterator[str]:
    yield from ("# Bodies and replies", "", "Objects that calls take and give, by name.", "")
    for shape in shapes:
        yield from (f"## {shape.name}", "", cell(shape.text), "") if shape.text else (f"## {shape.name}", "")
        if shape.allowed:
            yield from (f"One of {', '.join(f'`{word}`' for word in shape.allowed)}.", "")
        if shape.fields:
            yield from _fields(shape.fields)
