"""Callbacks: what a file is told, what its answers mean, and that its mistakes cost no trade."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.enums import OrderType
from bot.ports.strategy import Adjustment, PositionView
from tests.builders import T0, a_trade, an_open_order
from tests.unit.strategy.conftest import Desk

TRADE = a_trade()
ORDER = an_open_order()
FAILING = "".join(
    f"    def {name}(self, **kwargs):\n        raise ValueError('no')\n"
    for name in (
        "bot_start", "bot_loop_start", "confirm_trade_entry", "confirm_trade_exit", "custom_entry_price",
        "custom_exit_price", "custom_stake_amount", "custom_exit", "custom_stoploss", "custom_roi",
        "check_entry_timeout", "check_exit_timeout", "adjust_order_price", "adjust_trade_position",
        "order_filled", "informative_pairs",
        "plot_annotations", "version",
    )
)  # fmt: skip
VIEW = PositionView(
    entry_rate=101.0, exit_rate=100.0, entry_profit=0.01, exit_profit=0.0, min_stake=5.0, max_stake=200.0
)


def _answers(strategy: object) -> dict[str, object]:
    """What a strategy says to every question the engine asks."""
    return {
        "confirm_entry": strategy.confirm_entry("BTC/USDT", OrderType.LIMIT, 1.0, 100.0, "GTC", T0, "dip", "long"),
        "confirm_exit": strategy.confirm_exit(TRADE, OrderType.LIMIT, 1.0, 100.0, "GTC", "roi", T0),
        "entry_price": strategy.entry_price("BTC/USDT", None, T0, 100.0, "dip", "long"),
        "exit_price": strategy.exit_price(TRADE, T0, 100.0, 0.01, "roi"),
        "stake_amount": strategy.stake_amount("BTC/USDT", T0, 100.0, 50.0, 5.0, 500.0, 1.0, "dip", "long"),
        "custom_exit": strategy.custom_exit(TRADE, T0, 100.0, 0.01),
        "custom_roi": strategy.custom_roi(TRADE, T0, 10, "dip", "long"),
        "entry_timed_out": strategy.entry_timed_out(TRADE, ORDER, T0),
        "exit_timed_out": strategy.exit_timed_out(TRADE, ORDER, T0),
        "adjusted_order_price": strategy.adjusted_order_price(TRADE, ORDER, T0, 101.0, is_entry=True),
        "adjust_position": strategy.adjust_position(TRADE, T0, VIEW),
    }


DEFAULTS = {
    "confirm_entry": True,
    "confirm_exit": True,
    "entry_price": 100.0,
    "exit_price": 100.0,
    "stake_amount": 50.0,
    "custom_exit": None,
    "custom_roi": None,
    "entry_timed_out": False,
    "exit_timed_out": False,
    "adjusted_order_price": 100.0,
    "adjust_position": None,
}


def test_a_strategy_without_callbacks_lets_the_bot_decide(desk: Desk) -> None:
    strategy = desk.load()
    assert _answers(strategy) == DEFAULTS
    assert strategy.custom_stoploss(TRADE, T0, 100.0, 0.0, after_fill=False) == -0.1
    assert strategy.version is None
    assert strategy.informative_pairs() == []


def test_a_callback_that_fails_is_logged_and_its_default_used(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    strategy = desk.load(FAILING)
    strategy.bot_start()
    strategy.bot_loop_start(T0)
    strategy.order_filled(TRADE, ORDER, T0)
    assert _answers(strategy) == DEFAULTS
    assert strategy.custom_stoploss(TRADE, T0, 100.0, 0.0, after_fill=False) is None
    assert (strategy.version, strategy.informative_pairs()) == (None, [])
    failed = {record.getMessage().split(":")[1].split()[0] for record in caplog.records if "failed" in record.message}
    assert {"bot_start", "custom_exit", "order_filled", "confirm_trade_entry"} <= failed


def test_answers_reach_the_engine(desk: Desk) -> None:
    strategy = desk.load(
        "    def confirm_trade_entry(\n"
        "        self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, **kwargs\n"
        "    ):\n        return (order_type, entry_tag, side) != ('limit', 'dip', 'long')\n"
        "    def confirm_trade_exit(self, pair, trade, exit_reason, **kwargs):\n        return exit_reason != 'roi'\n"
        "    def custom_entry_price(self, proposed_rate, **kwargs):\n        return proposed_rate * 0.99\n"
        "    def custom_exit_price(self, proposed_rate, **kwargs):\n        return 'cheap'\n"
        "    def custom_stake_amount(self, max_stake, **kwargs):\n        return max_stake / 2\n"
        "    def custom_exit(self, trade, current_profit, **kwargs):\n        return trade.enter_tag + 'x' * 300\n"
        "    def custom_roi(self, trade_duration, **kwargs):\n        return trade_duration / 1000\n"
        "    def check_entry_timeout(self, order, **kwargs):\n        return order.ft_order_side == 'buy'\n"
        "    def check_exit_timeout(self, order, **kwargs):\n        return order.ft_order_side == 'sell'\n"
        "    def adjust_entry_price(self, **kwargs):\n        return None\n"
        "    def adjust_trade_position(self, trade, current_time, current_rate, max_stake, **kwargs):\n"
        "        return max_stake / 4, f'{trade.pair} at {current_rate}'\n"
    )
    assert _answers(strategy) == {
        "confirm_entry": False,
        "confirm_exit": False,
        "entry_price": 99.0,
        "exit_price": 100.0,
        "stake_amount": 250.0,
        "custom_exit": ("dip" + "x" * 300)[:255],
        "custom_roi": 0.01,
        "entry_timed_out": True,
        "exit_timed_out": False,
        "adjusted_order_price": None,
        "adjust_position": Adjustment(50.0, "BTC/USDT at 101.0"),
    }


@pytest.mark.parametrize(
    ("said", "understood"),
    [
        ("-20", Adjustment(-20.0)),
        ("(15.5, None)", Adjustment(15.5)),
        ("(None, 'tag')", None),
        ("None", None),
        ("'text'", None),
        ("float('nan')", None),
        ("(1, 2, 3)", None),
        ("(5, 'x' * 1000)", Adjustment(5.0, "x" * 255)),
    ],
)
def test_a_position_is_adjusted_by_a_number_with_or_without_a_tag(
    desk: Desk, said: str, understood: Adjustment | None
) -> None:
    strategy = desk.load(f"    def adjust_trade_position(self, **kwargs):\n        return {said}\n")
    assert strategy.adjust_position(TRADE, T0, VIEW) == understood


def test_true_from_custom_exit_means_custom_exit(desk: Desk) -> None:
    strategy = desk.load("    def custom_exit(self, **kwargs):\n        return True\n")
    assert strategy.custom_exit(TRADE, T0, 100.0, 0.01) == "custom_exit"


@pytest.mark.parametrize("said", ["float('nan')", "float('inf')", "'text'", "True", "[]", "-5"])
def test_a_price_that_is_none_is_not_used(desk: Desk, said: str) -> None:
    strategy = desk.load(f"    def custom_entry_price(self, **kwargs):\n        return {said}\n")
    assert strategy.entry_price("BTC/USDT", None, T0, 100.0, None, "long") == 100.0


def test_after_fill_is_told_only_to_those_who_ask(desk: Desk) -> None:
    plain = desk.load("    def custom_stoploss(self, current_profit, **kwargs):\n        return -0.02\n")
    assert plain.custom_stoploss(TRADE, T0, 100.0, 0.0, after_fill=True) is None
    assert plain.custom_stoploss(TRADE, T0, 100.0, 0.0, after_fill=False) == -0.02
    asking = desk.load(
        "    def custom_stoploss(self, pair, trade, current_time, current_rate, current_profit, after_fill):\n"
        "        return -0.01 if after_fill else -0.02\n"
    )
    assert asking.custom_stoploss(TRADE, T0, 100.0, 0.0, after_fill=True) == -0.01


def test_locks_messages_wallets_and_market_data_are_at_hand(desk: Desk) -> None:
    strategy = desk.load(
        "    def bot_loop_start(self, current_time, **kwargs):\n"
        "        self.lock_pair('BTC/USDT', current_time + timedelta(minutes=5), 'why')\n"
        "        assert self.is_pair_locked('BTC/USDT')\n"
        "        assert PairLocks.is_pair_locked('BTC/USDT')\n"
        "        PairLocks.lock_pair('ETH/USDT', current_time)\n"
        "        PairLocks.unlock_pair('ETH/USDT')\n"
        "        self.unlock_reason('why')\n"
        "        self.unlock_pair('BTC/USDT')\n"
        "        for _ in range(2):\n"
        "            self.dp.send_msg('once')\n"
        "        self.dp.send_msg('once', always_send=True)\n"
        "        w = self.wallets\n"
        "        self.said = (w.get_free('USDT'), w.get_used('USDT'), w.get_total('USDT'), w.get_total('BTC'),\n"
        "            w.get_total_stake_amount(), w.get_available_stake_amount(), w.get_starting_balance(),\n"
        "            len(w.get_all_balances()), w.get_all_positions(), w.get_owned('BTC/USDT', 'BTC'))\n"
        "        assert self.said == (900, 100, 1000, 0, 980, 880, 990, 1, {}, 0), self.said\n"
        "        dp = self.dp\n"
        "        assert dp.runmode.value == 'dry_run' and dp.current_whitelist() == ['BTC/USDT']\n"
        "        assert dp.available_pairs == [('BTC/USDT', '5m')]\n"
        "        assert dp.ticker('BTC/USDT')['last'] == 100 and dp.ticker('NO/USDT') == {}\n"
        "        assert dp.orderbook('BTC/USDT', 1)['bids'] == [[100, 1e6]]\n"
        "        assert dp.market('BTC/USDT')['limits']['cost']['min'] == 5 and dp.market('NO/USDT') is None\n"
        "        assert dp.get_pair_dataframe('NO/USDT').empty and dp.check_delisting('BTC/USDT') is None\n"
        "        assert dp.ohlcv('NO/USDT').empty and dp.historic_ohlcv('NO/USDT').empty\n"
        "        assert dp.get_pair_dataframe('BTC/USDT', '5m', candle_type='mark').empty\n"
        "        frame, at = dp.get_analyzed_dataframe('NO/USDT', '5m')\n"
        "        assert frame.empty and at.year == 1970\n"
        "        frame, at = dp.get_producer_df('BTC/USDT')\n"
        "        assert frame.empty and at.year == 1970 and dp.get_producer_pairs() == []\n"
        "        assert dp.funding_rate('BTC/USDT') == {} and dp.trades('BTC/USDT').empty\n"
        "        raise ValueError('all is well')\n"
    )
    strategy.bot_loop_start(T0)
    assert desk.locks.asked == [
        ("lock", "BTC/USDT", T0 + timedelta(minutes=5), "why", "*"),
        ("lock", "ETH/USDT", T0, None, "*"),
        ("unlock", "ETH/USDT"),
        ("unlock_reason", "why"),
        ("unlock", "BTC/USDT"),
    ]
    assert desk.messages == ["once", "once"]


def test_a_message_may_come_again_with_the_next_candle(desk: Desk) -> None:
    strategy = desk.load("    def bot_loop_start(self, **kwargs):\n        self.dp.send_msg('again')\n")
    for _ in range(3):
        strategy.bot_loop_start(desk.clock.now())
        desk.clock.advance(minutes=3)
    assert desk.messages == ["again", "again"]


def test_leverage_stays_between_one_and_what_is_allowed(desk: Desk) -> None:
    def asked(answer: str) -> float:
        body = f"    def leverage(self, **kwargs):\n        return {answer}\n"
        return desk.load(body).leverage("BTC/USDT", T0, 100.0, 1.0, 10.0, "dip", "long")

    assert [asked(answer) for answer in ("3", "50", "0.5", "None", "'x'", "1 / 0")] == [3.0, 10.0, 1.0, 1.0, 1.0, 1.0]
    assert desk.load().leverage("BTC/USDT", T0, 100.0, 1.0, 10.0, None, "long") == 1.0


def test_parameters_made_in_bot_start_get_their_values(desk: Desk) -> None:
    strategy = desk.load(
        "    buy_params = {'buy_late': 4}\n"
        "    def bot_start(self, **kwargs):\n        self.buy_late = IntParameter(1, 5, default=3)\n"
    )
    assert strategy.parameters == []
    strategy.bot_start()
    assert [(one["name"], one["value"], one["space"]) for one in strategy.parameters] == [("buy_late", 4, "buy")]


CALLS = {
    "confirm_trade_entry": "pair order_type amount rate time_in_force current_time entry_tag side",
    "confirm_trade_exit": "pair trade order_type amount rate time_in_force exit_reason current_time",
    "custom_entry_price": "pair trade current_time proposed_rate entry_tag side",
    "custom_exit_price": "pair trade current_time proposed_rate current_profit exit_tag",
    "custom_stake_amount": "pair current_time current_rate proposed_stake min_stake max_stake leverage entry_tag side",
    "custom_exit": "pair trade current_time current_rate current_profit",
    "custom_roi": "pair trade current_time trade_duration entry_tag side",
    "check_entry_timeout": "pair trade order current_time",
    "check_exit_timeout": "pair trade order current_time",
    "adjust_order_price": "trade order pair current_time proposed_rate current_order_rate entry_tag side is_entry",
    "adjust_trade_position": (
        "trade current_time current_rate current_profit min_stake max_stake current_entry_rate current_exit_rate"
        " current_entry_profit current_exit_profit"
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_callback_is_given_exactly_its_arguments(desk: Desk, name: str) -> None:
    strategy = desk.load(
        f"    def {name}(self, **kwargs):\n        self.seen = sorted(kwargs)\n"
        "    def version(self):\n        return ' '.join(self.seen)\n"
    )
    _answers(strategy)
    assert strategy.version == " ".join(sorted(CALLS[name].split()))
