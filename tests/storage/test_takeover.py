"""Databases of other programs and servers, taken over; and a look whether one is sound."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.domain.enums import OrderStatus, OrderType, TradingMode
from bot.errors import Refused, StorageError
from bot.storage.backup import back_up, export, problems
from bot.storage.database import Database, open_database
from bot.storage.locks import SqlLockStore
from bot.storage.notes import SqlNoteStore
from bot.storage.reader import SqlClosedTrades
from bot.storage.takeover import take_over
from bot.storage.trades import SqlTradeStore
from tests.builders import T0, a_closed_trade, a_new_trade, an_order

FREQTRADE = Path(__file__).with_name("freqtrade.sql").read_text()


def freqtrade_database(folder: Path, script: str = FREQTRADE) -> str:
    path = folder / "other.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.executescript(script)
    return f"sqlite:///{path}"


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Database]:
    """A database of Tradepost with an open and a closed trade."""
    opened = open_database(f"sqlite:///{tmp_path / 'source.sqlite'}", exclusive=True)
    SqlTradeStore(opened).add(a_new_trade(1))
    orders = tuple(
        an_order(id=0, trade_id=0, client_order_id=f"tp-c{number}", order_id=f"x-c{number}", side=order.side)
        for number, order in enumerate(a_closed_trade().orders)
    )
    SqlTradeStore(opened).add(a_closed_trade(id=0, orders=orders))
    yield opened
    opened.close()


def test_the_trades_of_freqtrade_are_taken_over(tmp_path: Path, database: Database) -> None:
    copied = take_over(freqtrade_database(tmp_path), database)
    assert copied == {"trades": 2, "orders": 4, "pairlocks": 1, "trade_custom_data": 1, "wallet_history": 0}
    (opened,) = SqlTradeStore(database).open_trades()
    assert (opened.id, opened.pair, opened.exchange, opened.enter_tag) == (7, "BTC/USDT", "binance", "led")
    assert opened.opened_at.isoformat() == "2026-11-23T18:41:20.007785+00:00"
    assert [(order.order_id, order.status) for order in opened.orders] == [
        ("dry_run_buy_1", OrderStatus.CLOSED),
        ("stop_1", OrderStatus.OPEN),
    ]
    (closed,) = SqlClosedTrades(database).page(limit=10, offset=0, newest_first=False)
    assert (closed.base_currency, closed.quote_currency, closed.trading_mode) == ("ETH", "USDT", TradingMode.SPOT)
    assert (closed.close_profit_amount, closed.leverage, closed.exit_reason) == (9.8, 1.0, "roi")
    assert [(order.order_type, order.status) for order in closed.orders] == [
        (OrderType.MARKET, OrderStatus.CLOSED),
        (OrderType.LIMIT, OrderStatus.CANCELED),
    ]
    assert [lock.pair for lock in SqlLockStore(database).active(T0)] == ["ADA/USDT"]
    assert [note.value for note in SqlNoteStore(database).all(7)] == [{"a": 1}]
    assert problems(database) == []


def test_new_rows_are_numbered_behind_those_taken_over(tmp_path: Path, database: Database) -> None:
    take_over(freqtrade_database(tmp_path), database)
    stored = SqlTradeStore(database).add(a_new_trade(1))
    assert (stored.id, stored.orders[0].id) == (10, 5)


def test_a_database_moves_to_a_server_and_back(tmp_path: Path, source: Database, postgres_url: str) -> None:
    first = SqlClosedTrades(source).page(limit=10, offset=0, newest_first=False)
    server = open_database(postgres_url, exclusive=True)
    take_over(f"sqlite:///{tmp_path / 'source.sqlite'}", server)
    assert SqlTradeStore(server).open_trades() == SqlTradeStore(source).open_trades()
    back = open_database("sqlite://", exclusive=True)
    take_over(postgres_url, back)
    assert SqlClosedTrades(back).page(limit=10, offset=0, newest_first=False) == first
    server.close()


def test_trades_are_never_mixed(tmp_path: Path, source: Database) -> None:
    with pytest.raises(Refused, match="has trades already"):
        take_over(freqtrade_database(tmp_path), source)
    assert len(SqlTradeStore(source).open_trades()) == 1


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("CREATE TABLE notes (id INTEGER)", "no table trades and no table orders"),
        (FREQTRADE + "UPDATE orders SET ft_order_side = 'sideways' WHERE id = 1;", "what is no trade"),
        (FREQTRADE + "UPDATE trades SET trading_mode = 'dreaming' WHERE id = 7;", "what is no trade"),
        (FREQTRADE + "INSERT INTO orders SELECT 5, 99, ft_order_side, ft_pair, ft_is_open, ft_amount, ft_price,"
         " ft_cancel_reason, 'x', status, symbol, order_type, side, price, average, amount, filled, remaining, cost,"
         " stop_price, order_date, order_filled_date, order_update_date, funding_fee, ft_fee_base, ft_order_tag"
         " FROM orders WHERE id = 1;", "can't be used"),
    ],
)  # fmt: skip
def test_what_is_no_database_of_trades_changes_nothing(
    tmp_path: Path, database: Database, script: str, reason: str
) -> None:
    with pytest.raises(StorageError, match=reason):
        take_over(freqtrade_database(tmp_path, script), database)
    assert SqlTradeStore(database).open_trades() == []


def test_a_file_that_is_not_there_is_named(tmp_path: Path, database: Database) -> None:
    with pytest.raises(StorageError, match=r"no database file .*none\.sqlite"):
        take_over(f"sqlite:///{tmp_path / 'none.sqlite'}", database)


def test_a_file_is_copied_while_the_bot_trades(tmp_path: Path, source: Database) -> None:
    target = tmp_path / "copy.sqlite"
    assert back_up(tmp_path / "source.sqlite", target) == target.stat().st_size > 0
    assert target.stat().st_mode & 0o777 == 0o600
    copy = open_database(f"sqlite:///{target}", exclusive=False)
    assert SqlTradeStore(copy).open_trades() == SqlTradeStore(source).open_trades()
    assert problems(copy) == []
    copy.close()


def test_a_copy_replaces_nothing_and_leaves_nothing_half_done(tmp_path: Path, source: Database) -> None:
    assert source.kept is not None
    taken = tmp_path / "taken"
    taken.write_text("precious")
    with pytest.raises(Refused, match="exists already"):
        back_up(tmp_path / "source.sqlite", taken)
    with pytest.raises(StorageError, match="can't be written"):
        back_up(tmp_path / "source.sqlite", tmp_path / "no folder" / "copy")
    with pytest.raises(StorageError, match="can't be written"):
        back_up(taken, tmp_path / "copy")
    assert taken.read_text() == "precious"
    assert not list(tmp_path.glob("*.part"))


def test_what_is_wrong_with_a_database_is_told(tmp_path: Path, source: Database) -> None:
    source.close()
    with closing(sqlite3.connect(tmp_path / "source.sqlite")) as file:
        file.execute("UPDATE trades SET close_date = NULL WHERE is_open = 0")
        file.execute("UPDATE orders SET status = 'open', ft_is_open = 1 WHERE ft_trade_id = 2")
        file.execute("UPDATE orders SET ft_trade_id = 99 WHERE ft_trade_id = 1")
        file.commit()
    looked = open_database(f"sqlite:///{tmp_path / 'source.sqlite'}", exclusive=False)
    assert problems(looked) == [
        "Row 1 of orders belongs to no trade.",
        "Trade 2 is closed without a date.",
        "Trade 2 is closed and has an open order.",
        "1 orders belong to no trade.",
    ]
    looked.close()


def test_rows_are_exported_as_lines_of_json(tmp_path: Path, database: Database) -> None:
    take_over(freqtrade_database(tmp_path), database)
    target = tmp_path / "rows.jsonl"
    assert export(database, target) == {
        "trades": 2, "orders": 4, "pairlocks": 1, "trade_custom_data": 1, "wallet_history": 0,
    }  # fmt: skip
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    assert [row["table"] for row in rows] == [*["trades"] * 2, *["orders"] * 4, "pairlocks", "trade_custom_data"]
    assert (rows[0]["id"], rows[0]["open_date"]) == (7, "2026-11-23T18:41:20.007785+00:00")
    with pytest.raises(Refused, match="exists already"):
        export(database, target)
