"""How often Python looks for objects that only hold each other."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (100_000, 50, 100)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Inside, a hundred times less often: a backtest makes many objects that stay, and each search goes through all.

    Also a decorator. It holds for all threads of the process.
    """
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
