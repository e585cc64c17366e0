"""Rows of jobs on disk."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.job import Job, JobCategory, JobStatus, JobStep
from bot.errors import StorageError
from bot.storage.database import Database, open_beside, open_database
from bot.storage.jobs import SqlJobStore
from tests.builders import T0

JOB = Job(id="1c2724ef", category=JobCategory.BACKTEST, began_at=T0, server="s", subject={"strategy": "S"})
ENDED = replace(
    JOB,
    status=JobStatus.FAILED,
    error="ein Ü\n" * 1000,
    ended_at=T0 + timedelta(seconds=3),
    step=JobStep("load", 1.5, 4.0, 7),
    result=b'{"a":1}',
    has_file=True,
    is_dropped=True,
)


def test_a_job_is_kept_with_all_it_has(database: Database) -> None:
    store = SqlJobStore(database)
    store.put(JOB)
    assert store.all() == [JOB]
    store.put(ENDED)
    assert store.all() == [ENDED]


def test_jobs_come_in_the_order_they_began_and_are_removed_for_good(database: Database) -> None:
    store = SqlJobStore(database)
    later = replace(JOB, id="0", began_at=T0 + timedelta(seconds=1))
    store.put(later)
    store.put(JOB)
    assert store.all() == [JOB, later]
    store.remove([JOB.id, "nope"])
    assert store.all() == [later]


def test_a_server_without_a_bot_uses_the_database_that_a_bot_owns(db_url: str) -> None:
    if db_url == "sqlite://":
        return  # a database in memory belongs to one process
    open_database(db_url, exclusive=True).close()
    owner = open_database(db_url, exclusive=True)
    beside = open_beside(db_url)
    SqlJobStore(beside).put(JOB)
    assert SqlJobStore(owner).all() == [JOB]
    beside.close()
    owner.close()


def test_a_server_without_a_bot_makes_the_database_and_leaves_it_free(db_url: str) -> None:
    beside = open_beside(db_url)
    SqlJobStore(beside).put(JOB)
    assert SqlJobStore(beside).all() == [JOB]
    open_database(db_url, exclusive=True).close()
    beside.close()


def test_a_place_for_no_database_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError):
        open_beside(f"sqlite:///{tmp_path / 'file' / 'trades.sqlite'}")
