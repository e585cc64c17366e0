import pytest

from bot.domain.enums import BotState, RunMode
from bot.domain.note import WalletSnapshot
from bot.state.snapshot import OpenTrade, Revisions
from tests.builders import T0, a_running_bot, a_snapshot, a_trade
from tests.fakes.reader import FakeReader
from tests.fakes.web import a_web


def test_the_balance_of_a_fresh_wallet():
    answer = a_web().get("/balance").json
    assert (answer["total"], answer["total_bot"], answer["starting_capital"]) == (1000.0, 990.0, 990.0)
    assert answer["currencies"][0]["currency"] == "USDT"


def test_the_balance_follows_the_prices():
    web = a_web()
    known = {"If-None-Match": web.get("/balance").headers["ETag"]}
    assert web.get("/balance", headers=known).status_code == 304
    web.publish(a_running_bot(revisions=Revisions(prices=1)))
    assert web.get("/balance", headers=known).status_code == 200


def test_open_trades_are_counted():
    answer = a_web(a_running_bot(open_trades=(OpenTrade(a_trade(), 1.0),))).get("/count").json
    assert answer == {"current": 1, "max": 3, "total_stake": 100.0}


def test_a_stopped_bot_counts_nothing():
    answer = a_web(a_running_bot(state=BotState.STOPPED)).get("/count")
    assert (answer.status_code, answer.json["detail"]) == (400, "trader is not running")


def test_the_balance_history_is_a_table():
    row = WalletSnapshot(T0, "USDT", "USDT", 1.0, 990.0, 990.0, bot_managed=True)
    answer = a_web(reader=FakeReader(wallets=[row])).get("/historic_balance").json
    assert answer["data"] == [["2026-11-01T12:00:00", 1793534400000, 990.0]]


@pytest.mark.parametrize("path", ["/balance", "/count", "/historic_balance"])
def test_without_a_bot_there_is_no_account(path):
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get(path).status_code == 503
