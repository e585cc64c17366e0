"""Asking, trying, telling."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from bot.backtest.span import Span
from bot.errors import Refused, StrategyError
from bot.hyperopt.request import Epoch, HyperoptRequest
from bot.hyperopt.samplers import sampler
from bot.hyperopt.score import WORST, Score
from bot.hyperopt.search import Search
from bot.hyperopt.spaces import Space
from bot.hyperopt.windows import windows
from bot.hyperopt.workers import Elsewhere, Here

SPACE = Space(
    {
        "x": IntDistribution(0, 100),
        "y": FloatDistribution(0.0, 1.0, step=0.1),
        "z": CategoricalDistribution(["a", "b"]),
    },
    {"x": "buy", "y": "buy", "z": "sell"},
    {},
)


class Valley:
    """A landscape whose lowest point is x = 70."""

    def __init__(self) -> None:
        self.tried: list[Mapping[str, Any]] = []

    def __call__(self, values: Mapping[str, Any]) -> Score:
        self.tried.append(values)
        return Score(float(abs(values["x"] - 70)), {"total_trades": values["x"]})


def search(run: Any, seed: int = 1, name: str = "TPESampler", known: list[Epoch] | None = None) -> Search:
    return Search(SPACE, sampler(name, seed), Here(run), known or ())


def test_it_comes_near_the_best() -> None:
    epochs = list(search(Valley()).epochs(80))
    assert [epoch.number for epoch in epochs] == list(range(1, 81))
    assert min(epoch.loss for epoch in epochs) < 3
    bests = [epoch.loss for epoch in epochs if epoch.is_best]
    assert bests == sorted(bests, reverse=True)
    assert epochs[0].details["buy"].keys() == {"x", "y"}
    assert (epochs[0].is_random, epochs[-1].is_random, epochs[5].trades) == (True, False, epochs[5].parameters["x"])


def test_the_same_seed_tries_the_same() -> None:
    first, again, other = Valley(), Valley(), Valley()
    list(search(first).epochs(40))
    list(search(again).epochs(40))
    list(search(other, seed=2).epochs(40))
    assert first.tried == again.tried != other.tried


def test_decimals_are_written_as_people_do() -> None:
    valley = Valley()
    list(search(valley).epochs(40))
    assert {values["y"] for values in valley.tried} <= {step / 10 for step in range(11)}


def test_nothing_is_tried_twice() -> None:
    small = Space({"x": IntDistribution(0, 3)}, {"x": "buy"}, {})
    valley = Valley()
    epochs = list(Search(small, sampler("RandomSampler", 1), Here(valley)).epochs(30))
    assert (len(epochs), len(valley.tried)) == (30, 4)


def test_it_begins_with_what_the_strategy_has() -> None:
    valley = Valley()
    begun = search(valley)
    begun.begin_with({"x": 42, "z": "b", "y": 7.0, "other": 1})
    next(begun.epochs(1))
    assert (valley.tried[0]["x"], valley.tried[0]["z"]) == (42, "b")
    assert valley.tried[0]["y"] <= 1.0


def test_it_ends_early_when_nothing_gets_better() -> None:
    epochs = list(search(lambda _: Score(5.0, {})).epochs(100, early_stop=7))
    assert len(epochs) == 8


def test_it_goes_on_from_earlier_epochs() -> None:
    earlier = list(search(Valley()).epochs(40))
    valley = Valley()
    later = list(search(valley, known=earlier).epochs(10))
    assert [epoch.number for epoch in later] == list(range(41, 51))
    assert not any(epoch.is_best for epoch in later if epoch.loss >= min(one.loss for one in earlier))
    foreign = Epoch(number=9, loss=1.0, parameters={"q": 1}, details={}, metrics={})
    assert next(search(Valley(), known=[foreign]).epochs(1)).number == 10


def test_an_error_of_a_try_ends_the_search() -> None:
    def fail(values: Mapping[str, Any]) -> Score:
        raise StrategyError("broken")

    with pytest.raises(StrategyError, match="broken"):
        list(search(fail).epochs(5))


class Later:
    """An executor whose futures are ready when somebody waits for them; the newest one is done first."""

    def __init__(self) -> None:
        self.running: list[tuple[Future[Any], Any]] = []
        self.most = 0

    def submit(self, run: Any, plan: Any, values: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.running.append((future, (run, plan, values)))
        self.most = max(self.most, len(self.running))
        future.result = lambda timeout=None: self._finish(future)  # type: ignore[method-assign]
        return future

    def _finish(self, wanted: Future[Any]) -> Any:
        while not wanted.done():
            future, (run, plan, values) = self.running.pop()
            future.set_result(run(plan, values))
        return Future.result(wanted)


def test_others_are_kept_busy_and_the_order_of_results_does_not_matter() -> None:
    executor = Later()
    workers = Elsewhere(executor, lambda plan, values: Valley()(values), "plan", jobs=2)  # type: ignore[arg-type]
    epochs = list(Search(SPACE, sampler("TPESampler", 1), workers).epochs(40))
    again = list(
        Search(SPACE, sampler("TPESampler", 1), Elsewhere(Later(), lambda _, v: Valley()(v), "", 2)).epochs(40)
    )
    assert workers.ahead // 2 < executor.most <= workers.ahead  # values that were tried before are not tried again
    assert [epoch.parameters for epoch in epochs] == [epoch.parameters for epoch in again]


def test_windows_are_neighbours_of_one_length() -> None:
    step = 300_000
    found = windows(Span(0, 100 * step), 3, step)
    assert found[0] == (Span(0, 24 * step), Span(25 * step, 49 * step))
    assert [first.start_ms for first, _ in found] == [0, 25 * step, 50 * step]
    assert found[2][1].stop_ms == 99 * step


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (Span(None, 5), "need a timerange with a beginning and an end"),
        (Span(0, None), "need a timerange"),
        (Span(0, 900_000), "too short for 3 windows"),
    ],
)
def test_a_span_that_cannot_be_parted_is_refused(span: Span, words: str) -> None:
    with pytest.raises(Refused, match=words):
        windows(span, 3, 300_000)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"epochs": 0}, "epochs is 0; allowed: 1 to 1000000"),
        ({"min_trades": -1}, "min_trades is -1"),
        ({"early_stop": -1}, "early_stop is -1"),
        ({"walk_forward": 1000}, "walk_forward is 1000"),
        ({"jobs": 0}, "jobs is 0"),
        ({"cluster": "tcp://x"}, "cluster is 'tcp://x'; allowed: dask://host:port"),
    ],
)
def test_numbers_that_cannot_be_meant_are_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Refused, match=words):
        HyperoptRequest(strategy="Mine", **changes).check()


def test_a_try_counts_when_it_made_enough_trades() -> None:
    assert Score(1.0, {}).counts
    assert not Score(WORST, {}).counts
