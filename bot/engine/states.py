"""What the bot does at present, and how that changes."""

from __future__ import annotations

import logging
from collections.abc import Callable

from bot.domain.enums import BotState
from bot.domain.events import EventType
from bot.engine import messages
from bot.engine.bench import Workbench

ACTIVE = (BotState.RUNNING, BotState.PAUSED)
PAUSED_TEXT = "paused, no more entries will occur from now. Run /start to enable entries."
STARTED_PAUSED_TEXT = "starting bot with trader in paused state, no entries will occur. Run /start to enable entries."
log = logging.getLogger(__name__)


class StateMachine:
    """``begin`` is called whenever trading begins: from stopped, after a start or a reload."""

    def __init__(self, bench: Workbench, begin: Callable[[], None]) -> None:
        self._bench = bench
        self._begin = begin
        self._before_reload = BotState.STOPPED
        self.state = BotState.STOPPED

    @property
    def is_active(self) -> bool:
        """Whether trades are looked after."""
        return self.state in ACTIVE

    def enter(self, first: BotState, *, reloaded: bool) -> None:
        """Take up the first state of a new bot."""
        log.info("Changing state to: %s", first.name)
        self.state = first
        self._bench.outbox.say(EventType.STATUS, f"{first.value} after config reloaded" if reloaded else first.value)
        if self.is_active:
            self._begin()
        else:
            self.warn_of_open_trades()

    def start(self) -> str:
        """Trade."""
        if self.state is BotState.RUNNING:
            return "already running"
        self._change(BotState.RUNNING)
        return "starting trader ..."

    def stop(self) -> str:
        """Do nothing until the next start."""
        if self.state is BotState.STOPPED:
            return "already stopped"
        self._change(BotState.STOPPED)
        return "stopping trader ..."

    def pause(self) -> str:
        """No more entries."""
        was_active = self.is_active
        if self.state is not BotState.PAUSED:
            self._change(BotState.PAUSED)
        return PAUSED_TEXT if was_active else STARTED_PAUSED_TEXT

    def reload(self) -> str:
        """Stand still until the worker has built the new bot."""
        if self.state is not BotState.RELOAD:
            self._before_reload = self.state
            self._change(BotState.RELOAD)
        return "Reloading config ..."

    def resume(self) -> None:
        """Go on as before: the reload came to nothing."""
        self._change(self._before_reload, is_resumed=True)

    def halt(self) -> None:
        """Stop because of an error."""
        if self.state is not BotState.STOPPED:
            self._change(BotState.STOPPED)

    def _change(self, new: BotState, *, is_resumed: bool = False) -> None:
        old, was_active = self.state, self.is_active
        self.state = new
        log.info("Changing state from %s to: %s", old.name, new.name)
        self._bench.outbox.say(EventType.STATUS, new.value)
        if new in ACTIVE and not was_active and not is_resumed:
            self._begin_or_return_to(old)
        elif new is BotState.STOPPED and not is_resumed:
            self.warn_of_open_trades()

    def _begin_or_return_to(self, old: BotState) -> None:
        """A bot that can't begin must not trade on what it half knows."""
        try:
            self._begin()
        except Exception:
            self.state = old
            self._bench.outbox.say(EventType.STATUS, old.value)
            raise

    def warn_of_open_trades(self) -> None:
        """Tell what stays open while nobody looks after it."""
        count, settings = len(self._bench.book), self._bench.settings
        if count:
            text = messages.left_open(count, settings.exchange.name, is_paper=settings.dry_run)
            self._bench.outbox.say(EventType.WARNING, text)
