"""How long a pass over all pairs takes when every pair has a new candle."""

from __future__ import annotations

import re
import statistics
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.clock import ManualClock, SystemClock
from bot.domain.enums import BotState
from bot.runtime.trading import build_trader
from bot.settings.model import ApiSettings, ExchangeSettings, Settings, SimulationSettings
from bot.state.feed import Feed
from bot.storage.database import IN_MEMORY, open_database

PASSES = 5
START = datetime(2026, 11, 1, tzinfo=UTC)


def pass_ms(strategy: str, strategy_path: Path, pairs: int) -> float:
    """Median milliseconds of a pass with new one-minute candles on ``pairs`` simulated pairs, in this process."""
    values = {"timeframe": "1m", "minimal_roi": {"0": 100}, "stoploss": -0.99, "use_exit_signal": False}
    settings = Settings(
        initial_state=BotState.RUNNING,
        stake_currency="USDT",
        stake_amount=100.0,
        max_open_trades=0,
        dry_run_wallet={"USDT": 100_000.0},
        strategy=strategy,
        strategy_path=strategy_path,
        strategy_values=values,
        exchange=ExchangeSettings(pair_whitelist=(".*/USDT",), sim=SimulationSettings(seed=7, pairs=pairs)),
        api=ApiSettings(),
    )
    clock = ManualClock(START)
    database = open_database(IN_MEMORY, exclusive=True)
    trader = build_trader(settings, database=database, clock=clock, wall=SystemClock(), feed=Feed())
    trader.startup()
    trader.run_pass()
    took = []
    for _ in range(PASSES):
        clock.advance(seconds=60)
        begin = time.perf_counter()
        trader.run_pass()
        took.append(1000 * (time.perf_counter() - begin))
        trader.release_events()
    database.close()
    return statistics.median(took)


def logged_ms(log: Path) -> float | None:
    """The same of the reference, from its verbose log: the first pass after each full minute."""
    took: list[float] = []
    minute = ""
    for line in log.read_text().splitlines():
        match = re.match(r"(\S+ \d\d:\d\d):\d\d.*last iteration took ([\d.]+) s", line)
        if match:
            if minute and match[1] != minute:
                took.append(1000 * float(match[2]))
            minute = match[1]
    return statistics.median(took) if took else None
