"""Parameters: their types, their values' origin, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.errors import StrategyError
from bot.strategy.base import IStrategy
from bot.strategy.parameters import (
    BooleanParameter,
    CategoricalParameter,
    DecimalParameter,
    IntParameter,
    RealParameter,
)
from bot.strategy.values import load_parameters, parameters_of


class Tuned(IStrategy):
    """One parameter of each kind; two values stand in the class."""

    buy_params = {"buy_rsi": 22, "gap": 0.98765}
    buy_rsi = IntParameter(10, 50, default=30)
    gap = DecimalParameter([0.9, 1.1], default=1.0, decimals=2, space="buy")
    sell_way = CategoricalParameter(["a", "b"], default="b")
    sell_on = BooleanParameter(default=False)
    buy_real = RealParameter(0, 1, default=0.5, optimize=False)
    fixed = IntParameter(1, 3, default=2, space="buy", load=False)


def tuned(folder: Path, content: Any = None) -> Tuned:
    path = folder / "tuned.py"
    if content is not None:
        text = content if isinstance(content, str) else json.dumps(content)
        path.with_suffix(".json").write_text(text)
    strategy = Tuned({})
    load_parameters(strategy, path)
    return strategy


def test_values_come_from_the_class_else_the_default(tmp_path: Path) -> None:
    strategy = tuned(tmp_path)
    assert (strategy.buy_rsi.value, strategy.gap.value) == (22, 0.99)
    assert (strategy.sell_way.value, strategy.sell_on.value, strategy.buy_real.value) == ("b", False, 0.5)


def test_a_parameter_file_wins(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    content = {
        "strategy_name": "Tuned",
        "params": {
            "buy": {"buy_rsi": 40, "fixed": 3},
            "sell": {"sell_on": True},
            "roi": {"0": 0.3},
            "trailing": {"trailing_stop": True, "trailing_stop_positive": 0.01},
            "max_open_trades": {"max_open_trades": 4},
        },
    }
    strategy = tuned(tmp_path, content)
    assert (strategy.buy_rsi.value, strategy.gap.value, strategy.sell_on.value) == (40, 0.99, True)
    assert (strategy.minimal_roi, strategy.trailing_stop, strategy.max_open_trades) == ({"0": 0.3}, True, 4)
    assert strategy.fixed.value == 2
    assert "Parameter fixed is not loaded" in caplog.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "can't be read"),
        ({"strategy_name": "Tuned"}, "must hold an object with strategy_name and params"),
        ({"strategy_name": "Other", "params": {}}, "is of 'Other', not of Tuned"),
        (
            {"strategy_name": "Tuned", "params": {"buy": {"buy_rsi": "x"}}},
            "Parameter buy_rsi is 'x'; allowed: a number",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(tmp_path: Path, content: Any, words: str) -> None:
    with pytest.raises(StrategyError) as refusal:
        tuned(tmp_path, content)
    assert words in str(refusal.value)


def test_clients_see_every_parameter_with_its_bounds(tmp_path: Path) -> None:
    shown = {one["name"]: one for one in parameters_of(tuned(tmp_path))}
    assert shown["buy_rsi"] == {
        "name": "buy_rsi", "param_type": "IntParameter", "space": "buy", "load": True, "optimize": True, "value": 22,
        "low": 10, "high": 50,
    }  # fmt: skip
    assert shown["gap"]["decimals"] == 2
    assert shown["sell_way"]["opt_range"] == ["a", "b"]
    assert (shown["sell_on"]["space"], shown["buy_real"]["optimize"]) == ("sell", False)


def test_outside_an_optimisation_the_range_is_the_value() -> None:
    assert IntParameter(1, 5, default=3).range == [3]
    assert repr(IntParameter(1, 5, default=3)) == "IntParameter(3)"


def test_a_parameter_needs_a_space(tmp_path: Path) -> None:
    class Lost(IStrategy):
        some = IntParameter(1, 5, default=3)

    with pytest.raises(StrategyError, match="Parameter some needs a space"):
        load_parameters(Lost({}), tmp_path / "lost.py")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: IntParameter(1, default=3), "needs a low and a high bound"),
        (lambda: IntParameter([1, 2], 3, default=3), "takes low and high"),
        (lambda: IntParameter([1, 2, 3], default=3), "takes low and high"),
        (lambda: CategoricalParameter(["a"], default="a"), "at least two values"),
        (lambda: IntParameter(1, 5, default=3, name="x"), "not by a name argument"),
        (lambda: RealParameter(1, 5, default="x"), "RealParameter is 'x'; allowed: a number"),
    ],
)
def test_a_declaration_that_makes_no_sense_is_refused(make: Any, words: str) -> None:
    with pytest.raises(StrategyError) as refusal:
        make()
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("parameter", "values"),
    [
        (IntParameter(1, 3, default=2), [1, 2, 3]),
        (IntParameter([1, 3], default=2), [1, 2, 3]),
        (DecimalParameter(0.01, 0.04, decimals=2, default=0.02), [0.01, 0.02, 0.03, 0.04]),
        (CategoricalParameter(["a", "b"], default="a"), ["a", "b"]),
        (BooleanParameter(default=True), [True, False]),
        (RealParameter(0, 1, default=0.5), [0.5]),
        (IntParameter(1, 3, default=2, optimize=False), [2]),
    ],
)
def test_in_an_optimisation_the_range_is_all_that_may_be_tried(parameter: Any, values: list[Any]) -> None:
    assert list(parameter.range) == [parameter.value]
    parameter.in_space = True
    assert list(parameter.range) == values


def test_a_choice_without_a_default_has_no_value() -> None:
    assert CategoricalParameter(["a", "b"]).value is None
    assert BooleanParameter().value is None


def test_two_strategies_of_a_class_keep_their_own_values(tmp_path: Path) -> None:
    one, other = tuned(tmp_path), tuned(tmp_path)
    one.buy_rsi.value = 11
    assert (other.buy_rsi.value, Tuned.buy_rsi.value) == (22, 30)


def test_numbers_of_numpy_are_numbers() -> None:
    assert IntParameter(1, 9, default=3).checked(np.int64(4)) == 4
    assert DecimalParameter(1, 9, default=3.0).checked(np.float64(4.5)) == 4.5


def test_a_property_keeps_its_say_over_a_parameter_file(tmp_path: Path) -> None:
    class Fixed(IStrategy):
        @property
        def stoploss(self) -> float:
            return -0.25

    content = {"strategy_name": "Fixed", "params": {"stoploss": {"stoploss": -0.5}}}
    (tmp_path / "fixed.json").write_text(json.dumps(content))
    strategy = Fixed({})
    load_parameters(strategy, tmp_path / "fixed.py")
    assert strategy.stoploss == -0.25


@pytest.mark.parametrize(
    ("params", "words"),
    [({"buy": 5}, "has 5 for buy; allowed: an object"), ({"roi": [1]}, "has [1] for roi; allowed: an object")],
)
def test_a_space_of_a_file_must_be_an_object(tmp_path: Path, params: Any, words: str) -> None:
    with pytest.raises(StrategyError) as refusal:
        tuned(tmp_path, {"strategy_name": "Tuned", "params": params})
    assert words in str(refusal.value)


def test_values_of_the_class_must_be_a_mapping(tmp_path: Path) -> None:
    class Odd(IStrategy):
        buy_params = 5
        buy_x = IntParameter(1, 5, default=3)

    with pytest.raises(StrategyError, match="buy_params is 5; allowed: a mapping"):
        load_parameters(Odd({}), tmp_path / "odd.py")


def test_a_space_may_have_any_name(tmp_path: Path) -> None:
    class Own(IStrategy):
        mine_params = {"x": 4}
        x = IntParameter(1, 5, default=3, space="mine")
        protection_y = IntParameter(1, 5, default=3)

    strategy = Own({})
    load_parameters(strategy, tmp_path / "own.py")
    assert (strategy.x.value, strategy.x.space, strategy.protection_y.space) == (4, "mine", "protection")
