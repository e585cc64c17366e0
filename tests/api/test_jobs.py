"""Background jobs over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.enums import RunMode, TradingMode
from bot.errors import Refused
from bot.service.evaluation import EvaluationRequest
from bot.service.pairs import Whitelist
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.jobs import Bench, at_step
from tests.fakes.web import Web, a_web

BODY = {
    "pairlists": [{"method": "StaticPairList"}, {"method": "ShuffleFilter"}],
    "blacklist": [],
    "stake_currency": "USDT",
}
CHOSEN = Whitelist(("ADA/USDT", "ETH/USDT"), ("StaticPairList", "ShuffleFilter"))
UNKNOWN = "1c2724ef-56ab-4a9f-940f-d8fd603b7c8b"


class Desk:
    """An application whose jobs wait until the test lets them run."""

    def __init__(self, snapshot: Any, answer: Any = CHOSEN) -> None:
        self.bench = Bench(answer)
        self.web: Web = a_web(snapshot, jobs=self.bench.jobs)

    def work(self) -> None:
        self.bench.work()

    def begin(self, **changes: Any) -> str:
        answer = self.web.post("/pairlists/evaluate", json={**BODY, **changes})
        assert answer.status_code == 200
        assert answer.json["status"] == "Pairlist evaluation started in background."
        return str(answer.json["job_id"])


@pytest.fixture(params=["trading", "without a bot"])
def desk(request: pytest.FixtureRequest) -> Desk:
    is_trading = request.param == "trading"
    return Desk(a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None))


def job(job_id: str, status: str, error: str | None = None) -> dict[str, Any]:
    return {
        "job_id": job_id,
        "job_category": "pairlist",
        "status": status,
        "running": status == "pending",
        "progress": None,
        "progress_tasks": None,
        "error": error,
    }


def test_a_chain_is_tried_in_the_background(desk: Desk) -> None:
    assert desk.web.get("/background").json == []
    job_id = desk.begin(blacklist=["BTC/.*"], trading_mode="spot", margin_mode="", exchange=None)
    assert desk.web.get("/background").json == [job(job_id, "pending")]
    early = desk.web.get(f"/pairlists/evaluate/{job_id}")
    assert (early.status_code, early.json["detail"]) == (400, "Job not finished yet.")
    again = desk.web.post("/pairlists/evaluate", json=BODY)
    assert (again.status_code, again.json["detail"]) == (400, "Pairlist evaluation is already running.")
    desk.work()
    assert desk.web.get(f"/pairlists/evaluate/{job_id}").json == {
        "status": "success",
        "error": None,
        "result": {"whitelist": ["ADA/USDT", "ETH/USDT"], "length": 2, "method": ["StaticPairList", "ShuffleFilter"]},
    }
    assert desk.web.get(f"/background/{job_id}").json == job(job_id, "success")
    assert desk.bench.questions == [
        EvaluationRequest(
            pairlists=BODY["pairlists"],  # type: ignore[arg-type]
            blacklist=["BTC/.*"],
            stake_currency="USDT",
            trading_mode=TradingMode.SPOT,
        )
    ]


def test_a_chain_that_is_wrong_fails_with_the_reason() -> None:
    desk = Desk(a_running_bot(), Refused("pairlists[0].number_assets is missing"))
    job_id = desk.begin()
    desk.work()
    reason = "pairlists[0].number_assets is missing"
    assert desk.web.get(f"/pairlists/evaluate/{job_id}").json == {"status": "failed", "error": reason, "result": None}
    assert desk.web.get("/background").json == [job(job_id, "failed", reason)]


def test_jobs_are_removed_when_they_have_ended(desk: Desk) -> None:
    job_id = desk.begin()
    refused = desk.web.delete(f"/background/{job_id}")
    assert (refused.status_code, refused.json["detail"]) == (400, "Job is still running.")
    assert desk.web.delete("/background/clear").json == [job(job_id, "pending")]
    desk.work()
    assert desk.web.delete(f"/background/{job_id}").json == job(job_id, "success")
    desk.begin()
    desk.work()
    assert desk.web.delete("/background/clear").json == []
    assert desk.web.get("/background").json == []


def test_a_job_that_runs_is_cancelled(desk: Desk) -> None:
    job_id = desk.begin()
    desk.bench.tells = [at_step("Pairs", 1, 4)]
    assert desk.web.post(f"/background/{job_id}/cancel").json == job(job_id, "pending")
    desk.work()
    tasks = {"0": {"progress": 1.0, "total": 4.0, "description": "Pairs"}}
    assert desk.web.get(f"/background/{job_id}").json == {
        **job(job_id, "failed", "Stop requested"),
        "progress_tasks": tasks,
    }
    again = desk.web.post(f"/background/{job_id}/cancel")
    assert (again.status_code, again.json["detail"]) == (400, "Job is not running.")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/pairlists/evaluate/{UNKNOWN}"),
        ("GET", "/pairlists/evaluate/nope"),
        ("GET", f"/background/{UNKNOWN}"),
        ("GET", "/background/%20"),
        ("DELETE", f"/background/{UNKNOWN}"),
        ("POST", f"/background/{UNKNOWN}/cancel"),
        ("POST", "/background/nope/cancel"),
    ],
)
def test_unknown_jobs_are_not_found(desk: Desk, method: str, path: str) -> None:
    answer = desk.web.open(method, path)
    assert (answer.status_code, answer.json["detail"]) == (404, "Job not found.")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"pairlists": None}, "pairlists"),
        ({"pairlists": ["StaticPairList"]}, "pairlists"),
        ({"pairlists": [{}] * 51}, "pairlists"),
        ({"blacklist": "BTC/.*"}, "blacklist"),
        ({"stake_currency": ""}, "stake_currency"),
        ({"stake_currency": "US DT"}, "stake_currency"),
        ({"trading_mode": "magic"}, "trading_mode"),
        ({"exchange": 5}, "exchange"),
        ({"margin_mode": 5}, "margin_mode"),
    ],
)
def test_a_wrong_request_starts_nothing(desk: Desk, changes: dict[str, Any], place: str) -> None:
    answer = desk.web.post("/pairlists/evaluate", json={**BODY, **changes})
    assert answer.status_code == 400
    assert place in answer.json["detail"][0]["loc"]
    assert desk.web.get("/background").json == []


def test_fields_that_are_missing_are_named(desk: Desk) -> None:
    answer = desk.web.post("/pairlists/evaluate", json={"pairlists": []})
    assert answer.status_code == 400
    assert answer.json["detail"][0]["type"] == "missing"
