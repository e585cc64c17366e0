"""Long work on the terminal."""

from __future__ import annotations

import pytest

from bot.cli.progress_bar import ProgressBar
from bot.ports.progress import Progress


def test_a_pipe_sees_no_bar(capsys: pytest.CaptureFixture[str]) -> None:
    with ProgressBar() as bar:
        told: Progress = bar
        told.done(1.0)
        told.step("one", 2.0)
        told.done(1.0)
        told.step("two")
        told.done(1.0, trades=3)
    assert tuple(capsys.readouterr()) == ("", "")


def test_a_terminal_sees_the_step_on_standard_error(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    with ProgressBar() as bar:
        bar.step("Downloading candles", 2.0)
        bar.done(1.0)
    out, err = capsys.readouterr()
    assert out == ""
    assert "Downloading candles" in err
