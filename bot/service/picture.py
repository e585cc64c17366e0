"""What every use case needs first: the bot's picture, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import BotBusy, WrongMode
from bot.state.shared import SharedState
from bot.state.snapshot import Snapshot
from bot.stats.model import ClosedStats

WRONG_STATE = "Bot is not in the correct state."
Pictures = Callable[[], Snapshot]


def require_bot(snapshot: Snapshot) -> None:
    """Refuse where no bot trades (``WrongMode``) or while it is still starting (``BotBusy``)."""
    if not snapshot.runmode.trades:
        raise WrongMode(WRONG_STATE)
    if snapshot.closed is None and snapshot.failure:
        raise WrongMode(f"The bot does not run: {snapshot.failure}")
    if snapshot.closed is None:
        raise BotBusy("The bot is starting; ask again in a moment.")


def bot_picture(state: SharedState) -> Snapshot:
    """The newest snapshot of a bot that trades; raises as ``require_bot`` does."""
    snapshot = state.snapshot()
    require_bot(snapshot)
    return snapshot


def closed_stats(snapshot: Snapshot) -> ClosedStats:
    """The totals over closed trades; raises as ``require_bot`` does."""
    if snapshot.closed is None:
        require_bot(snapshot)
        raise WrongMode(WRONG_STATE)
    return snapshot.closed
