"""Finds strategy classes in files; a file that can't be loaded says where and why."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from bot.errors import StrategyError
from bot.settings.model import Settings
from bot.strategy.base import IStrategy
from bot.strategy.source import load_module

SAMPLES = Path(__file__).with_name("samples")


@dataclass(frozen=True, slots=True)
class StrategyFile:
    """A strategy class in a file; for a file that can't be loaded ``name`` is the file's and ``error`` says why.

    ``source`` is the text of a strategy that stands in no file.
    """

    name: str
    path: Path
    error: str | None = None
    strategy: type[IStrategy] | None = None
    source: str | None = None

    def text(self) -> str:
        """The source."""
        return self.path.read_text(encoding="utf-8") if self.source is None else self.source


def folders(settings: Settings) -> list[Path]:
    """Where strategies are looked for, the first one wins; last come those that ship with Tradepost."""
    own = settings.user_data_dir / "strategies"
    return [*([settings.strategy_path] if settings.strategy_path else []), own, SAMPLES]


def strategy_files(settings: Settings) -> Iterator[StrategyFile]:
    """Every strategy of every file."""
    for folder in folders(settings):
        pattern = "**/*.py" if settings.recursive_strategy_search else "*.py"
        for path in sorted(folder.glob(pattern)):
            if not path.name.startswith("_"):
                yield from strategies_in(path)


def strategies_in(path: Path) -> Sequence[StrategyFile]:
    """The strategies that a file defines itself."""
    try:
        module = load_module(path)
    except StrategyError as error:
        return [StrategyFile(path.stem, path, str(error))]
    return strategies_of(module, path)


def strategies_of(module: ModuleType, path: Path) -> Sequence[StrategyFile]:
    """The strategies that a module defines itself, not those it imports."""
    return [
        StrategyFile(name, path, None, value)
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, IStrategy)
        and value is not IStrategy
        and value.__module__ == module.__name__
    ]
