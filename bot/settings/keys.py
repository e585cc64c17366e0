"""The settings that Tradepost knows: path and kind of each. What they mean stands in docs/reference/configuration.md.

Defaults stand in ``model.py``; this table only says what is allowed.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings.kinds import (
    Address,
    AnyObject,
    Anything,
    Choice,
    Flag,
    Kind,
    ListOf,
    Null,
    Number,
    ObjectOf,
    OneOf,
    Text,
    Timeframe,
    Whole,
)
from bot.settings.notification_keys import NOTIFICATION_KINDS, NOTIFICATION_SECRETS

RATIO = Number(0, 1)
AMOUNTS = ObjectOf(Number(0), key_meaning="coin")
TEXTS = ListOf(Text())
PRICE_SIDE = Choice(("same", "other", "bid", "ask"))
ORDER_TYPE = Choice(("limit", "market"))
TIME_IN_FORCE = Choice(("GTC", "FOK", "IOC", "PO"))
DATA_FORMAT = Choice(("json", "jsongz", "feather", "parquet"))
RATE_LIMIT = Text('a rate such as "10 per minute"', r"\d+ ?(per|/) ?(\d+ )?(second|minute|hour|day)s?")
SECRET_FILE = Text("a file that holds the text alone")
EXCHANGE_SECRETS = ("key", "secret", "password", "uid", "account_id", "wallet_address", "private_key")
STRATEGY_NAME = Text(
    "the name of a strategy class (or Name:source, the file in base64)",
    r"[A-Za-z_]\w*(:[A-Za-z0-9+/]+=*)?",
)
ORIGIN = Text("an origin such as https://example.com", r"(?!null)[a-z][a-z0-9+.-]*://[^/\s*]+/?")


@dataclass(frozen=True, slots=True)
class Key:
    """One setting. ``is_used`` is false for what the reference knows and this version does not act upon yet."""

    path: str
    kind: Kind
    is_used: bool = True


def _unused(path: str) -> Key:
    return Key(path, Anything(), is_used=False)


_GENERAL = (
    Key("bot_name", Text()),
    Key("dry_run", Flag()),
    Key("initial_state", Choice(("running", "paused", "stopped"))),
    Key("force_entry_enable", Flag()),
    Key("cancel_open_orders_on_exit", Flag()),
    Key("trading_mode", Choice(("spot", "margin", "futures"))),
    Key("margin_mode", Choice(("", "isolated", "cross"))),
    Key("max_open_trades", Whole(-1)),
    Key("stake_currency", Text("a coin such as USDT", r"[A-Za-z0-9]{1,20}")),
    Key("stake_amount", OneOf((Number(0.0001), Choice(("unlimited",))))),
    Key("tradable_balance_ratio", Number(maximum=1, above=0)),
    Key("available_capital", OneOf((Number(above=0), Null()))),
    Key("amend_last_stake_amount", Flag()),
    Key("last_stake_amount_min_ratio", RATIO),
    Key("amount_reserve_percent", Number(0, 0.5)),
    Key("fiat_display_currency", Text('a currency such as USD, or ""', r"|[A-Za-z]{3,5}")),
    Key("dry_run_wallet", OneOf((Number(above=0), AMOUNTS))),
    Key("fee", OneOf((Number(0, 0.1), Null()))),
    Key("custom_price_max_distance_ratio", RATIO),
    Key("pairlists", ListOf(AnyObject("method"), 1)),
    Key("user_data_dir", Text("a folder")),
    Key("datadir", Text("a folder")),
    Key("db_url", Text("a database address such as sqlite:///tradesv3.sqlite", r"[a-z][a-z0-9+]*://.*")),
    Key("dataformat_ohlcv", DATA_FORMAT),
    Key("dataformat_trades", DATA_FORMAT),
    Key("new_pairs_days", Whole(1, 10_000)),
    Key("log_config", OneOf((AnyObject(), Null()))),
    Key("logfile", OneOf((Text("a file"), Null()))),
    Key("verbosity", Whole(0, 3)),
)

_STRATEGY = (
    Key("strategy", OneOf((STRATEGY_NAME, Null()))),
    Key("strategy_path", OneOf((Text("a folder"), Null()))),
    Key("recursive_strategy_search", Flag()),
    Key("timeframe", OneOf((Timeframe(), Null()))),
    Key("minimal_roi", ObjectOf(Number(), r"\d+", "minutes")),
    Key("stoploss", Number(-1, below=0)),
    Key("trailing_stop", Flag()),
    Key("trailing_stop_positive", OneOf((RATIO, Null()))),
    Key("trailing_stop_positive_offset", RATIO),
    Key("trailing_only_offset_is_reached", Flag()),
    Key("use_custom_stoploss", Flag()),
    Key("use_exit_signal", Flag()),
    Key("exit_profit_only", Flag()),
    Key("exit_profit_offset", Number()),
    Key("ignore_roi_if_entry_signal", Flag()),
    Key("ignore_buying_expired_candle_after", Number(0)),
    Key("process_only_new_candles", Flag()),
    Key("startup_candle_count", Whole(0, 100_000)),
    Key("disable_dataframe_checks", Flag()),
    Key("position_adjustment_enable", Flag()),
    Key("max_entry_position_adjustment", Whole(-1)),
)

_ORDERS = (
    Key("order_types.entry", ORDER_TYPE),
    Key("order_types.exit", ORDER_TYPE),
    Key("order_types.stoploss", ORDER_TYPE),
    Key("order_types.stoploss_on_exchange", Flag()),
    Key("order_types.force_entry", ORDER_TYPE),
    Key("order_types.force_exit", ORDER_TYPE),
    Key("order_types.emergency_exit", ORDER_TYPE),
    Key("order_types.stoploss_price_type", Choice(("last", "mark", "index"))),
    Key("order_types.stoploss_on_exchange_interval", Number(0)),
    Key("order_types.stoploss_on_exchange_limit_ratio", RATIO),
    Key("order_time_in_force.entry", TIME_IN_FORCE),
    Key("order_time_in_force.exit", TIME_IN_FORCE),
    Key("unfilledtimeout.entry", Number(1)),
    Key("unfilledtimeout.exit", Number(1)),
    Key("unfilledtimeout.exit_timeout_count", Whole(0)),
    Key("unfilledtimeout.unit", Choice(("minutes", "seconds"))),
    Key("entry_pricing.price_side", PRICE_SIDE),
    Key("entry_pricing.use_order_book", Flag()),
    Key("entry_pricing.order_book_top", Whole(1, 50)),
    Key("entry_pricing.price_last_balance", RATIO),
    Key("entry_pricing.check_depth_of_market.enabled", Flag()),
    Key("entry_pricing.check_depth_of_market.bids_to_ask_delta", Number(0)),
    Key("exit_pricing.price_side", PRICE_SIDE),
    Key("exit_pricing.use_order_book", Flag()),
    Key("exit_pricing.order_book_top", Whole(1, 50)),
    Key("exit_pricing.price_last_balance", RATIO),
)

_EXCHANGE = (
    Key("exchange.name", Text()),
    Key("exchange.key", Text()),
    Key("exchange.api_key", Text()),
    Key("exchange.secret", Text()),
    Key("exchange.password", Text()),
    Key("exchange.uid", Text()),
    Key("exchange.account_id", Text()),
    Key("exchange.wallet_address", Text()),
    Key("exchange.private_key", Text()),
    *(Key(f"exchange.{name}_file", SECRET_FILE) for name in EXCHANGE_SECRETS),
    Key("exchange.pair_whitelist", TEXTS),
    Key("exchange.pair_blacklist", TEXTS),
    Key("exchange.outdated_offset", Number(0)),
    Key("exchange.markets_refresh_interval", Number(1)),
    Key("exchange.demo_trading", Flag()),
    Key("exchange.skip_open_order_update", Flag()),
    Key("exchange.ccxt_config", AnyObject()),
    Key("exchange.ccxt_sync_config", AnyObject()),
    Key("exchange.ccxt_async_config", AnyObject()),
    Key("exchange.enable_ws", Flag()),
    Key("exchange.log_responses", Flag()),
    Key("exchange.unknown_fee_rate", OneOf((Number(0), Null()))),
    Key("exchange.reconcile_interval", Number(0)),
    Key("exchange.sim.seed", Whole()),
    Key("exchange.sim.speed", Number(maximum=100_000, above=0)),
    Key("exchange.sim.pairs", Whole(1, 1000)),
    Key("exchange.sim.replay_dir", OneOf((Text("a folder"), Null()))),
)

_API = (
    Key("api_server.enabled", Flag()),
    Key("api_server.listen_ip_address", Address()),
    Key("api_server.listen_port", Whole(1024, 65_535)),
    Key("api_server.username", Text("a text without a colon", r"[^:\x00-\x1f]*")),
    Key("api_server.password", Text()),
    Key("api_server.jwt_secret_key", Text()),
    Key("api_server.ws_token", OneOf((Text(), TEXTS))),
    Key("api_server.CORS_origins", ListOf(ORIGIN)),
    Key("api_server.verbosity", Choice(("error", "info"))),
    Key("api_server.enable_openapi", Flag()),
    Key("api_server.allow_custom_messages", Flag()),
    Key("api_server.trusted_proxies", Whole(0, 10)),
    Key("api_server.unix_socket", Text("a file")),
    Key("api_server.max_ws_clients", Whole(1, 100_000)),
    Key("api_server.rate_limit_login", RATE_LIMIT),
    Key("api_server.rate_limit_write", RATE_LIMIT),
    Key("api_server.threads", Whole(2, 256)),
)

_CONSUMER = (
    Key("external_message_consumer.enabled", Flag()),
    Key("external_message_consumer.producers", ListOf(AnyObject())),
    Key("external_message_consumer.wait_timeout", Number(maximum=3600, above=0)),
    Key("external_message_consumer.ping_timeout", Number(maximum=3600, above=0)),
    Key("external_message_consumer.sleep_time", Number(maximum=3600, above=0)),
    Key("external_message_consumer.remove_entry_exit_signals", Flag()),
    Key("external_message_consumer.initial_candle_limit", Whole(0, 1500)),
    Key("external_message_consumer.message_size_limit", Number(maximum=1000, above=0)),
)

_COINGECKO = (
    Key("coingecko.is_demo", Flag()),
    Key("coingecko.api_key", Text()),
)

_INTERNALS = (
    Key("risk.max_order_notional", OneOf((Number(above=0), Null()))),
    Key("risk.max_pair_notional", OneOf((Number(above=0), Null()))),
    Key("risk.price_collar", OneOf((Number(maximum=1, above=0), Null()))),
    Key("risk.max_orders_per_minute", OneOf((Whole(1), Null()))),
    Key("risk.max_daily_loss", OneOf((Number(above=0), Null()))),
    Key("risk.dead_man_timeout", OneOf((Number(1), Null()))),
    Key("internals.process_throttle_secs", Number(maximum=3600, above=0)),
    Key("internals.heartbeat_interval", Number(0)),
)

_JOBS = (
    Key("jobs.memory_limit", OneOf((Whole(128, 10_000_000), Null()))),
    Key("jobs.cpu_limit", OneOf((Whole(1, 1024), Null()))),
    Key("jobs.time_limit", Number(1, 2_592_000)),
    Key("jobs.nice", Whole(0, 19)),
)

_BACKTEST = (
    Key("timerange", OneOf((Text("a span such as 20260101-20260201"), Null()))),
    Key("timeframe_detail", OneOf((Timeframe(), Null()))),
    Key("enable_protections", Flag()),
    Key("position_stacking", Flag()),
    Key("export", Choice(("none", "trades", "signals"))),
    Key("backtest_cache", Choice(("none", "day", "week", "month"))),
    Key("backtest_breakdown", ListOf(Choice(("day", "week", "month", "year", "weekday")))),
)

_HYPEROPT = (
    Key("hyperopt_loss", Text("the name of a loss function", r"[A-Za-z_]\w*")),
    Key("epochs", Whole(1, 1_000_000)),
    Key("spaces", ListOf(Text("a space such as buy", r"[A-Za-z_]\w*"), 1)),
)

_NOT_USED_YET = (
    "$schema",
    "edge",
    "exchange.use_public_trades",
    "experimental",
    "freqai",
    "futures_funding_rate",
    "hyperopt",
    "internals.interval",
    "internals.sd_notify",
    "liquidation_buffer",
    "liquidation_warn_ratio",
    "orderflow",
    "producers",
    "proxy_coin",
    "reduce_df_footprint",
    "telegram.authorized_users",
    "telegram.balance_dust_level",
    "telegram.keyboard",
    "telegram.reload",
)

KEYS: tuple[Key, ...] = (
    *_GENERAL,
    *_STRATEGY,
    *_ORDERS,
    *_EXCHANGE,
    *_API,
    *_CONSUMER,
    *_COINGECKO,
    *_INTERNALS,
    *_JOBS,
    *_BACKTEST,
    *_HYPEROPT,
    *(Key(path, kind) for path, kind in NOTIFICATION_KINDS),
    *map(_unused, _NOT_USED_YET),
)

SECRET_PATHS = (
    *(f"exchange.{name}" for name in EXCHANGE_SECRETS),
    "exchange.api_key",
    "api_server.password",
    "api_server.jwt_secret_key",
    "api_server.ws_token",
    "coingecko.api_key",
    "external_message_consumer.producers.ws_token",
    "pairlists.bearer_token",
    "pairlists.pairlist_url",
    *NOTIFICATION_SECRETS,
)

STRATEGY_KEYS = (
    "minimal_roi",
    "timeframe",
    "stoploss",
    "trailing_stop",
    "trailing_stop_positive",
    "trailing_stop_positive_offset",
    "trailing_only_offset_is_reached",
    "use_custom_stoploss",
    "process_only_new_candles",
    "order_types",
    "order_time_in_force",
    "stake_currency",
    "stake_amount",
    "startup_candle_count",
    "unfilledtimeout",
    "use_exit_signal",
    "exit_profit_only",
    "ignore_roi_if_entry_signal",
    "exit_profit_offset",
    "disable_dataframe_checks",
    "ignore_buying_expired_candle_after",
    "position_adjustment_enable",
    "max_entry_position_adjustment",
    "max_open_trades",
)
"""Keys of the config that win over the strategy's attributes."""
