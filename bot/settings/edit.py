"""Changes values in a config file's text and leaves its comments and its layout as they are."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bot.errors import ConfigError
from bot.settings.jsonfile import parsed
from bot.settings.merge import found, merged

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|[{}\[\],:]|[^\s{}\[\],:"/]+', re.DOTALL)


def with_values(text: str, section: str, values: Mapping[str, str], name: str) -> str:
    """``text`` with ``values`` set in its object ``section``; ``name`` is the file's, for messages.

    Raises ``ConfigError`` where the text is laid out so that this can't be done safely; nothing is guessed.
    """
    before = parsed(text, name)
    if not isinstance(found(before, section), Mapping):
        raise ConfigError(f"{name} has no {section} section to put the values into.", key=section)
    changed = text
    for key, value in values.items():
        changed = _with_value(changed, section, key, json.dumps(value))
    if parsed(changed, name) != merged(before, {section: values}):
        raise ConfigError(f"{name} can't be changed safely; change {section} by hand.", key=section)
    return changed


def _with_value(text: str, section: str, key: str, value: str) -> str:
    """Replace the key's value, or add the key as the section's first one."""
    path: list[str] = []
    tokens = [match for match in _TOKEN.finditer(text) if not match[0].startswith(("//", "/*"))]
    for index, token in enumerate(tokens):
        word = token[0]
        if word == "{":
            path.append(_key_before(tokens, index))
            if path == ["", section]:
                start = token.end()
        elif word == "[":
            path.append("[]")
        elif word in ("}", "]"):
            path.pop()
        elif path == ["", section] and word == json.dumps(key) and tokens[index + 1][0] == ":":
            return _replaced(text, tokens, index + 2, value)
    return f"{text[:start]}\n    {json.dumps(key)}: {value},{text[start:]}"


def _key_before(tokens: list[re.Match[str]], index: int) -> str:
    """The key whose value begins at ``index``; empty for the outermost object and members of lists."""
    if index < 2 or tokens[index - 1][0] != ":":
        return ""
    return str(json.loads(tokens[index - 2][0]))


def _replaced(text: str, tokens: list[re.Match[str]], first: int, value: str) -> str:
    """The value that begins at token ``first`` replaced; a list is replaced as a whole."""
    last = first
    if tokens[first][0] == "[":
        while tokens[last][0] != "]":
            last += 1
    return text[: tokens[first].start()] + value + text[tokens[last].end() :]
