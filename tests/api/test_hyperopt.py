"""Optimisations over HTTP."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from bot.domain.enums import RunMode
from bot.ports.jobs import Heard
from bot.service.hyperopt import Epoch, HyperoptFound, HyperoptOrder, LossFunction
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.jobs import Bench
from tests.fakes.web import Web, a_web

FOUND = HyperoptFound(
    epochs=3,
    results=[
        Epoch(number=2, loss=-1.5, parameters={"buy": {"rsi": 30}}, metrics={"trades": 5}, is_best=True),
        Epoch(number=1, loss=None),
    ],
    file="hyperopt_S.jsonl",
)
BEST = {"epoch": 2, "loss": -1.5, "is_best": True, "parameters": {"buy": {"rsi": 30}}, "metrics": {"trades": 5}}
OTHER = {"epoch": 1, "loss": None, "is_best": False, "parameters": {}, "metrics": {}}


@pytest.fixture
def bench() -> Bench:
    return Bench(FOUND)


@pytest.fixture(params=["trading", "without a bot"])
def web(request: pytest.FixtureRequest, bench: Bench) -> Web:
    is_trading = request.param == "trading"
    snapshot = a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None)
    losses = [LossFunction("SharpeLoss", "Profit by its risk.")]
    return a_web(snapshot, jobs=bench.jobs, ask=lambda _: losses)


def state(job_id: str, status: str, message: str, **changes: Any) -> dict[str, Any]:
    return {
        "job_id": job_id,
        "strategy": "S",
        "status": status,
        "running": status == "running",
        "status_msg": message,
        "epochs": 0,
        "epochs_total": 10,
        "best": None,
        "results": [],
        "file": None,
        **changes,
    }


def test_parameters_are_looked_for_in_the_background(web: Web, bench: Bench) -> None:
    started = web.post("/hyperopt", json={"strategy": "S", "epochs": 10}).json
    assert started["status"] == "Hyperopt started in background."
    job_id = started["job_id"]
    path = f"/hyperopt/{job_id}"
    assert web.get(path).json == state(job_id, "running", "Optimisation running")
    seen: list[Any] = []
    bench.tells = [Heard(found=orjson.dumps(HyperoptFound(epochs=1, results=[Epoch(number=1, loss=None)])))]
    bench.answer = lambda _: [seen.append(web.get(path).json), FOUND][1]
    bench.work()
    assert seen == [state(job_id, "running", "Optimisation running", epochs=1, best=OTHER, results=[OTHER])]
    assert web.get(path).json == state(
        job_id, "ended", "Optimisation ended", epochs=3, best=BEST, results=[BEST, OTHER], file="hyperopt_S.jsonl"
    )
    assert bench.questions == [HyperoptOrder(strategy="S", epochs=10)]


def test_what_was_found_until_it_was_stopped_is_kept(web: Web, bench: Bench) -> None:
    job_id = web.post("/hyperopt", json={"strategy": "S", "epochs": 10}).json["job_id"]
    bench.tells = [Heard(found=orjson.dumps(FOUND))]
    web.post(f"/background/{job_id}/cancel")
    bench.work()
    found = web.get(f"/hyperopt/{job_id}").json
    assert (found["status"], found["status_msg"]) == ("error", "Optimisation failed with Stop requested")
    assert found["best"] == BEST


def test_everything_that_can_be_said_is_asked_for(web: Web, bench: Bench) -> None:
    body = {
        "strategy": "S",
        "epochs": 5,
        "spaces": ["buy", "roi"],
        "loss": "SharpeLoss",
        "timeframe": "5m",
        "timerange": "20261001-",
        "max_open_trades": 2,
        "stake_amount": "unlimited",
        "dry_run_wallet": 100,
        "min_trades": 4,
        "enable_protections": True,
        "workers": 2,
        "seed": 42,
        "early_stop": 3,
        "export_parameters": True,
    }
    assert web.post("/hyperopt", json=body).status_code == 200
    bench.work()
    assert bench.questions == [HyperoptOrder(**{**body, "spaces": ("buy", "roi")})]  # type: ignore[arg-type]


def test_loss_functions_are_listed(web: Web) -> None:
    assert web.get("/hyperoptloss").json == {
        "loss_functions": [{"name": "SharpeLoss", "description": "Profit by its risk."}]
    }


def test_an_unknown_optimisation_is_not_found(web: Web) -> None:
    answer = web.get("/hyperopt/nope")
    assert (answer.status_code, answer.json["detail"]) == (404, "Job not found.")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"strategy": "Evil:x"}, "strategy"),
        ({"strategy": None}, "strategy"),
        ({"epochs": 0}, "epochs"),
        ({"epochs": 100_001}, "epochs"),
        ({"spaces": []}, "spaces"),
        ({"spaces": ["../x"]}, "spaces"),
        ({"loss": "a/b"}, "loss"),
        ({"workers": 0}, "workers"),
        ({"workers": 65}, "workers"),
        ({"seed": -1}, "seed"),
        ({"early_stop": -1}, "early_stop"),
        ({"min_trades": -1}, "min_trades"),
    ],
)
def test_a_wrong_request_starts_nothing(web: Web, changes: dict[str, Any], place: str) -> None:
    answer = web.post("/hyperopt", json={"strategy": "S", **changes})
    assert (answer.status_code, place in answer.json["detail"][0]["loc"]) == (400, True), answer.text
    assert web.get("/background").json == []
