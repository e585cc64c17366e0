from __future__ import annotations

import gc

import pytest

from bot.runtime.collecting import SELDOM, seldom_collecting


def test_afterwards_garbage_is_collected_as_before() -> None:
    before = gc.get_threshold()

    @seldom_collecting()
    def fail() -> None:
        raise ValueError(gc.get_threshold())

    with pytest.raises(ValueError, match=str(SELDOM[0])):
        fail()
    assert gc.get_threshold() == before
