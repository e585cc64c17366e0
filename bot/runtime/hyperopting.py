"""Optimisations: joins settings, stages, processes and result files. Heavy imports: load it when it is asked for."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from joblib.externals.loky import ProcessPoolExecutor

from bot.backtest.request import BacktestRequest
from bot.backtest.span import Span, span_of
from bot.clock import Clock, SystemClock
from bot.domain import timeframe as tf
from bot.domain.enums import RunMode
from bot.domain.timerange import parse
from bot.errors import Refused
from bot.hyperopt.export import export, whole_parameters
from bot.hyperopt.request import Epoch, HyperoptRequest, HyperoptResult, WindowResult
from bot.hyperopt.results import EpochWriter, best_of, new_file, read_epochs
from bot.hyperopt.samplers import sampler
from bot.hyperopt.search import Search
from bot.hyperopt.windows import windows
from bot.hyperopt.workers import Elsewhere, Here, Workers
from bot.pairlist.chain import build_chain
from bot.ports.progress import Progress
from bot.runtime.backtesting import applied
from bot.runtime.cluster import cluster_executor
from bot.runtime.cores import processes
from bot.runtime.idle import idle_context
from bot.runtime.market import open_market
from bot.runtime.market_list import MarketList
from bot.runtime.stages import Plan, stage_of, try_out
from bot.settings.model import Settings
from bot.storage.studies import Studies
from bot.strategy.files import SAMPLES
from bot.strategy.find import find_strategy
from bot.strategy.loader import made

log = logging.getLogger(__name__)
Listener = Callable[[Epoch], None]


@dataclass(slots=True)
class Found:
    """What a search has come to."""

    epochs: int
    best: Epoch | None
    stopped_early: bool


def hyperopt(
    settings: Settings, request: HyperoptRequest, progress: Progress, listener: Listener | None = None
) -> HyperoptResult:
    """Search, keep every epoch in a file, write the best parameters beside the strategy.

    ``listener`` is told each epoch. Raises ``BotError`` for whatever stands in the way.
    """
    request.check()
    clock = SystemClock()
    settings = replace(applied(settings, _as_backtest(request)), runmode=RunMode.HYPEROPT)
    with _studies(request) as studies:
        plan = _plan(settings, request, clock)
        with _executor(request) as (executor, jobs):
            task = _Task(plan, executor, jobs, clock, progress, listener or (lambda _: None), studies)
            return task.walk() if request.walk_forward else task.whole()


def _studies(request: HyperoptRequest) -> AbstractContextManager[Studies | None]:
    return Studies(request.storage) if request.storage else nullcontext()


@dataclass(frozen=True, slots=True)
class _Task:
    """One optimisation."""

    plan: Plan
    executor: Executor | None
    jobs: int
    clock: Clock
    progress: Progress
    listener: Listener
    studies: Studies | None = None

    def whole(self) -> HyperoptResult:
        """Over all of the span."""
        request, strategy = self.plan.request, self._strategy
        known: Sequence[Epoch] = ()
        file = new_file(self.plan.settings.user_data_dir, strategy, self.clock.now())
        if request.resume_stored and self.studies is not None:
            known = self.studies.newest(strategy)
            self._keep(file, known)
        elif request.resume is not None:
            file = request.resume
            owner, known = read_epochs(file)
            if known and owner != strategy:
                raise Refused(f"The file {file} holds epochs of {owner}, not of {strategy}.")
        self.progress.step("optimize", float(request.epochs))
        found = self._search(self.plan, file, known, before=0)
        best = best_of([*known, *([found.best] if found.best else [])])
        return HyperoptResult(
            strategy=strategy,
            epochs=len(known) + found.epochs,
            best=best,
            file=file,
            exported=self._exported(best),
            stopped_early=found.stopped_early,
        )

    def walk(self) -> HyperoptResult:
        """Window by window; the parameters of the last one are kept, they are the newest."""
        request, at = self.plan.request, self.clock.now()
        step_ms = tf.seconds(stage_of(self.plan).timeframe) * 1000
        parts = windows(self.plan.span, request.walk_forward, step_ms)
        self.progress.step("optimize", float(request.epochs * len(parts)))
        results, epochs = [], 0
        for number, (span, test_span) in enumerate(parts, 1):
            file = new_file(self.plan.settings.user_data_dir, self._strategy, at, f"_w{number}")
            plan = replace(self.plan, key=f"{self.plan.key} window {number}", span=span)
            found = self._search(plan, file, (), before=epochs)
            epochs += found.epochs
            test = None if found.best is None else self._tested(found.best, test_span, number)
            results.append(WindowResult(span=span, test_span=test_span, best=found.best, test=test, file=file))
        last = results[-1]
        return HyperoptResult(
            strategy=self._strategy,
            epochs=epochs,
            best=last.best,
            file=last.file,
            exported=self._exported(last.best),
            windows=tuple(results),
        )

    @property
    def _strategy(self) -> str:
        """The class; a source that came with the name is left out."""
        return self.plan.request.strategy.partition(":")[0]

    def _search(self, plan: Plan, file: Path, known: Sequence[Epoch], *, before: int) -> Found:
        request, stage = plan.request, stage_of(plan)
        make = stage.space.given.get("generate_estimator")
        chosen = make(dimensions=stage.space.distributions) if make else request.sampler
        search = Search(stage.space, sampler(chosen, request.random_state), self._workers(plan), known)
        if not known:
            search.begin_with(stage.present)
        count, best = 0, None
        study = None
        if self.studies is not None:
            study = self.studies.begin(file.stem, self._strategy, stage.space.distributions)
            for epoch in known:
                study.write(epoch)
        with EpochWriter(file, self._strategy) as writer:
            try:
                for epoch in search.epochs(request.epochs, request.early_stop):
                    writer.write(epoch)
                    if study is not None:
                        study.write(epoch)
                    count += 1
                    best = epoch if epoch.is_best else best
                    self.progress.done(float(before + count), epoch.trades)
                    self.listener(epoch)
            except KeyboardInterrupt:
                if not count:
                    raise
                log.warning("Interrupted after %s epochs; the best of them counts.", count)
        return Found(count, best, stopped_early=count < request.epochs)

    def _keep(self, file: Path, epochs: Sequence[Epoch]) -> None:
        with EpochWriter(file, self._strategy) as writer:
            for epoch in epochs:
                writer.write(epoch)

    def _workers(self, plan: Plan) -> Workers:
        if self.executor is None:
            return Here(stage_of(plan).run)
        return Elsewhere(self.executor, try_out, plan, self.jobs)

    def _tested(self, best: Epoch, span: Span, number: int) -> Epoch:
        """The same parameters on candles that the search has not seen."""
        stage = stage_of(replace(self.plan, key=f"{self.plan.key} test {number}", span=span))
        score = stage.run(best.parameters)
        return replace(best, loss=score.loss, metrics=score.metrics, is_best=False)

    def _exported(self, best: Epoch | None) -> Path | None:
        if best is None or not self.plan.request.export_parameters:
            return None
        return export_parameters(self.plan.settings, self.plan.request.strategy, best, self.clock)


def export_parameters(settings: Settings, name: str, best: Epoch, clock: Clock) -> Path | None:
    """Write an epoch's parameters beside its strategy; ``None`` for a strategy that has no file of the user's."""
    found = find_strategy(name, settings)
    if found.source is not None or found.path.is_relative_to(SAMPLES):
        return None
    plain = replace(settings, runmode=RunMode.HYPEROPT)
    hooks = made(found, plain, idle_context(plain, MarketList(settings.exchange.name, {})))
    parameters = whole_parameters(hooks.instance, hooks.options, best.details)
    return export(found.path, found.name, parameters, clock.now())


def _plan(settings: Settings, request: HyperoptRequest, clock: Clock) -> Plan:
    with open_market(settings) as market:
        markets = dict(market.markets())
        pairs = build_chain(settings.pairlists, market, settings, clock).refresh()
        if not pairs:
            raise Refused("No pairs are left: none of those asked for can be traded on this exchange.")
        return Plan(
            key=f"{os.getpid()} {clock.now().isoformat()}",
            settings=settings,
            request=request,
            pairs=tuple(pairs),
            markets={pair: markets[pair] for pair in pairs},
            exchange=market.name,
            span=span_of(parse(request.timerange)),
        )


def _as_backtest(request: HyperoptRequest) -> BacktestRequest:
    return BacktestRequest(
        strategies=(request.strategy,),
        timeframe=request.timeframe,
        pairs=request.pairs,
        max_open_trades=request.max_open_trades,
        stake_amount=request.stake_amount,
        dry_run_wallet=request.dry_run_wallet,
        fee=request.fee,
    )


@contextmanager
def _executor(request: HyperoptRequest) -> Iterator[tuple[Executor | None, int]]:
    """Where tries run, and how many at a time; ``None`` is this process."""
    jobs = processes(request.jobs)
    if request.cluster is not None:
        with cluster_executor(request.cluster) as found:
            yield found
    elif jobs == 1:
        yield None, 1
    else:
        with ProcessPoolExecutor(max_workers=jobs) as pool:
            yield pool, jobs
