"""The first schema."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_table(
        "key_values",
        sa.Column("key", sa.String(length=25), nullable=False),
        sa.Column("value_type", sa.String(length=10), nullable=False),
        sa.Column("string_value", sa.String(length=255), nullable=True),
        sa.Column("datetime_value", sa.DateTime(), nullable=True),
        sa.Column("float_value", sa.Float(precision=53), nullable=True),
        sa.Column("int_value", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "pairlocks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("pair", sa.String(length=25), nullable=False),
        sa.Column("side", sa.String(length=25), nullable=False),
        sa.Column("reason", sa.String(length=255), nullable=True),
        sa.Column("lock_time", sa.DateTime(), nullable=False),
        sa.Column("lock_end_time", sa.DateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_pairlocks_active"), "pairlocks", ["active"], unique=False)
    op.create_index(op.f("ix_pairlocks_lock_end_time"), "pairlocks", ["lock_end_time"], unique=False)
    op.create_index(op.f("ix_pairlocks_pair"), "pairlocks", ["pair"], unique=False)
    op.create_table(
        "trades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exchange", sa.String(length=25), nullable=False),
        sa.Column("pair", sa.String(length=25), nullable=False),
        sa.Column("base_currency", sa.String(length=25), nullable=True),
        sa.Column("stake_currency", sa.String(length=25), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("fee_open", sa.Float(precision=53), nullable=True),
        sa.Column("fee_open_cost", sa.Float(precision=53), nullable=True),
        sa.Column("fee_open_currency", sa.String(length=25), nullable=True),
        sa.Column("fee_close", sa.Float(precision=53), nullable=True),
        sa.Column("fee_close_cost", sa.Float(precision=53), nullable=True),
        sa.Column("fee_close_currency", sa.String(length=25), nullable=True),
        sa.Column("open_rate", sa.Float(precision=53), nullable=True),
        sa.Column("open_rate_requested", sa.Float(precision=53), nullable=True),
        sa.Column("open_trade_value", sa.Float(precision=53), nullable=True),
        sa.Column("close_rate", sa.Float(precision=53), nullable=True),
        sa.Column("close_rate_requested", sa.Float(precision=53), nullable=True),
        sa.Column("realized_profit", sa.Float(precision=53), nullable=True),
        sa.Column("close_profit", sa.Float(precision=53), nullable=True),
        sa.Column("close_profit_abs", sa.Float(precision=53), nullable=True),
        sa.Column("stake_amount", sa.Float(precision=53), nullable=True),
        sa.Column("max_stake_amount", sa.Float(precision=53), nullable=True),
        sa.Column("amount", sa.Float(precision=53), nullable=True),
        sa.Column("amount_requested", sa.Float(precision=53), nullable=True),
        sa.Column("open_date", sa.DateTime(), nullable=False),
        sa.Column("close_date", sa.DateTime(), nullable=True),
        sa.Column("stop_loss", sa.Float(precision=53), nullable=True),
        sa.Column("stop_loss_pct", sa.Float(precision=53), nullable=True),
        sa.Column("initial_stop_loss", sa.Float(precision=53), nullable=True),
        sa.Column("initial_stop_loss_pct", sa.Float(precision=53), nullable=True),
        sa.Column("is_stop_loss_trailing", sa.Boolean(), nullable=False),
        sa.Column("max_rate", sa.Float(precision=53), nullable=True),
        sa.Column("min_rate", sa.Float(precision=53), nullable=True),
        sa.Column("exit_reason", sa.String(length=255), nullable=True),
        sa.Column("exit_order_status", sa.String(length=100), nullable=True),
        sa.Column("strategy", sa.String(length=100), nullable=True),
        sa.Column("enter_tag", sa.String(length=255), nullable=True),
        sa.Column("timeframe", sa.Integer(), nullable=True),
        sa.Column("trading_mode", sa.String(length=10), nullable=True),
        sa.Column("amount_precision", sa.Float(precision=53), nullable=True),
        sa.Column("price_precision", sa.Float(precision=53), nullable=True),
        sa.Column("precision_mode", sa.Integer(), nullable=True),
        sa.Column("contract_size", sa.Float(precision=53), nullable=True),
        sa.Column("leverage", sa.Float(precision=53), nullable=True),
        sa.Column("is_short", sa.Boolean(), nullable=False),
        sa.Column("liquidation_price", sa.Float(precision=53), nullable=True),
        sa.Column("interest_rate", sa.Float(precision=53), nullable=True),
        sa.Column("funding_fees", sa.Float(precision=53), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_trades_is_open_close_date", "trades", ["is_open", "close_date"], unique=False)
    op.create_index(op.f("ix_trades_pair"), "trades", ["pair"], unique=False)
    op.create_table(
        "wallet_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("timestamp", sa.DateTime(), nullable=False),
        sa.Column("currency", sa.String(length=25), nullable=False),
        sa.Column("quote_currency", sa.String(length=25), nullable=False),
        sa.Column("rate", sa.Float(precision=53), nullable=True),
        sa.Column("balance", sa.Float(precision=53), nullable=True),
        sa.Column("total_quote", sa.Float(precision=53), nullable=True),
        sa.Column("bot_managed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("timestamp", "currency", name="uq_wallet_history_day"),
    )
    op.create_index(op.f("ix_wallet_history_timestamp"), "wallet_history", ["timestamp"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ft_trade_id", sa.Integer(), nullable=False),
        sa.Column("client_order_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=255), nullable=True),
        sa.Column("ft_order_side", sa.String(length=10), nullable=False),
        sa.Column("ft_pair", sa.String(length=25), nullable=False),
        sa.Column("ft_is_open", sa.Boolean(), nullable=False),
        sa.Column("ft_amount", sa.Float(precision=53), nullable=True),
        sa.Column("ft_price", sa.Float(precision=53), nullable=True),
        sa.Column("ft_cancel_reason", sa.String(length=255), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("order_type", sa.String(length=20), nullable=True),
        sa.Column("price", sa.Float(precision=53), nullable=True),
        sa.Column("average", sa.Float(precision=53), nullable=True),
        sa.Column("amount", sa.Float(precision=53), nullable=True),
        sa.Column("filled", sa.Float(precision=53), nullable=True),
        sa.Column("remaining", sa.Float(precision=53), nullable=True),
        sa.Column("cost", sa.Float(precision=53), nullable=True),
        sa.Column("stop_price", sa.Float(precision=53), nullable=True),
        sa.Column("order_date", sa.DateTime(), nullable=False),
        sa.Column("order_filled_date", sa.DateTime(), nullable=True),
        sa.Column("order_update_date", sa.DateTime(), nullable=True),
        sa.Column("funding_fee", sa.Float(precision=53), nullable=True),
        sa.Column("fee_rate", sa.Float(precision=53), nullable=True),
        sa.Column("ft_fee_base", sa.Float(precision=53), nullable=True),
        sa.Column("ft_order_tag", sa.String(length=255), nullable=True),
        sa.ForeignKeyConstraint(
            ["ft_trade_id"],
            ["trades.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("client_order_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_orders_ft_is_open"), "orders", ["ft_is_open"], unique=False)
    op.create_index(op.f("ix_orders_ft_trade_id"), "orders", ["ft_trade_id"], unique=False)
    op.create_index(op.f("ix_orders_order_id"), "orders", ["order_id"], unique=False)
    op.create_table(
        "trade_custom_data",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ft_trade_id", sa.Integer(), nullable=False),
        sa.Column("cd_key", sa.String(length=255), nullable=False),
        sa.Column("cd_type", sa.String(length=25), nullable=False),
        sa.Column("cd_value", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["ft_trade_id"],
            ["trades.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("ft_trade_id", "cd_key", name="uq_trade_custom_data_key"),
    )
    op.create_index(op.f("ix_trade_custom_data_ft_trade_id"), "trade_custom_data", ["ft_trade_id"], unique=False)


def downgrade() -> None:
    """Drop all tables."""
    op.drop_table("trade_custom_data")
    op.drop_table("orders")
    op.drop_table("wallet_history")
    op.drop_table("trades")
    op.drop_table("pairlocks")
    op.drop_table("key_values")
    op.drop_table("events")
