"""``tradepost db``."""

from __future__ import annotations

import json
from pathlib import Path

from bot.storage.database import open_database
from bot.storage.trades import SqlTradeStore
from tests.builders import a_new_trade
from tests.cli.conftest import Run
from tests.storage.test_takeover import freqtrade_database


def a_database(folder: Path, name: str = "mine.sqlite") -> str:
    url = f"sqlite:///{folder / name}"
    database = open_database(url, exclusive=True)
    SqlTradeStore(database).add(a_new_trade(1))
    database.close()
    return url


def test_another_database_is_imported_checked_and_backed_up(run: Run, folder: Path) -> None:
    freqtrade_database(folder)
    url = f"sqlite:///{folder / 'new.sqlite'}"
    ended = run("db", "import", "other.sqlite", "--db-url", url)
    assert (ended.code, ended.out.split()[:4]) == (0, ["2", "trades", "4", "orders"])
    assert run("db", "check", "--db-url", url).out == "The database is sound.\n"
    assert run("db", "backup", "copy.sqlite", "--db-url", url).out.startswith("copy.sqlite: ")
    assert run("db", "export", "rows.jsonl", "--db-url", url).out.split()[:4] == ["2", "trades", "4", "orders"]
    rows = [json.loads(line) for line in (folder / "rows.jsonl").read_text().splitlines()]
    assert [row["table"] for row in rows[:3]] == ["trades", "trades", "orders"]
    assert (rows[0]["pair"], rows[0]["open_date"]) == ("BTC/USDT", "2026-11-23T18:41:20.007785+00:00")
    assert (folder / "rows.jsonl").stat().st_mode & 0o777 == 0o600
    assert run("show-trades", "--db-url", f"sqlite:///{folder / 'copy.sqlite'}").out.count("Trade(id=") == 2


def test_what_can_not_be_done_is_told(run: Run, folder: Path) -> None:
    url = a_database(folder)
    freqtrade_database(folder)
    for arguments, words in (
        (("import", "other.sqlite", "--db-url", url), "has trades already"),
        (("import", "--db-url", url), "needs to know where"),
        (("import", "none.sqlite", "--db-url", f"sqlite:///{folder / 'empty.sqlite'}"), "no database file"),
        (("backup", "mine.sqlite", "--db-url", url), "exists already"),
        (("export", "mine.sqlite", "--db-url", url), "exists already"),
        (("export", "none/x", "--db-url", url), "can't be written"),
        (("backup", "x", "--db-url", "postgresql://me@localhost/bot"), "pg_dump"),
        (("backup", "x", "--db-url", f"sqlite:///{folder / 'none.sqlite'}"), "There is no database"),
        (("check", "--db-url", f"sqlite:///{folder / 'none.sqlite'}"), "There is no database"),
        (("polish", "--db-url", url), "polish"),
    ):
        ended = run("db", *arguments)
        assert (ended.code, words in ended.text) == (2, True), (arguments, ended.text)


def test_a_database_with_a_fault_ends_with_an_error(run: Run, folder: Path) -> None:
    url = a_database(folder)
    database = open_database(url, exclusive=True)
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE trades SET is_open = 0")
    database.close()
    ended = run("db", "check", "--db-url", url)
    assert (ended.code, "Trade 1 is closed without a date." in ended.text) == (2, True)
