"""The same bot in a dry run and with real money: only the exchange section of its config differs.

The exchange is a server of its own process that speaks Binance's protocol; the bot reaches it through ccxt, with
streams, and is killed in the middle of its trades.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.e2e.process import ROOT, RunningBot, wait_for
from tests.storage.servers import database_in

pytestmark = pytest.mark.e2e
NewBot = Callable[..., RunningBot]
HERE = Path(__file__).parent
STOPS = {"entry": "limit", "exit": "limit", "stoploss": "market", "stoploss_on_exchange": True}
MONEY = Decimal(5000)


class Exchange:
    """The server and the section of a config that leads to it."""

    def __init__(self, section: dict[str, Any]) -> None:
        self.section = section
        self.url = section["ccxt_config"]["urls"]["api"]["public"].removesuffix("/api/v3")

    def control(self, what: str, **body: Any) -> Any:
        answer = requests.request(
            "POST" if body else "GET", f"{self.url}/control/{what}", json=body or None, timeout=10
        )
        assert answer.ok, answer.text
        return answer.json()

    def orders(self, **terms: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("ledger")["orders"]
        return [order for order in found if all(order[name] == value for name, value in terms.items())]

    def total(self, coin: str) -> Decimal:
        return sum(map(Decimal, self.control("ledger")["balances"].get(coin, ("0", "0"))), Decimal())


@contextmanager
def an_exchange(*options: str) -> Iterator[Exchange]:
    argv = ["exchange-server", "--port", "0", "--pairs", "10", "--balance", f"USDT={MONEY}", *options]
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *argv], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline()]
        while printed[-1].rstrip() != "}":
            printed.append(process.stdout.readline())
        try:
            yield Exchange(json.loads("".join(printed[1:]))["exchange"])
        finally:
            process.terminate()


def a_trader(new_bot: NewBot, exchange: Exchange, *, dry_run: bool, **changes: Any) -> RunningBot:
    bot = new_bot(
        dry_run=dry_run,
        dry_run_wallet=float(MONEY),
        strategy="IdleStrategy",
        strategy_path=str(HERE / "strategies"),
        stake_amount=200,
        order_types=STOPS,
        stoploss=-0.05,
        exchange={**exchange.section, "pair_whitelist": ["BTC/USDT", "ETH/USDT", "SOL/USDT"], "sim": {}},
        entry_pricing={"price_side": "other"},
        exit_pricing={"price_side": "other"},
        **changes,
    ).start()
    bot.wait_until_running()
    return bot


def open_trade(bot: RunningBot, trade_id: int) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = bot.get("/status")
    return next((trade for trade in found if trade["trade_id"] == trade_id), None)


def held(bot: RunningBot, trade_id: int) -> dict[str, Any]:
    """The trade, as soon as it holds all that it asked for."""

    def probe() -> dict[str, Any] | None:
        trade = open_trade(bot, trade_id)
        assert trade is not None
        return trade if trade["amount"] > 0 and not trade["has_open_orders"] else None

    return wait_for("the entry", probe)


def ended(bot: RunningBot, trade_id: int) -> dict[str, Any]:
    def probe() -> dict[str, Any] | None:
        return next((trade for trade in bot.trades() if trade["trade_id"] == trade_id), None)

    return wait_for("the exit", probe)


@pytest.mark.parametrize("dry_run", [True, False], ids=["dry run", "real money"])
def test_trades_go_from_entry_to_exit_over_a_kill(new_bot: NewBot, tmp_path: Path, *, dry_run: bool) -> None:
    with an_exchange() as exchange:
        bot = a_trader(new_bot, exchange, dry_run=dry_run, db_url=database_in(tmp_path))
        first = held(bot, bot.enter("BTC/USDT"))
        second = held(bot, bot.enter("ETH/USDT"))
        assert first["stake_amount"] == pytest.approx(200, rel=0.02)
        bot.kill()
        bot.start()
        bot.wait_until_running()
        bot.post("/forceexit", {"tradeid": first["trade_id"], "ordertype": "market"})
        closed = ended(bot, first["trade_id"])
        assert closed["exit_reason"] == "force_exit"
        assert open_trade(bot, second["trade_id"]) is not None
        stop_price = second["stop_loss_abs"]
        exchange.control("market", pair="ETH/USDT", price=stop_price * 0.97)
        stopped = ended(bot, second["trade_id"])
        assert stopped["exit_reason"] in ("stop_loss", "stoploss_on_exchange")
        assert stopped["profit_ratio"] < -0.04
        assert bot.get("/reconciliation")["open_count"] == 0
        if dry_run:
            assert exchange.orders() == []
            assert exchange.total("USDT") == MONEY
        else:
            assert stopped["exit_reason"] == "stoploss_on_exchange"
            profit = sum(Decimal(str(trade["profit_abs"])) for trade in bot.trades())
            kept = sum(float(exchange.total(trade["base_currency"])) * trade["close_rate"] for trade in bot.trades())
            assert float(exchange.total("USDT") - MONEY) + kept == pytest.approx(float(profit), abs=0.5)
            assert {order["status"] for order in exchange.orders()} <= {"FILLED", "CANCELED"}
            ids = [order["clientOrderId"] for order in exchange.orders()]
            assert len(ids) == len(set(ids)) == 5  # two entries, a stop each that outlives the kill, and one exit


def test_an_entry_that_fills_in_parts_and_a_stop_that_sells_while_the_bot_is_dead(
    new_bot: NewBot, tmp_path: Path
) -> None:
    with an_exchange("--slice-ratio", "0.3") as exchange:
        bot = a_trader(new_bot, exchange, dry_run=False, db_url=database_in(tmp_path))
        ticker = requests.get(f"{exchange.url}/api/v3/ticker/bookTicker?symbol=SOLUSDT", timeout=10).json()
        price = float(ticker["bidPrice"]) * 0.99
        trade_id = bot.post("/forceenter", {"pair": "SOL/USDT", "price": price, "ordertype": "limit"})["trade_id"]
        (entry,) = wait_for("the order", lambda: exchange.orders(symbol="SOLUSDT"))
        assert (entry["status"], entry["type"]) == ("NEW", "LIMIT")
        exchange.control("market", pair="SOL/USDT", price=price * 0.999)
        trade = held(bot, trade_id)
        fills = [fill for fill in exchange.control("ledger")["fills"] if fill["orderId"] == entry["orderId"]]
        assert len(fills) == 4
        assert trade["amount"] == pytest.approx(float(exchange.total("SOL")), rel=0.002)
        (stop,) = wait_for("the stop", lambda: exchange.orders(symbol="SOLUSDT", status="NEW"))
        assert stop["type"] == "STOP_LOSS"
        bot.kill()
        exchange.control("market", pair="SOL/USDT", price=float(stop["stopPrice"]) * 0.99)
        wait_for("the sale", lambda: exchange.orders(orderId=stop["orderId"], status="FILLED"))
        bot.start()
        bot.wait_until_running()
        assert ended(bot, trade_id)["exit_reason"] == "stoploss_on_exchange"
        assert exchange.total("SOL") < Decimal("0.01") * Decimal(str(trade["amount"]))


def test_a_fill_is_known_long_before_the_next_pass(new_bot: NewBot) -> None:
    with an_exchange() as exchange:
        bot = a_trader(new_bot, exchange, dry_run=False, internals={"process_throttle_secs": 3600})
        wait_for("the stream", lambda: exchange.control("streams")["accounts"])
        ticker = requests.get(f"{exchange.url}/api/v3/ticker/bookTicker?symbol=SOLUSDT", timeout=10).json()
        price = float(ticker["bidPrice"]) * 0.99
        trade_id = bot.post("/forceenter", {"pair": "SOL/USDT", "price": price, "ordertype": "limit"})["trade_id"]
        exchange.control("market", pair="SOL/USDT", price=price * 0.999)
        held(bot, trade_id)
        wait_for("the stop", lambda: exchange.orders(symbol="SOLUSDT", status="NEW", type="STOP_LOSS"))
