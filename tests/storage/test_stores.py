"""What is stored comes back as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.enums import Direction, OrderSide, OrderStatus
from bot.domain.events import Event, EventType
from bot.domain.lock import Lock
from bot.domain.note import Note, WalletSnapshot
from bot.domain.trade import Trade
from bot.errors import StorageError
from bot.stats.facts import closed_fact
from bot.storage.database import Database, open_database
from bot.storage.events import SqlEventStore
from bot.storage.kept import KeptTrades
from bot.storage.key_values import SqlKeyValueStore
from bot.storage.locks import SqlLockStore
from bot.storage.notes import SqlNoteStore
from bot.storage.reader import SqlClosedTrades
from bot.storage.trades import SqlTradeStore
from bot.storage.wallet_history import SqlWalletHistory
from tests.builders import T0, a_new_trade, a_trade, an_open_order, an_order

MINUTE = timedelta(minutes=1)


def _closed(number: int, minutes: int = 0, **changes: object) -> object:
    exit_order = an_order(
        id=0, trade_id=0, client_order_id=f"tp-{number}-exit", order_id=f"x-{number}-exit", side=OrderSide.SELL
    )
    entry = an_order(id=0, trade_id=0, client_order_id=f"tp-{number}", order_id=f"x-{number}", average=99.5)
    values = {
        "is_open": False,
        "closed_at": T0 + minutes * MINUTE,
        "close_profit_ratio": 0.01 * number,
        "close_profit_amount": 1.0 * number,
        "exit_reason": "roi",
        "orders": (entry, exit_order),
    }
    return a_new_trade(number, **{**values, **changes})


def test_a_trade_comes_back_with_every_field(database: Database) -> None:
    store = SqlTradeStore(database)
    order = an_open_order(id=0, trade_id=0, client_order_id="tp-9", order_id="", status=OrderStatus.INTENT, tag="dip")
    stored = store.add(a_new_trade(1, orders=(order,), direction=Direction.SHORT, enter_tag="x" * 300))
    assert (stored.id, stored.orders[0].id, stored.orders[0].trade_id) == (1, 1, 1)
    assert store.get(1) == replace(stored, enter_tag="x" * 255)
    assert store.open_trades() == [store.get(1)]
    assert store.get(2) is None


def test_saving_writes_changed_and_new_orders(database: Database) -> None:
    store = SqlTradeStore(database)
    stored = store.add(a_new_trade(1))
    filled = replace(stored.orders[0], filled=0.5, remaining=0.5, status=OrderStatus.CANCELED)
    second = an_open_order(id=0, trade_id=0, client_order_id="tp-2", order_id="x-2")
    saved = store.save(replace(stored, amount=0.5, orders=(filled, second)))
    assert [order.id for order in saved.orders] == [1, 2]
    assert store.get(1) == saved
    assert store.save(saved) == saved


def test_saving_a_trade_that_is_gone_fails(database: Database) -> None:
    with pytest.raises(StorageError, match="Trade 7 is not in the database"):
        SqlTradeStore(database).save(a_trade(id=7))


def test_a_deleted_trade_takes_orders_and_notes_along_and_its_number_is_not_given_again(database: Database) -> None:
    store, notes = SqlTradeStore(database), SqlNoteStore(database)
    stored = store.add(a_new_trade(1))
    notes.put(Note(trade_id=1, key="why", kind="str", value="because", created_at=T0))
    store.delete(stored.id)
    assert (store.get(1), notes.all(1), store.open_trades()) == (None, [], [])
    assert store.add(a_new_trade(1)).id == 2


def test_first_and_last_trade_are_by_id(database: Database) -> None:
    store = SqlTradeStore(database)
    assert store.first_and_last() is None
    store.add(a_new_trade(1, opened_at=T0 + MINUTE))
    store.add(a_new_trade(2, opened_at=T0))
    assert store.first_and_last() == ((1, T0 + MINUTE), (2, T0))


def test_the_newest_moment_is_that_of_any_trade_or_order(database: Database) -> None:
    store = SqlTradeStore(database)
    assert store.newest_moment() is None
    store.add(a_new_trade(1))
    assert store.newest_moment() == T0 + timedelta(seconds=1)
    store.add(_closed(2, minutes=9))
    assert store.newest_moment() == T0 + 9 * MINUTE


def test_closed_facts_equal_those_made_from_the_trades(database: Database) -> None:
    store = SqlTradeStore(database)
    open_exit = an_open_order(id=0, trade_id=0, client_order_id="tp-3b", order_id="x-3b", side=OrderSide.SELL)
    partly = an_order(
        id=0,
        trade_id=0,
        client_order_id="tp-3c",
        order_id="x-3c",
        status=OrderStatus.CANCELED,
        filled=0.25,
        average=None,
    )
    trades = [
        store.add(_closed(1, minutes=5)),
        store.add(_closed(2, minutes=1, direction=Direction.SHORT, leverage=2.0)),
        store.add(_closed(3, minutes=3, orders=(*_closed(3).orders, open_exit, partly))),
        store.add(_closed(4, minutes=3, orders=())),
    ]
    store.add(a_new_trade(5))
    expected = sorted((closed_fact(trade) for trade in trades), key=lambda fact: (fact.closed_at, fact.trade_id))
    assert list(store.closed_facts()) == expected


def test_closed_facts_are_read_from_a_moment_on(database: Database) -> None:
    store = SqlTradeStore(database)
    for number, minutes in ((1, 3), (2, 1), (3, 2)):
        store.add(_closed(number, minutes=minutes))
    store.add(a_new_trade(4))
    assert [fact.trade_id for fact in store.closed_facts(T0 + MINUTE)] == [3, 1]
    assert list(store.closed_facts(T0 + 3 * MINUTE)) == []


def test_the_reader_pages_closed_trades_by_id_or_newest_first(database: Database) -> None:
    store, reader = SqlTradeStore(database), SqlClosedTrades(database)
    for number, minutes in ((1, 5), (2, 1), (3, 3)):
        store.add(_closed(number, minutes=minutes))
    store.add(a_new_trade(4))

    def page(**choice: object) -> list[int]:
        return [trade.id for trade in reader.page(**{"limit": 10, "offset": 0, "newest_first": False, **choice})]

    assert page() == [1, 2, 3]
    assert page(newest_first=True) == [1, 3, 2]
    assert page(limit=1, offset=1) == [2]
    assert page(limit=10**30, offset=10**30) == []
    assert (reader.count(), reader.get(4), reader.get(2**64)) == (3, store.get(4), None)


def test_a_page_shows_what_was_written_since_the_last_one(database: Database) -> None:
    store, reader = SqlTradeStore(database), SqlClosedTrades(database)
    trades = [store.add(_closed(number, minutes=number)) for number in (1, 2, 3)]

    def page() -> list[Trade]:
        return list(reader.page(limit=10, offset=0, newest_first=False))

    assert page() == page() == trades
    changed = store.save(replace(trades[0], exit_reason="corrected"))
    assert page() == [changed, *trades[1:]]
    store.delete(2)
    assert page() == [changed, trades[2]]
    reopened = store.save(replace(trades[2], is_open=True, closed_at=None))
    assert page() == [changed]
    store.save(replace(reopened, is_open=False, closed_at=T0, exit_reason="again"))
    assert [trade.exit_reason for trade in page()] == ["corrected", "again"]


def test_a_trade_that_is_written_while_it_is_read_is_not_kept() -> None:
    kept = KeptTrades(max_trades=2)
    edits = kept.edits
    kept.forget(1)
    kept.keep([a_trade(id=1)], edits)
    assert kept.known([1]) == {}
    kept.keep([a_trade(id=number) for number in (1, 2)], kept.edits)
    kept.known([1])
    kept.keep([a_trade(id=3)], kept.edits)
    assert sorted(kept.known([1, 2, 3])) == [1, 3]


def test_locks_end_by_time_or_by_hand(database: Database) -> None:
    store = SqlLockStore(database)
    first = store.add(Lock(pair="BTC/USDT", locked_at=T0, until=T0 + MINUTE, reason="r" * 300))
    second = store.add(Lock(pair="*", locked_at=T0, until=T0 + 5 * MINUTE))
    assert [lock.id for lock in store.active(T0)] == [first.id, second.id] == [1, 2]
    assert store.active(T0 + 2 * MINUTE) == [second]
    store.release([2], T0 + MINUTE)
    assert store.active(T0 + 2 * MINUTE) == []


@pytest.mark.parametrize("value", ["text", 5, 2.5, True, False, {"a": [1, None]}, [1, "b"], None])
def test_a_note_keeps_its_value_and_type(database: Database, value: object) -> None:
    SqlTradeStore(database).add(a_new_trade(1))
    store = SqlNoteStore(database)
    note = Note(trade_id=1, key="Key", kind=type(value).__name__, value=value, created_at=T0)
    store.put(note)
    store.put(replace(note, key="KEY", updated_at=T0 + MINUTE))
    found = store.get(1, "key")
    assert found == replace(note, updated_at=T0 + MINUTE)
    assert type(found.value) is type(value)
    reader = SqlClosedTrades(database)
    assert list(reader.notes(1)) == list(reader.notes(1, "kEY")) == [found] == store.all(1)
    assert list(reader.notes(-1)) == []
    store.delete(1, "key")
    assert store.all(1) == []


def test_a_note_that_is_no_json_is_refused(database: Database) -> None:
    note = Note(trade_id=1, key="bad", kind="object", value=object(), created_at=T0)
    with pytest.raises(StorageError, match="'bad'"):
        SqlNoteStore(database).put(note)


def test_key_values_keep_their_types(database: Database) -> None:
    store = SqlKeyValueStore(database)
    for key, value in {"text": "a", "number": 3, "ratio": 0.5, "moment": T0}.items():
        store.put(key, "first")
        store.put(key, value)
        assert store.get(key) == value
    assert store.get("unknown") is None
    assert store.all() == {"text": "a", "number": 3, "ratio": 0.5, "moment": T0}


def test_a_day_has_one_wallet_snapshot_per_currency(database: Database) -> None:
    store = SqlWalletHistory(database)
    row = WalletSnapshot(T0, "USDT", "USDT", 1.0, 900.0, 900.0, bot_managed=True)
    store.add([row])
    store.add([replace(row, at=T0 + MINUTE, balance=901.0), replace(row, at=T0 + timedelta(days=1))])
    history = SqlClosedTrades(database).wallet_history()
    assert [(snapshot.at.day, snapshot.at.hour, snapshot.balance) for snapshot in history] == [
        (1, 0, 901.0),
        (2, 0, 900.0),
    ]


def test_the_event_table_is_bounded_and_keeps_moments(database: Database) -> None:
    store, reader = SqlEventStore(database, keep=3), SqlClosedTrades(database)
    assert store.last_seq() == 0
    store.append([])
    made = [Event(EventType.STATUS, {"status": "on", "at": T0, "more": [{"t": T0}]}, T0, seq) for seq in range(1, 6)]
    store.append(made[:2])
    store.append(made[2:])
    assert store.last_seq() == 5
    assert list(reader.events_after(0, 10)) == made[2:]
    assert list(reader.events_after(3, 1)) == [made[3]]


def test_everything_is_there_after_another_start(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new' / 'trades.sqlite'}"
    first = open_database(url, exclusive=True)
    stored = SqlTradeStore(first).add(a_new_trade(1))
    first.close()
    second = open_database(url, exclusive=True)
    assert SqlTradeStore(second).open_trades() == [stored]
    second.close()
