"""What the bot does when it begins to trade, and when it ends."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.enums import BotState, OrderStatus
from bot.domain.events import EventType
from bot.domain.lock import Lock
from bot.domain.trade import Trade
from bot.errors import ConfigError, StorageError, TemporaryError
from bot.ports.storage import MARKET_TIME
from bot.settings.model import ExchangeSettings, Internals
from bot.state.commands import Start, Stop
from bot.state.snapshot import Revisions
from tests.builders import T0, a_trade, an_open_order, an_order, some_settings
from tests.fakes.engine import Rig, a_rig, a_running_rig
from tests.fakes.memory import MemoryKeys, MemoryLocks, MemoryTrades
from tests.unit.engine.rigs import PAIR, RealOrders, a_rig_in_a_trade, a_rig_on, a_rig_with_an_order


def test_the_first_state_is_the_configured_one() -> None:
    for state in (BotState.RUNNING, BotState.PAUSED, BotState.STOPPED):
        rig = a_rig(settings=some_settings(initial_state=state))
        rig.show()
        assert rig.trader.state is state
        assert rig.said(EventType.STATUS) == [state.value]


def test_a_stopped_bot_does_not_begin() -> None:
    rig = a_rig(settings=some_settings(initial_state=BotState.STOPPED))
    assert rig.strategy.called("bot_start") == []
    assert rig.keys.get("startup_time") is None
    rig.ask(Start())
    assert rig.strategy.called("bot_start") == [None]


def test_the_bot_says_hello() -> None:
    rig = a_rig(options={"minimal_roi": {0: 0.02}, "stoploss": -0.1})
    rig.show()
    assert rig.said(EventType.WARNING) == ["Dry run is enabled. All trades are simulated."]
    hello, pairs = rig.said(EventType.STARTUP)
    assert hello == (
        "*Exchange:* `simulated`\n*Stake per trade:* `100 USDT`\n*Minimum ROI:* `{'0': 0.02}`\n*Stoploss:* `-0.1`\n"
        "*Position adjustment:* `Off`\n*Timeframe:* `5m`\n*Strategy:* `FakeStrategy`"
    )
    assert pairs == "Searching for USDT pairs to buy and sell based on [{'StaticPairList': 'StaticPairList'}]"


def test_the_hello_of_another_configuration() -> None:
    options = {"trailing_stop": True, "position_adjustment_enable": True, "stake_amount": "unlimited"}
    rig = a_rig(options=options, settings=some_settings(dry_run=False))
    rig.show()
    hello = rig.said(EventType.STARTUP)[0]
    for line in ("*Stake per trade:* `unlimited USDT`", "*Trailing Stoploss:* `-0.1`", "*Position adjustment:* `On`"):
        assert line in hello
    assert rig.said(EventType.WARNING) == []


def test_times_of_the_first_and_the_newest_start_are_kept() -> None:
    rig = a_rig()
    first = rig.wall.now()
    assert (rig.show().bot_start_at, rig.show().startup_at) == (first, first)
    rig.restart()
    picture = rig.show()
    assert (picture.bot_start_at, picture.startup_at) == (first, first + timedelta(seconds=30))


def test_an_older_trade_tells_when_the_bot_was_first_started() -> None:
    rig = Rig(a_trade(opened_at=T0 - timedelta(days=9))).start()
    assert rig.show().bot_start_at == T0 - timedelta(days=9)


def test_a_fill_while_the_bot_was_away_is_found() -> None:
    rig = a_rig_with_an_order(RealOrders())
    rig.orders.fill("x-1")
    rig.restart()
    assert rig.only_trade().amount == 1.0


def test_a_paper_account_is_told_its_open_orders() -> None:
    rig = a_rig_with_an_order()
    rig.orders.reports.clear()
    rig.restart()
    (report,) = rig.orders.restored
    assert (report.order_id, report.amount, report.price, report.status) == ("x-1", 1.0, 100.0, OrderStatus.OPEN)


def test_an_order_that_the_exchange_forgot_is_over() -> None:
    rig = a_rig_with_an_order()
    rig.ask(Stop())
    del rig.orders.reports["x-1"]
    rig.ask(Start())
    assert rig.trades.all() == []
    assert rig.last(EventType.ENTRY_CANCEL)["reason"] == "cancelled on exchange, fully cancelled"


def test_the_look_at_open_orders_can_be_skipped() -> None:
    settings = some_settings(exchange=ExchangeSettings(skip_open_order_update=True))
    rig = a_rig_with_an_order(settings=settings)
    rig.ask(Stop())
    rig.orders.fill("x-1")
    rig.ask(Start())
    assert not rig.only_trade().has_position
    rig.run()
    assert rig.only_trade().has_position


def test_a_stop_that_never_moved_follows_the_strategy() -> None:
    rig = Rig(a_trade(), options={"stoploss": -0.2}).start()
    trade = rig.only_trade()
    assert (trade.stop_loss, trade.initial_stop_loss, trade.initial_stop_loss_ratio) == (80.0, 80.0, -0.2)


def test_a_stop_that_trails_stays() -> None:
    rig = Rig(a_trade(is_stop_trailing=True, stop_loss=95.0), options={"stoploss": -0.2}).start()
    assert (rig.only_trade().stop_loss, rig.only_trade().initial_stop_loss) == (95.0, 90.0)


def test_a_stop_as_the_strategy_wants_it_is_not_written_again() -> None:
    rig = Rig(a_trade()).start()
    assert rig.trades.writes == 0


def test_precisions_that_an_older_version_did_not_store_are_filled_in() -> None:
    rig = Rig(a_trade(amount_precision=None, price_precision=None)).start()
    assert (rig.only_trade().amount_precision, rig.only_trade().price_precision) == (0.001, 0.01)


def test_a_pair_that_is_gone_leaves_its_trade_as_it_is() -> None:
    rig = Rig(a_trade(pair="OLD/USDT", amount_precision=None)).start()
    assert rig.only_trade().amount_precision is None


def test_a_trade_without_any_order_is_removed() -> None:
    cancelled = an_order(status=OrderStatus.CANCELED, filled=0.0, remaining=1.0)
    rig = Rig(a_trade(amount=0.0, orders=(cancelled,))).start()
    assert rig.trades.all() == []


def test_a_trade_that_fails_does_not_keep_the_others(caplog: pytest.LogCaptureFixture) -> None:
    first = a_trade(amount=0.0, orders=(an_open_order(),))
    second = a_trade(id=2, initial_stop_loss_ratio=-0.3, orders=(an_order(id=3, trade_id=2),))
    rig = a_rig_on(RealOrders("x-1"), first, second).start()
    assert rig.trader.state is BotState.RUNNING
    assert "Trade 1 on BTC/USDT: No word on x-1." in caplog.text
    assert rig.trades.all()[1].initial_stop_loss_ratio == -0.1


def test_an_exchange_that_is_away_at_the_start_is_asked_again_later(caplog: pytest.LogCaptureFixture) -> None:
    rig = Rig()
    rig.market.fail = TemporaryError("Away.")
    rig.start()
    assert "Reading the markets: Away." in caplog.text
    assert list(rig.run().markets) == [PAIR]


def test_too_many_start_candles_are_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match="requires 5000 candles to start, which is more than 5 calls"):
        Rig(options={"startup_candle_count": 5000})


def test_start_candles_are_fetched_in_as_many_calls_as_needed() -> None:
    rig = Rig(options={"startup_candle_count": 60})
    rig.market.candle_limit = 40
    rig.trader = rig._trader()
    rig.start()
    rig.run()
    assert rig.market.calls.count(("candles", (PAIR, "5m"))) == 2
    frame = rig.trader.picture().frames[PAIR, "5m"].frame
    assert len(frame) == 50
    assert frame["date"].iloc[-1].to_pydatetime() == T0 - timedelta(minutes=5)


def test_after_a_reload_the_state_says_so_and_numbers_go_on() -> None:
    rig = Rig()
    rig.trader.startup(after=Revisions(trades=7, prices=7, locks=7, pairs=7, config=7, candles=7))
    rig.show()
    assert rig.said(EventType.STATUS) == ["running after config reloaded"]
    assert rig.trader.revisions.trades > 7
    assert rig.trader.revisions.config > 7


def test_the_end_is_told_and_everything_is_on_disk() -> None:
    rig = a_rig_in_a_trade()
    rig.market.set_price(PAIR, 101.0)
    rig.run()
    rig.pass_time(seconds=3)
    rig.trader.shutdown()
    rig.show()
    assert rig.said(EventType.STATUS)[-1] == "process died"
    assert rig.said(EventType.WARNING)[-1].startswith("1 open trades active.")
    assert rig.only_trade().max_rate == 101.0
    assert rig.keys.values["market_time"] == rig.clock.now()
    assert rig.orders.cancelled == []


def test_open_orders_are_cancelled_at_the_end_if_the_user_wants_it() -> None:
    rig = a_rig_with_an_order(settings=some_settings(cancel_open_orders_on_exit=True))
    rig.trader.shutdown()
    assert (rig.orders.cancelled, rig.trades.all()) == (["x-1"], [])


def test_the_end_for_a_reload_is_silent() -> None:
    rig = a_rig_in_a_trade()
    said = len(rig.said(EventType.STATUS)), len(rig.said(EventType.WARNING))
    rig.trader.shutdown(is_reload=True)
    rig.show()
    assert (len(rig.said(EventType.STATUS)), len(rig.said(EventType.WARNING))) == said


def test_a_failure_is_told_and_stops_the_bot() -> None:
    rig = a_rig_in_a_trade()
    rig.trader.fail(StorageError("The disk is full."))
    rig.show()
    (text,) = rig.said(EventType.EXCEPTION)
    assert text.startswith("StorageError:\n```\n")
    assert "The disk is full." in text
    assert rig.trader.state is BotState.STOPPED


def test_after_a_failure_the_trades_are_read_from_disk_again() -> None:
    rig = a_rig_in_a_trade()
    rig.trader.fail(StorageError("The disk is full."))
    rig.trades.put(replace(rig.only_trade(), enter_tag="read again"))
    rig.ask(Start())
    assert rig.show().open_trades[0].trade.enter_tag == "read again"


class BrokenTrades(MemoryTrades):
    """A disk that can't be read for some time."""

    is_broken = False

    def open_trades(self) -> list[Trade]:
        if self.is_broken:
            raise StorageError("The disk can't be read.")
        return super().open_trades()


