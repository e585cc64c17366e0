"""The table of messages: what goes out, what goes out quietly, what stays."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.events import Event, EventType
from bot.notify.levels import level_of
from bot.settings.notification_model import Level
from bot.settings.notifications import levels
from tests.builders import T0


def level(kind: str, table: dict[str, Any] | None = None, *, custom: bool = False, **data: Any) -> Level:
    event = Event(EventType(kind), data, T0)
    return level_of(event, levels(table or {}, "x"), allow_custom_messages=custom)


@pytest.mark.parametrize("kind", ["status", "warning", "startup", "exception", "entry", "exit", "entry_cancel"])
def test_most_messages_are_on(kind: str) -> None:
    assert level(kind) is Level.ON


@pytest.mark.parametrize("kind", ["entry_fill", "exit_fill"])
def test_fills_are_told_when_asked_for(kind: str) -> None:
    assert level(kind) is Level.OFF
    assert level(kind, {kind: "on"}) is Level.ON


@pytest.mark.parametrize("kind", ["whitelist", "analyzed_df", "new_candle"])
def test_what_is_for_programs_is_never_told(kind: str) -> None:
    assert level(kind) is Level.OFF


def test_the_table_decides() -> None:
    assert level("status", {"status": "silent"}) is Level.SILENT
    assert level("status", {"status": "off"}) is Level.OFF


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"exit_reason": "roi"}, Level.SILENT),
        ({"exit_reason": "stop_loss"}, Level.ON),
        ({"exit_reason": "my own reason"}, Level.OFF),
        ({"exit_reason": None}, Level.OFF),
        ({"exit_reason": "exit_signal", "sub_trade": True}, Level.SILENT),
    ],
)
def test_exits_can_differ_by_reason(data: dict[str, Any], expected: Level) -> None:
    table = {"exit": {"roi": "silent", "custom_exit": "off", "partial_exit": "silent"}}
    assert level("exit", table, **data) is expected


def test_a_star_stands_for_all_other_reasons() -> None:
    table = {"exit": {"roi": "on", "*": "off"}}
    assert level("exit", table, exit_reason="roi") is Level.ON
    assert level("exit", table, exit_reason="stop_loss") is Level.OFF


def test_the_strategys_own_messages_need_permission() -> None:
    assert level("strategy_msg", {"strategy_msg": "on"}) is Level.OFF
    assert level("strategy_msg", custom=True) is Level.ON
