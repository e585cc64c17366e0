"""Where the recorded inputs are known, our arithmetic gives the recorded results."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.wire import balance, profit
from bot.domain.wallet import Balance, Wallets
from bot.service.account import Account
from bot.service.profit import Profit
from bot.state.snapshot import OpenTrade
from tests.builders import a_running_bot, a_trade
from tests.contract.rebuilt import certain, stats
from tests.contract.shapes import reply
from tests.fakes.bot import AnsweringState
from tests.fakes.reader import FakeReader

SUMMARY = reply("trade", "GET_profit")
DAYS = reply("trade", "GET_daily")["data"]
GIVEN_BY_THE_LEDGER = ("sharpe", "sortino", "sqn", "calmar")


def recorded_bot(**changes):
    values = {
        "closed": stats(SUMMARY, DAYS),
        "market_time": datetime(2026, 11, 22, 22, 27, tzinfo=UTC),
        "wallets": Wallets(stake_currency="USDT", starting=99000.0, total_stake=98634.53722869449),
        "first_trade": (1, certain(SUMMARY["first_trade_timestamp"])),
        "last_trade": (2050, certain(SUMMARY["latest_trade_timestamp"])),
        "bot_start_at": certain(SUMMARY["bot_start_timestamp"]),
    }
    return AnsweringState(a_running_bot(**{**values, **changes}))


def test_the_profit_over_closed_trades_has_the_recorded_numbers():
    given = profit.summary(Profit(recorded_bot()).summary())
    assert list(given) == list(SUMMARY)
    left_out = [name for name in SUMMARY if "profit_all" in name or name in (*GIVEN_BY_THE_LEDGER, "trade_count")]
    expected = {name: value for name, value in SUMMARY.items() if name not in left_out}
    assert {name: given[name] for name in expected} == pytest.approx(expected)


def test_days_have_the_recorded_balances():
    given = profit.periods(Profit(recorded_bot()).days(len(DAYS)))
    assert [row["starting_balance"] for row in given["data"]] == pytest.approx(
        [row["starting_balance"] for row in DAYS]
    )
    assert [row["rel_profit"] for row in given["data"]] == [row["rel_profit"] for row in DAYS]
    assert [row["date"] for row in given["data"]] == [row["date"] for row in DAYS]


@pytest.mark.parametrize(("name", "call"), [("GET_weekly", "weeks"), ("GET_monthly", "months")])
def test_longer_periods_begin_on_the_recorded_days(name, call):
    recorded = reply("trade", name)["data"]
    given = profit.periods(getattr(Profit(recorded_bot()), call)(len(recorded)))["data"]
    assert [row["date"] for row in given] == [row["date"] for row in recorded]


def test_a_coin_in_a_trade_has_the_recorded_worth():
    row = reply("trade", "GET_balance")["currencies"][0]
    trade = a_trade(base_currency="BTC", amount=row["bot_owned"])
    state = recorded_bot(
        open_trades=(OpenTrade(trade, 1.0),),
        coin_rates={"BTC": row["est_stake"] / row["balance"]},
        wallets=Wallets(stake_currency="USDT", balances={"BTC": Balance("BTC", row["free"], 0.0, row["balance"])}),
    )
    given = balance.account(Account(state, FakeReader()).balance())["currencies"][0]
    assert given == pytest.approx(row)
    assert list(given) == list(row)
