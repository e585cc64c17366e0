"""The fields of trade messages, as clients read them."""

from datetime import timedelta

import pytest

from bot.domain.events import EventType
from bot.domain.lock import Lock
from bot.engine import messages
from bot.errors import StorageError
from bot.state.commands import ForceExit
from tests.builders import T0, a_closed_trade, a_trade, an_open_order, an_order, some_settings
from tests.unit.engine.rigs import PAIR, a_rig_in_a_trade, a_rig_with_an_order

SETTINGS = some_settings(fiat_display_currency="EUR")


def test_an_entry_in_full() -> None:
    fields = messages.entry(a_trade(), an_open_order(price=99.0), SETTINGS, 100.5, is_fill=False)
    assert fields == {
        "trade_id": 1,
        "buy_tag": "dip",
        "enter_tag": "dip",
        "exchange": "Simulated",
        "pair": PAIR,
        "leverage": 1.0,
        "direction": "Long",
        "limit": 99.0,
        "order_rate": 99.0,
        "open_rate": 99.0,
        "order_type": "limit",
        "stake_amount": 100.0,
        "stake_currency": "USDT",
        "base_currency": "BTC",
        "quote_currency": "USDT",
        "fiat_currency": "EUR",
        "amount": 1.0,
        "open_date": T0,
        "current_rate": 100.5,
        "sub_trade": False,
    }


def test_without_a_rate_the_orders_price_is_shown() -> None:
    fields = messages.entry(a_trade(), an_open_order(), some_settings(), None, is_fill=False)
    assert (fields["current_rate"], fields["fiat_currency"]) == (100.0, None)


def test_a_fill_tells_what_filled() -> None:
    order = an_order(filled=0.4, remaining=0.6)
    assert messages.entry(a_trade(), order, SETTINGS, None, is_fill=True)["amount"] == 0.4
    assert messages.entry(a_trade(), order, SETTINGS, None, is_fill=False)["amount"] == 1.0


def test_an_exit_in_full() -> None:
    trade = a_closed_trade()
    fields = messages.exit_(trade, trade.orders[1], SETTINGS, 110.0, T0 + timedelta(hours=2), is_fill=True)
    profit = 110 * 0.999 - 100 * 1.001
    assert fields == {
        "trade_id": 1,
        "exchange": "Simulated",
        "pair": PAIR,
        "leverage": 1.0,
        "direction": "Long",
        "gain": "profit",
        "limit": 110.0,
        "order_rate": 110.0,
        "order_type": "limit",
        "amount": 1.0,
        "open_rate": 100.0,
        "close_rate": 110.0,
        "current_rate": None,
        "profit_amount": pytest.approx(profit),
        "profit_ratio": pytest.approx(profit / 100.1),
        "buy_tag": "dip",
        "enter_tag": "dip",
        "exit_reason": "roi",
        "open_date": T0,
        "close_date": T0 + timedelta(hours=1),
        "stake_amount": 100.0,
        "stake_currency": "USDT",
        "base_currency": "BTC",
        "quote_currency": "USDT",
        "fiat_currency": "EUR",
        "sub_trade": False,
        "cumulative_profit": 9.79,
        "final_profit_ratio": 0.0978022,
        "is_final_exit": True,
    }


def test_an_exit_that_is_placed_has_no_end_yet() -> None:
    trade = a_trade(orders=(an_order(), an_open_order(id=2)))
    fields = messages.exit_(trade, trade.orders[1], SETTINGS, 95.0, T0, is_fill=False)
    assert (fields["current_rate"], fields["close_date"], fields["gain"]) == (95.0, T0, "loss")
    assert (fields["is_final_exit"], fields["final_profit_ratio"], fields["sub_trade"]) == (False, None, False)


def test_a_part_is_a_sub_trade_with_its_own_profit() -> None:
    part = an_open_order(id=2, amount=0.25, remaining=0.25, price=110.0)
    fields = messages.exit_(a_trade(orders=(an_order(), part)), part, SETTINGS, 110.0, T0, is_fill=False)
    assert fields["sub_trade"] is True
    assert fields["profit_amount"] == pytest.approx(0.25 * (110 * 0.999 - 100 * 1.001))


def test_a_cancelled_exit_tells_the_profit_of_the_position() -> None:
    order = an_open_order(id=2, price=120.0)
    trade = a_trade(orders=(an_order(), order))
    fields = messages.exit_cancel(trade, order, SETTINGS, 110.0, T0, "because")
    assert (fields["reason"], fields["limit"], fields["close_date"]) == ("because", 120.0, T0)
    assert fields["profit_amount"] == pytest.approx(110 * 0.999 - 100 * 1.001)
    without_rate = messages.exit_cancel(trade, order, SETTINGS, None, T0, "because")
    assert without_rate["profit_amount"] == pytest.approx(120 * 0.999 - 100 * 1.001)


def test_a_cancelled_entry_may_be_an_addition() -> None:
    second = an_open_order(id=2, price=90.0)
    fields = messages.entry_cancel(a_trade(orders=(an_order(), second)), second, SETTINGS, None, "because")
    assert (fields["sub_trade"], fields["reason"], fields["open_rate"]) == (True, "because", 100.0)


def test_a_lock_in_full() -> None:
    lock = Lock(id=3, pair=PAIR, side="long", reason="rest", locked_at=T0, until=T0 + timedelta(minutes=5))
    assert messages.lock(lock, "USDT") == {
        "base_currency": "USDT",
        "id": 3,
        "pair": PAIR,
        "lock_time": "2026-11-01 12:00:00",
        "lock_timestamp": int(T0.timestamp()) * 1000,
        "lock_end_time": "2026-11-01 12:05:00",
        "lock_end_timestamp": int(T0.timestamp()) * 1000 + 300_000,
        "reason": "rest",
        "side": "long",
        "active": True,
    }


def test_the_warning_of_a_real_bot_speaks_of_no_simulation() -> None:
    assert "simulated" not in messages.left_open(2, "kraken", is_paper=False)


def test_messages_come_in_the_order_of_what_happened() -> None:
    rig = a_rig_in_a_trade()
    rig.ask(ForceExit(trade_id=1, amount=0.5))
    rig.ask(ForceExit(trade_id=1))
    assert rig.heard_types() == ["entry", "entry_fill", "exit", "exit_fill", "exit", "exit_fill"]
    first, second = (event.data for event in rig.heard if event.type is EventType.EXIT_FILL)
    assert (first["sub_trade"], second["sub_trade"]) == (True, False)
    assert second["cumulative_profit"] == pytest.approx(-0.2)
    assert [event.seq for event in rig.heard] == list(range(1, len(rig.heard) + 1))


def test_lasting_events_are_stored_and_fleeting_ones_are_not() -> None:
    rig = a_rig_with_an_order()
    stored = {event.type for event in rig.events.events}
    assert EventType.ENTRY in stored
    assert {EventType.ANALYZED_DF, EventType.NEW_CANDLE}.isdisjoint(stored)
    assert EventType.NEW_CANDLE in {event.type for event in rig.heard}


def test_events_that_can_not_be_stored_are_sent_nevertheless(caplog: pytest.LogCaptureFixture) -> None:
    rig = a_rig_in_a_trade()
    rig.events.fail = StorageError("The disk is full.")
    rig.ask(ForceExit(trade_id=1))
    assert rig.heard_types()[-1] == "exit_fill"
    assert "2 events were sent but could not be stored" in caplog.text
