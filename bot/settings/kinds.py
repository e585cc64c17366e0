"""Kinds of values that a setting may have; each can say in words what it allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address
from math import inf, isfinite
from typing import Protocol

from bot.domain.timeframe import seconds
from bot.errors import Refused


class Kind(Protocol):
    """Says whether a value from JSON is allowed, and what would be."""

    @property
    def allowed(self) -> str:
        """What is allowed, as the end of a sentence."""
        ...

    def accepts(self, value: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number within its bounds; ``above`` is a bound that is itself too small."""

    minimum: float = -inf
    maximum: float = inf
    above: float = -inf
    below: float = inf

    @property
    def allowed(self) -> str:
        return "a number" + _bounds(self.minimum, self.maximum, self.above, self.below)

    def accepts(self, value: object) -> bool:
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            return False
        return self.minimum <= value <= self.maximum and self.above < value < self.below


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number within its bounds; ``3.0`` counts as one."""

    minimum: float = -inf
    maximum: float = inf

    @property
    def allowed(self) -> str:
        return "a whole number" + _bounds(self.minimum, self.maximum, -inf, inf)

    def accepts(self, value: object) -> bool:
        if not Number(self.minimum, self.maximum).accepts(value):
            return False
        return isinstance(value, int) or (isinstance(value, float) and value.is_integer())


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    @property
    def allowed(self) -> str:
        return "true or false"

    def accepts(self, value: object) -> bool:
        return isinstance(value, bool)


@dataclass(frozen=True, slots=True)
class Text:
    """A text, of a certain form where ``form`` (a regular expression) and its ``meaning`` say so."""

    meaning: str = "a text"
    form: str = ""

    @property
    def allowed(self) -> str:
        return self.meaning

    def accepts(self, value: object) -> bool:
        return isinstance(value, str) and (not self.form or re.fullmatch(self.form, value) is not None)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    @property
    def allowed(self) -> str:
        return _either([f'"{word}"' for word in self.words])

    def accepts(self, value: object) -> bool:
        return value in self.words


@dataclass(frozen=True, slots=True)
class Address:
    """An IPv4 address."""

    @property
    def allowed(self) -> str:
        return "an IPv4 address such as 127.0.0.1"

    def accepts(self, value: object) -> bool:
        try:
            return isinstance(value, str) and IPv4Address(value) is not None
        except AddressValueError:
            return False


@dataclass(frozen=True, slots=True)
class Timeframe:
    """A candle length."""

    @property
    def allowed(self) -> str:
        return "a number and one of s m h d w M y, such as 5m"

    def accepts(self, value: object) -> bool:
        try:
            return isinstance(value, str) and seconds(value) > 0
        except Refused:
            return False


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose members are all of one kind."""

    member: Kind
    minimum: int = 0

    @property
    def allowed(self) -> str:
        size = f" of {self.minimum} or more" if self.minimum else ""
        return f"a list{size}, each {self.member.allowed}"

    def accepts(self, value: object) -> bool:
        return isinstance(value, list) and len(value) >= self.minimum and all(map(self.member.accepts, value))


@dataclass(frozen=True, slots=True)
class ObjectOf:
    """An object whose keys the user chooses; ``key_form`` is a regular expression."""

    value: Kind
    key_form: str = ".+"
    key_meaning: str = "name"

    @property
    def allowed(self) -> str:
        return f"an object: {self.key_meaning} to {self.value.allowed}"

    def accepts(self, value: object) -> bool:
        return isinstance(value, Mapping) and all(
            isinstance(key, str) and re.fullmatch(self.key_form, key) and self.value.accepts(member)
            for key, member in value.items()
        )


@dataclass(frozen=True, slots=True)
class AnyObject:
    """An object that is not looked into; ``needs`` is a key that must hold a text."""

    needs: str = ""

    @property
    def allowed(self) -> str:
        return f'an object with "{self.needs}"' if self.needs else "an object"

    def accepts(self, value: object) -> bool:
        return isinstance(value, Mapping) and (not self.needs or isinstance(value.get(self.needs), str))


@dataclass(frozen=True, slots=True)
class Anything:
    """A value that this version does not look at."""

    @property
    def allowed(self) -> str:
        return "anything"

    def accepts(self, value: object) -> bool:  # noqa: ARG002 - every value is fine
        return True


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several kinds."""

    kinds: tuple[Kind, ...]

    @property
    def allowed(self) -> str:
        return _either([kind.allowed for kind in self.kinds])

    def accepts(self, value: object) -> bool:
        return any(kind.accepts(value) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Null:
    """No value."""

    @property
    def allowed(self) -> str:
        return "null"

    def accepts(self, value: object) -> bool:
        return value is None


def _bounds(minimum: float, maximum: float, above: float, below: float) -> str:
    lower = f" above {above:g}" if above > -inf else f" from {_plain(minimum)}" if minimum > -inf else ""
    upper = f" below {below:g}" if below < inf else f" to {_plain(maximum)}" if maximum < inf else ""
    joint = " and" if lower and upper and below < inf else ""
    return (f" of {_plain(minimum)} or more" if lower and not upper and minimum > -inf else lower) + joint + upper


def _plain(number: float) -> str:
    return repr(number).removesuffix(".0")


def _either(options: list[str]) -> str:
    return options[0] if len(options) == 1 else f"{', '.join(options[:-1])} or {options[-1]}"
