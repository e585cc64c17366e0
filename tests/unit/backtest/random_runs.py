"""Random candles, signals and settings for the simulations: everything follows from one number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from bot.backtest.account import Account
from bot.backtest.data import PairData, Tags
from bot.backtest.locks import SimLocks
from bot.backtest.moment import SimClock
from bot.backtest.overrides import Overrides
from bot.backtest.parts import Parts
from bot.domain.market import Market
from bot.protection.build import build_protections
from bot.settings.model import Settings, StrategyOptions, UnfilledTimeout
from tests.builders import a_market, some_settings

START_MS = 1_790_812_800_000
STEP_MS = 300_000
CANDLES = 90
TAGS = (None, "dip", "", "x" * 300)
PROTECTIONS = (
    {"method": "CooldownPeriod", "stop_duration_candles": 3},
    {"method": "StoplossGuard", "lookback_period_candles": 20, "trade_limit": 2, "stop_duration_candles": 5},
    {"method": "StoplossGuard", "lookback_period_candles": 20, "trade_limit": 1, "only_per_pair": True},
    {"method": "MaxDrawdown", "lookback_period_candles": 30, "trade_limit": 3, "max_allowed_drawdown": 0.01},
    {"method": "LowProfitPairs", "lookback_period_candles": 30, "trade_limit": 1, "stop_duration": 20},
)


class RandomRun:
    """The parts of one run, made anew each time they are asked for; a simulation changes them."""

    def __init__(self, seed: int) -> None:
        self._random = np.random.default_rng(seed)
        count = int(self._random.integers(1, 5))
        found = [self._pair(f"C{number}/USDT") for number in range(count)]
        self.pairs: Sequence[PairData] = [data for data, _ in found]
        self.markets: Sequence[Market] = [market for _, market in found]
        self.options = self._options(count)
        self.settings = self._settings()
        self._protections = [one for one in PROTECTIONS if self._chance(0.3)] if self._chance(0.25) else []
        self._fee = self._one_of(0.0, 0.001, 0.00075, 0.0004, 0.01)

    def parts(self, **changes: Any) -> Parts:
        clock = SimClock()
        locks = SimLocks(clock)
        locks.timeframe = "5m"
        values: dict[str, Any] = {
            "strategy": "Random",
            "settings": self.settings,
            "options": self.options,
            "callbacks": None,  # nobody may be asked anything
            "overrides": Overrides(),
            "account": Account(self.settings, clock),
            "clock": clock,
            "locks": locks,
            "protections": build_protections(self._protections, "5m"),
            "pairs": self.pairs,
            "markets": self.markets,
            "fee": self._fee,
            "timeframe_min": 5,
            "step_min": 5,
        }
        return Parts(**{**values, **changes})

    @property
    def span(self) -> tuple[int, int, int]:
        """Start, end and step in milliseconds."""
        start_ms = min(data.first_ms for data in self.pairs) - STEP_MS
        return start_ms, max(data.last_ms for data in self.pairs), STEP_MS

    def _chance(self, of: float) -> bool:
        return bool(self._random.random() < of)

    def _one_of(self, *choices: Any) -> Any:
        return choices[int(self._random.integers(len(choices)))]

    def _pair(self, name: str) -> tuple[PairData, Market]:
        random = self._random
        late, size = int(random.integers(0, 30)) * self._one_of(0, 1), int(random.integers(3, CANDLES))
        decimals = int(random.integers(0, 9))
        prices = self._prices(size, decimals)
        steps = np.full(size, float(f"1e-{decimals}"))
        if self._chance(0.4):  # a month in which the prices had fewer decimals; the orders of its trades keep them
            fewer, early = self._one_of(1, 2), size // self._one_of(2, 5)
            steps[:early] *= 10.0**fewer
            prices[:, :early] = np.maximum(np.round(prices[:, :early], decimals - fewer), steps[0])
        if self._chance(0.03):
            steps[:] = np.nan
        data = PairData(
            pair=name,
            time_ms=START_MS + STEP_MS * (late + 1 + np.arange(size, dtype=np.int64)),
            open=prices[0],
            high=prices[1],
            low=prices[2],
            close=prices[3],
            enter_long=self._signal(size, self._one_of(0.02, 0.1, 0.5)),
            exit_long=self._signal(size, self._one_of(0.0, 0.02, 0.2)),
            enter_short=self._signal(size, self._one_of(0.0, 0.02)),
            exit_short=self._signal(size, 0.1),
            enter_tag=Tags(random.integers(0, len(TAGS), size).astype(np.int32), TAGS),
            exit_tag=Tags(random.integers(0, len(TAGS), size).astype(np.int32), TAGS),
            price_step=steps,
            first_close=float(prices[0, 0]),
            lead_ms=np.zeros(0, dtype=np.int64),
            lead_close=np.zeros(0),
        )
        return data, self._market(name)

    def _market(self, name: str) -> Market:
        return a_market(
            name,
            amount_precision=self._one_of(1e-8, 0.001, 0.01, 0.1, 1.0, 0.5, 10.0, 0.025),
            min_amount=self._one_of(None, 0.001, 1.0),
            max_amount=self._one_of(None, None, 100.0, 5.0),
            min_cost=self._one_of(None, 5.0, 10.0, 95.0),
            max_cost=self._one_of(None, None, 1000.0, 50.0),
        )

    def _prices(self, size: int, decimals: int) -> np.ndarray:
        random = self._random
        wild = self._one_of(0.0005, 0.003, 0.01, 0.04)
        level = 10.0 ** self._one_of(random.uniform(max(1 - decimals, -4), 4), random.uniform(1, 3) - decimals)
        ends = level * np.exp(np.cumsum(random.standard_t(3, size + 1) * wild))
        jumps = np.where(random.random(size) < 0.1, np.exp(random.normal(size=size) * wild), 1.0)
        opens, closes = ends[:-1] * jumps, ends[1:]
        up, down = np.abs(random.normal(size=(2, size))) * wild * (random.random((2, size)) < 0.8)
        highs, lows = np.maximum(opens, closes) * (1 + up), np.minimum(opens, closes) * (1 - down)
        rounded = np.round(np.stack([opens, highs, lows, closes]), decimals)
        return np.maximum(rounded, float(f"1e-{decimals}"))

    def _signal(self, size: int, density: float) -> np.ndarray:
        return (self._random.random(size) < density).astype(np.int8)

    def _options(self, count: int) -> StrategyOptions:
        random = self._random
        small = lambda: float(np.round(random.uniform(0.001, 0.05), int(random.integers(2, 5))))  # noqa: E731
        positive = self._one_of(None, 0.0, small())
        timeout = self._one_of(None, 0, 5, 12)
        return StrategyOptions(
            timeframe="5m",
            minimal_roi=self._one_of(
                {}, {0: small()}, {0: small(), 10: small(), 23: 0.0}, {0: 0.1, 15: -1}, {5: small(), 40: -0.01}
            ),
            stoploss=-self._one_of(small() + 0.001, 0.03, 0.2, 0.99),
            trailing_stop=self._chance(0.5),
            trailing_stop_positive=positive,
            trailing_stop_positive_offset=self._one_of(0.0, small()) if positive is not None else 0.0,
            trailing_only_offset_is_reached=self._chance(0.5),
            use_exit_signal=self._chance(0.8),
            exit_profit_only=self._chance(0.3),
            exit_profit_offset=self._one_of(0.0, small(), -small()),
            ignore_roi_if_entry_signal=self._chance(0.3),
            position_adjustment_enable=self._chance(0.1),
            unfilledtimeout=None if timeout is None else UnfilledTimeout(entry=timeout, exit=timeout),
            max_open_trades=self._one_of(-1, 0, 1, 2, count),
            stake_currency="USDT",
            stake_amount=self._one_of("unlimited", 100.0, 33.33, 400.0, 7.0),
        )

    def _settings(self) -> Settings:
        return some_settings(
            dry_run_wallet={"USDT": self._one_of(1000.0, 250.5, 100.0, 1e6)},
            tradable_balance_ratio=self._one_of(0.99, 0.5, 1.0),
            available_capital=self._one_of(None, None, 300.0),
            amend_last_stake_amount=self._chance(0.3),
            last_stake_amount_min_ratio=self._one_of(0.5, 0.1),
            amount_reserve_percent=self._one_of(0.05, 0.0, 0.4),
        )
