"""What strategy files find under each module name."""

from __future__ import annotations

from collections.abc import Mapping
from types import ModuleType
from typing import Any, Literal

from technical import qtpylib

from bot import errors
from bot.domain.frames import OHLCV
from bot.strategy import conveniences, dimensions, helpers, parameters, words
from bot.strategy.base import IStrategy
from bot.strategy.custom_data import CustomData
from bot.strategy.informative import informative
from bot.strategy.loss import IHyperOptLoss
from bot.strategy.pair_locks import PairLocks
from bot.strategy.provider import DataProvider
from bot.strategy.views import Order, Trade
from bot.strategy.wallets import WalletView

ROOT = "freqtrade"


def _named(module: ModuleType, *names: str) -> dict[str, Any]:
    return {name: getattr(module, name) for name in names}


_TIMEFRAMES = {name: getattr(helpers, name) for name in dir(helpers) if name.startswith("timeframe_to_")}
_RECORDS = {"Trade": Trade, "Order": Order, "PairLocks": PairLocks}
_PARAMETERS = _named(
    parameters,
    "BaseParameter",
    "BooleanParameter",
    "CategoricalParameter",
    "DecimalParameter",
    "IntParameter",
    "NumericParameter",
    "RealParameter",
)
_HELPERS = _named(helpers, "merge_informative_pair", "stoploss_from_absolute", "stoploss_from_open")
_WORDS = _named(
    words,
    "CandleType",
    "ExitCheckTuple",
    "ExitType",
    "MarginMode",
    "MarketDirection",
    "NON_UTIL_MODES",
    "OPTIMIZE_MODES",
    "RunMode",
    "SignalDirection",
    "SignalTagType",
    "SignalType",
    "State",
    "TRADE_MODES",
    "TradingMode",
)
_OLD_WORDS = {"SellType": words.ExitType, "SellCheckTuple": words.ExitCheckTuple}
_INTERFACE = {"IStrategy": IStrategy, **_RECORDS, **_OLD_WORDS}
_ANNOTATIONS = dict.fromkeys(("AnnotationType", "AreaAnnotationType", "LineAnnotationType"), dict[str, Any])
_STRATEGY = {
    "IStrategy": IStrategy,
    **_RECORDS,
    **_PARAMETERS,
    **_HELPERS,
    **_TIMEFRAMES,
    **_ANNOTATIONS,
    "informative": informative,
}
_QTPYLIB = {name: value for name, value in vars(qtpylib).items() if not name.startswith("_")}
_SPACES = _named(dimensions, "Categorical", "Dimension", "Integer", "Real", "SKDecimal")
_MOMENTS = {name: getattr(conveniences, name) for name in dir(conveniences) if name.startswith("dt_")} | _named(
    conveniences, "format_date"
)
_ERRORS = {
    "FreqtradeException": errors.BotError,
    "OperationalException": errors.StrategyError,
    "ConfigurationError": errors.ConfigError,
    "StrategyError": errors.StrategyError,
    "DependencyException": errors.Refused,
    "PricingError": errors.ExchangeError,
    "ExchangeError": errors.ExchangeError,
    "TemporaryError": errors.TemporaryError,
    "InvalidOrderException": errors.InvalidOrder,
    "InsufficientFundsError": errors.InsufficientFunds,
}
_CONSTANTS = {
    "Config": dict[str, Any],
    "LongShort": Literal["long", "short"],
    "EntryExit": Literal["entry", "exit"],
    "BuySell": Literal["buy", "sell"],
    "MakerTaker": Literal["maker", "taker"],
    "IntOrInf": float,
    "PairWithTimeframe": tuple[str, str, words.CandleType],
    "ListPairsWithTimeframes": list[tuple[str, str, words.CandleType]],
    "DEFAULT_DATAFRAME_COLUMNS": list(OHLCV),
    "DATETIME_PRINT_FORMAT": "%Y-%m-%d %H:%M:%S",
    "UNLIMITED_STAKE_AMOUNT": "unlimited",
    "CUSTOM_TAG_MAX_LENGTH": 255,
}
_LOSS = {"IHyperOptLoss": IHyperOptLoss}
MODULES: Mapping[str, Mapping[str, Any]] = {
    ROOT: {"__version__": "2026.9"},
    f"{ROOT}.strategy": _STRATEGY,
    f"{ROOT}.strategy.interface": {**_INTERFACE, **_WORDS},
    f"{ROOT}.strategy.parameters": _PARAMETERS,
    f"{ROOT}.strategy.hyper": _PARAMETERS,
    f"{ROOT}.strategy.strategy_helper": _HELPERS,
    f"{ROOT}.strategy.informative_decorator": {"informative": informative},
    f"{ROOT}.persistence": {**_RECORDS, "LocalTrade": Trade, "CustomDataWrapper": CustomData},
    f"{ROOT}.persistence.trade_model": {"Trade": Trade, "Order": Order, "LocalTrade": Trade},
    f"{ROOT}.persistence.pairlock_middleware": {"PairLocks": PairLocks},
    f"{ROOT}.enums": {**_WORDS, **_OLD_WORDS},
    f"{ROOT}.enums.candletype": _named(words, "CandleType"),
    f"{ROOT}.enums.exittype": _named(words, "ExitType"),
    f"{ROOT}.enums.runmode": _named(words, "RunMode", "TRADE_MODES", "OPTIMIZE_MODES", "NON_UTIL_MODES"),
    f"{ROOT}.enums.tradingmode": _named(words, "TradingMode"),
    f"{ROOT}.exceptions": _ERRORS,
    f"{ROOT}.exchange": _TIMEFRAMES,
    f"{ROOT}.exchange.exchange_utils_timeframe": _TIMEFRAMES,
    f"{ROOT}.data": {},
    f"{ROOT}.data.dataprovider": {"DataProvider": DataProvider},
    f"{ROOT}.wallets": {"Wallets": WalletView},
    f"{ROOT}.constants": _CONSTANTS,
    f"{ROOT}.misc": _named(conveniences, "pair_to_filename", "plural", "safe_value_fallback"),
    f"{ROOT}.util": _MOMENTS,
    f"{ROOT}.util.datetime_helpers": _MOMENTS,
    f"{ROOT}.optimize": {},
    f"{ROOT}.optimize.hyperopt": _LOSS,
    f"{ROOT}.optimize.hyperopt_loss": {},
    f"{ROOT}.optimize.hyperopt_loss.hyperopt_loss_interface": _LOSS,
    f"{ROOT}.optimize.space": _SPACES,
    f"{ROOT}.vendor": {},
    f"{ROOT}.vendor.qtpylib": {},
    f"{ROOT}.vendor.qtpylib.indicators": _QTPYLIB,
}
INSTEAD: Mapping[str, str | Mapping[str, Any]] = {
    "pandas_ta": "pandas_ta_classic",
    "skopt": {},
    "skopt.space": _SPACES,
}
"""Packages that are often missing, and what does the same: another package, or names of ours."""
