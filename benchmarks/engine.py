"""``python -m benchmarks.engine CONFIG FOLDER:STRATEGY TIMERANGE PAIRS``: one backtest in this process.

Prints, as a line of JSON, what its engine and report took after the indicators were done.
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

from bot.backtest.report.result import results
from bot.backtest.request import BacktestRequest
from bot.domain.enums import RunMode
from bot.runtime.backtesting import backtest
from bot.runtime.collecting import seldom_collecting
from bot.settings.load import load_settings


class Watch:
    """A ``Progress`` that knows when the last pair was analysed: seconds of the clock and of the processor."""

    def __init__(self) -> None:
        self._name = ""
        self.analyzed = (0.0, 0.0)

    def step(self, name: str, total: float = 1.0) -> None:  # noqa: ARG002
        self._name = name

    def done(self, units: float, trades: int | None = None) -> None:  # noqa: ARG002
        if self._name == "analyze":
            self.analyzed = time.perf_counter(), time.process_time()


def main() -> None:
    """Run it and print."""
    config, strategy, timerange, *pairs = sys.argv[1:]
    overrides = {"strategy_path": strategy.rpartition(":")[0]}
    settings = load_settings([Path(config)], environ=os.environ, overrides=overrides, runmode=RunMode.BACKTEST)
    watch = Watch()
    request = BacktestRequest(strategies=(strategy.rpartition(":")[2],), timerange=timerange, pairs=tuple(pairs))
    with seldom_collecting():
        outcomes = backtest(settings, request, watch)
        results(outcomes)
    wall, cpu = time.perf_counter() - watch.analyzed[0], time.process_time() - watch.analyzed[1]
    print(json.dumps({"wall_s": wall, "cpu_s": cpu, "trades": len(outcomes[0].trades)}))


if __name__ == "__main__":
    main()
