"""Calls a strategy file's methods for the engine: our objects in, checked answers out."""

from __future__ import annotations

import inspect
import logging
import math
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.domain.enums import ExitReason, OrderType
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.errors import StrategyError
from bot.ports.strategy import Adjustment, PositionView
from bot.settings.model import StrategyOptions
from bot.strategy import views
from bot.strategy.analysis import Analyzer
from bot.strategy.base import IStrategy
from bot.strategy.failures import failure
from bot.strategy.values import load_parameters, parameters_of

if TYPE_CHECKING:
    import pandas as pd

REASON_LENGTH = 255
CONFIRMED = True
log = logging.getLogger(__name__)


class StrategyHooks:
    """Implements ``ports.Strategy``. An exception in the user's code is logged and its default is used.

    With ``is_strict`` it raises ``StrategyError`` instead: a simulation with defaults in between would mean nothing.
    """

    def __init__(
        self,
        strategy: IStrategy,
        options: StrategyOptions,
        source: str,
        analyzer: Analyzer,
        *,
        path: Path,
        is_strict: bool = False,
    ) -> None:
        self._strategy = strategy
        self._options = options
        self._source = source
        self._analyzer = analyzer
        self._path = path
        self._is_strict = is_strict
        parameters = inspect.signature(strategy.custom_stoploss).parameters
        self._wants_after_fill = "after_fill" in parameters

    @property
    def instance(self) -> IStrategy:
        """The user's object itself."""
        return self._strategy

    @property
    def name(self) -> str:
        return type(self._strategy).__name__

    @property
    def version(self) -> str | None:
        said = self._safe(self._strategy.version, None)
        return None if said is None else str(said)

    @property
    def options(self) -> StrategyOptions:
        return self._options

    @property
    def plot_config(self) -> Mapping[str, Any]:
        return self._strategy.plot_config

    @property
    def source(self) -> str:
        return self._source

    @property
    def parameters(self) -> Sequence[Mapping[str, Any]]:
        return parameters_of(self._strategy)

    @property
    def protections(self) -> Sequence[Mapping[str, Any]]:
        try:
            return self._strategy.protections
        except Exception as error:
            raise StrategyError(
                f"Strategy {self.name}: its protections can't be made: {type(error).__name__}: {error}"
            ) from error

    @property
    def parameter_file(self) -> str | None:
        """The text of the file with parameters beside the strategy's, where there is one."""
        file = self._path.with_suffix(".json") if self._path else None
        return file.read_text(encoding="utf-8") if file and file.is_file() else None

    @property
    def overridden(self) -> frozenset[str]:
        """The methods of the base class that the strategy has of its own."""
        return frozenset(
            name
            for name, method in vars(IStrategy).items()
            if callable(method) and getattr(getattr(self._strategy, name), "__func__", None) is not method
        )

    def informative_pairs(self) -> Sequence[tuple[str, str]]:
        own = self._safe(self._strategy.informative_pairs, ())
        return [*((pair[0], pair[1]) for pair in own), *self._analyzer.informative_pairs()]

    def analyze(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        return self._analyzer.analyze(candles, pair)

    def indicators(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        return self._analyzer.indicators(candles, pair)

    def signals(self, frame: pd.DataFrame, pair: str, candles: pd.DataFrame) -> pd.DataFrame:
        return self._analyzer.signals(frame, pair, candles)

    def annotations(self, pair: str, frame: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
        method = self._strategy.plot_annotations
        if frame.empty or getattr(method, "__func__", None) is IStrategy.plot_annotations:
            return ()
        start, end = frame["date"].iloc[0].to_pydatetime(), frame["date"].iloc[-1].to_pydatetime()
        said = self._safe(method, (), pair=pair, start_date=start, end_date=end, dataframe=frame.copy())
        return list(said or ())

    def bot_start(self) -> None:
        """Parameters that the file makes in its ``bot_start`` get their values after it."""
        self._safe(self._strategy.bot_start, None)
        load_parameters(self._strategy, self._path, tells=False)

    def start_like(self, attributes: Mapping[str, Any]) -> None:
        """As if ``bot_start`` had been called, and had made these attributes."""
        for name, value in attributes.items():
            setattr(self._strategy, name, _copied(value))
        load_parameters(self._strategy, self._path, tells=False)

    def bot_loop_start(self, now: datetime) -> None:
        self._safe(self._strategy.bot_loop_start, None, current_time=now)

    def confirm_entry(
        self, pair: str, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        now: datetime, enter_tag: str | None, side: str,
    ) -> bool:  # fmt: skip
        said = self._safe(
            self._strategy.confirm_trade_entry, CONFIRMED, pair=pair, order_type=order_type.value, amount=amount,
            rate=rate, time_in_force=time_in_force, current_time=now, entry_tag=enter_tag, side=side,
        )  # fmt: skip
        return bool(said)

    def confirm_exit(
        self, trade: Trade, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        exit_reason: str, now: datetime,
    ) -> bool:  # fmt: skip
        said = self._safe(
            self._strategy.confirm_trade_exit, CONFIRMED, pair=trade.pair, trade=views.Trade(trade),
            order_type=order_type.value, amount=amount, rate=rate, time_in_force=time_in_force, exit_reason=exit_reason,
            current_time=now,
        )  # fmt: skip
        return bool(said)

    def entry_price(
        self, pair: str, trade: Trade | None, now: datetime, proposed: float, enter_tag: str | None, side: str
    ) -> float:
        said = self._safe(
            self._strategy.custom_entry_price, proposed, pair=pair, trade=trade and views.Trade(trade),
            current_time=now, proposed_rate=proposed, entry_tag=enter_tag, side=side,
        )  # fmt: skip
        return self._positive(said, proposed, "custom_entry_price")

    def exit_price(
        self, trade: Trade, now: datetime, proposed: float, profit_ratio: float, exit_tag: str | None
    ) -> float:
        said = self._safe(
            self._strategy.custom_exit_price, proposed, pair=trade.pair, trade=views.Trade(trade), current_time=now,
            proposed_rate=proposed, current_profit=profit_ratio, exit_tag=exit_tag,
        )  # fmt: skip
        return self._positive(said, proposed, "custom_exit_price")

    def stake_amount(
        self, pair: str, now: datetime, rate: float, proposed: float, min_stake: float | None, max_stake: float,
        leverage: float, enter_tag: str | None, side: str,
    ) -> float:  # fmt: skip
        said = self._safe(
            self._strategy.custom_stake_amount, proposed, pair=pair, current_time=now, current_rate=rate,
            proposed_stake=proposed, min_stake=min_stake, max_stake=max_stake, leverage=leverage, entry_tag=enter_tag,
            side=side,
        )  # fmt: skip
        if said is None:
            return 0.0  # the strategy wants no trade
        number = _finite(said)
        return proposed if number is None else number

    def leverage(
        self, pair: str, now: datetime, rate: float, proposed: float, max_leverage: float, enter_tag: str | None,
        side: str,
    ) -> float:  # fmt: skip
        said = self._safe(
            self._strategy.leverage, 1.0, pair=pair, current_time=now, current_rate=rate, proposed_leverage=proposed,
            max_leverage=max_leverage, entry_tag=enter_tag, side=side,
        )  # fmt: skip
        number = _finite(said)
        return 1.0 if number is None else min(max(number, 1.0), max_leverage)

    def custom_exit(self, trade: Trade, now: datetime, rate: float, profit_ratio: float) -> str | None:
        said = self._safe(
            self._strategy.custom_exit, None, pair=trade.pair, trade=views.Trade(trade), current_time=now,
            current_rate=rate, current_profit=profit_ratio,
        )  # fmt: skip
        if not said:
            return None
        return said[:REASON_LENGTH] if isinstance(said, str) else ExitReason.CUSTOM_EXIT.value

    def custom_stoploss(
        self, trade: Trade, now: datetime, rate: float, profit_ratio: float, *, after_fill: bool
    ) -> float | None:
        if after_fill and not self._wants_after_fill:
            return None
        extra = {"after_fill": after_fill} if self._wants_after_fill else {}
        said = self._safe(
            self._strategy.custom_stoploss, None, pair=trade.pair, trade=views.Trade(trade), current_time=now,
            current_rate=rate, current_profit=profit_ratio, **extra,
        )  # fmt: skip
        number = _finite(said)
        return number or None

    def custom_roi(
        self, trade: Trade, now: datetime, duration_min: int, enter_tag: str | None, side: str
    ) -> float | None:
        said = self._safe(
            self._strategy.custom_roi, None, pair=trade.pair, trade=views.Trade(trade), current_time=now,
            trade_duration=duration_min, entry_tag=enter_tag, side=side,
        )  # fmt: skip
        return _finite(said)

    def entry_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool:
        return self._timed_out(self._strategy.check_entry_timeout, trade, order, now)

    def exit_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool:
        return self._timed_out(self._strategy.check_exit_timeout, trade, order, now)

    def adjusted_order_price(
        self, trade: Trade, order: Order, now: datetime, proposed: float, *, is_entry: bool
    ) -> float | None:
        current = order.safe_price
        said = self._safe(
            self._strategy.adjust_order_price, current, trade=views.Trade(trade), order=views.Order(order),
            pair=trade.pair, current_time=now, proposed_rate=proposed, current_order_rate=current,
            entry_tag=trade.enter_tag, side=trade.direction.value, is_entry=is_entry,
        )  # fmt: skip
        return None if said is None or said == 0 else self._positive(said, current, "adjust_order_price")

    def adjust_position(self, trade: Trade, now: datetime, view: PositionView) -> Adjustment | None:
        said = self._safe(
            self._strategy.adjust_trade_position, None, trade=views.Trade(trade), current_time=now,
            current_rate=view.entry_rate, current_profit=view.entry_profit, min_stake=view.min_stake,
            max_stake=view.max_stake, current_entry_rate=view.entry_rate, current_exit_rate=view.exit_rate,
            current_entry_profit=view.entry_profit, current_exit_profit=view.exit_profit,
        )  # fmt: skip
        stake, tag = said if isinstance(said, tuple) and len(said) == 2 else (said, None)
        number = _finite(stake)
        if number is None:
            return None
        return Adjustment(number, str(tag)[:REASON_LENGTH] if tag else None)

    def order_filled(self, trade: Trade, order: Order, now: datetime) -> None:
        self._safe(
            self._strategy.order_filled, None, pair=trade.pair, trade=views.Trade(trade), order=views.Order(order),
            current_time=now,
        )  # fmt: skip

    def _timed_out(self, method: Callable[..., Any], trade: Trade, order: Order, now: datetime) -> bool:
        return bool(
            self._safe(
                method, None, pair=trade.pair, trade=views.Trade(trade), order=views.Order(order), current_time=now
            )
        )

    def _safe(self, method: Callable[..., Any], default: Any, **arguments: Any) -> Any:
        try:
            return method(**arguments)
        except Exception as error:
            if self._is_strict:
                name = getattr(method, "__name__", str(method))
                raise StrategyError(f"Strategy {self.name}: {name} failed: {failure(error, self._path)}") from error
            log.exception(
                "Strategy %s: %s failed, its default is used.", self.name, getattr(method, "__name__", method)
            )
            return default

    def _positive(self, said: Any, default: float, method: str) -> float:
        number = _finite(said)
        if number is not None and number > 0:
            return number
        log.warning("Strategy %s: %s returned %r, which is no price; %s is used.", self.name, method, said, default)
        return default


def _copied(value: Any) -> Any:
    """A copy of what can be copied; connections and the like are shared."""
    try:
        return deepcopy(value)
    except Exception:
        log.debug("%s can't be copied and is shared.", type(value).__name__, exc_info=True)
        return value


def _finite(value: Any) -> float | None:
    """A usable number, also from NumPy; anything else is nothing."""
    if value is None or isinstance(value, bool | str):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if math.isfinite(number) else None
