"""Which values may be tried: a strategy's parameters, and tables of ROI, stop loss, trailing stop and open trades."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)

from bot.errors import Refused, StrategyError
from bot.hyperopt.tables import (
    max_open_trades_space,
    roi_space,
    roi_table,
    stoploss_space,
    trailing_options,
    trailing_space,
)
from bot.strategy import dimensions
from bot.strategy.base import IStrategy
from bot.strategy.parameters import (
    BaseParameter,
    CategoricalParameter,
    DecimalParameter,
    IntParameter,
    NumericParameter,
)
from bot.strategy.values import parameters_in

OPTION_SPACES = ("roi", "stoploss", "trailing", "trades")
NOT_BY_DEFAULT = ("trailing", "protection", "trades")
USUAL = ("default", "all", "buy", "sell", "enter", "exit", "protection", *OPTION_SPACES)


@dataclass(frozen=True, slots=True)
class Space:
    """The values of every name, and to which space each name belongs."""

    distributions: Mapping[str, BaseDistribution]
    space_of: Mapping[str, str]
    given: Mapping[str, Callable[..., Any]]
    """Functions of the strategy's class ``HyperOpt`` by name."""

    @property
    def names(self) -> Sequence[str]:
        """The spaces that are searched, in order."""
        return list(dict.fromkeys(self.space_of.values()))

    def details(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """``values`` by space, in the form of a file of parameters."""
        by_space: dict[str, dict[str, Any]] = {}
        for name, value in values.items():
            by_space.setdefault(self.space_of[name], {})[name] = value
        if "roi" in by_space:
            make_table: Callable[..., Any] = self.given.get("generate_roi_table", roi_table)
            by_space["roi"] = {str(minute): ratio for minute, ratio in make_table(by_space["roi"]).items()}
        if "trailing" in by_space:
            make_options: Callable[..., Any] = self.given.get("generate_trailing_params", trailing_options)
            by_space["trailing"] = dict(make_options(by_space["trailing"]))
        if "trades" in by_space:
            by_space["max_open_trades"] = by_space.pop("trades")
        return by_space


def space_for(strategy: IStrategy, asked: Sequence[str], timeframe_min: int, *, ignore_missing: bool) -> Space:
    """The space that ``asked`` means. Raises ``Refused`` for a space without parameters, and without any space."""
    parameters = {name: one for name, one in parameters_in(strategy).items() if one.optimize}
    known = [*dict.fromkeys(str(one.space) for one in parameters.values()), *OPTION_SPACES]
    wanted = _wanted(asked, known, ignore_missing=ignore_missing)
    distributions = {name: _of_parameter(name, one) for name, one in parameters.items() if one.space in wanted}
    space_of = {name: str(parameters[name].space) for name in distributions}
    given = _given(strategy)
    makers: Mapping[str, Callable[[], Iterable[dimensions.Dimension]]] = {
        "roi": given.get("roi_space", lambda: roi_space(timeframe_min)),
        "stoploss": given.get("stoploss_space", stoploss_space),
        "trailing": given.get("trailing_space", trailing_space),
        "trades": given.get("max_open_trades_space", max_open_trades_space),
    }
    for option in [name for name in OPTION_SPACES if name in wanted]:
        for dimension in makers[option]():
            distributions[_name(dimension)] = _of_dimension(dimension)
            space_of[_name(dimension)] = option
    if not distributions:
        raise Refused(f"There is nothing to optimise in the spaces {', '.join(asked)}; there are: {', '.join(known)}.")
    return Space(distributions, space_of, given)


def mark(strategy: IStrategy, space: Space, *, is_open: bool) -> None:
    """Let the parameters that are searched show all their values (or one) to who asks for their range."""
    for name, parameter in parameters_in(strategy).items():
        parameter.in_space = is_open and name in space.distributions


def _wanted(asked: Sequence[str], known: Sequence[str], *, ignore_missing: bool) -> set[str]:
    wanted: set[str] = set()
    for word in asked:
        if word in ("default", "all"):
            wanted |= {name for name in known if word == "all" or name not in NOT_BY_DEFAULT}
        elif word in known:
            wanted.add(word)
        elif not ignore_missing:
            raise Refused(
                f"The strategy has no parameters in the space {word!r}; allowed: default, all, {', '.join(known)}."
            )
    return wanted


def _given(strategy: IStrategy) -> dict[str, Callable[..., Any]]:
    """What the strategy's nested class ``HyperOpt`` has to say."""
    nested = getattr(strategy, "HyperOpt", None)
    names = (
        "roi_space",
        "generate_roi_table",
        "stoploss_space",
        "trailing_space",
        "generate_trailing_params",
        "max_open_trades_space",
        "generate_estimator",
    )
    return {name: getattr(nested, name) for name in names if hasattr(nested, name)}


def _of_parameter(name: str, parameter: BaseParameter) -> BaseDistribution:
    if isinstance(parameter, CategoricalParameter):
        return CategoricalDistribution(parameter.opt_range)
    if isinstance(parameter, IntParameter):
        return IntDistribution(parameter.low, parameter.high)
    if isinstance(parameter, DecimalParameter):
        return _decimal(parameter.low, parameter.high, 10.0**-parameter.decimals)
    if isinstance(parameter, NumericParameter):
        return FloatDistribution(float(parameter.low), float(parameter.high))
    raise StrategyError(f"Parameter {name} is a {parameter.param_type}, which can't be optimised.")


def _of_dimension(dimension: dimensions.Dimension) -> BaseDistribution:
    if isinstance(dimension, dimensions.Integer):
        return IntDistribution(dimension.low, dimension.high)
    if isinstance(dimension, dimensions.SKDecimal):
        return _decimal(dimension.low, dimension.high, dimension.distance)
    if isinstance(dimension, dimensions.Categorical):
        return CategoricalDistribution(list(dimension.categories))
    if isinstance(dimension, dimensions.Real):
        return FloatDistribution(dimension.low, dimension.high, log=dimension.prior == "log-uniform")
    allowed = "Integer, Real, SKDecimal, Categorical"
    raise StrategyError(f"{dimension!r} is no space that can be searched; allowed: {allowed}.")


def _decimal(low: float, high: float, step: float) -> FloatDistribution:
    """Steps from the lower bound; the upper one is moved down to the last step."""
    steps = int((high - low) / step + 1e-9)
    return FloatDistribution(float(low), float(round(low + steps * step, 12)), step=step)


def _name(dimension: dimensions.Dimension) -> str:
    name = str(getattr(dimension, "name", ""))
    if not name:
        raise StrategyError(f"{dimension!r} has no name; give it one with name=.")
    return name
