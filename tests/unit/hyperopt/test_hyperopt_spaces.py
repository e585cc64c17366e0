"""Which values may be tried."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

from bot.errors import BotError, Refused, StrategyError
from bot.hyperopt.samplers import SAMPLERS, sampler
from bot.hyperopt.spaces import Space, mark, space_for
from bot.strategy.base import IStrategy
from bot.strategy.dimensions import Categorical, Integer, Real, SKDecimal
from bot.strategy.parameters import (
    BaseParameter,
    BooleanParameter,
    CategoricalParameter,
    DecimalParameter,
    IntParameter,
    RealParameter,
)
from bot.strategy.values import load_parameters


class Tuned(IStrategy):
    """A parameter of each kind, in several spaces."""

    buy_rsi = IntParameter(10, 50, default=30)
    buy_gap = DecimalParameter(0.9, 1.1, decimals=2, default=1.0)
    buy_real = RealParameter(0, 1, default=0.5)
    sell_way = CategoricalParameter(["a", "b"], default="a")
    sell_on = BooleanParameter(default=True)
    fixed = IntParameter(1, 5, default=2, space="buy", optimize=False)
    protection_x = IntParameter(1, 5, default=2)
    own_x = IntParameter(1, 5, default=2, space="mine")


def loaded(cls: type[IStrategy] = Tuned) -> IStrategy:
    strategy = cls({})
    load_parameters(strategy, Path("nowhere.py"))
    return strategy


def space(*asked: str, cls: type[IStrategy] = Tuned, minutes: int = 5, **options: Any) -> Space:
    return space_for(loaded(cls), asked, minutes, **{"ignore_missing": False, **options})


def test_parameters_become_distributions() -> None:
    found = space("buy", "sell").distributions
    assert found == {
        "buy_rsi": IntDistribution(10, 50),
        "buy_gap": FloatDistribution(0.9, 1.1, step=0.01),
        "buy_real": FloatDistribution(0, 1),
        "sell_way": CategoricalDistribution(["a", "b"]),
        "sell_on": CategoricalDistribution([True, False]),
    }


def test_default_and_all_mean_several_spaces() -> None:
    assert space("default").names == ["buy", "sell", "mine", "roi", "stoploss"]
    assert set(space("all").names) == {"buy", "sell", "mine", "protection", "roi", "stoploss", "trailing", "trades"}
    assert space("mine", "trades").names == ["mine", "trades"]


def test_a_space_without_parameters_is_refused_unless_it_may_be_missing() -> None:
    with pytest.raises(Refused, match="no parameters in the space 'enter'; allowed: default, all, buy, sell"):
        space("enter")
    assert space("enter", "buy", ignore_missing=True).names == ["buy"]
    with pytest.raises(Refused, match="nothing to optimise in the spaces enter"):
        space("enter", ignore_missing=True)


def test_values_are_told_by_space_as_a_parameter_file_has_them() -> None:
    found = space("all")
    values = {
        "buy_rsi": 20, "sell_on": False, "roi_t1": 30, "roi_t2": 20, "roi_t3": 10, "roi_p1": 0.01, "roi_p2": 0.02,
        "roi_p3": 0.03, "stoploss": -0.1, "trailing_stop": True, "trailing_stop_positive": 0.02,
        "trailing_stop_positive_offset_p1": 0.01, "trailing_only_offset_is_reached": True, "max_open_trades": 4,
    }  # fmt: skip
    assert found.details(values) == {
        "buy": {"buy_rsi": 20},
        "sell": {"sell_on": False},
        "roi": {"0": 0.06, "10": 0.03, "30": 0.01, "60": 0.0},
        "stoploss": {"stoploss": -0.1},
        "trailing": {
            "trailing_stop": True,
            "trailing_stop_positive": 0.02,
            "trailing_stop_positive_offset": 0.03,
            "trailing_only_offset_is_reached": True,
        },
        "max_open_trades": {"max_open_trades": 4},
    }


def test_longer_candles_have_longer_tables() -> None:
    short, long = space("roi").distributions, space("roi", minutes=60).distributions
    assert (short["roi_t1"].high, long["roi_t1"].high) == (120, 1440)
    assert long["roi_p1"].high > short["roi_p1"].high


class Given(Tuned):
    """With spaces of its own."""

    class HyperOpt:
        @staticmethod
        def stoploss_space() -> list[Any]:
            return [SKDecimal(-0.05, -0.01, decimals=2, name="stoploss")]

        @staticmethod
        def roi_space() -> list[Any]:
            return [Integer(1, 5, name="t"), Real(0.1, 0.5, prior="log-uniform", name="p")]

        @staticmethod
        def generate_roi_table(values: dict[str, Any]) -> dict[int, float]:
            return {0: values["p"], values["t"]: 0}

        @staticmethod
        def max_open_trades_space() -> list[Any]:
            return [Categorical([1, 5], name="max_open_trades")]


def test_a_strategys_own_spaces_win() -> None:
    found = space("roi", "stoploss", "trades", cls=Given)
    assert found.distributions == {
        "t": IntDistribution(1, 5),
        "p": FloatDistribution(0.1, 0.5, log=True),
        "stoploss": FloatDistribution(-0.05, -0.01, step=0.01),
        "max_open_trades": CategoricalDistribution([1, 5]),
    }
    assert found.details({"t": 3, "p": 0.2})["roi"] == {"0": 0.2, "3": 0}


def test_only_what_is_searched_shows_its_range() -> None:
    strategy = loaded()
    searched = space("buy")
    mark(strategy, searched, is_open=True)
    assert (len(strategy.buy_rsi.range), list(strategy.sell_way.range), strategy.fixed.range) == (41, ["a"], [2])
    mark(strategy, searched, is_open=False)
    assert list(strategy.buy_rsi.range) == [30]


class Odd(IStrategy):
    """What can't be searched."""

    buy_x = BaseParameter(default=1)

    class HyperOpt:
        @staticmethod
        def stoploss_space() -> list[Any]:
            return [Integer(1, 5)]

        @staticmethod
        def roi_space() -> list[Any]:
            return ["x"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [("buy", "buy_x is a BaseParameter"), ("stoploss", "has no name"), ("roi", "'x' is no space that can be searched")],
)
def test_what_cannot_be_searched_is_named(asked: str, words: str) -> None:
    with pytest.raises(StrategyError, match=words):
        space(asked, cls=Odd)


@pytest.mark.parametrize("name", SAMPLERS)
def test_samplers_have_names(name: str) -> None:
    assert type(sampler(name, 1)).__name__ == name


def test_an_unknown_sampler_is_refused_and_a_ready_one_taken() -> None:
    ready = sampler("RandomSampler", 1)
    assert sampler(ready, None) is ready
    with pytest.raises(BotError, match="did you mean TPESampler"):
        sampler("TPSampler", None)
    with pytest.raises(BotError, match="allowed: TPESampler"):
        sampler("?", None)
