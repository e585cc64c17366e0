"""Jobs and stored results in the state that a sample needs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.domain.exchange_entry import ExchangeEntry, TradeMode
from bot.domain.job import Job, JobCategory
from bot.errors import StrategyError
from bot.service.analysis import LookaheadResult, RecursiveResult
from bot.service.backtest_history import ColumnTable, ResultQuestion
from bot.service.exchanges import ExchangesQuestion
from bot.service.hyperopt import LossesQuestion
from bot.service.pairs import Whitelist
from tests.contract.shapes import reply
from tests.fakes.jobs import Bench, at_step

RUNNING = ("running", "GET_backtest-abort", "maybe-running")
AT_ONCE = ("POST_backtest__already-running", "POST_download-data__already-running")
CATEGORIES = (
    ("lookahead", JobCategory.LOOKAHEAD),
    ("recursive", JobCategory.RECURSIVE),
    ("download", JobCategory.DOWNLOAD),
    ("backtest", JobCategory.BACKTEST),
)
STEP = at_step("dataload", 1, 1, trades=0)


def recorded_job(name: str, bench: Bench) -> Job | None:
    """The job that the sample looks at."""
    is_started_by_it = name.startswith("POST") and name not in AT_ONCE
    is_about_files = "history" in name or name.endswith(("not-running", "__unknown"))
    if is_started_by_it or is_about_files or name in ("GET_backtest", "GET_backtest__wrong-mode", "GET_background"):
        return None
    category = next((kind for word, kind in CATEGORIES if word in name), JobCategory.PAIRLIST)
    bench.answer, bench.tells = result_of(category, name), [STEP]
    job = bench.jobs.begin(category, "as recorded", busy="busy")
    if "running-progress" in name or "download-running" in name:
        bench.jobs._hear(job.id, STEP)
    is_running = name in AT_ONCE or (any(word in name for word in RUNNING) and "maybe" not in name)
    if not is_running:
        bench.work()
    return job


def result_of(category: JobCategory, name: str) -> Any:
    """What such a job gave, or why it failed."""
    if name.endswith("__failed"):
        return StrategyError("Impossible to load Strategy 'NoSuchStrategy'.")
    if category is JobCategory.BACKTEST and name.startswith("GET_backtest__"):
        return reply("web", name)["backtest_result"]
    if category is JobCategory.LOOKAHEAD:
        return LookaheadResult(**reply("web", "GET_lookahead_analysis-id")["result"])
    if category is JobCategory.RECURSIVE:
        given = dict(reply("web", "GET_recursive_analysis-id")["result"])
        return RecursiveResult(strategy_startup_candles=given.pop("strategy_scc"), **given)
    return Whitelist(("TON/USDT",), ("VolumePairList",))


def recorded_results(folder: Path, name: str) -> Path:
    """The folder with the recorded bot's results; there were none yet that the sample takes for unknown."""
    if name.endswith("__unknown"):
        return folder
    for entry in reply("web", "GET_backtest-history"):
        stem = entry["filename"]
        (folder / f"{stem}.zip").touch()
        (folder / f"{stem}.meta.json").write_text(json.dumps({entry["strategy"]: entry}))
    return folder


def answer_to(question: Any, sample: Mapping[str, Any]) -> Any:
    """What a child says to the questions of these samples."""
    given = sample["reply"]
    if isinstance(question, ExchangesQuestion):
        return [exchange(one) for one in reply("web", "GET_exchanges")["exchanges"]]
    if isinstance(question, LossesQuestion):
        return []
    if isinstance(question, ResultQuestion):
        return json.dumps(given["backtest_result"]).encode()
    return ColumnTable(given["columns"], given["data"])


def exchange(one: Mapping[str, Any]) -> ExchangeEntry:
    modes = tuple(TradeMode(mode["trading_mode"], mode["margin_mode"]) for mode in one["trade_modes"])
    return ExchangeEntry(**{**one, "trade_modes": modes})
