"""Whatever is lost in between - disk, reply, process - no order is doubled and none is forgotten."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.domain.enums import BotState, OrderSide, OrderStatus
from bot.domain.trade import Trade
from bot.errors import StorageBusy, StorageError, TemporaryError
from bot.ports.strategy import Adjustment, PositionView
from bot.settings.model import OrderTypes, UnfilledTimeout
from bot.state.commands import ForceExit, Start
from tests.fakes.engine import Rig
from tests.unit.engine.crashes import DyingOrders, Fuse, Killed, Outage, a_dying_rig
from tests.unit.engine.rigs import PAIR

PASSES = 16
NEVER = 10_000
Story = Callable[[Rig, DyingOrders], None]


def a_simple_life(rig: Rig, orders: DyingOrders) -> None:
    """Buy, and leave at the stop."""
    if not orders.placed(OrderSide.BUY) and not rig.trades.all():
        rig.signal()
    else:
        rig.strategy.signals.clear()
        orders.fill_all()
    if any(trade.has_position for trade in rig.trades.all()):
        rig.market.set_price(PAIR, 89.0)


def an_entry_in_parts(rig: Rig, orders: DyingOrders) -> None:
    """Buy, get a half, time out with it, and leave at the stop."""
    rig.strategy.signals.clear()
    if not rig.trades.all() and not any(report.filled for report in orders.placed(OrderSide.BUY)):
        rig.signal()
    for report in orders.placed(OrderSide.BUY):
        if report.status.is_open:
            orders.fill(report.order_id, 0.5)
    for report in orders.placed(OrderSide.SELL):
        if report.status.is_open:
            orders.fill(report.order_id)
    if any(trade.has_position for trade in rig.trades.all()):
        rig.market.set_price(PAIR, 89.0)


def an_entry_that_follows_the_price(rig: Rig, orders: DyingOrders) -> None:
    """Buy, move the order to another price at the next candle, fill, and leave at the stop."""
    rig.strategy.order_price = lambda price: 99.0
    rig.strategy.signals.clear()
    if not rig.trades.all():
        if not any(report.filled for report in orders.placed(OrderSide.BUY)):
            rig.signal()
        return
    for report in list(orders.reports.values()):
        if report.status.is_open and (report.price == 99.0 or report.side is OrderSide.SELL):
            orders.fill(report.order_id)
    if any(trade.has_position for trade in rig.trades.all()):
        rig.market.set_price(PAIR, 89.0)
        rig.strategy.order_price = lambda price: price


def an_exit_that_times_out(rig: Rig, orders: DyingOrders) -> None:
    """Buy, fail to sell for a while, sell in an emergency."""
    rig.strategy.signals.clear()
    if not orders.placed(OrderSide.BUY) and not rig.trades.all():
        rig.signal()
    for report in list(orders.reports.values()):
        is_urgent = report.order_type.value == "market"
        if report.status.is_open and (report.side is OrderSide.BUY or is_urgent):
            orders.fill(report.order_id, price=88.0 if is_urgent else None)
    if any(trade.has_position for trade in rig.trades.all()):
        rig.market.set_price(PAIR, 89.0)


def a_stop_that_sells(rig: Rig, orders: DyingOrders) -> None:
    """Buy, let the stop on the exchange follow the price, and have it sell."""
    _buy_once(rig, orders)
    stops = orders.placed(OrderSide.STOPLOSS)
    if stops:
        rig.market.set_price(PAIR, 120.0)
        for stop in stops:
            if stop.status.is_open and (stop.stop_price or 0) > 100:
                orders.fill(stop.order_id)


def an_exit_past_the_stop(rig: Rig, orders: DyingOrders) -> None:
    """Buy, have a stop on the exchange, and leave with a profit."""
    _buy_once(rig, orders)
    if orders.placed(OrderSide.STOPLOSS):
        rig.market.set_price(PAIR, 150.0)
    for report in orders.placed(OrderSide.SELL):
        if report.status.is_open:
            orders.fill(report.order_id)


def a_position_that_grows_and_shrinks(rig: Rig, orders: DyingOrders) -> None:
    """Buy, add, take a part out, and leave at the stop."""
    rig.strategy.adjustment = _one_of_each
    _buy_once(rig, orders)
    for report in orders.placed(OrderSide.SELL):
        if report.status.is_open:
            orders.fill(report.order_id)
    if any(trade.exits for trade in rig.trades.all()):
        rig.market.set_price(PAIR, 89.0)


def _one_of_each(trade: Trade, view: PositionView) -> Adjustment | None:
    if trade.open_orders or trade.exits:
        return None
    return Adjustment(50.0) if len(trade.entries) == 1 else Adjustment(-60.0)


def _buy_once(rig: Rig, orders: DyingOrders) -> None:
    rig.strategy.signals.clear()
    if not orders.placed(OrderSide.BUY) and not rig.trades.all():
        rig.signal()
    for report in orders.placed(OrderSide.BUY):
        if report.status.is_open:
            orders.fill(report.order_id)


ON_EXCHANGE = OrderTypes(stoploss="market", stoploss_on_exchange=True)
STORIES: list[tuple[Story, dict[str, Any]]] = [
    (a_simple_life, {}),
    (an_entry_in_parts, {"unfilledtimeout": UnfilledTimeout(entry=4.0)}),
    (an_entry_that_follows_the_price, {}),
    (an_exit_that_times_out, {"unfilledtimeout": UnfilledTimeout(exit=4.0, exit_timeout_count=1)}),
    (a_stop_that_sells, {"order_types": ON_EXCHANGE, "trailing_stop": True}),
    (an_exit_past_the_stop, {"order_types": ON_EXCHANGE, "minimal_roi": {0: 0.2}}),
    (a_position_that_grows_and_shrinks, {"position_adjustment_enable": True}),
]


def live_through(story: Story, options: dict[str, Any], fuse: Fuse, *, passes: int = PASSES, **kind: bool) -> Rig:
    """Run a story to its end; after a failure a new process goes on, after an error the user starts the bot again."""
    rig, orders = a_dying_rig(fuse, options=options, **kind)
    rig.start()
    for _ in range(passes):
        story(rig, orders)
        try:
            rig.run()
        except Killed:
            rig.restart()
        except StorageBusy:
            assert rig.trader.state is BotState.RUNNING
        except StorageError as error:
            rig.trader.fail(error)
            assert rig.trader.state is BotState.STOPPED
            rig.pass_time(seconds=30)
            rig.ask(Start())
        rig.pass_time(minutes=2)
    return rig


def assert_books_agree(rig: Rig) -> None:
    """One trade, closed; the exchange and the trade know the same orders, each intent went out once."""
    trade = rig.only_trade()
    assert not trade.is_open
    assert trade.open_orders == ()
    known = {order.order_id: order for order in trade.orders if order.order_id}
    filled = {report.order_id: report.filled for report in rig.orders.reports.values() if report.filled}
    assert {order_id: order.filled for order_id, order in known.items() if order.filled} == filled
    assert not [report for report in rig.orders.reports.values() if report.status.is_open]
    bought = sum(order.filled for order in trade.entries)
    assert sum(order.filled for order in trade.exits) == pytest.approx(bought)
    asked = [request.client_order_id for request in rig.orders.requests]
    assert len(asked) == len(set(asked))


def moments(story: Story, options: dict[str, Any], error: BaseException) -> int:
    """How many moments a story without failure has."""
    fuse = Fuse(NEVER, error)
    assert_books_agree(live_through(story, options, fuse))
    return fuse.count


@pytest.mark.parametrize(
    ("story", "ends"),
    [
        (a_simple_life, "closed closed"),
        (an_entry_in_parts, "canceled closed"),
        (an_entry_that_follows_the_price, "canceled closed closed"),
        (an_exit_that_times_out, "closed canceled closed"),
        (a_stop_that_sells, "closed canceled closed"),
        (an_exit_past_the_stop, "closed canceled closed"),
        (a_position_that_grows_and_shrinks, "closed closed closed closed"),
    ],
)
def test_the_stories_go_as_they_are_told(story: Story, ends: str) -> None:
    rig = live_through(story, dict(STORIES)[story], Fuse(NEVER, Killed()))
    assert [report.status.value for report in rig.orders.reports.values()] == ends.split()


@pytest.mark.parametrize(("story", "options"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_a_process_that_dies_at_any_moment_leaves_nothing_double_and_nothing_lost(
    story: Story, options: dict[str, Any]
) -> None:
    count = moments(story, options, Killed())
    assert count >= 10
    for at in range(1, count + 1):
        fuse = Fuse(at, Killed())
        rig = live_through(story, options, fuse)
        assert fuse.has_blown
        assert_books_agree(rig)


@pytest.mark.parametrize(("story", "options"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_a_disk_that_fails_at_any_write_leaves_nothing_double_and_nothing_lost(
    story: Story, options: dict[str, Any]
) -> None:
    for at in range(1, moments(story, options, StorageError("Full.")) + 1):
        rig = live_through(story, options, Fuse(at, StorageError("The disk is full.")))
        assert_books_agree(rig)


@pytest.mark.parametrize("lasts", [1, 2, 5, 12])
@pytest.mark.parametrize(("story", "options"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_a_database_that_is_busy_for_a_while_stops_nothing_and_loses_nothing(
    story: Story, options: dict[str, Any], lasts: int
) -> None:
    busy = StorageBusy("The database is locked.")
    for at in range(1, moments(story, options, busy) + 1):
        rig = live_through(story, options, Outage(at, busy, lasts=lasts), passes=PASSES + lasts)
        assert_books_agree(rig)
        assert not rig.trader.picture().failure


@pytest.mark.parametrize("dies_after", [1, 3, 6])
@pytest.mark.parametrize(("story", "options"), STORIES, ids=[story.__name__ for story, _ in STORIES])
def test_a_process_that_dies_while_the_database_is_busy_finds_its_orders_on_the_exchange(
    story: Story, options: dict[str, Any], dies_after: int
) -> None:
    busy = StorageBusy("The database is locked.")
    for at in range(1, moments(story, options, busy) + 1):
        fuse = Outage(at, busy, lasts=NEVER, dies_after=dies_after)
        rig = live_through(story, options, fuse, passes=PASSES + dies_after, is_account=True)
        assert_books_agree(rig)


def test_a_simple_life_takes_one_order_each_way_wherever_it_is_cut() -> None:
    for at in range(1, moments(a_simple_life, {}, Killed()) + 1):
        rig = live_through(a_simple_life, {}, Fuse(at, Killed()))
        sides = [report.side for report in rig.orders.reports.values()]
        assert sides == [OrderSide.BUY, OrderSide.SELL]


def test_a_paper_account_that_dies_with_the_process_ends_as_its_stored_orders_say() -> None:
    for at in range(1, moments(a_simple_life, {}, Killed()) + 1):
        rig = live_through(a_simple_life, {}, Fuse(at, Killed()), is_paper=True)
        trade = rig.only_trade()
        assert not trade.is_open
        assert (len(trade.entries), len(trade.exits)) == (1, 1)


def an_intent_after_a_crash(at: int) -> Rig:
    """A bot that died at moment ``at`` of its first entry and has started again."""
    rig, _ = a_dying_rig(Fuse(at, Killed()))
    rig.start()
    rig.signal()
    with pytest.raises(Killed):
        rig.run()
    rig.strategy.signals.clear()
    return rig


def test_an_intent_is_found_by_its_client_order_id_after_a_crash() -> None:
    rig = an_intent_after_a_crash(at=4)  # after the exchange accepted the order
    (intent,) = rig.only_trade().orders
    assert (intent.status, intent.order_id) == (OrderStatus.INTENT, "")
    rig.restart()
    (order,) = rig.only_trade().orders
    assert (order.status, order.order_id) == (OrderStatus.OPEN, "x-1")
    assert order.client_order_id == intent.client_order_id == rig.orders.requests[0].client_order_id
    rig.show()
    assert rig.heard_types() == ["entry"]


def test_an_intent_that_never_left_is_written_off_after_a_crash() -> None:
    rig = an_intent_after_a_crash(at=3)  # before the exchange heard of it
    assert rig.only_trade().orders[0].status is OrderStatus.INTENT
    rig.restart()
    assert rig.trades.all() == []
    rig.run()
    assert (rig.orders.requests, rig.heard_types()) == ([], [])


def test_a_fresh_intent_is_given_time_to_turn_up() -> None:
    rig = an_intent_after_a_crash(at=3)
    rig.trader = rig._trader()
    rig.start()
    rig.run()
    assert rig.only_trade().orders[0].status is OrderStatus.INTENT
    rig.pass_time(seconds=21)
    rig.run()
    assert rig.trades.all() == []


def test_a_lost_reply_is_looked_up_at_once() -> None:
    rig, _ = a_dying_rig(Fuse(NEVER, Killed()))
    rig.start()
    rig.signal()
    rig.orders.script.append("lost")
    rig.run()
    assert rig.only_trade().orders[0].order_id == "x-1"
    assert len(rig.orders.requests) == 1


def test_a_lost_reply_is_looked_up_later_while_the_exchange_is_away() -> None:
    rig, _ = a_dying_rig(Fuse(NEVER, Killed()))
    rig.start()
    rig.signal()
    rig.orders.script.append("lost")
    rig.orders.fail = TemporaryError("Away.")
    rig.run()
    assert rig.only_trade().orders[0].status is OrderStatus.INTENT
    rig.run()
    assert rig.only_trade().orders[0].status is OrderStatus.OPEN
    assert len(rig.orders.requests) == 1


def test_a_request_that_never_arrived_is_not_sent_again_by_itself() -> None:
    rig, _ = a_dying_rig(Fuse(NEVER, Killed()), options={"process_only_new_candles": False})
    rig.start()
    rig.signal()
    rig.orders.script.append(TemporaryError("No route."))
    rig.run()
    rig.strategy.signals.clear()
    assert rig.only_trade().orders[0].status is OrderStatus.INTENT
    rig.pass_time(seconds=21)
    rig.run()
    assert (rig.trades.all(), len(rig.orders.requests)) == ([], 1)


def a_holding_rig() -> tuple[Rig, DyingOrders]:
    """A bot that holds one position and enters no other."""
    rig, orders = a_dying_rig(Fuse(NEVER, Killed()))
    rig.start()
    rig.signal()
    rig.run()
    rig.strategy.signals.clear()
    orders.fill_all()
    rig.run()
    return rig, orders


def test_an_exit_intent_that_never_arrived_leaves_the_position_open_and_without_reason() -> None:
    rig, orders = a_holding_rig()
    orders.script.append(TemporaryError("No route."))
    rig.ask(ForceExit(trade_id=1))
    assert rig.only_trade().exit_reason == "force_exit"
    rig.pass_time(seconds=21)
    rig.run()
    trade = rig.only_trade()
    assert (trade.exit_reason, trade.close_rate_requested, trade.open_orders) == (None, None, ())
    assert trade.orders[1].status is OrderStatus.REJECTED


@pytest.mark.parametrize("write", [0, 1])
def test_a_disk_that_fails_during_a_command_leaves_the_bot_knowing_what_is_stored(write: int) -> None:
    rig, orders = a_holding_rig()
    rig.trades.script.extend([*[None] * write, StorageError("The disk is full.")])
    with pytest.raises(StorageError):
        rig.ask(ForceExit(trade_id=1))
    known, stored = rig.show().open_trades[0].trade, rig.only_trade()
    assert (known.orders, known.exit_reason) == (stored.orders, stored.exit_reason)
    rig.run()
    orders.fill_all()
    rig.run()
    assert rig.only_trade().is_open is (write == 0)
    assert len(orders.placed(OrderSide.SELL)) == write
