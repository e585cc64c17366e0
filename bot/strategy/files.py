"""Finds strategy classes in files; a file that can't be loaded says where and why."""

from __future__ import annotations

import hashlib
import inspect
import logging
import sys
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from bot.errors import StrategyError
from bot.settings.model import Settings
from bot.strategy import aliases
from bot.strategy.base import IStrategy

SAMPLES = Path(__file__).with_name("samples")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StrategyFile:
    """A strategy class in a file; for a file that can't be loaded ``name`` is the file's and ``error`` says why."""

    name: str
    path: Path
    error: str | None = None
    strategy: type[IStrategy] | None = None


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
    return [
        StrategyFile(name, path, None, value)
        for name, value in vars(module).items()
        if inspect.isclass(value)
        and issubclass(value, IStrategy)
        and value is not IStrategy
        and value.__module__ == module.__name__
    ]


def load_module(path: Path) -> ModuleType:
    """Run a file; raises ``StrategyError`` with file, line and reason."""
    aliases.install()
    digest = hashlib.sha256(str(path.absolute()).encode()).hexdigest()[:12]
    name = f"tradepost_strategy_{path.stem}_{digest}"
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise StrategyError(f"The strategy file {path} is not a Python file.")
    module = module_from_spec(spec)
    sys.modules[name] = module
    folder = str(path.parent.absolute())
    if folder not in sys.path:  # files import helpers that lie beside them
        sys.path.append(folder)
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        del sys.modules[name]
        if isinstance(error, KeyboardInterrupt):
            raise
        raise StrategyError(f"The strategy file {path} can't be loaded: {_where(path, error)}") from error
    return module


def _where(path: Path, error: BaseException) -> str:
    """``line 12: NameError: name 'x' is not defined``."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"line {error.lineno}: {reason}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(path)]
    return f"line {lines[-1]}: {reason}" if lines else reason
