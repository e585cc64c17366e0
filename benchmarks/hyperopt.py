"""Epochs a second of an optimisation on one process and on two: ``python -m benchmarks.hyperopt``."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import numpy as np
import pandas as pd

from bot.domain.enums import RunMode
from bot.hyperopt.request import HyperoptRequest
from bot.ports.progress import NoProgress
from bot.runtime.hyperopting import hyperopt
from bot.settings.load import load_settings
from bot.settings.model import Settings
from bot.storage.candle_files import CandleFiles

STRATEGY = Path(__file__).with_name("strategies") / "bench_hyperopt.py"
PAIRS = (
    "BTC/USDT", "ETH/USDT", "SOL/USDT", "XRP/USDT", "BNB/USDT", "DOGE/USDT", "ADA/USDT", "TRX/USDT", "AVAX/USDT",
    "LINK/USDT", "TON/USDT", "DOT/USDT", "LTC/USDT", "BCH/USDT", "NEAR/USDT", "UNI/USDT", "APT/USDT", "ICP/USDT",
    "ETC/USDT", "ATOM/USDT",
)  # fmt: skip
START = datetime(2026, 9, 1, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=300)
    parser.add_argument("--days", type=int, default=60)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = laid_out(Path(folder), arguments.days)
        speeds = [speed(settings, arguments.epochs, jobs) for jobs in (1, 2)]
    print(f"{len(PAIRS)} pairs, 5m, {arguments.days} days, {arguments.epochs} epochs")
    print(f"one process   {speeds[0]:7.2f} epochs/s")
    print(f"two processes {speeds[1]:7.2f} epochs/s, {speeds[1] / speeds[0]:.2f} times as many (promised: 1.8)")


def laid_out(folder: Path, days: int) -> Settings:
    """A user folder with candles and the strategy."""
    (folder / "strategies").mkdir()
    shutil.copy(STRATEGY, folder / "strategies")
    config = {
        "stake_currency": "USDT", "stake_amount": 100, "dry_run_wallet": 1000, "max_open_trades": 3, "fee": 0.001,
        "user_data_dir": str(folder), "exchange": {"name": "simulated", "pair_whitelist": PAIRS},
    }  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config))
    settings = load_settings([folder / "config.json"], environ={}, overrides={}, runmode=RunMode.BACKTEST)
    for seed, pair in enumerate(PAIRS):
        CandleFiles(settings.datadir).save(pair, "5m", candles(seed, days * 288))
    return settings


def candles(seed: int, size: int) -> pd.DataFrame:
    """Waves with noise."""
    numbers = np.random.default_rng(seed)
    steps = np.arange(size)
    waves = 4 * np.sin(steps / 150 + seed) + 2 * np.sin(steps / 23)
    closes = np.round(100 + waves + np.cumsum(numbers.normal(0, 0.02, size)) + numbers.normal(0, 0.1, size), 4)
    opens = np.concatenate([closes[:1], closes[:-1]])
    spread = np.abs(numbers.normal(0, 0.1, size))
    dates = pd.date_range(START, periods=size, freq="5min").as_unit("ms")
    prices = {
        "open": opens,
        "high": np.round(np.maximum(opens, closes) + spread, 4),
        "low": np.round(np.minimum(opens, closes) - spread, 4),
        "close": closes,
    }
    return pd.DataFrame({"date": dates, **prices, "volume": 10.0})


def speed(settings: Settings, epochs: int, jobs: int) -> float:
    """The start of the processes counts."""
    request = HyperoptRequest(
        strategy="BenchHyperopt", loss="SharpeHyperOptLossDaily", epochs=epochs, jobs=jobs, random_state=1,
        export_parameters=False,
    )  # fmt: skip
    began = perf_counter()
    hyperopt(settings, request, NoProgress())
    return epochs / (perf_counter() - began)


if __name__ == "__main__":
    main()
