from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from app.jsonio import dump
from app.wire import order as orders
from app.wire import trade as wire
from bot.domain.enums import OrderSide, OrderStatus
from bot.domain.note import Note
from bot.service.trades import TradeNotes, TradePage
from bot.service.views import closed_view, view_of
from bot.state.commands import DeletedTrade
from bot.state.snapshot import OpenTrade
from tests.builders import T0, a_closed_trade, a_trade, an_open_order, an_order


def test_an_open_trade_shows_present_and_total_profit():
    fields = wire.status(view_of(OpenTrade(a_trade(), 110.0)))
    assert fields["current_rate"] == 110.0
    assert fields["profit_abs"] == pytest.approx(9.79)
    assert fields["profit_pct"] == 9.78
    assert fields["total_profit_abs"] == pytest.approx(9.79)
    assert fields["close_profit"] is None
    assert fields["profit_fiat"] is None


def test_an_open_trade_without_a_rate_shows_no_profit():
    fields = wire.status(view_of(OpenTrade(a_trade(), None)))
    names = ("current_rate", "profit_ratio", "profit_pct", "profit_abs", "total_profit_abs", "stoploss_current_dist")
    assert {name: fields[name] for name in names} == dict.fromkeys(names)


def test_a_partly_sold_trade_keeps_its_realised_profit_apart():
    trade = a_trade(realized_profit=3.9, close_profit_ratio=0.039, close_profit_amount=3.9)
    fields = wire.status(view_of(OpenTrade(trade, 100.0)))
    assert fields["close_profit"] is None
    assert (fields["close_profit_pct"], fields["close_profit_abs"]) == (3.9, 3.9)
    assert (fields["realized_profit"], fields["realized_profit_ratio"]) == (3.9, 0.039)
    assert fields["total_profit_abs"] == pytest.approx(fields["profit_abs"] + 3.9)


def test_an_unfilled_trade_shows_zero_profit():
    trade = a_trade(amount=0.0, open_trade_value=0.0, max_stake_amount=None, orders=(an_open_order(),))
    fields = wire.status(view_of(OpenTrade(trade, 100.0)))
    assert (fields["profit_ratio"], fields["profit_abs"], fields["profit_fiat"]) == (0.0, 0.0, 0.0)
    assert (fields["max_stake_amount"], fields["open_fill_date"], fields["has_open_orders"]) == (None, None, True)
    assert fields["nr_of_successful_entries"] == 0


def test_a_closed_trade_shows_its_closing_values():
    fields = wire.status(closed_view(a_closed_trade()))
    assert (fields["profit_abs"], fields["profit_pct"]) == (9.79, 9.78)
    assert (fields["total_profit_abs"], fields["total_profit_ratio"]) == (0.0, None)
    assert fields["close_profit"] == 0.0978022


def test_a_trade_without_stop_has_no_distances():
    fields = wire.status(view_of(OpenTrade(a_trade(stop_loss=None, stop_loss_ratio=None), 100.0)))
    assert fields["stoploss_entry_dist"] is None
    assert fields["stop_loss_pct"] is None


def test_stop_percentages_are_hundredfold():
    fields = wire.plain(a_trade(stop_loss_ratio=-0.99, initial_stop_loss_ratio=-0.1))
    assert (fields["stop_loss_pct"], fields["initial_stop_loss_pct"]) == (-99.0, -10.0)


def test_the_stop_kept_on_the_exchange_dates_the_stop():
    stop = an_open_order(id=3, side=OrderSide.STOPLOSS, placed_at=T0, updated_at=T0 + timedelta(minutes=1))
    fields = wire.plain(a_trade(orders=(an_order(), stop)))
    assert fields["stoploss_last_update"] == "2026-11-01 12:01:00"
    assert fields["has_open_orders"] is False
    assert wire.plain(a_trade())["stoploss_last_update_timestamp"] is None


def test_a_trade_never_priced_has_a_highest_rate_of_zero():
    fields = wire.plain(a_trade(min_rate=None, max_rate=None, funding_fees=None))
    assert (fields["min_rate"], fields["max_rate"], fields["funding_fees"]) == (None, 0.0, 0.0)


def test_cancelled_orders_without_fill_are_left_out():
    canceled = an_order(id=2, status=OrderStatus.CANCELED, filled=0.0, filled_at=None)
    partly = an_order(id=3, status=OrderStatus.CANCELED, filled=0.4)
    trade = a_trade(orders=(an_order(), canceled, partly, an_open_order(id=4)))
    assert [order.id for order in orders.shown(trade)] == [1, 3, 4]


def test_an_order_the_exchange_has_not_confirmed_counts_as_open():
    assert orders.brief(an_open_order(status=OrderStatus.INTENT))["status"] == "open"


def test_a_listed_trade_has_its_duration_and_orders_by_side():
    fields = wire.listed(a_closed_trade())
    assert (fields["trade_duration_s"], fields["trade_duration"]) == (3600, 60)
    assert [order["ft_is_entry"] for order in fields["orders"]] == [True, False]
    assert fields["orders"][0]["order_date"] == "2026-11-01 12:00:00"


def test_a_trade_that_is_open_has_no_duration():
    assert wire.listed(a_trade())["trade_duration"] is None


def test_a_page_counts_its_trades():
    page = wire.page(TradePage([a_closed_trade()], 5, 6))
    assert (page["trades_count"], page["offset"], page["total_trades"]) == (1, 5, 6)


def test_a_deletion_is_told():
    assert wire.deleted(DeletedTrade(2, "Deleted trade #2.", 1)) == {
        "cancel_order_count": 1,
        "result": "success",
        "result_msg": "Deleted trade #2.",
        "trade_id": 2,
    }


def test_notes_carry_their_dates_without_zone():
    note = Note(trade_id=4, key="mood", kind="dict", value={"n": 1}, created_at=T0.replace(microsecond=5))
    later = replace(note, updated_at=T0)
    found = wire.notes(TradeNotes(4, [note, later]))
    assert found["trade_id"] == 4
    assert found["custom_data"][0] == {
        "key": "mood",
        "type": "dict",
        "value": {"n": 1},
        "created_at": "2026-11-01T12:00:00.000005",
        "updated_at": None,
    }
    assert found["custom_data"][1]["updated_at"] == "2026-11-01T12:00:00"


def test_every_trade_is_json():
    assert orjson.dumps([wire.plain(a_trade()), wire.status(closed_view(a_closed_trade())), wire.listed(a_trade())])


def test_rows_are_built_once_per_version_of_a_trade() -> None:
    rows = wire.ListedRows(max_rows=1)
    trade, other = a_closed_trade(), a_closed_trade(id=99)
    (first,) = rows.of([trade])
    assert dump(rows.of([trade])) == dump([wire.listed(trade)])
    assert rows.of([trade])[0] is first
    changed = replace(trade, exit_reason="corrected")
    assert dump(rows.of([changed])) == dump([wire.listed(changed)])
    assert len(rows.of([other, changed])) == 2
    assert rows.of([trade])[0] is not first
