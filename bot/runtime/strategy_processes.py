"""The strategies of a backtest in several processes."""

from __future__ import annotations

from collections.abc import Sequence

from joblib.externals.loky import ProcessPoolExecutor
from joblib.externals.loky.process_executor import TerminatedWorkerError

from bot.errors import Refused
from bot.logs import setup_logging
from bot.ports.progress import NoProgress, Progress
from bot.runtime.collecting import seldom_collecting
from bot.runtime.known_market import KnownMarket
from bot.runtime.market import open_market
from bot.runtime.strategy_runs import Ran, Shared, run

KILLED = (
    "A process of the backtest was killed by the system, perhaps because the machine ran out of memory;"
    " with --job-workers 1 there is one at a time."
)


def run_in_processes(common: Shared, jobs: int, progress: Progress) -> Ran:
    """Each process takes every ``jobs``-th strategy; outcomes stand in the order asked for. Raises ``BotError``."""
    names, ran = common.request.strategies, Ran()
    progress.step("strategies", float(len(names)))
    with ProcessPoolExecutor(max_workers=jobs, initializer=setup_logging, initargs=(common.settings,)) as pool:
        parts = [pool.submit(_part, common, names[first::jobs]) for first in range(jobs)]
        try:
            for part in parts:
                ran.add(part.result())
                progress.done(float(len(ran.outcomes) + len(ran.known)))
        except TerminatedWorkerError as error:
            raise Refused(KILLED) from error
        finally:
            pool.shutdown(kill_workers=True)
    order = {name.partition(":")[0]: place for place, name in enumerate(names)}
    ran.outcomes.sort(key=lambda outcome: order[outcome.strategy])
    return ran


@seldom_collecting()
def _part(common: Shared, names: Sequence[str]) -> Ran:
    with open_market(common.settings) as market:
        return run(common, KnownMarket(market), names, NoProgress())
