"""A bot's life: it trades, dies, comes back, and is alone on its database."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest
import requests

from bot.storage.database import open_database
from tests.e2e.process import PASSWORD, USER, RunningBot, wait_for
from tests.storage.servers import a_schema

pytestmark = pytest.mark.e2e
NewBot = Callable[..., RunningBot]


def filled(bot: RunningBot) -> list[int]:
    """Open trades that hold something: one without a fill may end any moment and leave nothing behind."""
    return [trade["trade_id"] for trade in bot.get("/status") if trade["amount"] > 0]


@pytest.fixture(params=["sqlite", "postgres"])
def db_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a bot keeps its trades."""
    with a_schema() if request.param == "postgres" else nullcontext(f"sqlite:///{tmp_path / 'trades.sqlite'}") as url:
        yield url


def order_ids(db_url: str) -> list[str]:
    database = open_database(db_url, exclusive=False)
    with database.read() as connection:
        found = connection.exec_driver_sql("select order_id from orders where order_id <> ''").scalars().all()
    database.close()
    return list(found)


def test_a_killed_bot_comes_back_with_all_its_trades_and_none_twice(db_url: str, new_bot: NewBot) -> None:
    bot = new_bot(max_open_trades=8, db_url=db_url, exchange={"pair_whitelist": ["BTC/USDT"]}).start()
    bot.wait_until_running()
    sold, kept = (bot.enter(pair) for pair in ("ETH/USDT", "SOL/USDT"))
    bot.post("/forceexit", {"tradeid": sold, "ordertype": "market"})
    wait_for("a closed and an open trade", lambda: bot.trades() and filled(bot))
    open_before = set(filled(bot))
    closed_before = {trade["trade_id"] for trade in bot.trades()}
    bot.kill()

    bot.start()
    bot.wait_until_running()
    closed = [trade["trade_id"] for trade in bot.trades()]
    alive = [trade["trade_id"] for trade in bot.get("/status")]
    assert closed_before <= set(closed)
    assert open_before <= {*closed, *alive}
    assert len({*closed, *alive}) == len(closed) + len(alive)
    bot.post("/forceexit", {"tradeid": kept, "ordertype": "market"})
    wait_for("the exit", lambda: kept in [trade["trade_id"] for trade in bot.trades()])
    assert all(trade["close_timestamp"] >= trade["open_timestamp"] for trade in bot.trades())
    ids = order_ids(db_url)
    assert len(ids) == len(set(ids))


def test_a_repeated_request_enters_once_even_after_a_kill(db_url: str, new_bot: NewBot) -> None:
    bot = new_bot(max_open_trades=8, db_url=db_url, exchange={"pair_whitelist": ["BTC/USDT"]}).start()
    bot.wait_until_running()

    def enter(_: int = 0) -> requests.Response:
        return requests.post(
            f"{bot.url}/api/v1/forceenter",
            json={"pair": "ETH/USDT", "ordertype": "market"},
            auth=(USER, PASSWORD),
            headers={"Idempotency-Key": "entry-1"},
            timeout=60,
        )

    with ThreadPoolExecutor(50) as senders:
        answers = list(senders.map(enter, range(50)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    bot.kill()
    bot.start()
    bot.wait_until_running()
    assert enter().text == answers[0].text
    entries = [trade for trade in (*bot.get("/status"), *bot.trades()) if trade["pair"] == "ETH/USDT"]
    assert [trade["nr_of_successful_entries"] for trade in entries] == [1]


def test_market_time_goes_on_after_a_restart(new_bot: NewBot) -> None:
    bot = new_bot(exchange={"pair_whitelist": ["BTC/USDT"]}).start()
    bot.wait_until_running()
    bot.enter("ETH/USDT")
    latest = max(trade["open_timestamp"] for trade in bot.get("/status"))
    assert bot.stop() == 0
    bot.start()
    bot.wait_until_running()
    opened = bot.post("/locks", [{"pair": "BTC/USDT", "until": "2099-01-01T00:00:00Z"}])["locks"][-1]
    assert opened["lock_timestamp"] >= latest


def test_a_second_bot_on_the_database_is_refused(db_url: str, new_bot: NewBot) -> None:
    first = new_bot(db_url=db_url).start()
    second = new_bot(first.folder, db_url=db_url)
    second.log = first.folder / "second.log"
    process = second.launch()
    assert process.wait(40) not in (0, None)
    assert "another bot" in second.text().lower()
    first.wait_until_running()


def test_sigterm_ends_the_bot_cleanly_with_sockets_open(new_bot: NewBot) -> None:
    bot = new_bot().start()
    bot.wait_until_running()
    assert bot.stop(signal.SIGTERM) == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{bot.url}/api/v1/ping", timeout=2)


def test_a_reload_by_signal_never_runs_two_bots(new_bot: NewBot) -> None:
    bot = new_bot().start()
    bot.wait_until_running()
    before = bot.get("/health")["bot_startup_ts"]
    assert bot.process is not None
    bot.process.send_signal(signal.SIGHUP)

    def restarted() -> bool | None:
        try:
            return (bot.get("/health")["bot_startup_ts"] or before) > before or None
        except (requests.ConnectionError, AssertionError):
            return None

    wait_for("the new worker's bot", restarted)
    assert bot.process.poll() is None


def test_clients_that_hang_up_on_slow_reads_do_not_stop_the_bot(new_bot: NewBot) -> None:
    bot = new_bot().start()
    bot.wait_until_running()
    ask = requests.Request("GET", f"{bot.url}/api/v1/trades?limit=500", auth=(USER, PASSWORD)).prepare()
    header = f"GET {ask.path_url} HTTP/1.1\r\nHost: x\r\nAuthorization: {ask.headers['Authorization']}\r\n\r\n"
    for _ in range(200):
        with socket.create_connection(("127.0.0.1", bot.port)) as client:
            client.sendall(header.encode())
    before = bot.get("/health")["last_process"]
    wait_for("another pass", lambda: bot.get("/health")["last_process"] != before)
    assert bot.get("/version")["version"]


def test_a_missing_strategy_ends_with_an_error_that_names_it(new_bot: NewBot) -> None:
    bot = new_bot(strategy="NoSuchStrategy")
    assert bot.launch().wait(40) not in (0, None)
    assert "NoSuchStrategy" in bot.text()
    assert "Traceback" not in bot.text()


def test_a_port_in_use_is_named(new_bot: NewBot) -> None:
    first = new_bot().start()
    folder = first.folder.with_name(f"{first.folder.name}-second")
    folder.mkdir()
    second = new_bot(folder, api_server={"listen_port": first.port})
    assert second.launch().wait(40) not in (0, None)
    assert str(first.port) in second.text()
    assert "in use" in second.text()
    assert "Traceback" not in second.text()
    assert first.get("/version")["version"]


def test_settings_from_the_environment_win_and_are_not_written_back(new_bot: NewBot) -> None:
    bot = new_bot()
    written = bot.config.read_text()
    bot.environ = {"TRADEPOST__API_SERVER__PASSWORD": "another-long-password"}
    bot.start()
    assert bot.request("GET", "/version").status_code == 401
    answer = requests.get(f"{bot.url}/api/v1/version", auth=("tester", "another-long-password"), timeout=60)
    assert answer.status_code == 200
    assert bot.config.read_text() == written
