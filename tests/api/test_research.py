from dataclasses import replace

import pytest

from bot.domain.enums import RunMode
from bot.domain.exchange_entry import ExchangeEntry, TradeMode
from bot.errors import Refused
from bot.service.candles import Chart, HistoryRequest
from bot.service.exchanges import ExchangesQuestion
from tests.builders import a_market, a_running_bot, a_snapshot
from tests.fakes.web import FakeCandleFiles, FoundFile, Method, a_web

ASKED = {"pair": "BTC/USDT", "timeframe": "5m", "timerange": "20260101-", "strategy": "S"}


def no_bot():
    return a_snapshot(runmode=RunMode.WEBSERVER, state=None)


class RecordingAnalyst:
    def __init__(self, error=None):
        self.seen = []
        self.error = error

    def __call__(self, request):
        self.seen.append(request)
        if self.error:
            raise self.error
        return Chart(strategy=request.strategy or "", pair=request.pair, timeframe=request.timeframe)


@pytest.fixture(params=["trading", "without a bot"])
def snapshot(request):
    return a_running_bot() if request.param == "trading" else no_bot()


def test_strategies_are_listed_in_every_mode(snapshot):
    web = a_web(snapshot, strategies=[FoundFile("B"), FoundFile("A"), FoundFile("Broken", "line 3")])
    assert web.get("/strategies").json == {"strategies": ["A", "B"]}


def test_the_running_strategy_is_shown():
    answer = a_web().get("/strategy/SampleStrategy").json
    assert answer == {
        "strategy": "SampleStrategy",
        "timeframe": "5m",
        "params": [],
        "code": "class SampleStrategy: ...",
    }


def test_a_trading_bot_shows_no_other_strategy():
    answer = a_web(strategies=[FoundFile("Other")]).get("/strategy/Other")
    assert answer.status_code == 404
    assert answer.json["detail"] == "Only the currently active strategy is available in trade mode"


def test_an_unknown_strategy_is_not_found():
    answer = a_web(no_bot()).get("/strategy/Nope")
    assert (answer.status_code, answer.json["detail"]) == (404, "Strategy not found")


@pytest.mark.parametrize(
    ("method", "path", "body", "source"),
    [
        ("GET", "/strategy/Evil:aGVsbG8=", None, "path"),
        ("GET", "/plot_config?strategy=Evil:aGVsbG8=", None, "query"),
        ("GET", "/pair_history?pair=A/B&timeframe=5m&timerange=&strategy=Evil:aGVsbG8=", None, "query"),
        ("POST", "/pair_history", {**ASKED, "strategy": "Evil:aGVsbG8="}, "body"),
    ],
)
def test_code_in_place_of_a_strategys_name_is_refused(snapshot, method, path, body, source):
    answer = a_web(snapshot, ask=RecordingAnalyst()).open(method, path, json=body)
    assert answer.status_code == 400
    problem = answer.json["detail"][0]
    assert (problem["type"], problem["loc"]) == ("strategy_name", [source, "strategy"])
    assert problem["msg"] == "base64 encoded strategies are not allowed."


def test_the_plot_config_of_the_running_strategy():
    running = a_running_bot()
    drawn = replace(running, strategy=replace(running.strategy, plot_config={"main_plot": {"ema": {}}}))
    assert a_web(drawn).get("/plot_config").json == {"main_plot": {"ema": {}}, "subplots": {}}
    assert a_web(drawn).get("/plot_config?strategy=").json == {"main_plot": {"ema": {}}, "subplots": {}}
    assert a_web().get("/plot_config").json == {}


def test_without_a_bot_the_plot_config_needs_a_name():
    answer = a_web(no_bot()).get("/plot_config")
    assert (answer.status_code, answer.json["detail"]) == (400, "Strategy is mandatory in webserver mode.")


def test_markets_are_listed():
    markets = {"BTC/USDT": a_market(), "BTC/EUR": a_market("BTC/EUR"), "OLD/USDT": a_market("OLD/USDT", active=False)}
    web = a_web(a_running_bot(markets=markets))
    assert list(web.get("/markets").json["markets"]) == ["BTC/USDT", "BTC/EUR"]
    assert list(web.get("/markets?quote=USDT&include_inactive=true").json["markets"]) == ["BTC/USDT", "OLD/USDT"]


def test_without_a_bot_other_exchanges_have_their_markets():
    web = a_web(no_bot(), ask=lambda _: [a_market("XRP/USDT")])
    answer = web.get("/markets?exchange=kraken&trading_mode=spot&margin_mode=")
    assert (answer.json["exchange_id"], list(answer.json["markets"])) == ("kraken", ["XRP/USDT"])


def test_markets_of_an_exchange_that_is_none_are_refused():
    answer = a_web(no_bot()).get("/markets?exchange=nowhere")
    assert (answer.status_code, "nowhere" in answer.json["detail"]) == (400, True)


