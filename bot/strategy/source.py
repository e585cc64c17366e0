"""Runs the text of a strategy file; what goes wrong is said with its line."""

from __future__ import annotations

import hashlib
import linecache
import sys
import traceback
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from bot.errors import StrategyError
from bot.strategy import aliases


def load_module(path: Path) -> ModuleType:
    """Run a file; raises ``StrategyError`` with file, line and reason."""
    name = _module_name(str(path.absolute()), path.stem)
    spec = spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise StrategyError(f"The strategy file {path} is not a Python file.")
    module = module_from_spec(spec)
    module.__file__ = str(path)
    folder = str(path.parent.absolute())
    if folder not in sys.path:  # files import helpers that lie beside them
        sys.path.append(folder)
    try:
        code = compile(path.read_bytes(), str(path), "exec", dont_inherit=True)
    except (OSError, SyntaxError, ValueError) as error:
        raise _refusal(str(path), error) from error
    return _run(module, code, str(path))


def module_from_text(text: str, name: str) -> ModuleType:
    """Run a source that stands in no file; tracebacks show its lines under ``name``."""
    module = ModuleType(_module_name(text, "embedded"))
    module.__file__ = name
    linecache.cache[name] = (len(text), None, text.splitlines(keepends=True), name)
    try:
        code = compile(text, name, "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        raise _refusal(name, error) from error
    return _run(module, code, name)


def file_of(thing: object) -> str:
    """The file of the class of ``thing``."""
    return str(getattr(sys.modules.get(type(thing).__module__), "__file__", ""))


def where(file: str, error: BaseException) -> str:
    """``line 12: NameError: name 'x' is not defined``: the innermost line of ``file`` that led to ``error``."""
    reason = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return f"line {error.lineno}: {reason}"
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == file]
    return f"line {lines[-1]}: {reason}" if lines else reason


def _run(module: ModuleType, code: CodeType, file: str) -> ModuleType:
    aliases.install()
    sys.modules[module.__name__] = module
    try:
        exec(code, vars(module))  # noqa: S102 - running the user's own file is what this is for
    except BaseException as error:
        del sys.modules[module.__name__]
        if isinstance(error, KeyboardInterrupt):
            raise
        raise _refusal(file, error) from error
    return module


def _refusal(file: str, error: BaseException) -> StrategyError:
    return StrategyError(f"The strategy file {file} can't be loaded: {where(file, error)}")


def _module_name(unique: str, stem: str) -> str:
    digest = hashlib.sha256(unique.encode()).hexdigest()[:12]
    return f"tradepost_strategy_{stem}_{digest}"
