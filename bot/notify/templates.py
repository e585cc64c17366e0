"""Templates such as ``"Entering {pair} at {limit:8f}"``, filled with a message's fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from string import Formatter
from typing import Any

from bot.domain.events import EventType
from bot.errors import ConfigError
from bot.notify.fields import EXAMPLES


class _Lenient(Formatter):
    """Writes nothing for a missing value, and a value that its format does not fit as it is."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if value is None:
            return ""
        try:
            return format(value, format_spec)
        except (TypeError, ValueError):
            return str(value)


_formatter = _Lenient()


def filled(template: Any, values: Mapping[str, Any]) -> Any:
    """``template`` with its placeholders replaced; lists and objects are gone through, numbers and truths kept."""
    if isinstance(template, str):
        return _formatter.vformat(template, (), values)
    if isinstance(template, Mapping):
        return {name: filled(value, values) for name, value in template.items()}
    if isinstance(template, list | tuple):
        return [filled(value, values) for value in template]
    return template


def check_template(template: Any, kind: EventType, path: str) -> None:
    """Every placeholder is one of the event's; raises ``ConfigError`` that names ``path``."""
    known = EXAMPLES[kind]
    for text in _texts(template):
        for name in _names(text, path):
            if name not in known:
                allowed = ", ".join(f"{{{field}}}" for field in known)
                message = (
                    f"{path} has the placeholder {{{name}}}, which {kind.value} messages lack; allowed: {allowed}."
                )
                raise ConfigError(message, key=path, value=name, allowed=allowed)


def _texts(template: Any) -> Iterator[str]:
    if isinstance(template, str):
        yield template
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from _texts(value)
    elif isinstance(template, list | tuple):
        for value in template:
            yield from _texts(value)


def _names(text: str, path: str) -> list[str]:
    """Names of the placeholders; what follows a dot or a bracket is no part of a name and not allowed."""
    try:
        found = [part for part in _formatter.parse(text) if part[1] is not None]
    except ValueError as error:
        allowed = "a text with placeholders such as {pair}, and {{ }} for braces"
        raise ConfigError(f"{path} is no template ({error}); allowed: {allowed}.", key=path, allowed=allowed) from None
    nested = [name for _, _, spec, _ in found for name in re.findall(r"{(.*?)}", spec or "")]
    return [str(name) for _, name, _, _ in found] + nested
