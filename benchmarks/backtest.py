"""Backtests of this program and the reference in turns, on the same candles, and whether they trade alike."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import psutil

from benchmarks.reference import Rig
from benchmarks.servers import ROOT
from bot.clock import SystemClock
from bot.exchange.build import build_market
from bot.settings.model import ExchangeSettings, Settings, SimulationSettings

RUNS = 3
SPAN = "20260901-20261031"
CALLBACK_PAIRS, CALLBACK_SPAN = 5, "20260901-20261001"
STRATEGIES = ROOT / "benchmarks" / "strategies"
YEAR_PAIRS, YEAR_CANDLES, YEAR_START = 100, 365 * 288, "2025-10-31"
SAME = ("pair", "open_timestamp", "close_timestamp", "open_rate", "close_rate", "amount", "profit_abs", "exit_reason")
WHOLE, ENGINE, MEMORY = "backtest: whole command", "backtest: engine and report", "backtest: peak memory"
CALLBACKS, DIFFERENT = "backtest with callbacks: engine and report", "backtests: trades that differ"
ENGINE_PART = (b"Backtesting with data", b"dumping json")
YEAR = "backtest of 100 pairs over a year: peak memory"
Figures = dict[str, float]


@dataclass(frozen=True)
class Took:
    """One run of a command, and what its engine and report took of that, after the indicators."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    engine_wall_s: float = 0.0
    engine_cpu_s: float = 0.0
    trades: Sequence[Mapping[str, Any]] = ()


def side_by_side(rig: Rig, folder: Path) -> tuple[Figures, Figures]:
    """Ours and theirs, in turns; medians of processor time, which other programs disturb less than the clock."""
    folder.mkdir()
    with rig.exchange(folder / "exchange.log") as port:
        config = rig.backtest_config(folder / "user", port, SPAN)
        plain = _turns(rig, folder, config, f"{rig.folder / 'strategies'}:RigStrategy", SPAN)
        pairs = json.loads(config.read_text())["exchange"]["pair_whitelist"][:CALLBACK_PAIRS]
        asking = _turns(rig, folder, config, f"{STRATEGIES}:BenchCallbacks", CALLBACK_SPAN, *pairs)
    different = float(sum(_different(*turns) for turns in (plain, asking)))
    ours, theirs = (
        {
            WHOLE: _median(plain[side], lambda took: took.cpu_s),
            ENGINE: _median(plain[side], lambda took: took.engine_cpu_s),
            MEMORY: _median(plain[side], lambda took: took.peak_mb),
            CALLBACKS: _median(asking[side], lambda took: took.engine_cpu_s),
        }
        for side in (0, 1)
    )
    return {**ours, DIFFERENT: different}, theirs


def year(folder: Path) -> Figures:
    """The memory of a large run; its candles are a random walk."""
    config = _year_config(folder)
    took = _run([*_COMMAND, "-c", str(config), "--cache", "none"], folder)
    print(f"Tradepost: {YEAR_PAIRS} pairs over a year, {took.cpu_s:.1f} s of processor, {took.peak_mb:,.0f} MB")
    return {YEAR: took.peak_mb}


_COMMAND = (sys.executable, "-m", "bot.cli", "backtesting")
_Turns = tuple[list[Took], list[Took]]


def _turns(rig: Rig, folder: Path, config: Path, strategy: str, span: str, *pairs: str) -> _Turns:
    turns: _Turns = ([], [])
    short = strategy.rpartition(":")[2]
    for number in range(RUNS + 1):  # the first run of each only warms caches
        for side, (name, command) in enumerate((("Tradepost", _COMMAND), ("reference", rig.backtesting))):
            took = _once(name, list(command), folder / f"{name}-{short}-{number}", config, strategy, span, pairs)
            print(
                f"{name}: {short}, {took.cpu_s:.2f} s of processor in {took.wall_s:.2f} s, of that"
                f" engine and report {took.engine_cpu_s:.2f} in {took.engine_wall_s:.2f}, {took.peak_mb:.0f} MB,"
                f" {len(took.trades)} trades",
                flush=True,
            )
            if number:
                turns[side].append(took)
    return turns


