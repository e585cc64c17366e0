"""The module names that strategy files import, answered by our own modules."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

from bot.strategy.surface import INSTEAD, MODULES, ROOT


class StrategyModules(MetaPathFinder, Loader):
    """Finds the bot's module names, and nothing else, before any package of that name on the disk."""

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


class OtherPackages(MetaPathFinder, Loader):
    """Answers for packages that are not installed with others that do the same; asked last."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None = None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Part of the import protocol."""
        other = INSTEAD.get(fullname)
        if other is None or (isinstance(other, str) and find_spec(other) is None):
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def exec_module(self, module: ModuleType) -> None:
        """Part of the import protocol."""
        other = INSTEAD[module.__name__]
        if not isinstance(other, str):
            vars(module).update(other)
            return
        package = import_module(other)
        vars(module)["__getattr__"] = partial(getattr, package)  # packages may load their parts when they are asked
        vars(module)["__all__"] = [name for name in dir(package) if not name.startswith("_")]


def install() -> None:
    """Make the names importable in this process."""
    if not any(isinstance(finder, StrategyModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, StrategyModules())
        sys.meta_path.append(OtherPackages())
