"""A method's entry in the config, read with errors that name key, value and what is allowed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bot.errors import ConfigError
from bot.pairlist.method import MethodInfo
from bot.settings.keys import SECRET_PATHS


class Options:
    """The given options over the method's defaults; every call may raise ``ConfigError``."""

    def __init__(self, info: MethodInfo, given: Mapping[str, Any], position: int) -> None:
        self._info = info
        self._given = given
        self.position = position
        self._path = f"pairlists[{position}]"
        for name in given:
            if name != "method" and name not in info.options:
                known = ", ".join(info.options) or "none"
                raise self.refusal(name, f"an option of {info.name} ({known})")

    def optional(self, name: str, lowest: float | None = 0) -> float | None:
        """A number from ``lowest`` on; ``None`` where neither config nor default names one."""
        value = self.value(name)
        if value is None:
            return None
        is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not is_number or (lowest is not None and value < lowest):
            raise self.refusal(name, "a number" if lowest is None else f"a number of at least {lowest:g}")
        return float(value)

    def number(self, name: str, lowest: float | None = 0) -> float:
        """A number from ``lowest`` on that config or default must name."""
        value = self.optional(name, lowest)
        if value is None:
            raise self.refusal(name, "a number, it must be given" if lowest is None else _at_least(lowest))
        return value

    def whole(self, name: str, lowest: int = 0) -> int:
        """A whole number from ``lowest`` on that config or default must name."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or value < lowest or value % 1:
            raise self.refusal(name, f"a whole number of at least {lowest}")
        return int(value)

    def flag(self, name: str) -> bool:
        """Yes or no."""
        value = self.value(name)
        if not isinstance(value, bool):
            raise self.refusal(name, "true or false")
        return value

    def word(self, name: str) -> str | None:
        """One of the option's words; ``None`` only where that is one of them."""
        value = self.value(name)
        words = self._info.options[name].options
        if value not in words:
            raise self.refusal(name, " or ".join("null" if word is None else word for word in words))
        return None if value is None else str(value)

    def text(self, name: str) -> str:
        """A text that config or default must name."""
        value = self.value(name)
        if not isinstance(value, str) or not value.strip():
            raise self.refusal(name, "a text, it must be given")
        return value

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.value(name)
        if not isinstance(value, list | tuple) or not all(isinstance(word, str) and word for word in value):
            raise self.refusal(name, "a list of texts")
        return list(value)

    def value(self, name: str) -> Any:
        """The value as it stands in config or default."""
        return self._given.get(name, self._info.options[name].default)

    def is_given(self, name: str) -> bool:
        """Whether the config names the option."""
        return name in self._given

    def refusal(self, name: str, allowed: str) -> ConfigError:
        """An error about one option."""
        key = f"{self._path}.{name}"
        value = self.value(name) if name in self._info.options else self._given.get(name)
        if name in self._given and f"pairlists.{name}" in SECRET_PATHS:
            value = "***"
        told = "missing" if value is None and name not in self._given else repr(value)
        return ConfigError(f"{key} is {told}; allowed: {allowed}.", key=key, value=value, allowed=allowed)


def _at_least(lowest: float) -> str:
    return f"a number of at least {lowest:g}, it must be given"
