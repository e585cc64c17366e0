"""Turns functions into machine code, and keeps that between runs."""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

log = logging.getLogger(__name__)
Function = TypeVar("Function", bound=Callable[..., Any])
settings: Any = config  # the compiler's own, which its type hints do not name


def inner(function: Function) -> Function:
    """Compiled together with what calls it."""
    return cast("Function", numba.njit(function))


def outer(function: Function) -> Function:
    """Compiled, with all that it calls, on its first call ever; then read from the user's cache folder.

    ``NUMBA_CACHE_DIR`` names another folder. The compiler looks for changes in the function's own file only, so the
    folder is named after the contents of the whole package.
    """
    configured = settings.CACHE_DIR
    folder = Path(configured or cache_folder(os.environ)) / _fingerprint(Path(__file__).parent)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        settings.CACHE_DIR = str(folder)
        compiled = numba.njit(cache=True, nogil=True)(function)
    except (OSError, RuntimeError) as error:
        log.warning("The compiled simulation can't be kept, so every run compiles it anew, for some seconds: %s", error)
        return inner(function)
    finally:
        settings.CACHE_DIR = configured
    if not any(folder.rglob("*.nbi")):
        log.info("The simulation is compiled for this machine, once; that takes some seconds.")
    return cast("Function", compiled)


def cache_folder(environ: Mapping[str, str]) -> Path:
    """Below the user's cache folder."""
    given = environ.get("XDG_CACHE_HOME", "")
    base = Path(given if given.startswith("/") else "~/.cache").expanduser()
    return base / "tradepost" / "compiled"


def _fingerprint(package: Path) -> str:
    """Changes with every file of ``package``."""
    digest = hashlib.sha256()
    for file in sorted(package.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