def _once(
    name: str, command: list[str], out: Path, config: Path, strategy: str, span: str, pairs: Sequence[str]
) -> Took:
    out.mkdir()
    path, _, strategy_name = strategy.rpartition(":")
    options = ["-c", str(config), "--strategy", strategy_name, "--strategy-path", path, "--timerange", span]
    options += ["--export", "trades", "--cache", "none", "--backtest-directory", str(out)]
    if pairs:
        options += ["-p", *pairs]
    took = replace(_run([*command, *options], out), trades=_trades(out, strategy_name))
    if name == "reference":
        return took
    watched = [sys.executable, "-m", "benchmarks.engine", str(config), strategy, span, *pairs]
    printed = subprocess.run(watched, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    engine = json.loads(printed.splitlines()[-1])
    return replace(took, engine_wall_s=engine["wall_s"], engine_cpu_s=engine["cpu_s"])


def _run(command: Sequence[str], out: Path) -> Took:
    """One run; the engine's part is that between two lines of the reference's log. ``RuntimeError`` where it failed."""
    environ = {**os.environ, "COLUMNS": "250", "PYTHONPATH": str(ROOT)}
    begin, marks = time.perf_counter(), []
    process = subprocess.Popen(command, cwd=out, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environ)
    assert process.stdout is not None, "it was asked for"
    with (out / "log").open("wb") as log:
        for line in process.stdout:
            log.write(line)
            if any(mark in line for mark in ENGINE_PART):
                used = psutil.Process(process.pid).cpu_times()
                marks.append((time.perf_counter(), used.user + used.system))
    _, status, usage = os.wait4(process.pid, 0)
    wall_s = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise RuntimeError(f"{command[0]} failed, see {out / 'log'}: {(out / 'log').read_text()[-500:]}")
    engine = [last - first for first, last in zip(marks[0], marks[-1], strict=True)] if len(marks) > 1 else [0.0, 0.0]
    return Took(wall_s, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, *engine)


def _trades(out: Path, strategy: str) -> Sequence[Mapping[str, Any]]:
    path = next(out.glob("backtest-result*.zip"))
    with zipfile.ZipFile(path) as archive:
        trades: list[Mapping[str, Any]] = json.loads(archive.read(f"{path.stem}.json"))["strategy"][strategy]["trades"]
    return trades


def _different(ours: Sequence[Took], theirs: Sequence[Took]) -> int:
    """How many trades of the last runs are not the same."""
    mine, other = ([[_spelled(trade[key]) for key in SAME] for trade in runs[-1].trades] for runs in (ours, theirs))
    return abs(len(mine) - len(other)) + sum(a != b for a, b in zip(sorted(mine), sorted(other), strict=False))


def _spelled(value: Any) -> Any:
    return float(f"{value:.10g}") if isinstance(value, float) else value


def _median(runs: Sequence[Took], what: Callable[[Took], float]) -> float:
    return statistics.median(map(what, runs))


def _year_config(folder: Path) -> Path:
    data = folder / "data"
    data.mkdir(parents=True)
    exchange = ExchangeSettings(name="simulated", sim=SimulationSettings(seed=7, pairs=2 * YEAR_PAIRS))
    markets = build_market(Settings(exchange=exchange), SystemClock()).markets()
    pairs = [one.symbol for one in markets.values() if one.quote == "USDT" and one.active][:YEAR_PAIRS]
    dates = pd.date_range(YEAR_START, periods=YEAR_CANDLES, freq="5min", tz="UTC").as_unit("ms")
    for number, pair in enumerate(pairs):
        _walk(number, dates).to_feather(data / f"{pair.replace('/', '_')}-5m.feather", compression="lz4")
    values = {
        "user_data_dir": str(folder),
        "datadir": str(data),
        "dry_run_wallet": 1_000_000,
        "stake_currency": "USDT",
        "stake_amount": 100,
        "max_open_trades": YEAR_PAIRS,
        "strategy": "BenchStrategy",
        "strategy_path": str(STRATEGIES),
        "exchange": {
            "name": "simulated",
            "pair_whitelist": pairs,
            "pair_blacklist": [],
            "sim": {"seed": 7, "pairs": 2 * YEAR_PAIRS},
        },
        "pairlists": [{"method": "StaticPairList"}],
    }
    file = folder / "config.json"
    file.write_text(json.dumps(values))
    return file


def _walk(seed: int, dates: pd.DatetimeIndex) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    closes = 100 * np.exp(np.cumsum(random.normal(scale=0.002, size=len(dates))))
    opens = np.concatenate([[100.0], closes[:-1]])
    spread = np.abs(random.normal(scale=0.001, size=(2, len(dates))))
    prices = {
        "open": opens,
        "high": np.maximum(opens, closes) * (1 + spread[0]),
        "low": np.minimum(opens, closes) * (1 - spread[1]),
        "close": closes,
    }
    rounded = {name: np.round(column, 4) for name, column in prices.items()}
    return pd.DataFrame({"date": dates, **rounded, "volume": random.uniform(1, 100, len(dates)).round(2)})
