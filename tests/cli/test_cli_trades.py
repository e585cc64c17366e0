"""``tradepost show-trades``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.storage.database import open_database
from bot.storage.trades import SqlTradeStore
from tests.builders import a_closed_trade, a_new_trade, an_order
from tests.cli.conftest import Run
from tests.fakes.config import write_config
from tests.storage.servers import database_in

SAMPLE = Path(__file__).parents[1] / "contract/samples/trade/GET_trades.json"


@pytest.fixture
def url(folder: Path) -> str:
    """A database with an open trade, a closed one, and another open one."""
    address = database_in(folder)
    database = open_database(address, exclusive=True)
    store = SqlTradeStore(database)
    store.add(a_new_trade(1))
    orders = tuple(
        an_order(id=0, trade_id=0, client_order_id=f"tp-c{number}", order_id=f"x-c{number}", side=order.side)
        for number, order in enumerate(a_closed_trade().orders)
    )
    store.add(a_closed_trade(id=0, orders=orders))
    store.add(a_new_trade(3, pair="ETH/USDT", base_currency="ETH"))
    database.close()
    return address


def test_each_trade_has_its_line(run: Run, url: str) -> None:
    ended = run("show-trades", "--db-url", url)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["Trade(id=1", "Trade(id=2", "Trade(id=3"]
    assert lines[0].endswith("leverage=1, open_rate=100.00000000, open_since=2026-11-01 12:00:00)")
    assert lines[1].endswith("open_since=closed)")


def test_json_has_every_field_of_the_api(run: Run, url: str) -> None:
    rows = run("show-trades", "--db-url", url, "--print-json").json()
    documented = json.loads(SAMPLE.read_text())["reply"]["trades"][0]
    assert [row["trade_id"] for row in rows] == [1, 2, 3]
    for row in rows:
        assert set(documented) <= set(row)
        assert set(documented["orders"][0]) <= set(row["orders"][0])
    closed = rows[1]
    assert (closed["close_profit_pct"], closed["trade_duration"], closed["trade_duration_s"]) == (9.78, 60, 3600)
    assert (closed["stop_loss_pct"], closed["open_date"]) == (-10.0, "2026-11-01 12:00:00")
    assert [order["ft_is_entry"] for order in closed["orders"]] == [True, False]


def test_only_the_trades_asked_for(run: Run, url: str) -> None:
    rows = run("show-trades", "--db-url", url, "--print-json", "--trade-ids", "3", "1").json()
    assert [row["trade_id"] for row in rows] == [1, 3]


def test_a_trade_that_is_not_there_is_refused(run: Run, url: str) -> None:
    ended = run("show-trades", "--db-url", url, "--trade-ids", "2", "77")
    assert (ended.code, ended.out) == (2, "")
    assert "There is no trade 77" in ended.err


def test_the_config_says_where_the_database_is(run: Run, folder: Path, url: str) -> None:
    assert run("show-trades", "-c", write_config(folder, db_url=url)).out.count("Trade(") == 3


def test_the_database_may_be_in_use(run: Run, url: str) -> None:
    database = open_database(url, exclusive=True)
    ended = run("show-trades", "--db-url", url)
    database.close()
    assert ended.code == 0


def test_an_empty_database_says_so(run: Run, folder: Path) -> None:
    address = f"sqlite:///{folder / 'empty.sqlite'}"
    open_database(address, exclusive=True).close()
    assert run("show-trades", "--db-url", address).out == "There are no trades.\n"
    assert run("show-trades", "--db-url", address, "--print-json").json() == []


def test_a_missing_database_is_named_and_not_made(run: Run, folder: Path) -> None:
    ended = run("show-trades", "--db-url", "sqlite:///nowhere.sqlite")
    assert ended.code == 2
    assert "nowhere.sqlite" in ended.err
    assert not (folder / "nowhere.sqlite").exists()


def test_a_file_that_is_no_database_is_refused(run: Run, folder: Path) -> None:
    (folder / "text.sqlite").write_text("not a database at all, but long enough to look at")
    ended = run("show-trades", "--db-url", "sqlite:///text.sqlite")
    assert (ended.code, ended.out) == (2, "")
    assert "text.sqlite" in ended.err
