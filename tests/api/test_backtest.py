"""The life of a backtest over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.domain.job import JobCategory
from bot.errors import StrategyError
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.jobs import Bench, at_step
from tests.fakes.web import Web, a_web

BODY = {"strategy": "S", "enable_protections": False, "timerange": "20261001-20261008"}
RESULT = {"strategy": {"S": {"trades": []}}, "metadata": {"S": {"run_id": "r"}}, "strategy_comparison": []}


@pytest.fixture
def bench() -> Bench:
    return Bench(RESULT)


@pytest.fixture(params=["trading", "without a bot"])
def web(request: pytest.FixtureRequest, bench: Bench) -> Web:
    is_trading = request.param == "trading"
    snapshot = a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None)
    return a_web(snapshot, jobs=bench.jobs)


def state(status: str, message: str, **changes: Any) -> dict[str, Any]:
    return {
        "status": status,
        "running": False,
        "status_msg": message,
        "step": "",
        "progress": 0.0,
        "trade_count": None,
        "backtest_result": None,
        **changes,
    }


def begun(web: Web, **changes: Any) -> None:
    answer = web.post("/backtest", json={**BODY, **changes})
    assert answer.status_code == 200, answer.text


def test_a_backtest_runs_and_ends_with_its_result(web: Web, bench: Bench) -> None:
    assert web.get("/backtest").json == state("not_started", "Backtest not yet executed")
    started = web.post("/backtest", json=BODY).json
    assert started == state("running", "Backtest started", running=True, step="startup")
    running = state("running", "Backtest running", running=True, step="startup", trade_count=0.0)
    assert web.get("/backtest").json == running
    seen: list[Any] = []
    bench.tells = [at_step("backtest", 3, 4, trades=7)]
    bench.answer = lambda _: [seen.append(web.get("/backtest").json), RESULT][1]
    bench.work()
    assert seen == [{**running, "step": "backtest", "progress": 0.75, "trade_count": 7.0}]
    ended = state("ended", "Backtest ended", step="finished", progress=1.0, backtest_result=RESULT)
    assert web.get("/backtest").json == ended
    (job,) = web.get("/background").json
    assert (job["job_category"], job["status"]) == ("backtest", "success")


def test_the_request_is_what_was_asked_for(web: Web, bench: Bench) -> None:
    begun(
        web,
        timeframe="5m",
        timeframe_detail="1m",
        max_open_trades="3",
        stake_amount="100.5",
        dry_run_wallet=1000,
        enable_protections=True,
        backtest_cache="none",
        freqai={"identifier": "x"},
        freqaimodel="",
        unknown=1,
    )
    bench.work()
    assert bench.questions == [
        BacktestRequest(
            strategies=("S",),
            timerange="20261001-20261008",
            timeframe="5m",
            timeframe_detail="1m",
            max_open_trades=3,
            stake_amount=100.5,
            dry_run_wallet=1000.0,
            enable_protections=True,
            cache="none",
        )
    ]


@pytest.mark.parametrize(("given", "meant"), [("unlimited", "unlimited"), (20, 20.0), ("20", 20.0), (None, None)])
def test_a_stake_may_be_a_number_or_a_text(web: Web, bench: Bench, given: Any, meant: Any) -> None:
    begun(web, stake_amount=given, timerange="", timeframe="")
    bench.work()
    assert bench.questions == [BacktestRequest(strategies=("S",), stake_amount=meant, enable_protections=False)]


def test_a_backtest_that_fails_says_why(web: Web, bench: Bench) -> None:
    bench.answer = StrategyError("Impossible to load Strategy 'S'.")
    begun(web)
    bench.work()
    assert web.get("/backtest").json == state("error", "Backtest failed with Impossible to load Strategy 'S'.")


def test_a_backtest_is_stopped(web: Web, bench: Bench) -> None:
    assert web.get("/backtest/abort").json == state("not_running", "Backtest ended")
    begun(web)
    assert web.get("/backtest/abort").json == state("stopping", "Backtest ended")
    bench.work()
    assert web.get("/backtest").json == state("error", "Backtest failed with Stop requested")
    assert web.get("/backtest/abort").json == state("not_running", "Backtest ended")


def test_a_backtest_is_forgotten_once_it_has_ended(web: Web, bench: Bench) -> None:
    bench.large = b'{"strategy":{}}'
    begun(web)
    assert web.delete("/backtest").json == state("running", "Backtest running", running=True)
    bench.work()
    assert web.get("/backtest").json["backtest_result"] == {"strategy": {}}
    assert web.delete("/backtest").json == state("reset", "Backtest reset")
    assert web.get("/backtest").json == state("not_started", "Backtest not yet executed")
    assert (bench.files.files, len(web.get("/background").json)) == ({}, 1)
    assert web.delete("/backtest").json == state("reset", "Backtest reset")


def test_the_next_backtest_takes_the_place_of_the_last(web: Web, bench: Bench) -> None:
    bench.large = b'{"strategy":{}}'
    begun(web)
    bench.work()
    begun(web)
    assert web.get("/backtest").json["status"] == "running"
    assert bench.files.files == {}


def test_a_result_whose_file_is_gone_is_no_result(web: Web, bench: Bench) -> None:
    bench.large = b"{}"
    begun(web)
    bench.work()
    bench.files.files.clear()
    found = web.get("/backtest").json
    assert (found["status"], "can't be read" in found["status_msg"]) == ("error", True)


@pytest.mark.parametrize("path", ["/lookahead_analysis", "/recursive_analysis", "/hyperopt", "/backtest"])
def test_simulations_take_turns(web: Web, bench: Bench, path: str) -> None:
    begun(web)
    answer = web.post(path, json=BODY)
    assert answer.status_code == 400
    assert "already running" in answer.json["detail"]
    bench.work()
    assert web.post(path, json=BODY).status_code == 200


def test_one_that_another_kind_of_job_removed_is_not_started(web: Web, bench: Bench) -> None:
    begun(web)
    bench.work()
    job_id = web.get("/background").json[0]["job_id"]
    web.delete(f"/background/{job_id}")
    assert web.get("/backtest").json["status"] == "not_started"
    assert bench.jobs.newest(JobCategory.BACKTEST) is None


@pytest.mark.parametrize(
    ("changes", "place", "kind"),
    [
        ({"strategy": None}, "strategy", None),
        ({"strategy": ""}, "strategy", None),
        ({"strategy": "Evil:aGVsbG8="}, "strategy", "strategy_name"),
        ({"enable_protections": "maybe"}, "enable_protections", None),
        ({"max_open_trades": -2}, "max_open_trades", "greater_than_equal"),
        ({"max_open_trades": 1e9}, "max_open_trades", "less_than_equal"),
        ({"stake_amount": 0}, "stake_amount", "greater_than"),
        ({"stake_amount": "lots"}, "stake_amount", None),
        ({"stake_amount": 1e300}, "stake_amount", "less_than_equal"),
        ({"dry_run_wallet": -1}, "dry_run_wallet", "greater_than"),
        ({"backtest_cache": "year"}, "backtest_cache", "enum"),
        ({"timerange": "x" * 61}, "timerange", None),
    ],
)
def test_a_wrong_request_starts_nothing(web: Web, changes: dict[str, Any], place: str, kind: str | None) -> None:
    answer = web.post("/backtest", json={**BODY, **changes})
    assert answer.status_code == 400
    problem = answer.json["detail"][0]
    assert place in problem["loc"]
    assert kind in (None, problem["type"])
    assert web.get("/background").json == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"timerange": "nope"}, "Incorrect syntax for timerange"),
        ({"timeframe": "x"}, "not a timeframe"),
        ({"timeframe_detail": "x"}, "not a timeframe"),
        ({"stake_amount": "0"}, "stake_amount 0 can't be meant"),
        ({"freqaimodel": "LightGBM"}, "FreqAI"),
    ],
)
def test_what_can_not_be_simulated_is_refused_at_once(web: Web, changes: dict[str, Any], words: str) -> None:
    answer = web.post("/backtest", json={**BODY, **changes})
    assert (answer.status_code, words in answer.json["detail"]) == (400, True), answer.text
    assert web.get("/background").json == []


def test_a_repeated_request_starts_one_backtest(web: Web, bench: Bench) -> None:
    key = {"Idempotency-Key": "run-1"}
    first = web.post("/backtest", json=BODY, headers=key)
    second = web.post("/backtest", json=BODY, headers=key)
    assert (first.status_code, second.status_code, second.headers["Idempotency-Replayed"]) == (200, 200, "true")
    assert len(bench.waiting) == 1


def test_a_page_of_another_site_starts_nothing(web: Web) -> None:
    client = web.app.test_client()
    from_page = {"username": "trader", "password": "a long enough passphrase"}
    assert client.post("/api/v1/session/login", json=from_page).status_code == 200
    assert client.post("/api/v1/backtest", json=BODY).status_code == 403
    assert web.get("/background").json == []
