"""Each command becomes the right request, from Python and from the command line alike."""

import pytest

from freqtrade_client.catalogue import commands

ENTRY = {"pair": "BTC/USDT", "side": "long"}
LOCK = {"pair": "BTC/USDT", "until": "2024-03-30 16:00:00Z"}
HISTORY = {"pair": "BTC/USDT", "timeframe": "5m", "strategy": "Mine"}

CALLS = [
    # command line, method, path, query, body
    (["ping"], "GET", "show_config", {}, None),
    (["version"], "GET", "version", {}, None),
    (["show_config"], "GET", "show_config", {}, None),
    (["sysinfo"], "GET", "sysinfo", {}, None),
    (["health"], "GET", "health", {}, None),
    (["balance"], "GET", "balance", {}, None),
    (["historic_balance"], "GET", "historic_balance", {}, None),
    (["count"], "GET", "count", {}, None),
    (["profit"], "GET", "profit", {}, None),
    (["profit_all"], "GET", "profit_all", {}, None),
    (["stats"], "GET", "stats", {}, None),
    (["performance"], "GET", "performance", {}, None),
    (["status"], "GET", "status", {}, None),
    (["locks"], "GET", "locks", {}, None),
    (["whitelist"], "GET", "whitelist", {}, None),
    (["plot_config"], "GET", "plot_config", {}, None),
    (["strategies"], "GET", "strategies", {}, None),
    (["pairlists_available"], "GET", "pairlists/available", {}, None),
    (["logs"], "GET", "logs", {}, None),
    (["logs", "50"], "GET", "logs", {"limit": "50"}, None),
    (["logs", "limit=50"], "GET", "logs", {"limit": "50"}, None),
    (["logs", "--limit", "50"], "GET", "logs", {"limit": "50"}, None),
    (["logs", "--limit=50"], "GET", "logs", {"limit": "50"}, None),
    (["daily"], "GET", "daily", {}, None),
    (["daily", "7"], "GET", "daily", {"timescale": "7"}, None),
    (["weekly", "4"], "GET", "weekly", {"timescale": "4"}, None),
    (["monthly", "3"], "GET", "monthly", {"timescale": "3"}, None),
    (["entries"], "GET", "entries", {}, None),
    (["entries", "BTC/USDT"], "GET", "entries", {"pair": "BTC/USDT"}, None),
    (["exits", "BTC/USDT"], "GET", "exits", {"pair": "BTC/USDT"}, None),
    (["mix_tags", "BTC/USDT"], "GET", "mix_tags", {"pair": "BTC/USDT"}, None),
    (["trades"], "GET", "trades", {}, None),
    (["trades", "10", "20"], "GET", "trades", {"limit": "10", "offset": "20"}, None),
    (["trades", "order_by_id=false"], "GET", "trades", {"order_by_id": "False"}, None),
    (["trades", "order_by_id="], "GET", "trades", {"order_by_id": "False"}, None),
    (["trades", "order_by_id=true"], "GET", "trades", {}, None),
    (["trade", "1"], "GET", "trade/1", {}, None),
    (["delete_trade", "1"], "DELETE", "trades/1", {}, None),
    (["cancel_open_order", "1"], "DELETE", "trades/1/open-order", {}, None),
    (["reload_trade", "1"], "POST", "trades/1/reload", {}, None),
    (["list_open_trades_custom_data"], "GET", "trades/open/custom-data", {"limit": "100", "offset": "0"}, None),
    (
        ["list_open_trades_custom_data", "mood", "5", "10"],
        "GET",
        "trades/open/custom-data",
        {"key": "mood", "limit": "5", "offset": "10"},
        None,
    ),
    (["list_custom_data", "1"], "GET", "trades/1/custom-data", {"trade_id": "1"}, None),
    (["list_custom_data", "1", "mood"], "GET", "trades/1/custom-data", {"trade_id": "1", "key": "mood"}, None),
    (["blacklist"], "GET", "blacklist", {}, None),
    (["blacklist", "A/USDT", "B/.*"], "POST", "blacklist", {}, {"blacklist": ["A/USDT", "B/.*"]}),
    (["delete_lock", "3"], "DELETE", "locks/3", {}, None),
    (["lock_add", *LOCK.values()], "POST", "locks", {}, [{**LOCK, "side": "*", "reason": ""}]),
    (
        ["lock_add", *LOCK.values(), "long", "reason=a = b"],
        "POST",
        "locks",
        {},
        [{**LOCK, "side": "long", "reason": "a = b"}],
    ),
    (["start"], "POST", "start", {}, None),
    (["stop"], "POST", "stop", {}, None),
    (["pause"], "POST", "pause", {}, None),
    (["stopentry"], "POST", "stopentry", {}, None),
    (["stopbuy"], "POST", "stopbuy", {}, None),
    (["reload_config"], "POST", "reload_config", {}, None),
    (["forcebuy", "BTC/USDT"], "POST", "forcebuy", {}, {"pair": "BTC/USDT", "price": None}),
    (["forcebuy", "BTC/USDT", "50000"], "POST", "forcebuy", {}, {"pair": "BTC/USDT", "price": "50000"}),
    (["forceenter", "BTC/USDT", "long"], "POST", "forceenter", {}, ENTRY),
    (["forceenter", "BTC/USDT", "long", "50000"], "POST", "forceenter", {}, {**ENTRY, "price": "50000"}),
    (
        [
            "forceenter",
            "BTC/USDT",
            "long",
            "order_type=limit",
            "stake_amount=100",
            "leverage=3",
            "enter_tag=GutFeeling",
        ],
        "POST",
        "forceenter",
        {},
        {**ENTRY, "ordertype": "limit", "stakeamount": "100", "leverage": "3", "entry_tag": "GutFeeling"},
    ),
    (["forceexit", "1"], "POST", "forceexit", {}, {"tradeid": "1", "ordertype": None, "amount": None}),
    (
        ["forceexit", "1", "market", "0.5"],
        "POST",
        "forceexit",
        {},
        {"tradeid": "1", "ordertype": "market", "amount": "0.5"},
    ),
    (["strategy", "Mine"], "GET", "strategy/Mine", {}, None),
    (["strategy", "Mine/Yours"], "GET", "strategy/Mine%2FYours", {}, None),
    (["available_pairs"], "GET", "available_pairs", {"stake_currency": "", "timeframe": ""}, None),
    (["available_pairs", "5m", "USDT"], "GET", "available_pairs", {"stake_currency": "USDT", "timeframe": "5m"}, None),
    (["markets"], "GET", "markets", {}, None),
    (
        ["markets", "BTC", "USDT", "true"],
        "GET",
        "markets",
        {"base": "BTC", "quote": "USDT", "include_inactive": "true"},
        None,
    ),
    (["pair_candles", "BTC/USDT", "5m"], "GET", "pair_candles", {"pair": "BTC/USDT", "timeframe": "5m"}, None),
    (
        ["pair_candles", "BTC/USDT", "5m", "10"],
        "GET",
        "pair_candles",
        {"pair": "BTC/USDT", "timeframe": "5m", "limit": "10"},
        None,
    ),
    (
        ["pair_candles", "BTC/USDT", "5m", "10", "columns=rsi,sma"],
        "POST",
        "pair_candles",
        {},
        {"pair": "BTC/USDT", "timeframe": "5m", "limit": "10", "columns": ["rsi", "sma"]},
    ),
    (["pair_history", *HISTORY.values()], "GET", "pair_history", HISTORY, None),
    (
        ["pair_history", *HISTORY.values(), "20240101-", "Model"],
        "GET",
        "pair_history",
        {**HISTORY, "timerange": "20240101-", "freqaimodel": "Model"},
        None,
    ),
]


