"""The module names that strategy files import, answered by our own modules."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from technical import qtpylib

from bot.strategy import helpers, parameters, words
from bot.strategy.base import IStrategy
from bot.strategy.informative import informative
from bot.strategy.pair_locks import PairLocks
from bot.strategy.provider import DataProvider
from bot.strategy.views import Order, Trade
from bot.strategy.wallets import WalletView

ROOT = "freqtrade"
_TIMEFRAMES = {name: getattr(helpers, name) for name in dir(helpers) if name.startswith("timeframe_to_")}
_RECORDS = {"Trade": Trade, "Order": Order, "PairLocks": PairLocks}
_PARAMETERS = {
    name: getattr(parameters, name)
    for name in ("BooleanParameter", "CategoricalParameter", "DecimalParameter", "IntParameter", "RealParameter")
}
_HELPERS = {
    name: getattr(helpers, name) for name in ("merge_informative_pair", "stoploss_from_absolute", "stoploss_from_open")
}
_INTERFACE = {"IStrategy": IStrategy, **_RECORDS}
_STRATEGY = {
    **_INTERFACE,
    **_PARAMETERS,
    **_HELPERS,
    **_TIMEFRAMES,
    "informative": informative,
    "AnnotationType": dict[str, Any],
}
_WORDS = {name: getattr(words, name) for name in ("CandleType", "RunMode", "SignalDirection")}
MODULES: Mapping[str, Mapping[str, Any]] = {
    ROOT: {"__version__": "2026.9"},
    f"{ROOT}.strategy": _STRATEGY,
    f"{ROOT}.strategy.interface": _INTERFACE,
    f"{ROOT}.strategy.parameters": _PARAMETERS,
    f"{ROOT}.strategy.strategy_helper": _HELPERS,
    f"{ROOT}.strategy.informative_decorator": {"informative": informative},
    f"{ROOT}.persistence": _RECORDS,
    f"{ROOT}.persistence.trade_model": {"Trade": Trade, "Order": Order},
    f"{ROOT}.enums": _WORDS,
    f"{ROOT}.enums.runmode": {"RunMode": words.RunMode},
    f"{ROOT}.exchange": _TIMEFRAMES,
    f"{ROOT}.data": {},
    f"{ROOT}.data.dataprovider": {"DataProvider": DataProvider},
    f"{ROOT}.wallets": {"Wallets": WalletView},
    f"{ROOT}.constants": {"Config": dict[str, Any]},
    f"{ROOT}.vendor": {},
    f"{ROOT}.vendor.qtpylib": {},
    f"{ROOT}.vendor.qtpylib.indicators": {
        name: value for name, value in vars(qtpylib).items() if not name.startswith("_")
    },
}


class StrategyModules(MetaPathFinder, Loader):
    """Finds the names above, and nothing else, before any package of that name on the disk."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Part of the import protocol."""
        if fullname in MODULES:
            return ModuleSpec(fullname, self, is_package=True)
        if fullname.startswith(f"{ROOT}."):
            raise ModuleNotFoundError(f"{fullname} is not among the modules that strategies can use", name=fullname)
        return None

    def exec_module(self, module: ModuleType) -> None:
        """Part of the import protocol."""
        vars(module).update(MODULES[module.__name__])


def install() -> None:
    """Make the names importable in this process."""
    if not any(isinstance(finder, StrategyModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, StrategyModules())
