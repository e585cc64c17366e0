"""From the words behind a command to the arguments of a method."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from freqtrade_client.errors import UsageError

OPTION = re.compile(r"--[A-Za-z]")


@dataclass(slots=True)
class Arguments:
    """All values are text; the server reads numbers from it."""

    positional: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)

    def name(self, key: str, value: str) -> None:
        if key in self.named:
            raise UsageError(f"{key} is given twice.")
        self.named[key] = value


def parse(words: Sequence[str]) -> Arguments:
    """Reads ``value``, ``key=value``, ``--key=value`` and ``--key value``; behind ``--`` all words are values."""
    found = Arguments()
    rest = iter(words)
    for word in rest:
        if word == "--":
            found.positional.extend(rest)
        elif OPTION.match(word):
            found.name(*option(word, rest))
        elif "=" in word:
            key, _, value = word.partition("=")
            found.name(key, value)
        else:
            found.positional.append(word)
    return found


def option(word: str, rest: Iterator[str]) -> tuple[str, str]:
    """Key and value of an option; the value may be the next of the ``rest``."""
    key, has_value, value = word.removeprefix("--").partition("=")
    if not has_value:
        value = next(rest, "--")
        if value.startswith("--"):
            raise UsageError(f"--{key} needs a value.")
    return key.replace("-", "_"), value