def test_exchanges_are_listed_in_every_mode_and_asked_for_once(snapshot):
    asked = []
    info = ExchangeEntry(
        name="Gate",
        classname="gateio",
        valid=False,
        supported=True,
        comment="missing: fetchOrder",
        comment_futures="",
        dex=False,
        is_alias=True,
        alias_for="gate",
        trade_modes=(TradeMode("spot", ""), TradeMode("futures", "isolated")),
    )
    web = a_web(snapshot, ask=lambda question: [asked.append(question), info][1:])
    assert web.get("/exchanges").json == {
        "exchanges": [
            {
                "name": "Gate",
                "classname": "gateio",
                "valid": False,
                "supported": True,
                "comment": "missing: fetchOrder",
                "comment_futures": "",
                "dex": False,
                "is_alias": True,
                "alias_for": "gate",
                "trade_modes": [
                    {"trading_mode": "spot", "margin_mode": ""},
                    {"trading_mode": "futures", "margin_mode": "isolated"},
                ],
            }
        ]
    }
    assert web.get("/exchanges").status_code == 200
    assert asked == [ExchangesQuestion()]


def test_there_are_no_models_of_freqai_and_the_reply_says_why(snapshot):
    answer = a_web(snapshot).get("/freqaimodels").json
    assert answer == {"freqaimodels": [], "reason": "FreqAI is not part of this program."}


def test_stored_pairs_are_listed_in_every_mode(snapshot):
    files = FakeCandleFiles([("B/USDT", "5m", "spot"), ("A/USDT", "1h", "spot"), ("A/USDT", "1h", "mark")])
    web = a_web(snapshot, files=files)
    assert web.get("/available_pairs?stake_currency=&timeframe=").json == {
        "length": 2,
        "pairs": ["A/USDT", "B/USDT"],
        "pair_interval": [["A/USDT", "1h", "spot"], ["B/USDT", "5m", "spot"]],
    }
    assert web.get("/available_pairs?timeframe=5m").json["pairs"] == ["B/USDT"]
    assert web.get("/available_pairs?candletype=mark").json["pair_interval"] == [["A/USDT", "1h", "mark"]]


@pytest.mark.parametrize("path", ["/logs?limit=5&limit=6", "/logs?limit=null", "/available_pairs?candletype=NULL"])
def test_a_query_that_is_ambiguous_is_refused(path):
    answer = a_web().get(path)
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"][0] == "query"


def test_a_text_may_be_any_word_and_unknown_fields_may_be_repeated():
    assert a_web().get("/available_pairs?timeframe=null").json["pairs"] == []
    assert a_web().get("/logs?limit=5&x=1&x=2").status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "/locks/delete", {"POST"}), ("GET", "/background/clear", {"DELETE"})],
)
def test_a_call_is_no_id_of_its_neighbour(method, path, allowed):
    answer = a_web().open(method, path)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) - {"OPTIONS"} == allowed


@pytest.mark.parametrize("candletype", ["nope", ""])
def test_a_candle_type_that_is_none_is_refused(candletype):
    answer = a_web().get(f"/available_pairs?candletype={candletype}")
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", "candletype"]


def test_pairlist_methods_are_listed_in_every_mode(snapshot):
    params = {"min_days_listed": {"type": "number", "default": 10, "description": "", "help": ""}}
    web = a_web(snapshot, pairlists=[Method("AgeFilter", "old pairs", False, params)])  # noqa: FBT003 - a table row
    assert web.get("/pairlists/available").json["pairlists"] == [
        {"name": "AgeFilter", "description": "old pairs", "is_pairlist_generator": False, "params": params}
    ]


def test_stored_candles_are_analysed_in_every_mode(snapshot):
    analyst = RecordingAnalyst()
    answer = a_web(snapshot, ask=analyst).get("/pair_history", query_string={**ASKED, "freqaimodel": "None"})
    assert (answer.status_code, answer.json["strategy"], answer.json["data"]) == (200, "S", [])
    assert analyst.seen == [HistoryRequest(**ASKED)]


def test_stored_candles_may_be_raw_live_and_with_chosen_columns():
    analyst = RecordingAnalyst()
    body = {**ASKED, "strategy": None, "columns": ["rsi"], "live_mode": True, "limit": 5, "odd": 1}
    assert a_web(ask=analyst).post("/pair_history", json=body).status_code == 200
    assert analyst.seen == [HistoryRequest(**{**ASKED, "strategy": None}, columns=("rsi",), live=True)]


@pytest.mark.parametrize("missing", ["pair", "timeframe", "timerange", "strategy"])
def test_a_history_without_a_field_names_it(missing):
    query = {name: value for name, value in ASKED.items() if name != missing}
    answer = a_web(ask=RecordingAnalyst()).get("/pair_history", query_string=query)
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", missing]


def test_the_analysts_refusal_reaches_the_caller():
    analyst = RecordingAnalyst(Refused("No data for X, 5m in 20240101- found."))
    answer = a_web(ask=analyst).get("/pair_history", query_string=ASKED)
    assert (answer.status_code, answer.json["detail"]) == (400, "No data for X, 5m in 20240101- found.")
