"""Bias analyses over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.errors import Refused
from bot.service.analysis import LookaheadRequest, LookaheadResult, RecursiveRequest, RecursiveResult
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.jobs import Bench
from tests.fakes.web import Web, a_web

LOOKAHEAD = LookaheadResult(
    strategy="S",
    has_bias=True,
    total_signals=20,
    biased_entry_signals=2,
    biased_exit_signals=1,
    biased_indicators=("rsi",),
)
RECURSIVE = RecursiveResult(
    strategy="S",
    startup_candles=(60, 120),
    strategy_startup_candles=60,
    results={"rsi": {"60": 0.02, "120": None}},
)
UNKNOWN = "0df6929f-557f-4e80-a63c-9c9cda38f75a"


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture(params=["trading", "without a bot"])
def web(request: pytest.FixtureRequest, bench: Bench) -> Web:
    is_trading = request.param == "trading"
    snapshot = a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None)
    return a_web(snapshot, jobs=bench.jobs)


def test_a_strategy_is_looked_at_for_what_it_can_not_know(web: Web, bench: Bench) -> None:
    bench.answer = LOOKAHEAD
    body = {
        "strategy": "S",
        "timeframe": "5m",
        "timerange": "20261001-",
        "minimum_trade_amount": 2,
        "targeted_trade_amount": "3",
        "lookahead_allow_limit_orders": True,
    }
    started = web.post("/lookahead_analysis", json=body).json
    assert started["status"] == "Lookahead analysis started in background."
    path = f"/lookahead_analysis/{started['job_id']}"
    assert web.get(path).json == {
        "status": "running",
        "running": True,
        "status_msg": "Analysis running",
        "result": None,
    }
    bench.work()
    assert web.get(path).json == {
        "status": "ended",
        "running": False,
        "status_msg": "Analysis ended",
        "result": {
            "strategy": "S",
            "has_bias": True,
            "total_signals": 20,
            "biased_entry_signals": 2,
            "biased_exit_signals": 1,
            "biased_indicators": ["rsi"],
        },
    }
    assert bench.questions == [
        LookaheadRequest(
            strategy="S",
            timeframe="5m",
            timerange="20261001-",
            minimum_trades=2,
            targeted_trades=3,
            allow_limit_orders=True,
        )
    ]


def test_a_strategys_indicators_are_tried_with_fewer_candles(web: Web, bench: Bench) -> None:
    bench.answer = RECURSIVE
    started = web.post("/recursive_analysis", json={"strategy": "S", "startup_candle": [60, 120]}).json
    assert started["status"] == "Recursive analysis started in background."
    bench.work()
    assert web.get(f"/recursive_analysis/{started['job_id']}").json == {
        "status": "ended",
        "running": False,
        "status_msg": "Analysis ended",
        "result": {
            "strategy": "S",
            "startup_candles": [60, 120],
            "strategy_scc": 60,
            "results": {"rsi": {"60": 0.02, "120": None}},
        },
    }
    assert bench.questions == [RecursiveRequest(strategy="S", startup_candles=(60, 120))]


@pytest.mark.parametrize("kind", ["lookahead_analysis", "recursive_analysis"])
def test_an_analysis_that_fails_says_why(web: Web, bench: Bench, kind: str) -> None:
    bench.answer = Refused("No data.")
    job_id = web.post(f"/{kind}", json={"strategy": "S"}).json["job_id"]
    bench.work()
    found = web.get(f"/{kind}/{job_id}").json
    assert (found["status"], found["status_msg"], found["result"]) == ("error", "Analysis failed with No data.", None)


@pytest.mark.parametrize("kind", ["lookahead_analysis", "recursive_analysis"])
def test_unknown_analyses_are_not_found(web: Web, bench: Bench, kind: str) -> None:
    other = "recursive_analysis" if kind == "lookahead_analysis" else "lookahead_analysis"
    job_id = web.post(f"/{other}", json={"strategy": "S"}).json["job_id"]
    for unknown in (UNKNOWN, "nope", job_id):
        answer = web.get(f"/{kind}/{unknown}")
        assert (answer.status_code, answer.json["detail"]) == (404, "Job not found.")


@pytest.mark.parametrize(
    ("kind", "changes", "place"),
    [
        ("lookahead_analysis", {"strategy": "Evil:x"}, "strategy"),
        ("lookahead_analysis", {"strategy": None}, "strategy"),
        ("lookahead_analysis", {"minimum_trade_amount": 0}, "minimum_trade_amount"),
        ("lookahead_analysis", {"targeted_trade_amount": 100_001}, "targeted_trade_amount"),
        ("recursive_analysis", {"strategy": "Evil:x"}, "strategy"),
        ("recursive_analysis", {"startup_candle": [0]}, "startup_candle"),
        ("recursive_analysis", {"startup_candle": [1] * 51}, "startup_candle"),
        ("recursive_analysis", {"startup_candle": 5}, "startup_candle"),
    ],
)
def test_a_wrong_request_starts_nothing(web: Web, kind: str, changes: dict[str, Any], place: str) -> None:
    answer = web.post(f"/{kind}", json={"strategy": "S", **changes})
    assert (answer.status_code, place in answer.json["detail"][0]["loc"]) == (400, True), answer.text
    assert web.get("/background").json == []


@pytest.mark.parametrize(
    ("changes", "words"), [({"timerange": "nope"}, "Incorrect syntax"), ({"timeframe": "x"}, "not a timeframe")]
)
def test_what_can_not_be_analysed_is_refused_at_once(web: Web, changes: dict[str, Any], words: str) -> None:
    for kind in ("lookahead_analysis", "recursive_analysis"):
        answer = web.post(f"/{kind}", json={"strategy": "S", **changes})
        assert (answer.status_code, words in answer.json["detail"]) == (400, True)
