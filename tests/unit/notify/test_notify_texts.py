"""What people read: short, with pair, money and currency."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.events import Event, EventType
from bot.engine import messages
from bot.notify.fields import EXAMPLES, example
from bot.notify.texts import MAX_LENGTH, Message, message_of, money, plain
from tests.builders import T0, a_closed_trade, a_trade, an_order, some_settings
from tests.fakes.inbox import no_facts, said


def told(kind: EventType, fields: Any) -> Message:
    return message_of(Event(kind, fields, T0), no_facts)


def test_an_entry() -> None:
    fields = messages.entry(a_trade(), an_order(), some_settings(), 100.0, is_fill=False)
    assert told(EventType.ENTRY, fields) == Message(
        "tradepost: Entry ordered, BTC/USDT", "Long, trade 1: 1 BTC at 100 USDT, stake 100 USDT, tag dip.", "info"
    )
    assert told(EventType.ENTRY_FILL, fields).title == "tradepost: Entered, BTC/USDT"
    assert told(EventType.ENTRY_FILL, {**fields, "sub_trade": True}).title == "tradepost: Position increased, BTC/USDT"
    assert "Long 3x, trade" in told(EventType.ENTRY, {**fields, "leverage": 3.0, "enter_tag": None}).body


def test_an_exit() -> None:
    trade = a_closed_trade()
    fields = messages.exit_(trade, trade.orders[-1], some_settings(), None, T0, is_fill=True)
    message = told(EventType.EXIT_FILL, fields)
    assert (message.title, message.tone) == ("tradepost: Exit filled, BTC/USDT", "success")
    assert message.body == "Long, trade 1: 1 BTC at 110 USDT, profit 9.79 USDT (9.78%), roi, open for 1:00:00."
    loss = {**fields, "gain": "loss", "profit_amount": -3.5, "profit_ratio": -0.035, "sub_trade": True}
    assert told(EventType.EXIT_FILL, loss).tone == "warning"
    assert told(EventType.EXIT_FILL, loss).title == "tradepost: Partial exit filled, BTC/USDT"
    assert "loss -3.5 USDT (-3.50%)" in told(EventType.EXIT, loss).body


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_message_has_words(kind: EventType) -> None:
    message = message_of(example(kind), no_facts)
    assert message.title.startswith("tradepost: ")
    assert message.body
    assert "None" not in message.body


def test_an_exception_is_told_without_its_traceback() -> None:
    text = "StrategyError:\n```\nTraceback (most recent call last):\n  File x\nValueError: no candles\n```"
    assert message_of(said(text, EventType.EXCEPTION), no_facts).body == "StrategyError: ValueError: no candles"
    repeated = "The bot can't be built: no candles\n```\nTraceback\nno candles\n```"
    assert message_of(said(repeated, EventType.EXCEPTION), no_facts).body == "The bot can't be built: no candles"
    assert message_of(said("Not reloaded: x", EventType.EXCEPTION), no_facts).body == "Not reloaded: x"


def test_marks_of_one_chat_are_left_out_for_the_others() -> None:
    assert message_of(said("*Exchange:* `simulated`", EventType.STARTUP), no_facts).body == "Exchange: simulated"


def test_a_long_message_is_cut() -> None:
    body = message_of(said("x" * 5000), no_facts).body
    assert len(body) == MAX_LENGTH
    assert body.endswith("x...")


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0 USDT"), (333.333333, "333.333 USDT"), (-0.000001, "-0.000001 USDT"), (12345678.987, "12345678.99 USDT")],
)
def test_money(value: float, text: str) -> None:
    assert money(value, "USDT") == text


@pytest.mark.parametrize(("value", "text"), [(0.00012, "0.00012"), (100.0, "100"), (-1e-12, "0"), (1e9, "1000000000")])
def test_rates_are_written_out(value: float, text: str) -> None:
    assert plain(value) == text
