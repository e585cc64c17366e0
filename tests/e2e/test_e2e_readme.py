"""Every command that README.md shows does what it says, against a bot that ``new-config --yes`` set up."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.process import ROOT, RunningBot, free_port, wait_for

pytestmark = pytest.mark.e2e
MAKE_TARGETS = {"make run", "make test"}


def shell_blocks() -> list[str]:
    return re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text(), re.S)


def tour() -> str:
    """The blocks that need a running bot, in the order of the page."""
    return "".join(block for block in shell_blocks() if block.strip() not in MAKE_TARGETS)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    """What ``make run`` starts, in another folder and on another port."""
    bot = RunningBot(tmp_path_factory.mktemp("newcomer"))
    bot.config = bot.folder / "config" / "config.json"
    bot.config.parent.mkdir()
    command = [sys.executable, "-m", "bot.cli", "new-config", "--yes", "-c", str(bot.config)]
    subprocess.run(command, cwd=bot.folder, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    bot.port = free_port()
    bot.config.write_text(bot.config.read_text().replace("8080", str(bot.port)))
    (bot.folder / ".venv").symlink_to(Path(sys.executable).parents[1])
    yield bot.start()
    bot.close()


def test_the_configuration_is_for_its_owner_s_eyes_only(newcomer: RunningBot) -> None:
    assert newcomer.config.stat().st_mode & 0o077 == 0


def test_make_knows_the_two_commands() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for command in MAKE_TARGETS:
        assert f"```sh\n{command}\n```" in (ROOT / "README.md").read_text()
        assert re.search(rf"^{command.split()[1]}:", makefile, re.M)


def test_the_tour_works_command_by_command(newcomer: RunningBot) -> None:
    wait_for("entries and exits", lambda: trades_are_visible(newcomer), limit_s=120)
    script = tour().replace("127.0.0.1:8080", f"127.0.0.1:{newcomer.port}")
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=newcomer.folder,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'client'}"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert '{"status":"pong"}' in done.stdout
    assert '"error":' not in done.stdout, done.stdout


def trades_are_visible(bot: RunningBot) -> bool | None:
    client = [str(bot.folder / ".venv/bin/python"), "-m", "freqtrade_client", "--config", str(bot.config)]
    environ = {**os.environ, "PYTHONPATH": str(ROOT / "client")}

    def ask(command: str) -> str:
        return subprocess.run(
            [*client, command], capture_output=True, text=True, timeout=60, check=True, env=environ
        ).stdout

    closed = json.loads(ask("trades"))["trades_count"]
    return (closed > 0 and json.loads(ask("profit"))["closed_trade_count"] > 0) or None
