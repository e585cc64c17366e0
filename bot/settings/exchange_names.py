"""Which real exchanges there are: those of the exchange library, found without loading it, which takes a second."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path

_LIBRARY = "ccxt"
_CLIENTS = "async_support"


@cache
def real_exchanges() -> tuple[str, ...]:
    """Names as ``exchange.name`` says them, in alphabetical order."""
    spec = find_spec(_LIBRARY)
    folders = spec.submodule_search_locations if spec else None
    files = (file for folder in folders or () for file in (Path(folder) / _CLIENTS).glob("*.py"))
    return tuple(sorted(file.stem for file in files if not file.stem.startswith("_")))
