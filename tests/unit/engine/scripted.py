"""A bot that does what a test says, and a worker around it."""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable
from typing import Any

from bot.clock import ManualClock
from bot.domain.enums import BotState
from bot.domain.events import Event
from bot.state.commands import Command, Pause, Reload, Stop
from bot.state.feed import Feed
from bot.state.shared import SharedState
from bot.state.snapshot import Revisions, Snapshot
from bot.worker import Bot, Worker
from tests.builders import T0, a_snapshot

PATIENCE_S = 60.0  # only a broken worker makes a test wait so long
LONG_S = 3600.0
Step = Callable[[], object] | BaseException


class ScriptedBot:
    """Implements the worker's ``Bot``. ``script`` holds what the next passes do; after them, passes do nothing.

    ``until(name)`` waits until the bot did something. Waits between passes last until a command while the script is
    empty, and no time at all before.
    """

    def __init__(self, name: str = "first", state: BotState = BotState.RUNNING) -> None:
        self.name = name
        self.state = state
        self.revisions = Revisions(trades=5)
        self.has_news = False
        self.between_pairs: Callable[[], None] = lambda: None
        self.script: deque[Step] = deque()
        self.answers: dict[type[Command[Any]], Any] = {}
        self.errors: dict[str, BaseException] = {}
        self.did: list[str] = []
        self.failures: list[BaseException] = []
        self._steps: queue.Queue[str] = queue.Queue()

    def until(self, name: str) -> None:
        """Wait for the next step of that name."""
        while self._steps.get(timeout=PATIENCE_S) != name:
            pass

    def startup(self, after: Revisions | None = None) -> None:
        self._note("startup" if after is None else f"startup after {after.trades}")

    def run_pass(self) -> None:
        step = self.script.popleft() if self.script else None
        try:
            if isinstance(step, BaseException):
                raise step
            if step is not None:
                step()
        finally:
            self._note("pass")

    def handle(self, command: Command[Any]) -> object:
        changes = {Pause: BotState.PAUSED, Stop: BotState.STOPPED, Reload: BotState.RELOAD}
        self.state = changes.get(type(command), self.state)
        self._note(type(command).__name__)
        answer = self.answers.get(type(command), "done")
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def picture(self) -> Snapshot:
        self._note("picture")
        return a_snapshot(state=self.state, revisions=self.revisions, whitelist=(self.name,))

    def release_events(self) -> None:
        self.has_news = False

    def next_pass_in(self, elapsed_s: float) -> float:
        return 0.0 if self.script else LONG_S

    def heartbeat(self) -> None:
        """Nobody listens."""

    def fail(self, error: BaseException) -> None:
        self.failures.append(error)
        self.state = BotState.STOPPED
        self._note("fail")

    def keep_going(self, error: BaseException) -> None:
        self.failures.append(error)
        self.state = BotState.RUNNING
        self._note("keep_going")

    def shutdown(self, *, is_reload: bool = False) -> None:
        self._note("shutdown for a reload" if is_reload else "shutdown")

    def _note(self, name: str) -> None:
        error = self.errors.pop(name, None)
        self.did.append(name)
        self._steps.put(name)
        if error is not None:
            raise error


class Crew:
    """A worker with its bot; use it as a context to have it stopped at the end."""

    def __init__(self, bot: Bot | BaseException, *rebuilt: Bot | BaseException) -> None:
        self.feed = Feed()
        self.heard: list[Event] = []
        self.feed.subscribe(self.heard.append)
        self.state = SharedState(a_snapshot(state=None), self.feed)
        self.fatal: queue.Queue[str] = queue.Queue()
        self._built, self._rebuilt = deque([bot]), deque(rebuilt)
        self.worker = Worker(
            self.state,
            lambda: _given(self._built),
            lambda: _given(self._rebuilt),
            ManualClock(T0),
            self.fatal.put,
            retry_after_s=LONG_S,
        )

    def __enter__(self) -> Crew:
        self.worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self.worker.stop(PATIENCE_S)


def _given(bots: deque[Bot | BaseException]) -> Bot:
    bot = bots.popleft()
    if isinstance(bot, BaseException):
        raise bot
    return bot
