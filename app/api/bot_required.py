"""Refuses calls about trading before their input is looked at, where no bot trades."""

from __future__ import annotations

from app.context import services


def bot_required() -> None:
    """Raise ``WrongMode`` or ``BotBusy``; a ``before_request`` of the groups that need a bot."""
    services().require_bot()
