"""Valid objects for tests: say only what matters to the test."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.enums import BotState, OrderSide, OrderStatus, OrderType, RunMode
from bot.domain.market import Market
from bot.domain.order import Order
from bot.domain.trade import Trade
from bot.domain.wallet import Balance, Wallets
from bot.settings.model import Settings, StrategyOptions, UnfilledTimeout
from bot.state.snapshot import Snapshot, StrategyPicture
from tests.fakes.stats import FixedStats

T0 = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


def a_market(symbol: str = "BTC/USDT", **changes: Any) -> Market:
    base, quote = symbol.split("/")
    values: dict[str, Any] = {
        "symbol": symbol,
        "base": base,
        "quote": quote,
        "amount_precision": 0.001,
        "price_precision": 0.01,
        "min_amount": 0.001,
        "min_cost": 5.0,
    }
    return Market(**{**values, **changes})


def an_order(**changes: Any) -> Order:
    """A buy of 1 at 100, filled one second after it was placed."""
    values: dict[str, Any] = {
        "id": 1,
        "trade_id": 1,
        "client_order_id": "tp-1",
        "order_id": "x-1",
        "pair": "BTC/USDT",
        "side": OrderSide.BUY,
        "order_type": OrderType.LIMIT,
        "status": OrderStatus.CLOSED,
        "price": 100.0,
        "average": 100.0,
        "amount": 1.0,
        "filled": 1.0,
        "remaining": 0.0,
        "cost": 100.0,
        "placed_at": T0,
        "filled_at": T0 + timedelta(seconds=1),
        "intended_amount": 1.0,
        "intended_price": 100.0,
    }
    return Order(**{**values, **changes})


def an_open_order(**changes: Any) -> Order:
    values: dict[str, Any] = {
        "status": OrderStatus.OPEN,
        "filled": 0.0,
        "remaining": 1.0,
        "cost": 0.0,
        "average": None,
        "filled_at": None,
    }
    return an_order(**{**values, **changes})


def a_trade(**changes: Any) -> Trade:
    """A long trade over 1 BTC bought at 100 USDT with a fee of 0.1 %, stop at 90."""
    values: dict[str, Any] = {
        "id": 1,
        "pair": "BTC/USDT",
        "base_currency": "BTC",
        "quote_currency": "USDT",
        "exchange": "simulated",
        "strategy": "SampleStrategy",
        "enter_tag": "dip",
        "timeframe_min": 5,
        "amount": 1.0,
        "amount_requested": 1.0,
        "stake_amount": 100.0,
        "max_stake_amount": 100.0,
        "open_trade_value": 100.1,
        "fee_open": 0.001,
        "fee_open_cost": 0.1,
        "fee_open_currency": "USDT",
        "fee_close": 0.001,
        "open_rate": 100.0,
        "open_rate_requested": 100.0,
        "opened_at": T0,
        "stop_loss": 90.0,
        "stop_loss_ratio": -0.1,
        "initial_stop_loss": 90.0,
        "initial_stop_loss_ratio": -0.1,
        "min_rate": 99.0,
        "max_rate": 101.0,
        "amount_precision": 0.001,
        "price_precision": 0.01,
        "orders": (an_order(),),
    }
    return Trade(**{**values, **changes})


def a_new_trade(number: int, **changes: Any) -> Trade:
    """A trade that was never stored, with one order of its own."""
    orders = (an_order(id=0, trade_id=0, client_order_id=f"tp-{number}", order_id=f"x-{number}"),)
    return a_trade(**{"id": 0, "orders": orders, **changes})


def a_closed_trade(**changes: Any) -> Trade:
    """The same trade, sold at 110 an hour later."""
    sold = an_order(
        id=2,
        client_order_id="tp-2",
        order_id="x-2",
        side=OrderSide.SELL,
        price=110.0,
        average=110.0,
        cost=110.0,
        placed_at=T0 + timedelta(hours=1),
        filled_at=T0 + timedelta(hours=1),
    )
    values: dict[str, Any] = {
        "is_open": False,
        "closed_at": T0 + timedelta(hours=1),
        "close_rate": 110.0,
        "close_rate_requested": 110.0,
        "close_profit_ratio": 0.0978022,
        "close_profit_amount": 9.79,
        "realized_profit": 9.79,
        "fee_close_cost": 0.11,
        "fee_close_currency": "USDT",
        "exit_reason": "roi",
        "exit_order_status": "closed",
        "orders": (an_order(), sold),
    }
    return a_trade(**{**values, **changes})


def some_settings(**changes: Any) -> Settings:
    values: dict[str, Any] = {
        "stake_currency": "USDT",
        "stake_amount": 100.0,
        "timeframe": "5m",
        "dry_run_wallet": {"USDT": 1000.0},
        "initial_state": BotState.RUNNING,
        "force_entry_enable": True,
        "strategy": "SampleStrategy",
    }
    return Settings(**{**values, **changes})


def a_snapshot(**changes: Any) -> Snapshot:
    values: dict[str, Any] = {
        "settings": some_settings(),
        "taken_at": T0,
        "market_time": T0,
        "runmode": RunMode.DRY_RUN,
        "state": BotState.RUNNING,
    }
    return Snapshot(**{**values, **changes})


def a_running_bot(**changes: Any) -> Snapshot:
    """The picture of a bot that trades BTC/USDT from a wallet of 1000 USDT and has closed no trade yet."""
    options = StrategyOptions(
        minimal_roi={0: 0.02, 30: 0.01},
        stoploss=-0.1,
        stake_currency="USDT",
        stake_amount=100.0,
        max_open_trades=3,
        unfilledtimeout=UnfilledTimeout(entry=10.0, exit=10.0),
    )
    values: dict[str, Any] = {
        "closed": FixedStats(),
        "strategy": StrategyPicture(
            name="SampleStrategy",
            version="1",
            options=options,
            plot_config={},
            source="class SampleStrategy: ...",
            parameters=(),
        ),
        "whitelist": ("BTC/USDT",),
        "pairlist_methods": ("StaticPairList",),
        "wallets": Wallets(
            stake_currency="USDT",
            balances={"USDT": Balance("USDT", 1000.0, 0.0, 1000.0)},
            starting=990.0,
            total_stake=990.0,
            available_stake=990.0,
        ),
        "markets": {"BTC/USDT": a_market()},
        "bot_start_at": T0,
        "startup_at": T0,
        "last_pass_at": T0,
    }
    return a_snapshot(**{**values, **changes})
