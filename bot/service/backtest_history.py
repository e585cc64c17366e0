"""Stored results of backtests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.domain.stored_run import StoredRun


class ResultFiles(Protocol):
    """The folder of results. Names that lead out of it are as unknown as any other."""

    def entries(self, name: str | None = None) -> Sequence[StoredRun]:
        """Those of one file or of all, the newest first; raises ``NotFound`` for a name that is no file's."""
        ...

    def remove(self, name: str) -> None:
        """Delete a result with all that belongs to it; raises ``NotFound`` or ``StorageError``."""
        ...

    def note(self, name: str, strategy: str, notes: str) -> None:
        """Store what the user has to say of it; raises ``NotFound``, ``Refused`` or ``StorageError``."""
        ...


@dataclass(frozen=True, slots=True)
class ResultQuestion:
    """What came out for a strategy? Answered with the result's JSON; raises ``NotFound``."""

    name: str
    strategy: str


@dataclass(frozen=True, slots=True)
class MarketChangeQuestion:
    """How did the market move? Answered with a ``ColumnTable``; raises ``NotFound``."""

    name: str


@dataclass(frozen=True, slots=True)
class WalletQuestion:
    """How did the account grow? Answered with a ``ColumnTable``; raises ``NotFound``."""

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
    """Looks at the small files itself; the large ones are read by children."""

    def __init__(self, files: ResultFiles, ask: Asker) -> None:
        self._files = files
        self._ask = ask

    def entries(self, name: str | None = None) -> Sequence[StoredRun]:
        """All stored results, or those of one file; raises ``NotFound``."""
        return self._files.entries(name)

    def remove(self, name: str) -> Sequence[StoredRun]:
        """Delete a file; those that are left. Raises ``NotFound``."""
        self._files.remove(name)
        return self._files.entries()

    def note(self, name: str, strategy: str, notes: str) -> Sequence[StoredRun]:
        """Write notes to a result; the file's entries. Raises ``NotFound`` or ``Refused``."""
        self._files.note(name, strategy, notes)
        return self._files.entries(name)

    def result(self, name: str, strategy: str) -> bytes:
        """A stored result as JSON; raises ``NotFound``."""
        self._files.entries(name)
        result: bytes = self._ask(ResultQuestion(name, strategy))
        return result

    def market_change(self, name: str) -> ColumnTable:
        """The mean price of the pairs over time; raises ``NotFound``."""
        self._files.entries(name)
        table: ColumnTable = self._ask(MarketChangeQuestion(name))
        return table

    def wallet(self, name: str, strategy: str) -> ColumnTable:
        """The account's worth over time; raises ``NotFound``."""
        self._files.entries(name)
        table: ColumnTable = self._ask(WalletQuestion(name, strategy))
        return table
