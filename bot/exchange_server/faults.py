"""Faults that a test asks for, see ``POST /control/faults``."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

KINDS = (
    "timeout", "lost", "drop", "status", "html", "truncated", "error200", "maintenance", "delay"
)  # fmt: skip


@dataclass(slots=True)
class Rule:
    """``what`` goes wrong with the next ``count`` requests (or all) whose path has ``path`` in it, by ``probability``.

    ``timeout``: no answer ever. ``lost``: carried out, then the connection breaks. ``drop``: it breaks before.
    ``status``: that status, with ``retry_after`` seconds. ``html``, ``truncated``, ``error200``: replies that are no
    good. ``maintenance``: 503 with a sentence. ``delay``: ``seconds`` later.
    """

    what: str
    path: str = ""
    method: str = ""
    count: int | None = None
    probability: float = 1.0
    status: int = 429
    retry_after: int | None = None
    seconds: float = 0.1
    struck: int = 0

    def fits(self, method: str, path: str, random: Random) -> bool:
        """Whether it strikes now."""
        if self.count is not None and self.struck >= self.count:
            return False
        if self.path not in path or (self.method and self.method.upper() != method):
            return False
        return self.probability >= 1.0 or random.random() < self.probability


@dataclass(slots=True)
class Faults:
    """The rules in force; the first that fits counts."""

    random: Random
    rules: list[Rule] = field(default_factory=list)

    def add(self, entries: list[dict[str, Any]]) -> None:
        """Further rules; raises ``ValueError`` for one that can't be meant."""
        rules = [Rule(**entry) for entry in entries]
        for rule in rules:
            if rule.what not in KINDS:
                raise ValueError(f"'{rule.what}' is no fault (allowed: {', '.join(KINDS)}).")
        self.rules.extend(rules)

    def strike(self, method: str, path: str) -> Rule | None:
        """What goes wrong with this request."""
        for rule in self.rules:
            if rule.fits(method, path, self.random):
                rule.struck += 1
                return rule
        return None