def test_a_bot_that_can_not_begin_stays_stopped() -> None:
    rig = Rig()
    rig.trades = trades = BrokenTrades()
    rig.trader = rig._trader()
    rig.start()
    rig.trader.fail(StorageError("The disk is full."))
    trades.is_broken = True
    for _ in range(2):
        with pytest.raises(StorageError, match="can't be read"):
            rig.ask(Start())
        assert rig.trader.state is BotState.STOPPED
    trades.is_broken = False
    assert rig.ask(Start()) == "starting trader ..."
    assert rig.said(EventType.STATUS) == ["running", "stopped", *["running", "stopped"] * 2, "running"]


def test_a_bot_that_could_not_read_its_trades_at_the_start_reads_all_of_them_later() -> None:
    rig = Rig()
    rig.trades = trades = BrokenTrades(a_trade(amount=0.0, orders=(an_open_order(),)))
    rig.locks = MemoryLocks(Lock(id=1, pair=PAIR, locked_at=T0, until=T0 + timedelta(hours=1)))
    rig.trader = rig._trader()
    trades.is_broken = True
    with pytest.raises(StorageError) as failure:
        rig.start()
    rig.trader.fail(failure.value)
    trades.is_broken = False
    rig.ask(Start())
    assert [order.order_id for order in rig.only_trade().open_orders] == ["x-1"]
    assert [lock.pair for lock in rig.show().locks] == [PAIR]


