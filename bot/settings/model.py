"""Typed settings. Names follow the config file's keys; defaults stand here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.domain.enums import BotState, RunMode, TradingMode
from bot.domain.risk import RiskLimits
from bot.settings.consumer_model import ConsumerSettings
from bot.settings.notification_model import NotificationSettings
from bot.settings.secret import Secret as Secret  # one of the words that settings are made of
from bot.settings.secret import address_passwords, address_secrets

SIMULATED, REPLAY = "simulated", "replay"
MADE_UP = (SIMULATED, REPLAY)
CCXT_SECRETS = ("apiKey", "secret", "password", "uid", "walletAddress", "privateKey", "login", "token", "twofa")
EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderTypes:
    """Order type per purpose; ``None`` falls back as docs/reference/configuration.md says."""

    entry: str = "limit"
    exit: str = "limit"
    stoploss: str = "limit"
    stoploss_on_exchange: bool = False
    force_entry: str | None = None
    force_exit: str | None = None
    emergency_exit: str = "market"
    stoploss_price_type: str | None = None
    stoploss_on_exchange_interval: int = 60
    stoploss_on_exchange_limit_ratio: float = 0.99
    given: tuple[str, ...] = ("entry", "exit", "stoploss", "stoploss_on_exchange", "stoploss_on_exchange_interval")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnfilledTimeout:
    """How long an order may wait, in ``unit``; ``None`` waits for ever."""

    entry: float | None = None
    exit: float | None = None
    exit_timeout_count: int = 0
    unit: str = "minutes"


@dataclass(frozen=True, slots=True, kw_only=True)
class StrategyOptions:
    """What config file or strategy may say; the loader of strategies merges both into one object."""

    timeframe: str = "5m"
    minimal_roi: Mapping[int, float] = field(default_factory=dict)
    stoploss: float = -0.1
    trailing_stop: bool = False
    trailing_stop_positive: float | None = None
    trailing_stop_positive_offset: float = 0.0
    trailing_only_offset_is_reached: bool = False
    use_custom_stoploss: bool = False
    use_custom_roi: bool = False
    use_exit_signal: bool = True
    exit_profit_only: bool = False
    exit_profit_offset: float = 0.0
    ignore_roi_if_entry_signal: bool = False
    ignore_expired_candle_after_s: int = 0
    can_short: bool = False
    process_only_new_candles: bool = True
    startup_candle_count: int = 0
    position_adjustment_enable: bool = False
    max_entry_position_adjustment: int = -1
    disable_dataframe_checks: bool = False
    order_types: OrderTypes = OrderTypes()
    order_time_in_force: Mapping[str, str] = field(default_factory=lambda: {"entry": "GTC", "exit": "GTC"})
    unfilledtimeout: UnfilledTimeout | None = None
    max_open_trades: int = -1
    stake_currency: str = ""
    stake_amount: float | str = "unlimited"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """Where the rate of an entry or an exit comes from."""

    price_side: str = "same"
    use_order_book: bool = True
    order_book_top: int = 1
    price_last_balance: float = 0.0
    check_depth_of_market: bool = False
    bids_to_ask_delta: float = 0.0
    given: Mapping[str, Any] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulationSettings:
    """The simulated exchange: ``exchange.sim``."""

    seed: int = 1
    speed: float = 1.0
    pairs: int = 100
    replay_dir: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExchangeSettings:
    """Which exchange, with which keys. ``name`` ``simulated`` needs no network, ``replay`` plays candle files.

    Every other name is one of the exchange library's; ``ccxt_config`` goes to it as it stands.
    """

    name: str = "simulated"
    key: Secret = Secret()
    secret: Secret = Secret()
    password: Secret = Secret()
    uid: Secret = Secret()
    account_id: Secret = Secret()
    wallet_address: Secret = Secret()
    private_key: Secret = Secret()
    pair_whitelist: tuple[str, ...] = ()
    pair_blacklist: tuple[str, ...] = ()
    outdated_offset_min: int = 5
    markets_refresh_interval_min: int = 60
    demo_trading: bool = False
    skip_open_order_update: bool = False
    enable_ws: bool = True
    log_responses: bool = False
    unknown_fee_rate: float | None = None
    reconcile_interval_min: float = 15.0
    ccxt_config: Mapping[str, Any] = field(default_factory=lambda: EMPTY, repr=False)
    sim: SimulationSettings = SimulationSettings()
    options: Mapping[str, Any] = field(default_factory=lambda: EMPTY)

    @property
    def is_made_up(self) -> bool:
        """Whether its market runs on a clock of its own, and holds no money."""
        return self.name in MADE_UP

    def secrets(self) -> Iterator[Secret]:
        """What opens the account, wherever it was given."""
        yield from (self.key, self.secret, self.password, self.uid)
        yield from (self.account_id, self.wallet_address, self.private_key)
        yield from (Secret(str(self.ccxt_config[name])) for name in CCXT_SECRETS if self.ccxt_config.get(name))


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """``api_server``. ``password`` may be plain or an argon2 hash; ``password_source`` says where it is kept."""

    enabled: bool = False
    listen_ip_address: str = "127.0.0.1"
    listen_port: int = 8080
    username: str = ""
    password: Secret = Secret()
    password_source: str = ""
    jwt_secret_key: Secret = Secret()
    ws_tokens: tuple[Secret, ...] = ()
    cors_origins: tuple[str, ...] = ()
    verbosity: str = "error"
    enable_openapi: bool = False
    allow_custom_messages: bool = False
    trusted_proxies: int = 0
    unix_socket: str = ""
    max_ws_clients: int = 1000
    rate_limit_login: str = "10 per minute"
    rate_limit_write: str = "120 per minute"
    rate_limit_storage: str = "memory://"
    threads: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class CoinGeckoSettings:
    """``coingecko``: a key of their free plan, or with ``is_demo`` false of a paid one. It works without."""

    is_demo: bool = True
    api_key: Secret = Secret()


@dataclass(frozen=True, slots=True, kw_only=True)
class Internals:
    """``internals``."""

    process_throttle_s: float = 5.0
    heartbeat_interval_s: float = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSettings:
    """``jobs``: what a job may take. Without a memory limit it is three quarters of the machine's.

    ``cpu_limit`` is how many processors all of its processes together may use; ``None`` is all.
    """

    memory_limit_mb: int | None = None
    cpu_limit: int | None = None
    time_limit_s: float = 21_600.0
    nice: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything the user configured.

    ``strategy_values`` holds the given keys that win over the strategy file's, as they stand in the JSON. ``raw`` is
    the whole merged configuration without its secrets. ``notices`` are the warnings that loading gave.
    """

    runmode: RunMode = RunMode.DRY_RUN
    dry_run: bool = True
    bot_name: str = "tradepost"
    initial_state: BotState = BotState.STOPPED
    force_entry_enable: bool = False
    trading_mode: TradingMode = TradingMode.SPOT
    margin_mode: str = ""
    stake_currency: str = ""
    stake_amount: float | str = "unlimited"
    max_open_trades: int = 3
    timeframe: str | None = None
    tradable_balance_ratio: float = 0.99
    available_capital: float | None = None
    amend_last_stake_amount: bool = False
    last_stake_amount_min_ratio: float = 0.5
    amount_reserve_percent: float = 0.05
    fiat_display_currency: str = ""
    dry_run_wallet: Mapping[str, float] = field(default_factory=dict)
    cancel_open_orders_on_exit: bool = False
    fee: float | None = None
    custom_price_max_distance_ratio: float = 0.02
    entry_pricing: Pricing = Pricing()
    exit_pricing: Pricing = Pricing()
    pairlists: tuple[Mapping[str, Any], ...] = field(default=({"method": "StaticPairList"},), repr=False)
    strategy: str | None = None
    strategy_path: Path | None = None
    recursive_strategy_search: bool = False
    strategy_values: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    user_data_dir: Path = Path("user_data")
    datadir: Path = Path("user_data/data/simulated")
    db_url: str = ""
    data_format: str = "feather"
    trades_format: str = "feather"
    new_pairs_days: int | None = None
    exchange: ExchangeSettings = ExchangeSettings()
    api: ApiSettings = ApiSettings()
    consumer: ConsumerSettings = ConsumerSettings()
    coingecko: CoinGeckoSettings = CoinGeckoSettings()
    internals: Internals = Internals()
    jobs: JobSettings = JobSettings()
    risk: RiskLimits = RiskLimits()
    notifications: NotificationSettings = NotificationSettings()
    log_config: Mapping[str, Any] | None = None
    logfile: str | None = None
    verbosity: int = 0
    config_files: tuple[Path, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=lambda: EMPTY)
    notices: tuple[str, ...] = ()

    @property
    def strategy_name(self) -> str | None:
        """The strategy's class; the source that may stand behind it is left out."""
        return None if self.strategy is None else self.strategy.partition(":")[0]

    def secrets(self) -> tuple[str, ...]:
        """Every text that must not appear in a log or a reply."""
        api, exchange = self.api, self.exchange
        tokens = (producer.ws_token for producer in self.consumer.producers)
        held = (api.password, api.jwt_secret_key, *api.ws_tokens, *tokens, self.coingecko.api_key)
        known = tuple(secret.reveal() for secret in (*held, *exchange.secrets()) if secret)
        others = (*self.notifications.secrets(), *self._pairlist_secrets(), *address_passwords(self.db_url))
        return (*known, *others)

    def _pairlist_secrets(self) -> Iterator[str]:
        """Tokens and addresses of lists that other sites keep."""
        for method in self.pairlists:
            yield from filter(None, [str(method.get("bearer_token", ""))])
            yield from address_secrets(str(method.get("pairlist_url", "")))
