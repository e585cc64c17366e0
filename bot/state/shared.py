"""The one object that request threads and the bot thread share."""

from __future__ import annotations

import threading
from collections import deque
from typing import Any, TypeVar, cast

from bot.errors import BotBusy, BotError
from bot.state.commands import Command
from bot.state.feed import Feed
from bot.state.snapshot import Snapshot

T = TypeVar("T")
ASK_TIMEOUT_S = 10.0
INBOX_LIMIT = 200


class Ticket:
    """A command on its way: taken up once, or withdrawn, never both."""

    __slots__ = ("_answer", "_done", "_error", "_lock", "_taken", "command")

    def __init__(self, command: Command[Any]) -> None:
        self.command = command
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._taken = False
        self._answer: object = None
        self._error: BaseException | None = None

    def take(self) -> bool:
        """Bot thread: claim the command; ``False`` if it was withdrawn."""
        with self._lock:
            if self._done.is_set():
                return False
            self._taken = True
            return True

    def answer(self, result: object) -> None:
        """Bot thread: hand the result to the one who asked."""
        self._answer = result
        self._done.set()

    def fail(self, error: BaseException) -> None:
        """Bot thread: hand the refusal to the one who asked."""
        self._error = error
        self._done.set()

    def withdraw(self) -> bool:
        """Request thread: give up; ``False`` if the bot has the command already."""
        with self._lock:
            if self._taken or self._done.is_set():
                return False
            self._error = BotBusy("The bot is busy and did not take the command up; nothing has happened.")
            self._done.set()
            return True

    def wait(self, timeout_s: float) -> bool:
        """Whether the command was answered in time."""
        return self._done.wait(timeout_s)

    def result(self) -> object:
        """The answer; raises the refusal."""
        if isinstance(self._error, BotError):
            raise self._error.with_traceback(None)
        if self._error is not None:
            raise RuntimeError("The command failed inside the bot; its log has the details.") from self._error
        return self._answer


class SharedState:
    """``snapshot()``, ``ask()`` and ``feed`` for requests; ``publish()`` and ``next_command()`` for the bot thread.

    The lock covers an assignment or an append, never I/O.
    """

    def __init__(self, first: Snapshot, feed: Feed) -> None:
        self.feed = feed
        self._snapshot = first
        self._changed = threading.Condition()
        self._inbox: deque[Ticket] = deque()
        self._closed = False

    def snapshot(self) -> Snapshot:
        """The newest picture; never waits."""
        return self._snapshot

    def publish(self, snapshot: Snapshot) -> None:
        """Bot thread: replace the picture."""
        self._snapshot = snapshot

    def ask(self, command: Command[T], timeout_s: float = ASK_TIMEOUT_S) -> T:
        """Have the bot carry out ``command`` and return its answer.

        Raises the bot's refusal, or ``BotBusy`` if nobody took the command up within ``timeout_s``: then nothing
        has happened. Once taken up, it is waited for.
        """
        ticket = Ticket(command)
        with self._changed:
            if self._closed or len(self._inbox) >= INBOX_LIMIT:
                raise BotBusy("The bot takes no commands at the moment; nothing has happened.")
            self._inbox.append(ticket)
            self._changed.notify_all()
        if not ticket.wait(timeout_s) and not ticket.withdraw():
            ticket.wait(6 * timeout_s)
            if not ticket.wait(0):
                raise BotBusy("The bot is still at work on the command; look at its effect before asking again.")
        return cast("T", ticket.result())

    def tell(self, command: Command[None]) -> None:
        """Let the bot have ``command`` when it has time; one that waits already, or that finds no room, is left out."""
        with self._changed:
            is_waiting = any(ticket.command == command for ticket in self._inbox)
            if not (self._closed or is_waiting or len(self._inbox) >= INBOX_LIMIT):
                self._inbox.append(Ticket(command))
                self._changed.notify_all()

    def next_command(self, wait_s: float) -> Ticket | None:
        """Bot thread: sleep until a command arrives, ``wait_s`` is over or ``wake()`` is called."""
        with self._changed:
            if not self._inbox and wait_s > 0 and not self._closed:
                self._changed.wait(wait_s)
            while self._inbox:
                ticket = self._inbox.popleft()
                if ticket.take():
                    return ticket
            return None

    def wake(self) -> None:
        """Let ``next_command`` return early."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Refuse what waits and what comes: the bot is gone."""
        with self._changed:
            self._closed = True
            waiting = list(self._inbox)
            self._inbox.clear()
            self._changed.notify_all()
        for ticket in waiting:
            ticket.withdraw()
