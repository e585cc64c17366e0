"""A bot that is killed at any point of an order's life loses nothing and doubles nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from bot.drill.audit import Audit, audit
from bot.drill.faults import POINTS
from bot.storage.database import open_database
from bot.storage.trades import SqlTradeStore
from tests.exchange_server.wire import MONEY, Wire, a_wire
from tests.storage.servers import database_in

KILLED = -9
WAIT_S = 120
REACHED = [point for point in POINTS if point != "before an order is looked up"]


def live(wire: Wire, folder: Path, point: str) -> subprocess.CompletedProcess[str]:
    """One life of the bot."""
    where = [f"http://127.0.0.1:{wire.port}", str(folder), database_in(folder)]
    words = [sys.executable, "-m", "tests.exchange_server.victim", *where, point]
    return subprocess.run(words, capture_output=True, text=True, timeout=WAIT_S, check=False)


def audited(wire: Wire, folder: Path) -> Audit:
    database = open_database(database_in(folder), exclusive=False)
    try:
        store = SqlTradeStore(database)
        trades = [*store.open_trades(), *store.closed_trades(None, None, None)]
        return audit(wire.server.venue, trades, MONEY)
    finally:
        database.close()


@pytest.mark.parametrize("point", REACHED)
def test_killed_and_started_again(tmp_path: Path, point: str) -> None:
    with a_wire(pairs=4) as wire:
        first = live(wire, tmp_path, point)
        assert first.returncode == KILLED, first.stderr[-2000:]
        assert wire.server.venue.orders(), "it had traded"
        second = live(wire, tmp_path, "")
        assert second.returncode == 0, second.stderr[-2000:]
        found = audited(wire, tmp_path)
    assert (found.lost, found.doubled, found.difference) == ((), (), 0)
    assert found.placed >= 3


def test_killed_while_an_order_is_unknown(tmp_path: Path) -> None:
    with a_wire(pairs=4) as wire:
        wire.fault("lost", "/api/v3/order", method="POST", count=None)
        first = live(wire, tmp_path, "before an order is looked up")
        assert first.returncode == KILLED, first.stderr[-2000:]
        wire.control("faults", method="DELETE")
        second = live(wire, tmp_path, "")
        assert second.returncode == 0, second.stderr[-2000:]
        found = audited(wire, tmp_path)
    assert (found.lost, found.doubled, found.difference) == ((), (), 0)
