"""The database's tables; column names are those that users' own queries know."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect

metadata = sa.MetaData()


class UtcTime(sa.TypeDecorator[datetime]):
    """Aware datetimes outside, naive UTC inside."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Into the database."""
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Out of the database."""
        return None if value is None else value.replace(tzinfo=UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite keeps text: one step from it to the moment, where a page of trades has thousands of them."""
        return _moment if dialect.name == "sqlite" else super().result_processor(dialect, coltype)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class Words(sa.TypeDecorator[str]):
    """Text without zero bytes, which PostgreSQL does not keep."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Into the database."""
        return value if value is None or "\x00" not in value else value.replace("\x00", "")


class LongWords(Words):
    """The same without a limit of its length."""

    impl = sa.Text


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(53))


def _text(name: str, length: int) -> sa.Column[Any]:
    return sa.Column(name, Words(length))


trades = sa.Table(
    "trades",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("exchange", sa.String(25), nullable=False),
    sa.Column("pair", sa.String(25), nullable=False, index=True),
    _text("base_currency", 25),
    _text("stake_currency", 25),
    sa.Column("is_open", sa.Boolean, nullable=False),
    *map(_number, ("fee_open", "fee_open_cost")),
    _text("fee_open_currency", 25),
    *map(_number, ("fee_close", "fee_close_cost")),
    _text("fee_close_currency", 25),
    *map(_number, ("open_rate", "open_rate_requested", "open_trade_value", "close_rate", "close_rate_requested")),
    *map(_number, ("realized_profit", "close_profit", "close_profit_abs")),
    *map(_number, ("stake_amount", "max_stake_amount", "amount", "amount_requested")),
    sa.Column("open_date", UtcTime, nullable=False),
    sa.Column("close_date", UtcTime),
    *map(_number, ("stop_loss", "stop_loss_pct", "initial_stop_loss", "initial_stop_loss_pct")),
    sa.Column("is_stop_loss_trailing", sa.Boolean, nullable=False),
    *map(_number, ("max_rate", "min_rate")),
    _text("exit_reason", 255),
    _text("exit_order_status", 100),
    _text("strategy", 100),
    _text("enter_tag", 255),
    sa.Column("timeframe", sa.Integer),
    _text("trading_mode", 10),
    *map(_number, ("amount_precision", "price_precision")),
    sa.Column("precision_mode", sa.Integer),
    *map(_number, ("contract_size", "leverage")),
    sa.Column("is_short", sa.Boolean, nullable=False),
    *map(_number, ("liquidation_price", "interest_rate", "funding_fees")),
    sa.Index("ix_trades_is_open_close_date", "is_open", "close_date"),
    sqlite_autoincrement=True,  # a deleted trade's number is never given again
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ft_trade_id", sa.Integer, sa.ForeignKey("trades.id"), nullable=False, index=True),
    sa.Column("client_order_id", sa.String(64), nullable=False, unique=True),
    sa.Column("order_id", sa.String(255), index=True),
    sa.Column("ft_order_side", sa.String(10), nullable=False),
    sa.Column("ft_pair", sa.String(25), nullable=False),
    sa.Column("ft_is_open", sa.Boolean, nullable=False, index=True),
    *map(_number, ("ft_amount", "ft_price")),
    _text("ft_cancel_reason", 255),
    sa.Column("status", sa.String(20), nullable=False),
    _text("order_type", 20),
    *map(_number, ("price", "average", "amount", "filled", "remaining", "cost", "stop_price")),
    sa.Column("order_date", UtcTime, nullable=False),
    sa.Column("order_filled_date", UtcTime),
    sa.Column("order_update_date", UtcTime),
    *map(_number, ("funding_fee", "fee_rate", "ft_fee_base")),
    _text("ft_order_tag", 255),
    sqlite_autoincrement=True,
)

locks = sa.Table(
    "pairlocks",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("pair", sa.String(25), nullable=False, index=True),
    sa.Column("side", sa.String(25), nullable=False),
    _text("reason", 255),
    sa.Column("lock_time", UtcTime, nullable=False),
    sa.Column("lock_end_time", UtcTime, nullable=False, index=True),
    sa.Column("active", sa.Boolean, nullable=False, index=True),
)

notes = sa.Table(
    "trade_custom_data",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("ft_trade_id", sa.Integer, sa.ForeignKey("trades.id"), nullable=False, index=True),
    sa.Column("cd_key", sa.String(255), nullable=False),
    sa.Column("cd_type", sa.String(25), nullable=False),
    sa.Column("cd_value", sa.Text, nullable=False),
    sa.Column("created_at", UtcTime, nullable=False),
    sa.Column("updated_at", UtcTime),
    sa.UniqueConstraint("ft_trade_id", "cd_key", name="uq_trade_custom_data_key"),
)

key_values = sa.Table(
    "key_values",
    metadata,
    sa.Column("key", sa.String(25), primary_key=True),
    sa.Column("value_type", sa.String(10), nullable=False),
    _text("string_value", 255),
    sa.Column("datetime_value", UtcTime),
    _number("float_value"),
    sa.Column("int_value", sa.BigInteger),
)

wallet_history = sa.Table(
    "wallet_history",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("timestamp", UtcTime, nullable=False, index=True),
    sa.Column("currency", sa.String(25), nullable=False),
    sa.Column("quote_currency", sa.String(25), nullable=False),
    *map(_number, ("rate", "balance", "total_quote")),
    sa.Column("bot_managed", sa.Boolean, nullable=False),
    sa.UniqueConstraint("timestamp", "currency", name="uq_wallet_history_day"),
)

replies = sa.Table(
    "replies",
    metadata,
    sa.Column("caller", sa.String(100), primary_key=True),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", sa.String(64), nullable=False),
    sa.Column("started_at", UtcTime, nullable=False, index=True),
    sa.Column("status", sa.Integer),
    sa.Column("content_type", sa.String(100)),
    sa.Column("body", sa.LargeBinary),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("type", sa.String(40), nullable=False),
    sa.Column("at", UtcTime, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
)

jobs = sa.Table(
    "jobs",
    metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("category", sa.String(30), nullable=False),
    sa.Column("status", sa.String(10), nullable=False),
    sa.Column("server", sa.String(36), nullable=False),
    sa.Column("began_at", UtcTime, nullable=False, index=True),
    sa.Column("ended_at", UtcTime),
    sa.Column("error", LongWords),
    _text("step", 255),
    *map(_number, ("done", "total")),
    sa.Column("trades", sa.Integer),
    sa.Column("result", sa.LargeBinary),
    sa.Column("has_file", sa.Boolean, nullable=False),
    sa.Column("is_dropped", sa.Boolean, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
)
