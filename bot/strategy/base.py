"""The class that strategy files derive from. Names and signatures are those that existing files use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.strategy.words import MarketDirection

if TYPE_CHECKING:
    import pandas as pd

    from bot.strategy.context import PairLocker
    from bot.strategy.provider import DataProvider
    from bot.strategy.views import Order, Trade
    from bot.strategy.wallets import WalletView


class IStrategy:
    """Attributes are defaults; the config wins over them. ``dp`` and ``wallets`` are there after ``__init__``.

    Rates are quote per base, stakes in stake currency, profits ratios (0.01 = 1 %), times aware UTC.
    """

    INTERFACE_VERSION = 3

    timeframe: str
    minimal_roi: Mapping[Any, float] = {}
    stoploss: float
    trailing_stop = False
    trailing_stop_positive: float | None = None
    trailing_stop_positive_offset = 0.0
    trailing_only_offset_is_reached = False
    use_custom_stoploss = False
    use_custom_roi = False
    use_exit_signal = True
    exit_profit_only = False
    exit_profit_offset = 0.0
    ignore_roi_if_entry_signal = False
    can_short = False
    order_types: Mapping[str, Any] = {
        "entry": "limit",
        "exit": "limit",
        "stoploss": "limit",
        "stoploss_on_exchange": False,
        "stoploss_on_exchange_interval": 60,
    }
    order_time_in_force: Mapping[str, str] = {"entry": "GTC", "exit": "GTC"}
    process_only_new_candles = True
    startup_candle_count = 0
    position_adjustment_enable = False
    max_entry_position_adjustment = -1
    ignore_buying_expired_candle_after = 0
    disable_dataframe_checks = False
    protections: Sequence[Mapping[str, Any]] = []
    plot_config: Mapping[str, Any] = {}
    max_open_trades: float
    stake_currency: str
    stake_amount: float | str
    unfilledtimeout: Mapping[str, Any]
    market_direction = MarketDirection.NONE
    dp: DataProvider
    wallets: WalletView
    pair_locker: PairLocker

    def __init__(self, config: dict[str, Any]) -> None:
        self.config = config

    def version(self) -> str | None:
        """The strategy's own version, shown to clients."""
        return None

    def populate_indicators(self, dataframe: pd.DataFrame, metadata: dict[str, Any]) -> pd.DataFrame:
        """Add indicator columns; every row must stay."""
        return dataframe

    def populate_entry_trend(self, dataframe: pd.DataFrame, metadata: dict[str, Any]) -> pd.DataFrame:
        """Set ``enter_long`` (1) and ``enter_tag`` on the candles after which to enter."""
        return dataframe

    def populate_exit_trend(self, dataframe: pd.DataFrame, metadata: dict[str, Any]) -> pd.DataFrame:
        """Set ``exit_long`` (1) and ``exit_tag`` on the candles after which to leave."""
        return dataframe

    def informative_pairs(self) -> Sequence[Sequence[str]]:
        """Further (pair, timeframe) candles to keep."""
        return []

    def bot_start(self, **kwargs: Any) -> None:
        """Called once, before the first pass."""

    def bot_loop_start(self, current_time: datetime, **kwargs: Any) -> None:
        """Called at the beginning of every pass."""

    def confirm_trade_entry(
        self, pair: str, order_type: str, amount: float, rate: float, time_in_force: str, current_time: datetime,
        entry_tag: str | None, side: str, **kwargs: Any,
    ) -> bool:  # fmt: skip
        """Whether the entry order may be sent."""
        return True

    def confirm_trade_exit(
        self, pair: str, trade: Trade, order_type: str, amount: float, rate: float, time_in_force: str,
        exit_reason: str, current_time: datetime, **kwargs: Any,
    ) -> bool:  # fmt: skip
        """Whether the exit order may be sent."""
        return True

    def custom_entry_price(
        self, pair: str, trade: Trade | None, current_time: datetime, proposed_rate: float, entry_tag: str | None,
        side: str, **kwargs: Any,
    ) -> float:  # fmt: skip
        """The rate of an entry order."""
        return proposed_rate

    def custom_exit_price(
        self, pair: str, trade: Trade, current_time: datetime, proposed_rate: float, current_profit: float,
        exit_tag: str | None, **kwargs: Any,
    ) -> float:  # fmt: skip
        """The rate of a limit exit."""
        return proposed_rate

    def custom_stake_amount(
        self, pair: str, current_time: datetime, current_rate: float, proposed_stake: float, min_stake: float | None,
        max_stake: float, leverage: float, entry_tag: str | None, side: str, **kwargs: Any,
    ) -> float:  # fmt: skip
        """The stake of a first entry."""
        return proposed_stake

    def leverage(
        self, pair: str, current_time: datetime, current_rate: float, proposed_leverage: float, max_leverage: float,
        entry_tag: str | None, side: str, **kwargs: Any,
    ) -> float:  # fmt: skip
        """How many times its stake a new position should be; not asked on spot markets."""
        return 1.0

    def custom_exit(
        self, pair: str, trade: Trade, current_time: datetime, current_rate: float, current_profit: float, **kwargs: Any
    ) -> str | bool | None:
        """The reason to leave now; ``None`` or ``False`` to stay."""
        return None

    def custom_stoploss(
        self, pair: str, trade: Trade, current_time: datetime, current_rate: float, current_profit: float,
        **kwargs: Any,
    ) -> float | None:  # fmt: skip
        """Distance of the stop from ``current_rate``; ``None`` keeps the stop."""
        return self.stoploss

    def custom_roi(
        self, pair: str, trade: Trade, current_time: datetime, trade_duration: int, entry_tag: str | None, side: str,
        **kwargs: Any,
    ) -> float | None:  # fmt: skip
        """A profit ratio at which to leave; ``None`` leaves that to ``minimal_roi``."""
        return None

    def check_entry_timeout(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs: Any) -> bool:
        """Whether to give up an entry order before its configured time."""
        return False

    def check_exit_timeout(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs: Any) -> bool:
        """Whether to give up an exit order before its configured time."""
        return False

    def adjust_entry_price(
        self, trade: Trade, order: Order, pair: str, current_time: datetime, proposed_rate: float,
        current_order_rate: float, entry_tag: str | None, side: str, **kwargs: Any,
    ) -> float | None:  # fmt: skip
        """The rate an open entry order should have; ``None`` cancels it."""
        return current_order_rate

    def adjust_exit_price(
        self, trade: Trade, order: Order, pair: str, current_time: datetime, proposed_rate: float,
        current_order_rate: float, entry_tag: str | None, side: str, **kwargs: Any,
    ) -> float | None:  # fmt: skip
        """The rate an open exit order should have; ``None`` cancels it."""
        return current_order_rate

    def adjust_order_price(
        self, trade: Trade, order: Order, pair: str, current_time: datetime, proposed_rate: float,
        current_order_rate: float, entry_tag: str | None, side: str, is_entry: bool, **kwargs: Any,
    ) -> float | None:  # fmt: skip
        """Both of the above in one; a strategy has this one or those."""
        adjust = self.adjust_entry_price if is_entry else self.adjust_exit_price
        return adjust(
            trade=trade, order=order, pair=pair, current_time=current_time, proposed_rate=proposed_rate,
            current_order_rate=current_order_rate, entry_tag=entry_tag, side=side, **kwargs,
        )  # fmt: skip

    def adjust_trade_position(
        self, trade: Trade, current_time: datetime, current_rate: float, current_profit: float,
        min_stake: float | None, max_stake: float, current_entry_rate: float, current_exit_rate: float,
        current_entry_profit: float, current_exit_profit: float, **kwargs: Any,
    ) -> float | tuple[float | None, str | None] | None:  # fmt: skip
        """A stake to add (or, below 0, to take out), alone or with a tag; ``None`` leaves the position as it is."""
        return None

    def order_filled(self, pair: str, trade: Trade, order: Order, current_time: datetime, **kwargs: Any) -> None:
        """Called after an order was filled."""

    def feature_engineering_expand_all(
        self, dataframe: pd.DataFrame, period: int, metadata: dict[str, Any], **kwargs: Any
    ) -> pd.DataFrame:
        """Features of a model, per period, pair and timeframe; only machine learning asks for them."""
        return dataframe

    def feature_engineering_expand_basic(
        self, dataframe: pd.DataFrame, metadata: dict[str, Any], **kwargs: Any
    ) -> pd.DataFrame:
        """The same, per pair and timeframe."""
        return dataframe

    def feature_engineering_standard(
        self, dataframe: pd.DataFrame, metadata: dict[str, Any], **kwargs: Any
    ) -> pd.DataFrame:
        """The same, once."""
        return dataframe

    def set_freqai_targets(self, dataframe: pd.DataFrame, metadata: dict[str, Any], **kwargs: Any) -> pd.DataFrame:
        """What a model learns to tell."""
        return dataframe

    def plot_annotations(
        self, pair: str, start_date: datetime, end_date: datetime, dataframe: pd.DataFrame, **kwargs: Any
    ) -> Sequence[Mapping[str, Any]]:
        """What to draw on a chart."""
        return []

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = "*") -> None:
        """No entry on ``pair`` until the candle after ``until``."""
        self.pair_locker.lock_pair(pair, until, reason, side)

    def unlock_pair(self, pair: str) -> None:
        """End all locks of a pair."""
        self.pair_locker.unlock_pair(pair)

    def unlock_reason(self, reason: str) -> None:
        """End all locks with this reason."""
        self.pair_locker.unlock_reason(reason)

    def is_pair_locked(self, pair: str, *, candle_date: datetime | None = None, side: str = "*") -> bool:
        """Whether entries on ``pair`` are locked, now or at the end of a candle."""
        return self.pair_locker.is_pair_locked(pair, candle_date, side)
