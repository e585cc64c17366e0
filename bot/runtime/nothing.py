"""What stands in for the database where no bot trades."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.events import Event
from bot.domain.job import Job
from bot.domain.note import Note, WalletSnapshot
from bot.domain.reply import Claim, Reply
from bot.domain.trade import Trade
from bot.stats.ledger import Ledger
from bot.stats.model import ClosedStats


class NoTrades:
    """A reader without a single trade."""

    def page(self, *, limit: int, offset: int, newest_first: bool) -> Sequence[Trade]:
        return ()

    def count(self) -> int:
        return 0

    def get(self, trade_id: int) -> Trade | None:
        return None

    def notes(self, trade_id: int, key: str | None = None) -> Sequence[Note]:
        return ()

    def wallet_history(self) -> Sequence[WalletSnapshot]:
        return ()

    def events_after(self, seq: int, limit: int) -> Sequence[Event]:
        return ()


class PassingReplies:
    """Replies that are kept as long as the program runs."""

    def __init__(self) -> None:
        self._claims: dict[tuple[str, str], tuple[datetime, Claim]] = {}

    def claim(self, caller: str, key: str, fingerprint: str, at: datetime) -> Claim | None:
        known = self._claims.setdefault((caller, key), (at, claim := Claim(fingerprint)))[1]
        return None if known is claim else known

    def finish(self, caller: str, key: str, reply: Reply) -> None:
        at, claim = self._claims[caller, key]
        self._claims[caller, key] = at, Claim(claim.fingerprint, reply)

    def release(self, caller: str, key: str) -> None:
        self._claims.pop((caller, key), None)

    def forget(self, started_before: datetime) -> None:
        for name, (at, _) in list(self._claims.items()):
            if at < started_before:
                self._claims.pop(name, None)


class PassingJobs:
    """Rows of jobs where there is no database: nothing is kept."""

    def put(self, job: Job) -> None: ...

    def remove(self, job_ids: Sequence[str]) -> None: ...

    def all(self) -> Sequence[Job]:
        return ()


class NoBook:
    """A book without a trade."""

    def open_trades(self) -> Sequence[Trade]:
        return ()

    def closed_trades(
        self,
        pair: str | None,
        opened_after: datetime | None,
        closed_after: datetime | None,
    ) -> Sequence[Trade]:
        return ()

    def totals(self) -> ClosedStats:
        return Ledger().picture()


class NoLocks:
    """Locks that nobody asks for."""

    def lock_pair(self, pair: str, until: datetime, reason: str | None = None, side: str = "*") -> None: ...

    def unlock_pair(self, pair: str) -> None: ...

    def unlock_reason(self, reason: str) -> None: ...

    def is_pair_locked(self, pair: str, candle_at: datetime | None = None, side: str = "*") -> bool:
        return False
