"""Stored results of backtests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.backtest.archive import history
from bot.backtest.archive.history import StoredRun as StoredRun  # one of the words of this service
from bot.backtest.archive.names import result_file


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """What came out for a strategy? Answered with the result's JSON; raises ``NotFound``."""

    directory: Path
    name: str
    strategy: str


@dataclass(frozen=True, slots=True)
class MarketChangeQuestion:
    """How did the market move? Answered with a ``ColumnTable``; raises ``NotFound``."""

    directory: Path
    name: str


@dataclass(frozen=True, slots=True)
class WalletQuestion:
    """How did the account grow? Answered with a ``ColumnTable``; raises ``NotFound``."""

    directory: Path
    name: str
    strategy: str


@dataclass(frozen=True, slots=True)
class ColumnTable:
    """Rows of plain values under their columns' names."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


Asker = Callable[[Any], Any]
"""Answers a question in a process of its own; raises ``BotError`` with the sentence for the user."""


class BacktestHistory:
    """Looks at the small files itself; the large ones are read by children. Names are looked up in the folder only."""

    def __init__(self, directory: Path, ask: Asker) -> None:
        self._directory = directory
        self._ask = ask
        self._notes = threading.Lock()

    def runs(self) -> Sequence[StoredRun]:
        """All stored results, the newest first."""
        return history.history(self._directory)

    def remove(self, name: str) -> Sequence[StoredRun]:
        """Delete a file; those that are left. Raises ``NotFound`` or ``StorageError``."""
        history.delete(self._directory, name)
        return self.runs()

    def note(self, name: str, strategy: str, notes: str) -> Sequence[StoredRun]:
        """Write notes to a result; the file's runs. Raises ``NotFound``, ``Refused`` or ``StorageError``."""
        with self._notes:
            return history.set_notes(self._directory, name, strategy, notes)

    def result(self, name: str, strategy: str) -> bytes:
        """A stored result as JSON; raises ``NotFound``."""
        result_file(self._directory, name)
        result: bytes = self._ask(ResultQuestion(self._directory, name, strategy))
        return result

    def market_change(self, name: str) -> ColumnTable:
        """The mean price of the pairs over time; raises ``NotFound``."""
        result_file(self._directory, name)
        table: ColumnTable = self._ask(MarketChangeQuestion(self._directory, name))
        return table

    def wallet(self, name: str, strategy: str) -> ColumnTable:
        """The account's worth over time; raises ``NotFound``."""
        result_file(self._directory, name)
        table: ColumnTable = self._ask(WalletQuestion(self._directory, name, strategy))
        return table
