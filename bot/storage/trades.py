"""Trades and their orders, as the bot writes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.domain.enums import OrderStatus
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.errors import StorageError
from bot.stats.model import ClosedTrade
from bot.storage import facts
from bot.storage.database import Database
from bot.storage.rows import order_row, read_trades, trade_row
from bot.storage.tables import notes, orders, trades

Mark = tuple[int, datetime]
_CHUNK = 500  # some databases bound the number of values in a statement


class SqlTradeStore:
    """Implements ``ports.TradeStore``. Orders that are as they were stored last are not written again."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._written: dict[int, Order] = {}

    def open_trades(self) -> list[Trade]:
        with self._database.own() as connection:
            found = read_trades(connection, {"is_open": True})
        self._written = {order.id: order for trade in found for order in trade.orders}
        return found

    def get(self, trade_id: int) -> Trade | None:
        with self._database.own() as connection:
            found = read_trades(connection, {"id": trade_id})
        return found[0] if found else None

    def ended_orders(self, client_order_ids: Sequence[str]) -> Mapping[str, float]:
        found: dict[str, float] = {}
        columns = (orders.c.client_order_id, orders.c.filled, orders.c.status)
        with self._database.own() as connection:
            for start in range(0, len(client_order_ids), _CHUNK):
                chunk = client_order_ids[start : start + _CHUNK]
                for client_order_id, filled, status in connection.execute(
                    sa.select(*columns).where(orders.c.client_order_id.in_(chunk))
                ):
                    if not OrderStatus(status).is_open:
                        found[client_order_id] = filled or 0.0
        return found

    def with_order(self, client_order_id: str) -> Trade | None:
        owner = sa.select(orders.c.ft_trade_id).where(orders.c.client_order_id == client_order_id)
        with self._database.own() as connection:
            found = read_trades(connection, trades.c.id.in_(owner))
        return found[0] if found else None

    def add(self, trade: Trade) -> Trade:
        with self._database.write() as connection:
            trade_id = _inserted(connection, trades, trade_row(trade))
            stored = self._with_orders(connection, replace(trade, id=trade_id))
        return self._remembered(stored)

    def save(self, trade: Trade) -> Trade:
        with self._database.write() as connection:
            if _updated(connection, trades, trade.id, trade_row(trade)) != 1:
                raise StorageError(f"Trade {trade.id} is not in the database, so it can't be saved.")
            stored = self._with_orders(connection, trade)
        return self._remembered(stored)

    def delete(self, trade_id: int) -> None:
        with self._database.write() as connection:
            connection.execute(notes.delete().where(notes.c.ft_trade_id == trade_id))
            connection.execute(orders.delete().where(orders.c.ft_trade_id == trade_id))
            connection.execute(trades.delete().where(trades.c.id == trade_id))
        self._written = {key: order for key, order in self._written.items() if order.trade_id != trade_id}
        self._forget(trade_id)

    def closed_facts(self, closed_after: datetime | None = None) -> Iterable[ClosedTrade]:
        with self._database.own() as connection:
            yield from facts.closed_facts(connection, closed_after)

    def closed_trades(
        self, pair: str | None, opened_after: datetime | None, closed_after: datetime | None
    ) -> list[Trade]:
        """Closed trades for strategies, by id; bounds are exclusive, ``None`` chooses all."""
        where: sa.ColumnElement[bool] = trades.c.is_open.is_(False)
        if pair is not None:
            where &= trades.c.pair == pair
        if opened_after is not None:
            where &= trades.c.open_date > opened_after
        if closed_after is not None:
            where &= trades.c.close_date > closed_after
        with self._database.own() as connection:
            return read_trades(connection, where)

    def first_and_last(self) -> tuple[Mark, Mark] | None:
        with self._database.own() as connection:
            query = sa.select(trades.c.id, trades.c.open_date).limit(1)
            first = connection.execute(query.order_by(trades.c.id)).first()
            last = connection.execute(query.order_by(trades.c.id.desc())).first()
        return ((first[0], first[1]), (last[0], last[1])) if first and last else None

    def newest_moment(self) -> datetime | None:
        """The latest date of all trades and orders; ``None`` without any."""
        dates = (trades.c.open_date, trades.c.close_date)
        order_dates = (orders.c.order_date, orders.c.order_filled_date, orders.c.order_update_date)
        with self._database.own() as connection:
            found = [
                *connection.execute(sa.select(*map(sa.func.max, dates))).one(),
                *connection.execute(sa.select(*map(sa.func.max, order_dates))).one(),
            ]
        return max((moment for moment in found if moment is not None), default=None)

    def _with_orders(self, connection: Connection, trade: Trade) -> Trade:
        return replace(trade, orders=tuple(self._stored(connection, trade.id, order) for order in trade.orders))

    def _stored(self, connection: Connection, trade_id: int, order: Order) -> Order:
        if order.id and self._written.get(order.id) == order:
            return order
        if order.id:
            if _updated(connection, orders, order.id, order_row(order)) != 1:
                raise StorageError(f"Order {order.id} is not in the database, so it can't be saved.")
            return order
        order = replace(order, trade_id=trade_id)
        return replace(order, id=_inserted(connection, orders, order_row(order)))

    def _remembered(self, trade: Trade) -> Trade:
        """Only now is it on disk."""
        self._forget(trade.id)
        for order in trade.orders:
            if trade.is_open:
                self._written[order.id] = order
            else:
                self._written.pop(order.id, None)
        return trade

    def _forget(self, trade_id: int) -> None:
        if self._database.kept is not None:
            self._database.kept.forget(trade_id)


def _inserted(connection: Connection, table: sa.Table, row: dict[str, Any]) -> int:
    key = connection.execute(sa.insert(table), row).inserted_primary_key
    assert key is not None, "tables with generated ids return them"
    return int(key[0])


def _updated(connection: Connection, table: sa.Table, key: int, row: dict[str, Any]) -> int:
    """Values go beside the statement, not into it: SQLAlchemy then compiles it once."""
    statement = sa.update(table).where(table.c.id == sa.bindparam("known_id"))
    return connection.execute(statement, row | {"known_id": key}).rowcount
