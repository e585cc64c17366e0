"""The clients that users have: freqtrade-client from the package index, ours, a JavaScript socket, curl-like calls."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.process import PASSWORD, ROOT, USER, WS_TOKEN, RunningBot, tool, wait_for

pytestmark = pytest.mark.e2e
TRADE_FIELDS = {"trade_id", "pair", "is_open", "amount", "stake_amount", "open_rate", "orders", "stop_loss_abs"}
EXPECTED_FIELDS: dict[str, set[str]] = {
    "ping": {"status"},
    "version": {"version"},
    "show_config": {"version", "api_version", "state", "strategy", "runmode", "stake_currency"},
    "sysinfo": {"cpu_pct", "cpu_load", "ram_pct"},
    "health": {"last_process", "last_process_ts", "bot_start", "bot_startup_ts"},
    "balance": {"currencies", "total", "total_bot", "stake", "starting_capital", "note"},
    "count": {"current", "max", "total_stake"},
    "profit": {"profit_closed_coin", "profit_all_percent", "trade_count", "winrate", "max_drawdown", "sharpe"},
    "daily": {"data", "stake_currency", "fiat_display_currency"},
    "weekly": {"data", "stake_currency", "fiat_display_currency"},
    "monthly": {"data", "stake_currency", "fiat_display_currency"},
    "stats": {"exit_reasons", "durations"},
    "locks": {"lock_count", "locks"},
    "whitelist": {"whitelist", "length", "method"},
    "blacklist": {"blacklist", "blacklist_expanded", "errors", "length", "method"},
    "plot_config": {"main_plot", "subplots"},
    "strategies": {"strategies"},
    "available_pairs": {"length", "pairs", "pair_interval"},
    "pairlists_available": {"pairlists"},
    "trades": {"trades", "trades_count", "offset", "total_trades"},
}
LISTS = ("status", "performance", "entries", "exits", "mix_tags")


@pytest.fixture(params=["index", "own"])
def client(request: pytest.FixtureRequest, bot: RunningBot, tmp_path: Path) -> Any:
    """Runs a client command; ``index`` is the client that users install, ``own`` is ours."""
    config = tmp_path / "client.json"
    api = {"listen_ip_address": "127.0.0.1", "listen_port": bot.port, "username": USER, "password": PASSWORD}
    config.write_text(json.dumps({"api_server": api}))
    program = [tool("freqtrade-client")]
    if request.param == "own":
        program = [str(ROOT / ".venv/bin/python"), "-m", "freqtrade_client"]

    def run(*arguments: str) -> Any:
        done = subprocess.run(
            [*program, "--config", str(config), *arguments], capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


@pytest.mark.parametrize("command", sorted(EXPECTED_FIELDS))
def test_a_reading_command_gets_its_fields(client: Any, command: str) -> None:
    answer = client(command)
    assert EXPECTED_FIELDS[command] <= set(answer)
    assert "error" not in answer


@pytest.mark.parametrize("command", LISTS)
def test_a_listing_command_gets_a_list(client: Any, command: str) -> None:
    assert isinstance(client(command), list)


def test_the_bot_is_alive_for_the_client(client: Any) -> None:
    assert client("ping") == {"status": "pong"}


def test_logs_are_limited(client: Any) -> None:
    answer = client("logs", "limit=5")
    assert answer["log_count"] == len(answer["logs"]) == 5


def test_candles_of_a_pair(client: Any) -> None:
    answer = client("pair_candles", "BTC/USDT", "5m", "10")
    assert answer["pair"] == "BTC/USDT"
    assert answer["length"] == len(answer["data"]) == 10
    assert {"date", "close", "enter_long", "__date_ts"} <= set(answer["columns"])


def test_the_strategy_s_source(client: Any) -> None:
    assert "class SampleStrategy" in client("strategy", "SampleStrategy")["code"]


def test_a_position_is_opened_looked_at_and_left(client: Any, bot: RunningBot) -> None:
    pair = bot.free_pair()
    opened = client("forceenter", pair, "long", "order_type=market", "enter_tag=GutFeeling")
    assert set(opened) >= TRADE_FIELDS
    assert opened["enter_tag"] == "GutFeeling"
    trade_id = str(opened["trade_id"])
    assert client("trade", trade_id)["pair"] == pair
    answer = client("forceexit", trade_id, "market")
    assert answer == {"result": f"Created exit order for trade {trade_id}."}
    wait_for("the exit", lambda: not client("trade", trade_id)["is_open"])
    assert client("delete_trade", trade_id)["result"] == "success"


def test_an_order_that_waits_can_be_cancelled(client: Any, bot: RunningBot) -> None:
    pair = bot.free_pair()
    price = bot.get("/pair_candles", pair=pair, timeframe="5m", limit=1)["data"][0][4]
    opened = client("forceenter", pair, "long", f"price={price * 0.9:.6g}", "order_type=limit")
    assert opened["has_open_orders"]
    cancelled = client("cancel_open_order", str(opened["trade_id"]))
    assert cancelled["trade_id"] == opened["trade_id"]
    assert opened["trade_id"] not in [trade["trade_id"] for trade in bot.get("/status")]


def test_locks_come_and_go(client: Any) -> None:
    locks = client("lock_add", "XRP/USDT", "2099-01-01 16:00:00Z", "*", "by hand")["locks"]
    mine = next(lock for lock in locks if lock["reason"] == "by hand")
    left = client("delete_lock", str(mine["id"]))["locks"]
    assert mine["id"] not in [lock["id"] for lock in left]


def test_the_bot_is_paused_stopped_reloaded_and_started(client: Any, bot: RunningBot) -> None:
    assert "paused" in client("stopbuy")["status"]
    assert client("stop")["status"] == "stopping trader ..."
    assert client("start")["status"] == "starting trader ..."
    assert client("reload_config")["status"] == "Reloading config ..."
    wait_for("the running state", lambda: client("show_config")["state"] == "running")


SOCKET_SCRIPT = """
const [url, token, own] = process.argv.slice(1);
const ws = new WebSocket(url);
const seen = new Set();
ws.onopen = () => {
  if (own === 'first-frame') ws.send(JSON.stringify({token}));
  else ws.send(JSON.stringify({type: 'subscribe', data: ['entry', 'entry_fill', 'exit', 'exit_fill']}));
};
ws.onmessage = (event) => {
  const data = JSON.parse(event.data);
  console.log(JSON.stringify(data));
  seen.add(data.type);
  if (seen.has('entry') && seen.has('exit')) { ws.close(); process.exit(0); }
};
ws.onclose = (event) => { console.error('closed', event.code); process.exit(4); };
setTimeout(() => process.exit(5), 90000);
"""


@pytest.mark.parametrize("endpoint", ["ws", "ws_token"])
def test_a_javascript_socket_receives_entries_and_exits(bot: RunningBot, endpoint: str) -> None:
    url = f"ws://127.0.0.1:{bot.port}/api/v1/message/{endpoint}"
    url, how = (f"{url}?token={WS_TOKEN}", "query") if endpoint == "ws" else (url, "first-frame")
    socket = subprocess.Popen(
        [tool("node"), "--experimental-websocket", "-e", SOCKET_SCRIPT, url, WS_TOKEN, how],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    make_a_round_trip(bot, socket)
    out, err = socket.communicate(timeout=90)
    assert socket.returncode == 0, err
    messages = [json.loads(line) for line in out.splitlines()]
    entry = next(message for message in messages if message["type"] == "entry")
    assert {"trade_id", "pair", "stake_amount", "open_rate", "enter_tag", "order_type"} <= set(entry)


def make_a_round_trip(bot: RunningBot, socket: subprocess.Popen[str]) -> None:
    """Enter and leave a trade until the socket has seen both."""

    def once() -> bool:
        opened = bot.post("/forceenter", {"pair": bot.free_pair(), "ordertype": "market"})
        bot.post("/forceexit", {"tradeid": opened["trade_id"], "ordertype": "market"})
        return socket.poll() is not None

    wait_for("the socket's messages", once, limit_s=60)