class FullKeys(MemoryKeys):
    """A disk that has no room for one key."""

    def put(self, key: str, value: str | int | float | datetime) -> None:
        if key == MARKET_TIME:
            raise StorageError("Full.")
        super().put(key, value)


def test_a_market_time_that_can_not_be_stored_does_not_end_the_pass(caplog: pytest.LogCaptureFixture) -> None:
    rig = Rig()
    rig.keys = FullKeys()
    rig.trader = rig._trader()
    rig.start()
    assert rig.run().last_pass_at is not None
    assert "The market's time could not be stored: Full." in caplog.text


def test_the_heartbeat_beats_as_often_as_wanted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rig = a_running_rig()
    for seconds in (0, 59, 1):
        rig.pass_time(seconds=seconds)
        rig.trader.heartbeat()
    beats = [record.message for record in caplog.records if "heartbeat" in record.message]
    assert len(beats) == 2
    assert beats[0].endswith("state='RUNNING'")


def test_the_heartbeat_can_be_turned_off(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    rig = a_running_rig(settings=some_settings(internals=Internals(heartbeat_interval_s=0)))
    rig.trader.heartbeat()
    assert "heartbeat" not in caplog.text


@pytest.mark.parametrize(
    ("at", "elapsed_s", "wait_s"),
    [
        (timedelta(seconds=2), 0.0, 5.0),  # nothing near
        (timedelta(seconds=2), 1.5, 3.5),
        (timedelta(seconds=2), 9.0, 0.05),  # the pass took too long
        (timedelta(minutes=4, seconds=57), 0.0, 4.0),  # cut: a second after the close
        (timedelta(minutes=4, seconds=55, milliseconds=500), 0.0, 5.5),  # stretched to that second
        (timedelta(milliseconds=200), 4.9, 0.8),  # just after a close
    ],
)
def test_a_pass_begins_a_second_after_a_candles_close(at: timedelta, elapsed_s: float, wait_s: float) -> None:
    rig = a_running_rig()
    rig.clock.set(T0 + timedelta(minutes=5) + at)
    assert rig.trader.next_pass_in(elapsed_s) == pytest.approx(wait_s)


def test_a_stopped_bot_keeps_its_own_time() -> None:
    rig = a_running_rig()
    rig.ask(Stop())
    rig.clock.set(T0 + timedelta(minutes=4, seconds=57))
    assert rig.trader.next_pass_in(0.0) == 5.0
