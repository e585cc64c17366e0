"""Which event is told, and how loudly."""

from __future__ import annotations

from bot.domain.enums import ExitReason
from bot.domain.events import Event, EventType
from bot.settings.notification_model import Level, Levels

NEVER = (EventType.WHITELIST, EventType.ANALYZED_DF, EventType.NEW_CANDLE, EventType.JOB)
OFF_UNLESS_ASKED = (EventType.ENTRY_FILL, EventType.EXIT_FILL)
ANY_OTHER = "*"


def level_of(event: Event, levels: Levels, *, allow_custom_messages: bool) -> Level:
    """The level that ``levels`` give to ``event``; what they don't mention is on, but for fills."""
    if event.type in NEVER or (event.type is EventType.STRATEGY_MSG and not allow_custom_messages):
        return Level.OFF
    chosen = levels.get(event.type.value, Level.OFF if event.type in OFF_UNLESS_ASKED else Level.ON)
    if isinstance(chosen, Level):
        return chosen
    return next((chosen[reason] for reason in _reasons(event) if reason in chosen), Level.ON)


def _reasons(event: Event) -> tuple[str, ...]:
    """The words under which an exit can be listed, the most exact one first."""
    reason = str(event.data.get("exit_reason") or "")
    partial = (ExitReason.PARTIAL_EXIT,) if event.data.get("sub_trade") else ()
    custom = () if reason in list(ExitReason) else (ExitReason.CUSTOM_EXIT,)
    return (reason, *partial, *custom, ANY_OTHER)
