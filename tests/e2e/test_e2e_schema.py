"""Schemathesis reads the running server's own document and tries to catch it at answering otherwise, in both run modes.

The checks are all on; ``schemathesis.toml`` tells where the API means to answer what a check would not expect. Left out
are the sockets and the endless stream, which are not calls with one answer. A longer run by hand:
docs/development/index.md.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.process import PASSWORD, ROOT, USER, RunningBot

pytestmark = pytest.mark.e2e
HERE = Path(__file__).parent
OFTEN = {"rate_limit_login": "100000 per minute", "rate_limit_write": "100000 per minute"}
NO_BOT = """
[checks.not_a_server_error]
expected-statuses = ["2xx", "3xx", "4xx", "503"]  # calls that need a bot say so where there is none
"""


@pytest.mark.parametrize("mode", ["trade", "webserver"])
def test_the_server_answers_as_its_document_says(mode: str, new_bot: Callable[..., RunningBot], tmp_path: Path) -> None:
    bot = new_bot(max_open_trades=-1, dry_run_wallet=100_000, api_server={"enable_openapi": True, **OFTEN}).start(mode)
    if mode == "trade":
        bot.wait_until_running()
    settings = tmp_path / "schemathesis.toml"
    settings.write_text((HERE / "schemathesis.toml").read_text() + (NO_BOT if mode == "webserver" else ""))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(settings), "run"),
            *(f"{bot.url}/openapi.json", "--auth", f"{USER}:{PASSWORD}"),
            *("--exclude-checks", "ignored_auth", "--exclude-path-regex", "/message/|/events$"),
            *("--max-examples", "2", "--seed", "1", "--continue-on-failure", "--no-color", "--request-timeout", "30"),
        ],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    assert "Traceback" not in bot.text()
