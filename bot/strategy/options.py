"""The options that hold for a strategy: the config's, else the file's, else the default."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bot.domain import timeframe as tf
from bot.errors import ConfigError, Refused, StrategyError
from bot.settings.model import Settings, StrategyOptions, UnfilledTimeout
from bot.settings.sections import order_types
from bot.strategy.base import IStrategy

NEEDED_ORDER_TYPES = ("entry", "exit", "stoploss", "stoploss_on_exchange")
_FLAGS = (
    "trailing_stop",
    "trailing_only_offset_is_reached",
    "use_custom_stoploss",
    "use_custom_roi",
    "use_exit_signal",
    "exit_profit_only",
    "ignore_roi_if_entry_signal",
    "can_short",
    "process_only_new_candles",
    "position_adjustment_enable",
    "disable_dataframe_checks",
)
_NUMBERS = ("trailing_stop_positive_offset", "exit_profit_offset")
_COUNTS = ("startup_candle_count", "max_entry_position_adjustment")


def effective(strategy: IStrategy, settings: Settings) -> StrategyOptions:
    """Options over which config and file agree; they are written back to the strategy, where files read them.

    Raises ``StrategyError`` naming the attribute for what can't be used.
    """
    values = {name: _value(strategy, settings, name) for name in _NAMES}
    for name, value in values.items():
        _write_back(strategy, name, value)
    checked = _Checked(type(strategy).__name__, values)
    options = StrategyOptions(
        **{name: bool(values[name]) for name in _FLAGS},
        **{name: checked.number(name) for name in _NUMBERS},
        startup_candle_count=checked.count("startup_candle_count"),
        max_entry_position_adjustment=checked.count("max_entry_position_adjustment"),
        timeframe=checked.timeframe(),
        minimal_roi=checked.minimal_roi(),
        stoploss=checked.stoploss(),
        trailing_stop_positive=checked.number("trailing_stop_positive", optional=True),
        ignore_expired_candle_after_s=checked.count("ignore_buying_expired_candle_after"),
        order_types=checked.order_types(),
        order_time_in_force={**IStrategy.order_time_in_force, **checked.mapping("order_time_in_force")},
        unfilledtimeout=checked.unfilledtimeout(),
        max_open_trades=_slots(values["max_open_trades"]),
        stake_currency=settings.stake_currency,
        stake_amount=settings.stake_amount,
    )
    checked.agree(options)
    return options


_NAMES = (
    *_FLAGS,
    *_NUMBERS,
    *_COUNTS,
    "timeframe",
    "minimal_roi",
    "stoploss",
    "trailing_stop_positive",
    "ignore_buying_expired_candle_after",
    "order_types",
    "order_time_in_force",
    "unfilledtimeout",
    "max_open_trades",
    "stake_currency",
    "stake_amount",
)


def _value(strategy: IStrategy, settings: Settings, name: str) -> Any:
    """A property of the class is never overridden; what neither config nor file says comes from the settings."""
    of_class = getattr(type(strategy), name, None)
    if name in settings.strategy_values and not isinstance(of_class, property):
        return settings.strategy_values[name]
    return getattr(strategy, name, getattr(settings, name, None))


def _write_back(strategy: IStrategy, name: str, value: Any) -> None:
    if not isinstance(getattr(type(strategy), name, None), property):
        setattr(strategy, name, value)
    strategy.config[name] = value


def _slots(value: Any) -> int:
    """Open trades at once; no limit (-1) is also written as infinity."""
    return -1 if value is None or value < 0 or math.isinf(value) else int(value)


class _Checked:
    """Values of one strategy, read with an error that names the attribute."""

    def __init__(self, strategy: str, values: Mapping[str, Any]) -> None:
        self._strategy = strategy
        self._values = values

    def refusal(self, name: str, allowed: str) -> StrategyError:
        return StrategyError(f"Strategy {self._strategy}: {name} is {self._values[name]!r}; allowed: {allowed}.")

    def number(self, name: str, *, optional: bool = False) -> Any:
        value = self._values[name]
        if optional and value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refusal(name, "a number")
        return float(value)

    def count(self, name: str) -> int:
        value = self._values[name]
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.refusal(name, "a whole number")
        return value

    def mapping(self, name: str) -> Mapping[str, Any]:
        value = self._values[name]
        if not isinstance(value, Mapping):
            raise self.refusal(name, "a mapping")
        return value

    def timeframe(self) -> str:
        value = self._values["timeframe"]
        if not isinstance(value, str) or not value:
            raise self.refusal("timeframe", "a candle length such as 5m, in the strategy or in the config")
        try:
            tf.seconds(value)
        except Refused as error:
            raise self.refusal("timeframe", str(error)) from None
        return value

    def minimal_roi(self) -> dict[int, float]:
        """By minute, as numbers."""
        allowed = 'minutes to ratios, such as {"60": 0.01, "0": 0.04}'
        try:
            steps = {int(minute): float(ratio) for minute, ratio in self.mapping("minimal_roi").items()}
        except (TypeError, ValueError):
            raise self.refusal("minimal_roi", allowed) from None
        return dict(sorted(steps.items()))

    def stoploss(self) -> float:
        value = self._values["stoploss"]
        if isinstance(value, bool) or not isinstance(value, int | float) or not -1 <= value < 0:
            raise self.refusal("stoploss", "a ratio from -1 to below 0, such as -0.1, in the strategy or in the config")
        return float(value)

    def order_types(self) -> Any:
        given = self.mapping("order_types")
        missing = [name for name in NEEDED_ORDER_TYPES if name not in given]
        if missing:
            raise self.refusal("order_types", f"a mapping with {', '.join(NEEDED_ORDER_TYPES)}")
        return order_types(given)

    def unfilledtimeout(self) -> UnfilledTimeout | None:
        value = self._values["unfilledtimeout"]
        if value is None:
            return None
        allowed = ("entry", "exit", "exit_timeout_count", "unit")
        given = self.mapping("unfilledtimeout")
        return UnfilledTimeout(**{name: given[name] for name in allowed if name in given})

    def agree(self, options: StrategyOptions) -> None:
        """What only the values together can break."""
        if options.can_short:
            raise self.refusal("can_short", "False on a spot market")
        if options.trailing_stop_positive is None:
            return
        if options.trailing_stop_positive <= 0:
            raise self.refusal("trailing_stop_positive", "a ratio above 0")
        offset = options.trailing_stop_positive_offset
        if options.trailing_only_offset_is_reached and offset == 0:
            raise ConfigError(
                "trailing_only_offset_is_reached needs a trailing_stop_positive_offset above 0.",
                key="trailing_stop_positive_offset",
                value=offset,
                allowed="more than trailing_stop_positive",
            )
        if 0 < offset <= options.trailing_stop_positive:
            raise self.refusal("trailing_stop_positive_offset", "more than trailing_stop_positive")
