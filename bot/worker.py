"""The bot's thread: builds the trader, runs its passes, answers commands, and says so when it can't."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.domain.enums import BotState
from bot.domain.events import Event, EventType
from bot.errors import BotError, StorageBusy, TemporaryError
from bot.state.commands import Command
from bot.state.shared import SharedState, Ticket
from bot.state.snapshot import Revisions, Snapshot

RETRY_AFTER_S = 30.0
log = logging.getLogger(__name__)


class Bot(Protocol):
    """What the worker needs of a trader; see ``bot.engine.trader.Trader``."""

    between_pairs: Callable[[], None]

    @property
    def state(self) -> BotState: ...

    @property
    def revisions(self) -> Revisions: ...

    @property
    def has_news(self) -> bool: ...

    def startup(self, after: Revisions | None = None) -> None: ...

    def run_pass(self) -> None: ...

    def handle(self, command: Command[Any]) -> object: ...

    def picture(self) -> Snapshot: ...

    def release_events(self) -> None: ...

    def next_pass_in(self, elapsed_s: float) -> float: ...

    def heartbeat(self) -> None: ...

    def fail(self, error: BaseException) -> None: ...

    def keep_going(self, error: BaseException) -> None: ...

    def shutdown(self, *, is_reload: bool = False) -> None: ...


class _Leaving(Exception):
    """The worker was told to stop."""


class Worker:
    """``start()`` and ``stop()`` are for any thread; everything else runs in the worker's own.

    ``build`` makes the first trader, ``rebuild`` the one after a reload from a configuration read again.
    ``on_fatal`` hears why there is no bot at all.
    """

    def __init__(
        self,
        state: SharedState,
        build: Callable[[], Bot],
        rebuild: Callable[[], Bot],
        wall: Clock,
        on_fatal: Callable[[str], None],
        *,
        retry_after_s: float = RETRY_AFTER_S,
    ) -> None:
        self._state = state
        self._build = build
        self._rebuild = rebuild
        self._wall = wall
        self._on_fatal = on_fatal
        self._retry_after_s = retry_after_s
        self._leaving = threading.Event()
        self._thread = threading.Thread(target=self._run, name="bot", daemon=True)

    def start(self) -> None:
        """Start the thread; it builds the trader itself, while reads get the first snapshot."""
        self._thread.start()

    def stop(self, timeout_s: float) -> bool:
        """Let the bot finish its step and put everything on disk; whether it did within ``timeout_s``."""
        self._leaving.set()
        self._state.close()
        if not self._thread.is_alive():
            return True
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            log.error("The bot did not finish its step within %.0f s and is left behind.", timeout_s)
        return not self._thread.is_alive()

    @property
    def is_alive(self) -> bool:
        """Whether the thread runs."""
        return self._thread.is_alive()

    def _run(self) -> None:
        try:
            bot = self._first_bot()
            if bot is not None:
                self._trade(bot)
        except Exception as error:  # the edge of the thread: whatever ends it must be seen
            log.exception("The bot's thread has crashed; the API goes on without a bot.")
            self._show_failure(f"The bot's thread has crashed: {type(error).__name__}: {error}", error)
            self._state.close()

    def _first_bot(self) -> Bot | None:
        """The first trader, or ``None`` and the reason told."""
        try:
            return self._build()
        except Exception as error:
            log.error("The bot can't be built: %s", error, exc_info=not isinstance(error, BotError))
            self._show_failure(f"The bot can't be built: {error}", error)
            self._state.close()
            self._on_fatal(str(error))
            return None

    def _trade(self, bot: Bot) -> None:
        """Passes and commands until ``stop()``."""
        bot = self._begin(bot, None)
        while not self._leaving.is_set():
            if bot.state is BotState.RELOAD:
                bot = self._reloaded(bot)
                continue
            began_at = self._wall.now()
            bot.heartbeat()
            wait_s = self._pass(bot)
            self._show(bot)
            if wait_s is None:
                wait_s = bot.next_pass_in((self._wall.now() - began_at).total_seconds())
            self._answer_for(bot, wait_s)
        bot.shutdown()
        self._show(bot)

    def _begin(self, bot: Bot, after: Revisions | None) -> Bot:
        bot.between_pairs = lambda: self._between(bot)
        try:
            bot.startup(after)
        except Exception as error:
            self._fail(bot, error)
        self._show(bot)
        return bot

    def _pass(self, bot: Bot) -> float | None:
        """One pass; the wall seconds to wait after a failure."""
        try:
            bot.run_pass()
        except _Leaving:
            log.info("The pass ends early, because the bot is to stop.")
        except StorageBusy as error:
            log.warning("The pass ends early: %s", error)
        except TemporaryError as error:
            log.warning("Error: %s, retrying in %.0f seconds...", error, self._retry_after_s)
            return self._retry_after_s
        except Exception as error:
            self._fail(bot, error)
        return None

    def _fail(self, bot: Bot, error: Exception) -> None:
        log.error("The bot stops trading: %s", error, exc_info=error)
        bot.fail(error)

    def _between(self, bot: Bot) -> None:
        """Within a pass: carry out what waits, show what is new."""
        while (ticket := self._state.next_command(0)) is not None:
            self._answer(bot, ticket)
        if bot.has_news:
            self._show(bot)
        if self._leaving.is_set():
            raise _Leaving

    def _answer_for(self, bot: Bot, wait_s: float) -> None:
        """Carry out commands until ``wait_s`` are over or one of them changes what the bot does."""
        state, until = bot.state, self._wall.now() + timedelta(seconds=wait_s)
        while not self._leaving.is_set() and bot.state is state:
            left_s = (until - self._wall.now()).total_seconds()
            ticket = self._state.next_command(left_s) if left_s > 0 else None
            if ticket is None:
                return
            self._answer(bot, ticket)

    def _answer(self, bot: Bot, ticket: Ticket) -> None:
        """The asker hears the answer when the picture shows the effect; errors are for the asker alone."""
        try:
            answer = bot.handle(ticket.command)
        except Exception as error:
            if not isinstance(error, BotError):
                log.exception("The command %s failed.", type(ticket.command).__name__)
            self._show_after_error(bot)
            ticket.fail(error)
            return
        try:
            self._show(bot)
        finally:
            ticket.answer(answer)

    def _show_after_error(self, bot: Bot) -> None:
        try:
            self._show(bot)
        except BotError:
            log.exception("The picture could not be shown.")

    def _show(self, bot: Bot) -> None:
        """Publish the picture, then let listeners hear what led to it."""
        self._state.publish(bot.picture())
        bot.release_events()

    def _reloaded(self, old: Bot) -> Bot:
        """A new bot from the configuration read again; the old one goes on where that fails."""
        try:
            new = self._rebuild()
            old.shutdown(is_reload=True)
        except Exception as error:
            log.error("The configuration was not reloaded, the bot goes on as before: %s", error)
            old.keep_going(error)
            self._show(old)
            return old
        self._show(old)
        return self._begin(new, old.revisions)

    def _show_failure(self, failure: str, error: Exception) -> None:
        """Mark the last picture and tell the listeners."""
        last = self._state.snapshot()
        self._state.publish(replace(last, failure=failure, taken_at=self._wall.now()))
        text = "".join(traceback.format_exception(error))
        self._state.feed.emit(Event(EventType.EXCEPTION, {"status": f"{failure}\n```\n{text}```"}, last.market_time))
