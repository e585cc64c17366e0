"""What the engine asks of a strategy. The implementation turns our objects into those that strategy files expect."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bot.domain.enums import OrderType
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.settings.model import StrategyOptions

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Analysis:
    """The signals on the newest closed candle of a pair."""

    pair: str
    candle_at: datetime
    enter_long: bool = False
    exit_long: bool = False
    enter_short: bool = False
    exit_short: bool = False
    enter_tag: str | None = None
    exit_tag: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionView:
    """What a strategy is told before it changes a position: rates, profit ratios at them, bounds of the stake."""

    entry_rate: float
    exit_rate: float
    entry_profit: float
    exit_profit: float
    min_stake: float | None
    max_stake: float


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A stake to be added (above 0) or taken out (below 0), with the order's tag."""

    stake: float
    tag: str | None = None


class Callbacks(Protocol):
    """The user's decisions. Exceptions in user code are logged and the default is used ("safe" in the contract).

    Rates are quote per base, profits ratios, stakes in stake currency, times aware UTC.
    """

    def bot_start(self) -> None: ...

    def bot_loop_start(self, now: datetime) -> None: ...

    def confirm_entry(
        self, pair: str, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        now: datetime, enter_tag: str | None, side: str,
    ) -> bool: ...  # fmt: skip

    def confirm_exit(
        self, trade: Trade, order_type: OrderType, amount: float, rate: float, time_in_force: str,
        exit_reason: str, now: datetime,
    ) -> bool: ...  # fmt: skip

    def entry_price(
        self, pair: str, trade: Trade | None, now: datetime, proposed: float, enter_tag: str | None, side: str
    ) -> float: ...

    def exit_price(
        self, trade: Trade, now: datetime, proposed: float, profit_ratio: float, exit_tag: str | None
    ) -> float: ...

    def stake_amount(
        self, pair: str, now: datetime, rate: float, proposed: float, min_stake: float | None, max_stake: float,
        leverage: float, enter_tag: str | None, side: str,
    ) -> float: ...  # fmt: skip

    def leverage(
        self, pair: str, now: datetime, rate: float, proposed: float, max_leverage: float, enter_tag: str | None,
        side: str,
    ) -> float:  # fmt: skip
        """How many times its stake a new position should be, from 1 to ``max_leverage``; not asked on spot markets."""
        ...

    def custom_exit(self, trade: Trade, now: datetime, rate: float, profit_ratio: float) -> str | None:
        """The exit reason, or ``None`` to stay."""
        ...

    def custom_stoploss(
        self, trade: Trade, now: datetime, rate: float, profit_ratio: float, *, after_fill: bool
    ) -> float | None:
        """Distance of the stop from ``rate`` as a ratio, sign ignored; ``None`` keeps the stop."""
        ...

    def custom_roi(
        self, trade: Trade, now: datetime, duration_min: int, enter_tag: str | None, side: str
    ) -> float | None: ...

    def entry_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool: ...

    def exit_timed_out(self, trade: Trade, order: Order, now: datetime) -> bool: ...

    def adjusted_order_price(
        self, trade: Trade, order: Order, now: datetime, proposed: float, *, is_entry: bool
    ) -> float | None:
        """The order's price to keep it, another to replace it, ``None`` to cancel it."""
        ...

    def adjust_position(self, trade: Trade, now: datetime, view: PositionView) -> Adjustment | None:
        """How the position should change; ``None`` leaves it."""
        ...

    def order_filled(self, trade: Trade, order: Order, now: datetime) -> None: ...


class Strategy(Callbacks, Protocol):
    """A loaded strategy."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str | None: ...

    @property
    def options(self) -> StrategyOptions:
        """The effective options: config over strategy file over defaults."""
        ...

    @property
    def plot_config(self) -> Mapping[str, Any]: ...

    @property
    def source(self) -> str:
        """The strategy file's text."""
        ...

    @property
    def parameters(self) -> Sequence[Mapping[str, Any]]:
        """The hyperopt parameters as the clients read them."""
        ...

    @property
    def protections(self) -> Sequence[Mapping[str, Any]]:
        """The list of protections as the file has it, unchecked; raises ``StrategyError`` if it can't be made."""
        ...

    def informative_pairs(self) -> Sequence[tuple[str, str]]:
        """Further (pair, timeframe) candles that the strategy reads."""
        ...

    def analyze(self, candles: pd.DataFrame, pair: str) -> pd.DataFrame:
        """Candles with indicators and signal columns; raises ``StrategyError`` if the frame came back changed."""
        ...

    def annotations(self, pair: str, frame: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
        """What the strategy wants drawn on a chart."""
        ...
