"""A strategy whose every answer the test decides; it needs no file and no indicator library."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.domain.enums import OrderType
from bot.domain.frames import SIGNALS, TAGS
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.ports.strategy import Adjustment, PositionView
from bot.settings.model import StrategyOptions

if TYPE_CHECKING:
    import pandas as pd

DEFAULTS = StrategyOptions(stake_currency="USDT", stake_amount=100.0, max_open_trades=3)


@dataclass
class FakeStrategy:
    """Implements ``ports.Strategy``.

    ``signals`` maps a pair (or ``*``) to values of signal columns on the newest candle, such as
    ``{"BTC/USDT": {"enter_long": 1, "enter_tag": "dip"}}``. The other fields are the answers of the callbacks; where
    an answer may be computed it is a function of the proposed value. ``calls`` records (callback, first argument).
    """

    options: StrategyOptions = DEFAULTS
    name: str = "FakeStrategy"
    version: str | None = "1"
    plot_config: Mapping[str, Any] = field(default_factory=dict)
    source: str = "class FakeStrategy: ..."
    parameters: Sequence[Mapping[str, Any]] = ()
    protections: Sequence[Mapping[str, Any]] = ()
    signals: dict[str, dict[str, Any]] = field(default_factory=dict)
    further_pairs: Sequence[tuple[str, str]] = ()
    drawn: Sequence[Mapping[str, Any]] = ()
    analysis_error: Exception | None = None

    confirms_entry: bool = True
    confirms_exit: bool = True
    entry_rate: Callable[[float], float] = lambda proposed: proposed
    exit_rate: Callable[[float], float] = lambda proposed: proposed
    stake: Callable[[float], float] = lambda proposed: proposed
    exit_word: str | None = None
    stop_distance: float | None = None
    own_roi: float | None = None
    entry_times_out: bool = False
    exit_times_out: bool = False
    adjustment: Callable[[Trade, PositionView], Adjustment | None] = lambda trade, view: None
    order_price: Callable[[float], float | None] = lambda current: current
    calls: list[tuple[str, Any]] = field(default_factory=list)

    def called(self, name: str) -> list[Any]:
        """First arguments of the calls of one callback."""
        return [argument for known, argument in self.calls if known == name]

    def informative_pairs(self) -> Sequence[tuple[str, str]]:
        return self.further_pairs

    def analyze(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        self.calls.append(("analyze", pair))
        if self.analysis_error is not None:
            raise self.analysis_error
        frame = candles.copy(deep=False)
        said = {**self.signals.get("*", {}), **self.signals.get(pair, {})}
        for column in SIGNALS:
            frame[column] = [0] * (len(frame) - 1) + [said.get(column, 0)] if len(frame) else 0
        for column in TAGS:
            frame[column] = said.get(column) or ""
        return frame

    def annotations(self, pair: str, frame: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
        return self.drawn

    def bot_start(self) -> None:
        self.calls.append(("bot_start", None))

    def bot_loop_start(self, now: datetime) -> None:
        self.calls.append(("bot_loop_start", now))

    def confirm_entry(
        self, pair: str, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        now: datetime, enter_tag: str | None, side: str,
    ) -> bool:  # fmt: skip
        self.calls.append(("confirm_entry", pair))
        return self.confirms_entry

    def confirm_exit(
        self, trade: Trade, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        exit_reason: str, now: datetime,
    ) -> bool:  # fmt: skip
        self.calls.append(("confirm_exit", exit_reason))
        return self.confirms_exit

    def entry_price(
        self, pair: str, trade: Trade | None, now: datetime, proposed: float, enter_tag: str | None, side: str
    ) -> float:
        self.calls.append(("entry_price", pair))
        return self.entry_rate(proposed)

    def exit_price(
        self, trade: Trade, now: datetime, proposed: float, profit_ratio: float, exit_tag: str | None
    ) -> float:
        self.calls.append(("exit_price", trade.pair))
        return self.exit_rate(proposed)

    def stake_amount(
        self, pair: str, now: datetime, rate: float, proposed: float, min_stake: float | None, max_stake: float,
        leverage: float, enter_tag: str | None, side: str,
    ) -> float:  # fmt: skip
        self.calls.append(("stake_amount", pair))
        return self.stake(proposed)

    def leverage(
        self, pair: str, now: datetime, rate: float, proposed: float, max_leverage: float, enter_tag: str | None,
        side: str,
    ) -> float:  # fmt: skip
        self.calls.append(("leverage", pair))
        return 1.0

    def custom_exit(self, trade: Trade, now: datetime, rate: float, profit_ratio: float) -> str | None:
        self.calls.append(("custom_exit", trade.pair))
        return self.exit_word

    def custom_stoploss(
        self, trade: Trade, now: datetime, rate: float, profit_ratio: float, *, after_fill: bool
    ) -> float | None:
        self.calls.append(("custom_stoploss", after_fill))
        return self.stop_distance

    def custom_roi(
        self, trade: Trade, now: datetime, duration_min: int, enter_tag: str | None, side: str
    ) -> float | None:
        self.calls.append(("custom_roi", duration_min))
        return self.own_roi

    def entry_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool:
        self.calls.append(("entry_timed_out", order.id))
        return self.entry_times_out

    def exit_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool:
        self.calls.append(("exit_timed_out", order.id))
        return self.exit_times_out

    def adjusted_order_price(
        self, trade: Trade, order: Order, now: datetime, proposed: float, *, is_entry: bool
    ) -> float | None:
        self.calls.append(("adjusted_order_price", order.id))
        return self.order_price(order.safe_price)

    def adjust_position(self, trade: Trade, now: datetime, view: PositionView) -> Adjustment | None:
        self.calls.append(("adjust_position", view))
        return self.adjustment(trade, view)

    def order_filled(self, trade: Trade, order: Order, now: datetime) -> None:
        self.calls.append(("order_filled", order.id))
