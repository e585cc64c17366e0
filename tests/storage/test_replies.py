"""Keys of requests on disk."""

from __future__ import annotations

import threading
from datetime import timedelta

from bot.domain.reply import Claim, Reply
from bot.storage.database import Database, open_database
from bot.storage.replies import SqlReplyStore
from tests.builders import T0

DONE = Reply(200, "application/json", b'{"a":"\xc3\xa4"}')


def test_a_key_is_taken_once_and_keeps_its_reply(database: Database) -> None:
    store = SqlReplyStore(database)
    assert store.claim("me", "k", "f", T0) is None
    assert store.claim("me", "k", "other", T0) == Claim("f")
    store.finish("me", "k", DONE)
    assert store.claim("me", "k", "f", T0) == Claim("f", DONE)
    assert store.claim("you", "k", "f", T0) is None


def test_released_and_old_keys_are_free(database: Database) -> None:
    store = SqlReplyStore(database)
    store.claim("me", "released", "f", T0)
    store.release("me", "released")
    assert store.claim("me", "released", "f", T0) is None
    store.claim("me", "new", "f", T0 + timedelta(hours=1))
    store.forget(T0 + timedelta(minutes=30))
    assert store.claim("me", "released", "f", T0) is None
    assert store.claim("me", "new", "f", T0) == Claim("f")


def test_of_many_at_once_one_gets_the_key(database: Database) -> None:
    store, answers = SqlReplyStore(database), []
    threads = [threading.Thread(target=lambda: answers.append(store.claim("me", "k", "f", T0))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(map(repr, answers)) == sorted(["None", *[repr(Claim("f"))] * 9])


def test_a_key_outlives_the_program(db_url: str) -> None:
    if db_url == "sqlite://":
        return  # a database in memory ends with the program
    first = open_database(db_url, exclusive=True)
    SqlReplyStore(first).claim("me", "k", "f", T0)
    first.close()
    second = open_database(db_url, exclusive=True)
    assert SqlReplyStore(second).claim("me", "k", "f", T0) == Claim("f")
    second.close()
