from datetime import timedelta

import pytest

from bot.domain.enums import RunMode
from tests.builders import T0, a_running_bot, a_snapshot
from tests.fakes.stats import FixedStats
from tests.fakes.web import a_web


def a_bot(**changes):
    return a_running_bot(closed=FixedStats(count=2, profit_amount=99.0, closings=[(T0.date(), 99.0)]), **changes)


def test_the_profit_is_summed_up():
    answer = a_web(a_bot()).get("/profit").json
    assert (answer["profit_closed_coin"], answer["profit_closed_ratio"], answer["trade_count"]) == (99.0, 0.1, 2)


def test_words_about_time_change_with_the_minute():
    web = a_web(a_bot(first_trade=(1, T0 - timedelta(minutes=5)), last_trade=(1, T0)))
    assert web.get("/profit").json["first_trade_humanized"] == "5 minutes ago"
    later = T0 + timedelta(minutes=1)
    web.publish(a_bot(market_time=later, first_trade=(1, T0 - timedelta(minutes=5)), last_trade=(1, T0)))
    assert web.get("/profit").json["first_trade_humanized"] == "6 minutes ago"


def test_profit_by_direction_is_null_where_there_is_one():
    answer = a_web(a_bot()).get("/profit_all").json
    assert answer["all"]["profit_closed_coin"] == 99.0
    assert (answer["long"], answer["short"]) == (None, None)


@pytest.mark.parametrize(("path", "count"), [("/daily", 7), ("/weekly", 4), ("/monthly", 3)])
def test_periods_have_a_usual_number(path, count):
    answer = a_web(a_bot()).get(path).json
    assert len(answer["data"]) == count
    assert answer["data"][0]["abs_profit"] == 99.0
    assert (answer["stake_currency"], answer["fiat_display_currency"]) == ("USDT", "")


@pytest.mark.parametrize("path", ["/daily", "/weekly", "/monthly"])
def test_periods_may_be_many(path):
    assert len(a_web(a_bot()).get(f"{path}?timescale=3650").json["data"]) == 3650


def test_days_move_on_with_the_market():
    web = a_web(a_bot())
    assert web.get("/daily?timescale=1").json["data"][0]["date"] == "2026-11-01"
    web.publish(a_bot(market_time=T0 + timedelta(days=1)))
    assert web.get("/daily?timescale=1").json["data"][0]["date"] == "2026-11-02"


@pytest.mark.parametrize("timescale", ["0", "-1", "3651", "10000000", "9" * 30, "abc", "1.5", "", "NaN", "null"])
@pytest.mark.parametrize("path", ["/daily", "/weekly", "/monthly"])
def test_a_number_of_periods_that_cant_be_meant_is_refused(path, timescale):
    answer = a_web(a_bot()).get(path, query_string={"timescale": timescale})
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", "timescale"]


def test_too_many_periods_say_what_is_allowed():
    assert "3650" in a_web(a_bot()).get("/daily?timescale=10000000").json["error"]


@pytest.mark.parametrize("path", ["/profit", "/profit_all", "/daily", "/weekly", "/monthly"])
def test_without_a_bot_there_is_no_profit(path):
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get(path).status_code == 503


def test_the_run_mode_is_refused_before_the_query():
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get("/daily?timescale=0").status_code == 503
