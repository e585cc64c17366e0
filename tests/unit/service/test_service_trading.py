import pytest

from bot.domain.enums import Direction, OrderType, RunMode
from bot.errors import NotFound, Refused, WrongMode
from bot.service.trading import Trading
from bot.state.commands import CancelOpenOrder, DeletedTrade, DeleteTrade, ForceEnter, ForceExit, ReloadTrade
from bot.state.snapshot import OpenTrade
from tests.builders import a_running_bot, a_snapshot, a_trade
from tests.fakes.bot import AnsweringState


@pytest.fixture
def state():
    return AnsweringState(a_running_bot())


@pytest.fixture
def trading(state):
    return Trading(state)


def test_force_enter_hands_every_wish_to_the_bot(state, trading):
    state.answer = a_trade(id=7)
    trade = trading.force_enter(
        "BTC/USDT",
        direction=Direction.LONG,
        price=99.5,
        order_type=OrderType.LIMIT,
        stake_amount=50.0,
        tag="mine",
        leverage=1.0,
    )
    assert trade.id == 7
    assert state.asked == [
        ForceEnter(pair="BTC/USDT", price=99.5, order_type=OrderType.LIMIT, stake_amount=50.0, tag="mine", leverage=1.0)
    ]


def test_an_entry_without_a_tag_is_a_force_entry(state, trading):
    trading.force_enter("BTC/USDT", tag="")
    assert state.asked[0].tag == "force_entry"


def test_the_bots_refusal_reaches_the_caller(state, trading):
    state.answer = Refused("trader is not running")
    with pytest.raises(Refused, match="trader is not running"):
        trading.force_enter("BTC/USDT")


@pytest.mark.parametrize("trade_id", ["12", 12])
def test_force_exit_takes_the_id_as_text_or_number(state, trading, trade_id):
    state.answer = "Created exit order for trade 12."
    answer = trading.force_exit(trade_id, order_type=OrderType.MARKET, amount=0.5, price=101.0)
    assert answer == "Created exit order for trade 12."
    assert state.asked == [ForceExit(trade_id=12, order_type=OrderType.MARKET, amount=0.5, price=101.0)]


def test_leaving_all_trades_ignores_amount_and_price(state, trading):
    trading.force_exit("all", amount=0.5, price=101.0)
    assert state.asked == [ForceExit(trade_id=None)]


@pytest.mark.parametrize("trade_id", ["", "one", "-1", "1.5", "0", 0, -3, "9" * 30, 2**63, "²", " 1"])
def test_an_id_that_is_no_number_is_an_invalid_argument(state, trading, trade_id):
    with pytest.raises(Refused, match="invalid argument"):
        trading.force_exit(trade_id)
    assert state.asked == []


def test_cancelling_shows_the_trade_at_its_present_rate(state, trading):
    state.answer = OpenTrade(a_trade(id=3), 105.0)
    view = trading.cancel_open_order(3)
    assert view.trade.id == 3
    assert view.current_rate == 105.0
    assert state.asked == [CancelOpenOrder(3)]


def test_reloading_shows_the_trade(state, trading):
    state.answer = OpenTrade(a_trade(id=3), None)
    assert trading.reload(3).trade.id == 3
    assert state.asked == [ReloadTrade(3)]


def test_deleting_answers_what_was_done(state, trading):
    done = DeletedTrade(3, "Deleted trade #3.", 1)
    state.answer = done
    assert trading.delete(3) == done
    assert state.asked == [DeleteTrade(3)]


@pytest.mark.parametrize("trade_id", [0, -1, 2**63])
@pytest.mark.parametrize("call", ["cancel_open_order", "delete", "reload"])
def test_an_id_that_no_trade_can_have_is_not_found(state, trading, call, trade_id):
    with pytest.raises(NotFound):
        getattr(trading, call)(trade_id)
    assert state.asked == []


def test_without_a_bot_trading_is_refused():
    with pytest.raises(WrongMode):
        Trading(AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER))).force_exit("all")
