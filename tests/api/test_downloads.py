"""Downloads over HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.domain.market_data import DownloadRequest
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.jobs import Bench, at_step
from tests.fakes.web import Web, a_web


@pytest.fixture
def bench() -> Bench:
    return Bench({"files": []})


@pytest.fixture(params=["trading", "without a bot"])
def web(request: pytest.FixtureRequest, bench: Bench) -> Web:
    is_trading = request.param == "trading"
    snapshot = a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None)
    return a_web(snapshot, jobs=bench.jobs)


def test_candles_are_downloaded_in_the_background(web: Web, bench: Bench) -> None:
    started = web.post("/download_data", json={"pairs": ["BTC/USDT"], "days": "3", "margin_mode": ""}).json
    assert started["status"] == "Data Download started in background."
    again = web.post("/download_data", json={"pairs": ["BTC/USDT"]})
    assert (again.status_code, again.json["detail"]) == (400, "Data Download is already running.")
    bench.tells = [at_step("Downloading candles", 1, 2)]
    bench.work()
    job = web.get(f"/background/{started['job_id']}").json
    assert (job["job_category"], job["status"]) == ("download_data", "success")
    assert job["progress_tasks"] == {"0": {"progress": 1.0, "total": 2.0, "description": "Downloading candles"}}
    assert bench.questions == [DownloadRequest(pairs=("BTC/USDT",), timeframes=("1m", "5m"), days=3)]


def test_everything_that_can_be_said_of_a_download_is_asked_for(web: Web, bench: Bench) -> None:
    body = {
        "pairs": ["BTC/USDT", ".*/ETH"],
        "timeframes": ["15m"],
        "timerange": "20261001-20261003",
        "erase": True,
        "download_trades": True,
        "candle_types": ["spot", "premiumIndex"],
        "prepend_data": True,
        "exchange": "binance",
        "trading_mode": "futures",
        "margin_mode": "isolated",
    }
    assert web.post("/download_data", json=body).status_code == 200
    bench.work()
    assert bench.questions == [
        DownloadRequest(
            pairs=("BTC/USDT", ".*/ETH"),
            timeframes=("15m",),
            timerange="20261001-20261003",
            erase=True,
            download_trades=True,
            candle_types=("spot", "premiumIndex"),
            prepend=True,
            exchange="binance",
            trading_mode="futures",
            margin_mode="isolated",
        )
    ]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"pairs": None}, "pairs"),
        ({"pairs": []}, "pairs"),
        ({"pairs": ["x" * 101]}, "pairs"),
        ({"timeframes": [""]}, "timeframes"),
        ({"days": 0}, "days"),
        ({"days": 36_501}, "days"),
        ({"days": 1, "timerange": "20260101-"}, "body"),
        ({"candle_types": ["nope"]}, "candle_types"),
        ({"trading_mode": "magic"}, "trading_mode"),
    ],
)
def test_a_wrong_request_starts_nothing(web: Web, changes: dict[str, Any], place: str) -> None:
    answer = web.post("/download_data", json={"pairs": ["BTC/USDT"], **changes})
    assert (answer.status_code, place in answer.json["detail"][0]["loc"]) == (400, True), answer.text
    assert web.get("/background").json == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"timeframes": ["x"]}, "not a timeframe"),
        ({"timerange": "nope"}, "Incorrect syntax"),
        ({"exchange": "nowhere"}, "'nowhere' is not known"),
    ],
)
def test_what_can_not_be_downloaded_is_refused_at_once(web: Web, changes: dict[str, Any], words: str) -> None:
    answer = web.post("/download_data", json={"pairs": ["BTC/USDT"], **changes})
    assert (answer.status_code, words in answer.json["detail"]) == (400, True), answer.text
