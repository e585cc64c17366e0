"""The tables of docs/reference/configuration.md: types come from the program, meanings and defaults stay as written."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from bot.settings.keys import KEYS, Key

ROW = re.compile(r"^\| `(?P<path>[\w$.]+)` \| (?P<kind>.*?) \| (?P<rest>(?:`[^`]*`|—) \| .*\|)$")
NOT_USED = "### Known and not used yet"
NEW = "— |  |"  # a new key has a row without a meaning; a test asks for one
USED = {key.path: key for key in KEYS if key.is_used}


def refreshed(text: str) -> str:
    """The page with the types of today, a row for each key in use, and the list of those that are not."""
    head, _, tail = text.partition(NOT_USED)
    lines = [line for line in head.splitlines() if not _is_gone(line)]
    for key in USED.values():
        _refresh(lines, key)
    return "\n".join([*lines, *_not_used(tail)]) + "\n"


def _path(line: str) -> str | None:
    found = ROW.match(line)
    return found["path"] if found else None


def _is_gone(line: str) -> bool:
    """Whether this is the row of a key that the program no longer uses."""
    path = _path(line)
    return path is not None and path not in USED


def _refresh(lines: list[str], key: Key) -> None:
    """Correct the key's row, or add one behind the key that stands before it in the program."""
    for number, line in enumerate(lines):
        found = ROW.match(line)
        if found and found["path"] == key.path:
            lines[number] = _row(key, found["rest"])
            return
    rows = {_path(line): number for number, line in enumerate(lines)}
    order = list(USED)
    before = [path for path in order[: order.index(key.path)] if path in rows]
    lines.insert(rows[before[-1]] + 1 if before else len(lines), _row(key, NEW))


def _row(key: Key, rest: str) -> str:
    return f"| `{key.path}` | {key.kind.allowed} | {rest}"


def _not_used(tail: str) -> Iterator[str]:
    """The last section, with the names as lines of text."""
    words = [f"`{key.path}`" for key in KEYS if not key.is_used]
    yield NOT_USED
    yield ""
    yield from (line for line in tail.partition("\n`")[0].strip().splitlines())
    yield ""
    yield from textwrap.wrap(", ".join(words), 120, break_on_hyphens=False)