@pytest.mark.parametrize(("words", "method", "path", "query", "body"), CALLS, ids=[" ".join(row[0]) for row in CALLS])
def test_a_command_becomes_its_request(ask, server, words, method, path, query, body):
    server.will_say({"state": "running"})
    result = ask(*words)
    assert (result.code, result.err) == (0, "")
    (request,) = server.requests
    assert (request.method, request.path, request.query) == (method, f"/api/v1/{path}", query)
    assert request.body == body


def test_the_table_covers_every_command():
    assert {row[0][0] for row in CALLS} == set(commands())


def test_a_python_caller_sends_numbers_as_numbers(client, server):
    client.forceenter("BTC/USDT", "short", 50000.5, stake_amount=100, leverage=3)
    assert server.requests[0].body == {
        "pair": "BTC/USDT",
        "side": "short",
        "price": 50000.5,
        "stakeamount": 100,
        "leverage": 3,
    }


def test_a_python_caller_may_say_false(client, server):
    client.trades(5, order_by_id=False)
    assert server.requests[0].query == {"limit": "5", "order_by_id": "False"}


def test_a_python_caller_hands_columns_over_as_a_list(client, server):
    client.pair_candles("BTC/USDT", "5m", columns=["rsi"])
    assert server.requests[0].body == {"pair": "BTC/USDT", "timeframe": "5m", "columns": ["rsi"]}


def test_a_method_returns_the_decoded_answer(client, server):
    server.will_say([{"trade_id": 1}])
    assert client.status() == [{"trade_id": 1}]
