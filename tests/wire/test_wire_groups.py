from dataclasses import dataclass, replace
from datetime import date, timedelta

from app.wire import balance, candles, pairs, performance, profit, system
from bot.domain.enums import RunMode
from bot.domain.lock import Lock
from bot.domain.wallet import Balance
from bot.service.account import AccountPicture, BalanceHistory, CoinBalance, TradeCount
from bot.service.candles import Chart, ChartTable
from bot.service.markets import MarketList
from bot.service.pairs import Blacklist, Whitelist
from bot.service.performance import Durations
from bot.service.profit import Period, Periods, ProfitByDirection, summarised
from bot.service.system import Health, MachineLoad
from bot.settings.model import OrderTypes, Pricing
from bot.state.snapshot import OpenTrade
from bot.stats.model import Group, ReasonCount
from tests.builders import T0, a_market, a_running_bot, a_snapshot, a_trade, some_settings
from tests.fakes.stats import FixedStats, some_falls


def test_a_count_is_sent_under_the_clients_names():
    assert balance.count(TradeCount(2, -1, 100)) == {"current": 2, "max": -1, "total_stake": 100.0}


def test_an_account_sends_floats_and_percent():
    coin = CoinBalance(balance=Balance("USDT", 1, 0, 1), owned=1, worth=1, owned_worth=1, is_managed=True)
    found = balance.account(
        AccountPicture(
            stake_currency="USDT",
            coins=[coin],
            total=1,
            total_owned=1,
            starting=2,
            growth_ratio=-0.5,
            is_simulated=True,
        )
    )
    assert found["starting_capital_pct"] == -50.0
    assert found["note"] == "Simulated balances"
    assert found["currencies"][0]["stake"] == "USDT"
    assert isinstance(found["currencies"][0]["free"], float)


def test_the_balance_history_is_a_table():
    found = balance.history(BalanceHistory([(T0, 990.0)], T0))
    assert found["data"] == [["2026-11-01T12:00:00", 1793534400000, 990.0]]
    assert (found["length"], found["capture_start_ts"]) == (1, 1793534400000)
    assert balance.history(BalanceHistory([], None))["capture_start_ts"] == 0


def test_a_summary_without_trades_has_empty_dates():
    snapshot = a_running_bot(bot_start_at=None)
    fields = profit.summary(summarised(snapshot, FixedStats()))
    assert (fields["first_trade_date"], fields["first_trade_humanized"], fields["first_trade_timestamp"]) == ("", "", 0)
    assert (fields["best_pair"], fields["best_rate"], fields["max_drawdown_start"]) == ("", 0.0, "")
    assert (fields["avg_duration"], fields["bot_start_date"], fields["bot_start_timestamp"]) == ("0:00:00", "", 0)


def test_a_summary_says_numbers_in_ratio_and_percent():
    stats = FixedStats(
        count=2,
        wins=1,
        losses=1,
        profit_amount=99.0,
        profit_ratio_sum=0.2,
        duration_mean_s=100_000.0,
        groups=(Group("BTC/USDT", 99.0, 0.12345, 0.2, 2),),
        falls=some_falls(T0, T0 + timedelta(hours=1)),
    )
    snapshot = a_running_bot(first_trade=(1, T0 - timedelta(days=3)), last_trade=(2, T0 - timedelta(hours=1)))
    fields = profit.summary(summarised(snapshot, stats))
    assert (fields["profit_closed_ratio"], fields["profit_closed_percent"]) == (0.1, 10.0)
    assert (fields["profit_closed_ratio_mean"], fields["profit_closed_percent_mean"]) == (0.1, 10.0)
    assert (fields["best_rate"], fields["best_pair_profit_abs"]) == (12.35, 99.0)
    assert (fields["first_trade_humanized"], fields["latest_trade_humanized"]) == ("3 days ago", "an hour ago")
    assert fields["avg_duration"] == "1 day, 3:46:40"
    assert fields["max_drawdown_end"] == "2026-11-01 13:00:00"
    assert fields["current_drawdown_high"] == 20.0


