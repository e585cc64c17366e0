"""The search itself: ask for values, try them, tell what came of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import optuna
from optuna.distributions import BaseDistribution, CategoricalDistribution
from optuna.samplers import BaseSampler
from optuna.trial import Trial, create_trial

from bot.hyperopt.request import Epoch
from bot.hyperopt.samplers import RANDOM_EPOCHS
from bot.hyperopt.score import WORST, Score
from bot.hyperopt.spaces import Space
from bot.hyperopt.workers import Workers

Key = tuple[tuple[str, Any], ...]


class Search:
    """The next values depend on the results of all tries but the last ``ahead`` ones, told in the order they were asked
    for: so the same seed finds the same on the same number of processes, however fast each of them is.
    """

    def __init__(self, space: Space, sampler: BaseSampler, workers: Workers, known: Sequence[Epoch] = ()) -> None:
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        self._space = space
        self._distributions = dict(space.distributions)
        self._workers = workers
        self._study = optuna.create_study(sampler=sampler, direction="minimize")
        self._tries: dict[Key, Future[Score]] = {}
        self._number = 0
        self._best = WORST
        for epoch in known:
            self._remember(epoch)

    def begin_with(self, values: Mapping[str, Any]) -> None:
        """Try these first, as far as they lie in the space."""
        fitting = {name: value for name, value in values.items() if _holds(self._distributions.get(name), value)}
        if fitting:
            self._study.enqueue_trial(fitting)

    def epochs(self, count: int, early_stop: int = 0) -> Iterator[Epoch]:
        """``count`` more, or fewer if so many in a row brought nothing better. Raises what a try raises."""
        waiting: deque[tuple[Trial, dict[str, Any], Future[Score]]] = deque()
        asked = idle = 0
        try:
            while waiting or asked < count:
                while asked < count and len(waiting) < self._workers.ahead:
                    waiting.append(self._begun())
                    asked += 1
                trial, values, future = waiting.popleft()
                epoch = self._told(trial, values, future.result())
                idle = 0 if epoch.is_best else idle + 1
                yield epoch
                if early_stop and idle >= early_stop:
                    return
        finally:
            for _, _, future in waiting:
                future.cancel()

    def _begun(self) -> tuple[Trial, dict[str, Any], Future[Score]]:
        """The next try; values that were tried before are not tried again."""
        trial = self._study.ask(self._distributions)
        values = {name: _rounded(value, self._distributions[name]) for name, value in trial.params.items()}
        key = tuple(sorted((name, repr(value)) for name, value in values.items()))
        if key not in self._tries:
            self._tries[key] = self._workers.submit(values)
        return trial, values, self._tries[key]

    def _told(self, trial: Trial, values: Mapping[str, Any], score: Score) -> Epoch:
        self._study.tell(trial, score.loss)
        self._number += 1
        is_best = score.loss < self._best
        self._best = min(self._best, score.loss)
        return Epoch(
            number=self._number,
            loss=score.loss,
            parameters=values,
            details=self._space.details(values),
            metrics=score.metrics,
            is_initial=self._number <= RANDOM_EPOCHS,
            is_random=self._number <= RANDOM_EPOCHS,
            is_best=is_best,
        )

    def _remember(self, epoch: Epoch) -> None:
        """An epoch of an earlier search; one over another space only counts in the numbering."""
        self._number = max(self._number, epoch.number)
        self._best = min(self._best, epoch.loss)
        same = epoch.parameters.keys() == self._distributions.keys()
        if same and all(_holds(self._distributions[name], value) for name, value in epoch.parameters.items()):
            self._study.add_trial(
                create_trial(params=dict(epoch.parameters), distributions=self._distributions, value=epoch.loss)
            )


def _holds(distribution: BaseDistribution | None, value: Any) -> bool:
    if distribution is None:
        return False
    if isinstance(distribution, CategoricalDistribution):
        return value in distribution.choices
    low, high = getattr(distribution, "low", None), getattr(distribution, "high", None)
    return isinstance(value, int | float) and low is not None and high is not None and low <= value <= high


def _rounded(value: Any, distribution: BaseDistribution) -> Any:
    """Decimals as they are written: steps that are added up leave a trace in the last digits."""
    return round(value, 10) if isinstance(value, float) and getattr(distribution, "step", None) else value
