"""A bot that answers commands at once, on the thread that asks."""

from __future__ import annotations

from typing import Any, TypeVar

from bot.state.commands import Command
from bot.state.feed import Feed
from bot.state.shared import SharedState
from bot.state.snapshot import Snapshot

T = TypeVar("T")


class AnsweringState(SharedState):
    """A shared state whose bot gives ``answer`` (a value, an error to raise, or a function of the command)."""

    def __init__(self, first: Snapshot, answer: Any = None) -> None:
        super().__init__(first, Feed())
        self.answer = answer
        self.asked: list[Command[Any]] = []

    def ask(self, command: Command[T], timeout_s: float = 0.0) -> T:
        self.asked.append(command)
        if isinstance(self.answer, Exception):
            raise self.answer
        given: T = self.answer(command) if callable(self.answer) else self.answer
        return given
