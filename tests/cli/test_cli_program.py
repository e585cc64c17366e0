"""``tradepost`` itself: help, version and exit codes."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import bot
from bot.cli.app import COMMANDS
from tests.cli.conftest import Run

ROOT = Path(bot.__file__).parents[1]
HEAVY = ("pandas", "sqlalchemy", "flask", "gunicorn", "talib")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(run: Run, command: str) -> None:
    ended = run(command, "--help")
    assert ended.code == 0
    assert f"tradepost {command}" in ended.text


def test_the_help_names_every_command(run: Run) -> None:
    ended = run("--help")
    assert ended.code == 0
    assert all(command in ended.out for command in COMMANDS)


def test_every_command_has_its_file_and_every_file_its_command() -> None:
    names = [file.stem for file in (ROOT / "bot/cli").glob("*.py") if not file.stem.startswith("__")]
    files = {name for name in names if callable(getattr(import_module(f"bot.cli.{name}"), "command", None))}
    assert files == {command.replace("-", "_") for command in COMMANDS}


def test_the_version_is_told(run: Run) -> None:
    for option in ("--version", "-V"):
        ended = run(option)
        assert (ended.code, f"Tradepost {bot.__version__}" in ended.out) == (0, True)


@pytest.mark.parametrize("arguments", [(), ("no-such-command",), ("doctor", "--no-such-option")])
def test_wrong_usage_ends_with_2_and_says_so_on_standard_error(run: Run, arguments: tuple[str, ...]) -> None:
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err


def test_a_refusal_is_one_line_on_standard_error(run: Run) -> None:
    ended = run("show-config", "-c", "nowhere.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: The config file nowhere.json does not exist; `tradepost new-config")
    assert len(ended.err.splitlines()) == 1


def test_the_help_needs_none_of_the_heavy_libraries(folder: Path) -> None:
    code = f"import sys, bot.cli; bot.cli.main(['--help']); print([n for n in {HEAVY!r} if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.splitlines()[-1] == "[]"


def test_the_module_is_the_program(folder: Path) -> None:
    arguments = [sys.executable, "-P", "-m", "bot.cli", "show-config", "-c", str(folder / "nowhere.json")]
    ended = subprocess.run(
        arguments, cwd=folder, env={"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "does not exist" in ended.stderr
