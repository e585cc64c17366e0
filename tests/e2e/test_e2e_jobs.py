"""Jobs of a real server: cancelled, killed with it, known after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.e2e.process import RunningBot, wait_for

pytestmark = pytest.mark.e2e
NewBot = Callable[..., RunningBot]
ENDLESS = """
import time
from freqtrade.strategy import IStrategy

class Endless(IStrategy):
    timeframe = "5m"
    stoploss = -0.1

    def populate_indicators(self, dataframe, metadata):
        time.sleep(600)
        return dataframe

    def populate_entry_trend(self, dataframe, metadata):
        return dataframe

    def populate_exit_trend(self, dataframe, metadata):
        return dataframe
"""
READ_BY_FREQUI = (
    "strategy_name trades results_per_pair results_per_enter_tag exit_reason_summary best_pair worst_pair pairlist "
    "timeframe timerange stake_currency stake_currency_decimals total_trades profit_total profit_total_abs "
    "starting_balance final_balance max_open_trades minimal_roi backtest_start_ts backtest_end_ts "
    "backtest_run_start_ts backtest_run_end_ts"
)
ENDED = "The server was ended while this job ran."
STOPPED = "The server was stopped while this job ran."


@pytest.fixture
def bot(request: pytest.FixtureRequest, new_bot: NewBot, tmp_path: Path) -> RunningBot:
    """A server, with a bot where the test says so; it has candles, and a strategy that never comes to an end."""
    strategies = tmp_path / "user_data" / "strategies"
    strategies.mkdir(parents=True)
    (strategies / "endless.py").write_text(ENDLESS)
    bot = new_bot(exchange={"pair_whitelist": ["BTC/USDT"]}).start(getattr(request, "param", "webserver"))
    job = bot.post("/download_data", {"pairs": ["BTC/USDT"], "timeframes": ["5m"], "days": 3})["job_id"]
    assert wait_for("the download", lambda: ended(bot, job))["error"] is None
    return bot


def ended(bot: RunningBot, job_id: str) -> dict[str, Any] | None:
    job: dict[str, Any] = bot.get(f"/background/{job_id}")
    return None if job["running"] else job


def simulate(bot: RunningBot, strategy: str = "Endless") -> str:
    """Start a backtest; its job's id."""
    bot.post("/backtest", {"strategy": strategy, "enable_protections": False, "backtest_cache": "none"})
    job_id: str = bot.get("/background")[-1]["job_id"]
    return job_id


def child_of(bot: RunningBot) -> psutil.Process:
    """The process that carries the job out, once it is there."""
    assert bot.process is not None

    def found() -> psutil.Process | None:
        below = psutil.Process(bot.process.pid).children(recursive=True) if bot.process else []
        return next((child for child in below if "bot.runtime.child_main" in child.cmdline()), None)

    return wait_for("the job's process", found)


def is_gone(child: psutil.Process) -> bool:
    """Whether it runs no more; the system may still keep its name."""
    return not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_job_is_cancelled_and_the_next_one_runs(bot: RunningBot) -> None:
    job_id = simulate(bot)
    child = child_of(bot)
    assert bot.get("/backtest")["running"]
    bot.post(f"/background/{job_id}/cancel")
    assert wait_for("the end", lambda: ended(bot, job_id))["error"] == "Stop requested"
    wait_for("the process to be gone", lambda: is_gone(child))
    assert bot.get("/backtest")["status_msg"] == "Backtest failed with Stop requested"
    assert_next_one_runs(bot)


@pytest.mark.parametrize("bot", ["trade"], indirect=True)
def test_a_killed_server_takes_its_job_along_and_the_next_one_says_so(bot: RunningBot) -> None:
    job_id = simulate(bot)
    child = child_of(bot)
    bot.kill()
    wait_for("the process to be gone", lambda: is_gone(child))
    bot.start(bot.command)
    found = bot.get("/backtest")
    assert (found["status"], found["running"]) == ("error", False)
    assert found["status_msg"] == f"Backtest failed with {ENDED}"
    job = bot.get(f"/background/{job_id}")
    assert (job["status"], job["error"]) == ("failed", ENDED)
    assert_next_one_runs(bot)
    assert bot.stop() == 0
    bot.start(bot.command)
    found = bot.get("/backtest")
    assert (found["status"], list(found["backtest_result"]["strategy"])) == ("ended", ["SampleStrategy"])


def test_a_server_that_stops_ends_its_job(bot: RunningBot) -> None:
    job_id = simulate(bot)
    child = child_of(bot)
    assert bot.stop() == 0
    assert is_gone(child)
    bot.start(bot.command)
    assert bot.get(f"/background/{job_id}")["error"] == STOPPED


def assert_next_one_runs(bot: RunningBot) -> None:
    job_id = simulate(bot, "SampleStrategy")
    assert wait_for("the backtest", lambda: ended(bot, job_id))["error"] is None
    found = bot.get("/backtest")
    assert (found["status"], list(found["backtest_result"]["strategy"])) == ("ended", ["SampleStrategy"])
    result = found["backtest_result"]["strategy"]["SampleStrategy"]
    assert set(READ_BY_FREQUI.split()) <= result.keys()
    (stored, *_) = bot.get("/backtest/history")
    assert stored["strategy"] == "SampleStrategy"
    meta = found["backtest_result"]["metadata"]["SampleStrategy"]
    assert (meta["run_id"], meta["filename"]) == (stored["run_id"], stored["filename"])
    assert stored["run_id"]
    result = bot.get("/backtest/history/result", filename=stored["filename"], strategy="SampleStrategy")
    assert list(result["backtest_result"]["strategy"]) == ["SampleStrategy"]
    wallet = bot.get(f"/backtest/history/{stored['filename']}/SampleStrategy/wallet")
    assert wallet["length"] == len(wallet["data"]) > 0
    assert bot.get(f"/backtest/history/{stored['filename']}/market_change")["columns"][-1] == "__date_ts"
