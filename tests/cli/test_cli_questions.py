"""``tradepost new-config`` on a terminal."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import bot

ROOT = Path(bot.__file__).parents[1]
CTRL_D = "\x04"


def answered(folder: Path, *answers: str) -> tuple[int, str]:
    """The exit code and the dialog of ``new-config`` in ``folder``; each question gets the next answer."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-P", "-m", "bot.cli", "new-config", "-c", "config.json"]
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "TRADEPOST_IN_CONTAINER": "0", "NO_COLOR": "1"}
    program = subprocess.Popen(command, cwd=folder, env=environ, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    dialog, left = "", list(answers)
    while piece := read(ours):
        dialog += piece
        if left and re.search(r"(: |\? \[y/N\]: )$", dialog):
            answer = left.pop(0)
            os.write(ours, (answer if answer == CTRL_D else f"{answer}\n").encode())
            dialog += " "
    os.close(ours)
    return program.wait(), dialog


def read(terminal: int) -> str:
    """What the program says next; nothing once it has ended."""
    try:
        return os.read(terminal, 4096).decode()
    except OSError:  # Linux says so when the other side is closed
        return ""


def api_section(folder: Path) -> dict[str, object]:
    section: dict[str, object] = json.loads((folder / "config.json").read_text())["api_server"]
    return section


def test_enter_takes_the_defaults_and_makes_a_password(folder: Path) -> None:
    code, dialog = answered(folder, "", "", "", "")
    assert code == 0, dialog
    api = api_section(folder)
    assert (api["username"], api["listen_port"]) == ("freqtrader", 8080)
    assert len(str(api["password"])) > 16
    assert str(api["password"]) not in dialog


def test_the_answers_stand_in_the_file_and_the_password_not_on_the_screen(folder: Path) -> None:
    code, dialog = answered(folder, "ann", "correct horse battery", "9090", "7")
    assert code == 0, dialog
    api = api_section(folder)
    assert (api["username"], api["password"], api["listen_port"]) == ("ann", "correct horse battery", 9090)
    assert json.loads((folder / "config.json").read_text())["max_open_trades"] == 7
    assert "correct horse battery" not in dialog


def test_a_wrong_answer_is_explained_and_asked_for_again(folder: Path) -> None:
    code, dialog = answered(folder, "", "", "80", "8081", "")
    assert code == 0, dialog
    assert "api_server.listen_port is 80; allowed: a whole number from 1024 to 65535" in dialog
    assert api_section(folder)["listen_port"] == 8081


def test_questions_left_unanswered_write_nothing(folder: Path) -> None:
    code, dialog = answered(folder, "ann", CTRL_D)
    assert code == 2, dialog
    assert "nothing was written" in dialog
    assert not (folder / "config.json").exists()


def test_an_existing_file_is_overwritten_after_a_yes_only(folder: Path) -> None:
    (folder / "config.json").write_text("{}")
    assert answered(folder, "n")[0] == 2
    assert (folder / "config.json").read_text() == "{}"
    assert answered(folder, "y", "", "", "", "")[0] == 0
    assert api_section(folder)["enabled"] is True