def test_unknown_rates_make_the_whole_profit_null():
    snapshot = a_running_bot(open_trades=(OpenTrade(a_trade(), None),))
    fields = profit.summary(summarised(snapshot, FixedStats()))
    assert (fields["profit_all_coin"], fields["profit_all_percent"], fields["profit_all_fiat"]) == (None, None, 0.0)
    assert fields["profit_closed_coin"] == 0.0


def test_both_directions_are_sent_where_there_are_two():
    whole = summarised(a_running_bot(), FixedStats())
    assert profit.by_direction(ProfitByDirection(whole))["long"] is None
    both = profit.by_direction(ProfitByDirection(whole, whole, whole))
    assert both["long"] == both["short"] == both["all"]


def test_periods_are_rows_with_their_first_day():
    found = profit.periods(Periods("USDT", "", [Period(date(2026, 11, 1), 1, 0, 99, 2)]))
    assert found["data"][0] == {
        "date": "2026-11-01",
        "abs_profit": 1.0,
        "rel_profit": 0.0,
        "starting_balance": 99.0,
        "fiat_value": 0.0,
        "trade_count": 2,
    }


def test_groups_are_sent_in_ratio_and_percent():
    group = Group("x", 5, 0.01234, 0.5, 3)
    assert performance.pair(group) == {
        "profit_ratio": 0.01234,
        "profit_pct": 1.23,
        "profit_abs": 5.0,
        "count": 3,
        "pair": "x",
        "profit": 1.23,
    }
    assert performance.entry(group)["enter_tag"] == "x"
    assert performance.exit_reason(group)["exit_reason"] == "x"
    assert performance.mix(group)["profit_ratio"] == 0.5
    assert performance.mix(group)["profit_pct"] == 50.0


def test_stats_count_by_reason():
    found = performance.stats({"roi": ReasonCount(2, 1, 3)}, Durations(1.0, None, 2.0))
    assert found == {
        "exit_reasons": {"roi": {"wins": 2, "losses": 3, "draws": 1}},
        "durations": {"wins": 1.0, "draws": None, "losses": 2.0},
    }


def test_pair_lists_carry_their_length():
    assert pairs.whitelist(Whitelist(("A/B",), ("M",))) == {"whitelist": ["A/B"], "length": 1, "method": ["M"]}
    found = pairs.blacklist(Blacklist(("A/.*",), ("A/B",), ("M",), {"x": "why"}))
    assert found["errors"] == {"x": {"error_msg": "why"}}
    assert (found["length"], found["blacklist_expanded"]) == (1, ["A/B"])


def test_locks_are_sent_with_stamps():
    found = pairs.locks([Lock(id=1, pair="A/B", locked_at=T0, until=T0, reason="r")])
    assert found["lock_count"] == 1
    assert found["locks"][0]["lock_end_timestamp"] == 1793534400000
    assert found["locks"][0]["side"] == "*"


def test_markets_are_keyed_by_symbol():
    found = pairs.markets(MarketList("simulated", [a_market()]))
    assert found["exchange_id"] == "simulated"
    assert found["markets"]["BTC/USDT"]["base"] == "BTC"


def test_stored_pairs_are_unique():
    found = pairs.stored_candles([("A/B", "1h", "spot"), ("A/B", "5m", "spot")])
    assert found == {"length": 1, "pairs": ["A/B"], "pair_interval": [["A/B", "1h", "spot"], ["A/B", "5m", "spot"]]}


def test_pairlist_methods_are_described():
    @dataclass(frozen=True)
    class Method:
        name: str = "AgeFilter"
        description: str = "old pairs only"
        is_generator: bool = False
        params: object = None

    assert pairs.pairlist_methods([Method()])["pairlists"][0]["is_pairlist_generator"] is False


def test_an_empty_chart_has_zero_stamps():
    found = candles.chart(Chart(strategy="S", pair="A/B", timeframe="1h"))
    assert (found["timeframe_ms"], found["length"], found["data_start"], found["data_stop_ts"]) == (3600000, 0, "", 0)
    assert (found["last_analyzed"], found["last_analyzed_ts"]) == ("1970-01-01T00:00:00Z", 0)


