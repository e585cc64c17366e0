"""How good a try was."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from bot.backtest.outcome import SimTrade
from bot.backtest.position import moment
from bot.backtest.report.account import DAY_MS, Account
from bot.backtest.report.columns import columns_of
from bot.backtest.report.row import row
from bot.backtest.run import Ran
from bot.errors import StrategyError
from bot.hyperopt.losses.registry import LossClass
from bot.settings.model import Settings, StrategyOptions

if TYPE_CHECKING:
    from bot.backtest.report.columns import Columns

WORST = 100_000.0  # the loss of a try that made too few trades, or whose loss is no number
MINUTE_MS = 60_000


@dataclass(frozen=True, slots=True)
class Score:
    """``loss``: smaller is better. ``metrics`` are numbers about the trades, as they are stored."""

    loss: float
    metrics: Mapping[str, Any]

    @property
    def counts(self) -> bool:
        """Whether the try is to be taken seriously."""
        return self.loss < WORST


class Scorer:
    """Judges trades by a loss function."""

    def __init__(self, loss: LossClass, options: StrategyOptions, settings: Settings) -> None:
        self._loss = loss
        loss.timeframe = options.timeframe
        self._currency = settings.stake_currency
        self._starting = settings.dry_run_wallet.get(settings.stake_currency, 0.0)

    def score(
        self,
        trades: Sequence[SimTrade],
        ran: Ran,
        *,
        config: dict[str, Any],
        candles: Mapping[str, pd.DataFrame],
        min_trades: int,
    ) -> Score:
        """Raises ``StrategyError`` where a user's loss function fails."""
        columns = columns_of(trades)
        account = Account(self._starting, max(1, (ran.end_ms - ran.start_ms) // DAY_MS))
        metrics = self._metrics(columns, account)
        if len(trades) < max(min_trades, 1):
            return Score(WORST, metrics)
        try:
            loss = self._loss.hyperopt_loss_function(
                results=trades_frame(trades),
                trade_count=len(trades),
                min_date=moment(ran.start_ms),
                max_date=moment(ran.end_ms),
                config=config,
                processed=candles,
                backtest_stats=_Stats(metrics, trades),
                starting_balance=self._starting,
            )
        except Exception as error:
            raise StrategyError(
                f"The loss function {self._loss.__name__} failed: {type(error).__name__}: {error}"
            ) from error
        return Score(min(float(loss), WORST) if math.isfinite(loss) else WORST, metrics)

    def _metrics(self, columns: Columns, account: Account) -> dict[str, Any]:
        figures = row("TOTAL", columns, account)
        held_s = float(columns.minutes.mean()) * 60 if len(columns) else 0.0
        return {
            "total_trades": figures.pop("trades"),
            **{name: value for name, value in figures.items() if name != "key"},
            "profit_median": float(np.median(columns.ratios)) if len(columns) else 0.0,
            "holding_avg_s": held_s,
            "stake_currency": self._currency,
        }


def trades_frame(trades: Sequence[SimTrade]) -> pd.DataFrame:
    """A row per trade, in the columns that loss functions read."""
    opened = np.array([trade.opened_ms for trade in trades], dtype="M8[ms]")
    closed = np.array([trade.closed_ms for trade in trades], dtype="M8[ms]")
    same = (
        "pair", "stake_amount", "amount", "open_rate", "close_rate", "fee_open", "fee_close", "profit_ratio",
        "exit_reason", "enter_tag", "is_short", "leverage", "min_rate", "max_rate", "funding_fees",
    )  # fmt: skip
    return pd.DataFrame(
        {
            **{name: [getattr(trade, name) for trade in trades] for name in same},
            "profit_abs": [trade.profit_amount for trade in trades],
            "open_date": pd.DatetimeIndex(opened, tz="UTC"),
            "close_date": pd.DatetimeIndex(closed, tz="UTC"),
            "trade_duration": [(trade.closed_ms - trade.opened_ms) // MINUTE_MS for trade in trades],
        }
    )


class _Stats(Mapping[str, Any]):
    """The numbers of a result file, as far as loss functions ask for them."""

    def __init__(self, metrics: Mapping[str, Any], trades: Sequence[SimTrade]) -> None:
        self._metrics = metrics
        self._trades = trades

    def __getitem__(self, name: str) -> Any:
        if name == "trades":
            return trades_frame(self._trades).to_dict("records")
        return self._metrics[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._metrics
        yield "trades"

    def __len__(self) -> int:
        return len(self._metrics) + 1
