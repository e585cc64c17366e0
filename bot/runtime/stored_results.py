"""Reads of stored backtests that are too large for the server. Imports pandas: children use it."""

from __future__ import annotations

import pandas as pd

from bot.backtest.archive import frames, jsons
from bot.backtest.archive.contents import load_strategy
from bot.service.backtest_history import ColumnTable, MarketChangeQuestion, ResultQuestion, WalletQuestion
from bot.service.candles import plain_cells
from bot.settings.model import Settings


def result(_settings: Settings, question: ResultQuestion) -> bytes:
    """A strategy's result as JSON; raises ``NotFound`` or ``StorageError``."""
    return jsons.dumped(load_strategy(question.directory, question.name, question.strategy))


def market_change(_settings: Settings, question: MarketChangeQuestion) -> ColumnTable:
    """The pairs' mean price; raises ``NotFound`` or ``StorageError``."""
    return _table(frames.market_change(question.directory, question.name))


def wallet(_settings: Settings, question: WalletQuestion) -> ColumnTable:
    """The account's worth; raises ``NotFound`` or ``StorageError``."""
    return _table(frames.wallet(question.directory, question.name, question.strategy))


def _table(frame: pd.DataFrame) -> ColumnTable:
    cells = [plain_cells(frame[name]) for name in frame.columns]
    return ColumnTable([str(name) for name in frame.columns], list(zip(*cells, strict=True)))
