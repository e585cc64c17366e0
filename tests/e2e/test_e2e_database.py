"""A database that fails under a running bot: nothing is entered, positions are still left, and nothing is lost."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.e2e.cable import Cable
from tests.e2e.process import RunningBot, wait_for
from tests.storage.servers import a_schema

pytestmark = pytest.mark.e2e
SMALL = 4096  # bytes; no file may grow beyond
Outage = Callable[[RunningBot], AbstractContextManager[None]]


@contextmanager
def a_full_disk(bot: RunningBot) -> Iterator[None]:
    """What the bot's processes write past the first bytes of a file fails, as on a disk without room."""
    assert bot.process is not None
    children = Path(f"/proc/{bot.process.pid}/task/{bot.process.pid}/children").read_text().split()
    pids = [bot.process.pid, *map(int, children)]
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (SMALL, hard))
    try:
        yield
    finally:
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))


def pulled(cable: Cable) -> Outage:
    """The database server is not there, as while it restarts."""

    @contextmanager
    def outage(bot: RunningBot) -> Iterator[None]:
        cable.pull()
        yield
        cable.plug_in()

    return outage


@pytest.fixture(params=["a full disk", "a server that is away"])
def failing(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Outage]]:
    """The address of a database, and how it fails."""
    if request.param == "a full disk":
        yield f"sqlite:///{tmp_path / 'trades.sqlite'}", a_full_disk
        return
    with a_schema() as address:
        url = sa.make_url(address)
        cable = Cable((url.host or "127.0.0.1", url.port or 5432))
        yield url.set(host="127.0.0.1", port=cable.port).render_as_string(hide_password=False), pulled(cable)
        cable.close()


def closed(bot: RunningBot) -> list[int]:
    return [trade["trade_id"] for trade in bot.trades()]


def test_a_database_that_fails_stops_entries_only(
    failing: tuple[str, Outage], new_bot: Callable[..., RunningBot]
) -> None:
    db_url, outage = failing
    bot = new_bot(db_url=db_url, max_open_trades=20, exchange={"pair_whitelist": ["BTC/USDT"]}).start()
    bot.wait_until_running()
    held, kept = (bot.enter(pair) for pair in ("ETH/USDT", "SOL/USDT"))
    wait_for("both positions", lambda: all(trade["amount"] > 0 for trade in bot.get("/status")))
    with outage(bot):
        refused = bot.request("POST", "/forceenter", json={"pair": "ADA/USDT", "ordertype": "market"})
        assert refused.status_code == 503
        assert "database" in refused.json()["error"].lower()
        left = bot.request("POST", "/forceexit", json={"tradeid": held, "ordertype": "market"})
        wait_for("the exit", lambda: held not in [trade["trade_id"] for trade in bot.get("/status")])
        assert left.status_code == 200, left.text
        assert "database" in str(bot.get("/health")).lower()
    wait_for("the trade on disk", lambda: held in closed(bot))
    assert kept in [trade["trade_id"] for trade in (*bot.get("/status"), *bot.trades())]
    assert bot.request("POST", "/forceenter", json={"pair": "ADA/USDT", "ordertype": "market"}).status_code == 200
    bot.kill()
    bot.start()
    bot.wait_until_running()
    assert held in closed(bot)
    assert kept in [trade["trade_id"] for trade in (*bot.get("/status"), *bot.trades())]
