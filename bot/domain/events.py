"""What happened, for those who listen: sockets, notifications, the event table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

KEPT_EVENTS = 10_000  # how many events back the table of events reaches


class EventType(StrEnum):
    """Message types; the words are the clients'."""

    STATUS = "status"
    WARNING = "warning"
    EXCEPTION = "exception"
    STARTUP = "startup"
    ENTRY = "entry"
    ENTRY_FILL = "entry_fill"
    ENTRY_CANCEL = "entry_cancel"
    EXIT = "exit"
    EXIT_FILL = "exit_fill"
    EXIT_CANCEL = "exit_cancel"
    PROTECTION_TRIGGER = "protection_trigger"
    PROTECTION_TRIGGER_GLOBAL = "protection_trigger_global"
    LIQUIDATION_WARNING = "liquidation_warning"
    STRATEGY_MSG = "strategy_msg"
    WHITELIST = "whitelist"
    ANALYZED_DF = "analyzed_df"
    NEW_CANDLE = "new_candle"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened; ``seq`` grows by one with each event of this bot and is 0 before publication.

    ``data`` holds the message's fields without ``type``. Its values are plain JSON values, aware datetimes, or
    an analysed frame, which the border turns into text.
    """

    type: EventType
    data: Mapping[str, Any]
    at: datetime
    seq: int = 0
