"""A database with the same trades every time: 50 open ones, and closed ones of the 120 days before."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

import sqlalchemy as sa

from bot.domain.enums import OrderSide, OrderStatus, OrderType
from bot.domain.market import Market
from bot.domain.order import Order
from bot.domain.profit import recalculated
from bot.domain.trade import Trade
from bot.storage import tables
from bot.storage.database import open_database
from bot.storage.rows import order_row, trade_row

FEE = 0.001
STAKE = 100.0
TAGS = ("rsi_dip", "ema_cross", "force_entry")
REASONS = ("roi", "roi", "exit_signal", "exit_signal", "stop_loss", "force_exit")
SPAN = timedelta(days=120)
HELD = timedelta(minutes=90)
BATCH = 2000


def seed(
    db_url: str, markets: Sequence[Market], prices: dict[str, float], now: datetime, *, closed: int, open_: int
) -> None:
    """Fill a new database; ``prices`` are quote per base."""
    database = open_database(db_url, exclusive=True)
    numbered = enumerate(_trades(markets, prices, now, closed, open_), 1)
    while batch := list(islice(numbered, BATCH)):
        with database.write() as connection:
            connection.execute(sa.insert(tables.trades), [trade_row(trade) | {"id": key} for key, trade in batch])
            orders = [order_row(replace(order, trade_id=key)) for key, trade in batch for order in trade.orders]
            connection.execute(sa.insert(tables.orders), orders)
    database.close()


def _trades(
    markets: Sequence[Market], prices: dict[str, float], now: datetime, closed: int, open_: int
) -> Iterator[Trade]:
    rng = random.Random(7)
    for number in range(closed):
        market = markets[number % len(markets)]
        opened = now - SPAN - HELD + number * SPAN / closed
        trade = _opened(market, prices[market.symbol] * rng.uniform(0.9, 1.1), opened, number, rng)
        yield _left(trade, trade.open_rate * rng.gauss(1.003, 0.02), opened + HELD, number, rng)
    for number in range(closed, closed + open_):
        market = markets[number % len(markets)]
        yield _opened(market, prices[market.symbol], now - timedelta(minutes=10 + number % 600), number, rng)


def _order(trade: Trade, side: OrderSide, rate: float, amount: float, at: datetime, number: int, tag: str) -> Order:
    return Order(
        client_order_id=f"bench-{side.value}-{number}",
        order_id=f"bench_{side.value}_{number}",
        pair=trade.pair,
        side=side,
        order_type=OrderType.MARKET if number % 3 else OrderType.LIMIT,
        status=OrderStatus.CLOSED,
        price=rate,
        average=rate,
        amount=amount,
        filled=amount,
        remaining=0.0,
        cost=amount * rate,
        placed_at=at,
        filled_at=at + timedelta(seconds=number % 40),
        fee_rate=FEE,
        tag=tag,
        intended_amount=amount,
        intended_price=rate,
    )


def _opened(market: Market, rate: float, at: datetime, number: int, rng: random.Random) -> Trade:
    amount = round(STAKE / rate, 6)
    tag = rng.choice(TAGS)
    trade = Trade(
        pair=market.symbol,
        base_currency=market.base,
        quote_currency=market.quote,
        exchange="simulated",
        strategy="RigStrategy",
        enter_tag=tag,
        timeframe_min=5,
        amount_requested=STAKE / rate,
        fee_open=FEE,
        fee_close=FEE,
        open_rate=rate,
        open_rate_requested=rate,
        opened_at=at,
        stop_loss=rate * 0.01,
        stop_loss_ratio=-0.99,
        initial_stop_loss=rate * 0.01,
        initial_stop_loss_ratio=-0.99,
        min_rate=rate,
        max_rate=rate,
        amount_precision=market.amount_precision,
        price_precision=market.price_precision,
    )
    return recalculated(replace(trade, orders=(_order(trade, OrderSide.BUY, rate, amount, at, number, tag),)))


def _left(trade: Trade, rate: float, at: datetime, number: int, rng: random.Random) -> Trade:
    reason = rng.choice(REASONS)
    left = _order(trade, OrderSide.SELL, rate, trade.amount, at, number, reason)
    return recalculated(replace(trade, exit_reason=reason, orders=(*trade.orders, left)))