def test_a_chart_carries_its_counts_and_span():
    table = ChartTable(columns=["a"], rows=[(1,)], signals={"enter_long": 3, "exit_long": 2}, first_at=T0, last_at=T0)
    found = candles.chart(Chart(strategy="S", pair="A/B", timeframe="5m", table=table, annotations=({"a": 1},)))
    assert (found["buy_signals"], found["enter_long_signals"], found["sell_signals"]) == (3, 3, 2)
    assert found["data_start"] == "2026-11-01 12:00:00+00:00"
    assert found["annotations"] == [{"a": 1}]


def test_the_configuration_of_a_running_bot():
    found = system.configuration(a_running_bot(), "1.2")
    assert (found["version"], found["api_version"], found["strategy"]) == ("1.2", 2.5, "SampleStrategy")
    assert (found["stake_amount"], found["max_open_trades"]) == ("100", 3.0)
    assert isinstance(found["max_open_trades"], float)
    assert found["minimal_roi"] == {"0": 0.02, "30": 0.01}
    assert found["unfilledtimeout"] == {"entry": 10.0, "exit": 10.0, "unit": "minutes", "exit_timeout_count": 0}
    assert found["order_types"]["emergency_exit"] == "market"
    assert "force_exit" not in found["order_types"]
    assert (found["state"], found["runmode"], found["timeframe_min"]) == ("running", "dry_run", 5)
    assert found["entry_pricing"] == {"price_side": "same", "use_order_book": True, "order_book_top": 1}


def test_configured_pricing_and_order_types_are_sent_as_given():
    running = a_running_bot(settings=some_settings(entry_pricing=Pricing(given={"price_side": "other"})))
    given = OrderTypes(force_exit="market", given=("entry", "force_exit"))
    strategy = replace(running.strategy, options=replace(running.strategy.options, order_types=given))
    found = system.configuration(replace(running, strategy=strategy), "1")
    assert found["entry_pricing"] == {"price_side": "other"}
    assert found["order_types"] == {
        "entry": "limit",
        "exit": "limit",
        "emergency_exit": "market",
        "force_exit": "market",
        "stoploss": "limit",
        "stoploss_on_exchange": False,
    }


def test_without_a_bot_strategy_options_are_null():
    found = system.configuration(a_snapshot(runmode=RunMode.WEBSERVER, state=None), "1")
    assert (found["state"], found["stoploss"], found["order_types"], found["minimal_roi"]) == ("", None, None, {})
    assert (found["timeframe_ms"], found["strategy"], found["stoploss_on_exchange"]) == (
        300000,
        "SampleStrategy",
        False,
    )


def test_without_a_bot_the_configured_timeout_is_shown():
    settings = some_settings(strategy_values={"unfilledtimeout": {"entry": 60}})
    found = system.configuration(a_snapshot(settings=settings, runmode=RunMode.WEBSERVER), "1")
    assert found["unfilledtimeout"] == {"entry": 60, "exit": None, "unit": "minutes", "exit_timeout_count": 0}


def test_an_unlimited_stake_and_no_timeframe_are_said():
    settings = some_settings(stake_amount="unlimited", timeframe=None, stake_currency="BTC")
    found = system.configuration(a_snapshot(settings=settings, runmode=RunMode.WEBSERVER), "1")
    assert (found["stake_amount"], found["timeframe"], found["timeframe_ms"]) == ("unlimited", None, 0)
    assert found["stake_currency_decimals"] == 8


def test_the_machines_load_is_sent_per_core():
    found = system.machine(MachineLoad([10.0, 20.0], (1.0, 2.0, 3.0), 40.0))
    assert found["cpu_load"] == [{"cpu": 0, "pct": 10.0}, {"cpu": 1, "pct": 20.0}]
    assert (found["cpu_avg"], found["cpu_count"], found["cpu_load_avg"]["15m"]) == (15.0, 2, 3.0)


def test_health_sends_dates_and_seconds():
    found = system.health(Health(last_pass_at=T0, bot_start_at=None, startup_at=T0, failure=None))
    assert (found["last_process"], found["last_process_ts"]) == ("2026-11-01T12:00:00Z", 1793534400)
    assert (found["bot_start"], found["bot_start_ts"], found["failure"]) == (None, None, None)


def test_a_strategy_is_sent_with_its_code():
    found = system.strategy(a_running_bot().strategy)
    assert found == {
        "strategy": "SampleStrategy",
        "timeframe": "5m",
        "params": [],
        "code": "class SampleStrategy: ...",
    }
