"""A bot with real money on an exchange server, in a process of its own that dies at a named point.

``python -m tests.exchange_server.victim ADDRESS FOLDER DATABASE POINT``; the point is empty for a bot that lives to the
end: then it leaves all trades. With a point it trades until it is killed there.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

from bot.clock import SystemClock
from bot.domain.enums import OrderType
from bot.drill.faults import CrashingTrades, FaultyOrders, Plan, SkewedClock
from bot.drill.rig import settings_in
from bot.engine.orders import INTENT_GRACE_S
from bot.engine.trader import Trader
from bot.errors import BotError
from bot.exchange.real.open import open_market, open_orders
from bot.runtime.trading import join_trader
from bot.settings.model import ExchangeSettings, Secret
from bot.state.commands import CancelOpenOrder, Command, ForceEnter, ForceExit, Reconcile
from bot.state.feed import Feed
from bot.storage.database import open_database

PAIRS = ("BTC/USDT", "ETH/USDT", "SOL/USDT")
ROUNDS = 40


class Deadly(Plan):
    """Kills this very process, as the system would."""

    def pass_point(self, point: str) -> None:
        if point == self._armed:
            os.kill(os.getpid(), signal.SIGKILL)

    def die_at(self, point: str) -> None:
        self._armed = point


def main(address: str, folder: str, db_url: str, point: str) -> None:
    settings = replace(settings_in(Path(folder), db_url), exchange=_exchange(address))
    plan = Deadly(Random(1), 0.0)
    clock = SkewedClock(SystemClock())
    clock.jump(0.0 if point else INTENT_GRACE_S * 2)  # what never arrived is given up at once
    market = open_market(settings.exchange, clock)
    orders = FaultyOrders(open_orders(market, settings.exchange), plan, clock)
    database = open_database(settings.db_url, exclusive=True)
    trades = CrashingTrades(database, plan)
    trader = join_trader(settings, market, orders, trades, database, clock, clock, Feed())
    try:
        trader.startup()
        trader.run_pass()
        if point:
            _trade(trader, plan, point)
        else:
            _leave(trader)
    finally:
        trader.shutdown()
        database.close()


def _trade(trader: Trader, plan: Deadly, point: str) -> None:
    """Buy, wait, cancel, sell: on the way every point is passed."""
    _ask(trader, ForceEnter(pair=PAIRS[0], order_type=OrderType.MARKET, tag="drill-0"))
    trader.run_pass()
    plan.die_at(point)
    _ask(trader, ForceEnter(pair=PAIRS[1], order_type=OrderType.MARKET, tag="drill-1"))
    trader.run_pass()
    _ask(trader, ForceExit(trade_id=1, order_type=OrderType.MARKET))
    last = trader.picture().open_trades[-1].current_rate or 100.0
    _ask(trader, ForceEnter(pair=PAIRS[2], order_type=OrderType.LIMIT, price=last / 1000, tag="drill-2"))
    trader.run_pass()
    for entry in trader.picture().open_trades:
        _ask(trader, CancelOpenOrder(entry.trade.id))


def _leave(trader: Trader) -> None:
    for _ in range(ROUNDS):
        _ask(trader, Reconcile())
        for entry in trader.picture().open_trades:
            if entry.trade.open_orders and not entry.trade.amount:
                _ask(trader, CancelOpenOrder(entry.trade.id))
            else:
                _ask(trader, ForceExit(trade_id=entry.trade.id, order_type=OrderType.MARKET))
        trader.run_pass()
        if not trader.picture().open_trades:
            return
    raise SystemExit("Some trades could not be left.")


def _ask(trader: Trader, command: Command[object]) -> None:
    try:
        trader.handle(command)
    except BotError as error:
        print(f"refused: {error}", file=sys.stderr)
    trader.picture()


def _exchange(address: str) -> ExchangeSettings:
    paths = {"public": "/api/v3", "private": "/api/v3", "v1": "/api/v1", "sapi": "/sapi/v1"}
    urls = {name: f"{address}{path}" for name, path in paths.items()}
    return ExchangeSettings(
        name="binance",
        key=Secret("trader"),
        secret=Secret("secret"),
        enable_ws=False,
        ccxt_config={"urls": {"api": urls}, "enableRateLimit": False},
        pair_whitelist=PAIRS,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
