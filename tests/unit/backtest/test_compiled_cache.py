"""Where machine code is kept."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.backtest.compiled.cache import cache_folder, outer


def twice(number: float) -> float:
    return 2 * number


def test_the_users_cache_folder_is_used() -> None:
    assert cache_folder({"XDG_CACHE_HOME": "/var/cache/me"}) == Path("/var/cache/me/tradepost/compiled")
    assert cache_folder({"XDG_CACHE_HOME": "relative"}) == Path("~/.cache/tradepost/compiled").expanduser()


def test_code_is_compiled_once_and_the_user_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    caplog.set_level(logging.INFO)

    assert outer(twice)(1.5) == 3.0
    assert caplog.messages == ["The simulation is compiled for this machine, once; that takes some seconds."]
    assert list(tmp_path.rglob("*.nbi"))

    caplog.clear()
    assert outer(twice)(1.5) == 3.0
    assert caplog.messages == []


def test_without_a_place_to_keep_it_each_run_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert outer(twice)(1.5) == 3.0
    assert "every run compiles it anew" in caplog.text
