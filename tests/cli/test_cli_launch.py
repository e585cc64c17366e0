"""``tradepost trade`` and ``webserver`` up to the moment in which they become the server."""

from __future__ import annotations

import io
import json
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from bot.cli.launch import launch
from bot.cli.stdin import rereadable
from bot.domain.enums import RunMode
from bot.errors import BotError, ConfigError, StorageError
from bot.settings.start import settings_from_environment
from tests.cli.conftest import Run
from tests.fakes.config import ON_A_HOST, an_api_section, write_config


class Execute:
    """Keeps what would have replaced this process."""

    def __init__(self) -> None:
        self.argv: list[str] = []
        self.environ: dict[str, str] = {}

    def __call__(self, _: str, argv: list[str], environ: dict[str, str]) -> None:
        self.argv, self.environ = argv, environ


@pytest.fixture
def config(folder: Path) -> Path:
    """A config whose port is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return write_config(folder, api_server=an_api_section(listen_port=port))


def launched(command: str, *files: Path, **overrides: Any) -> Execute:
    execute = Execute()
    launch(command, files, overrides, environ=ON_A_HOST, execute=execute)
    return execute


def test_trade_becomes_gunicorn_with_our_settings(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    execute = launched("trade", config, strategy="SampleTrend", fee=0.002)
    assert execute.argv[:4] == [sys.executable, "-P", "-m", "gunicorn"]
    settings = settings_from_environment(execute.environ)
    assert (settings.runmode, settings.strategy, settings.fee) == (RunMode.DRY_RUN, "SampleTrend", 0.002)


def test_webserver_serves_without_trading(config: Path) -> None:
    assert settings_from_environment(launched("webserver", config).environ).runmode is RunMode.WEBSERVER


def test_the_address_and_where_the_password_is_are_told_and_not_the_password(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    launched("trade", config)
    said = capsys.readouterr()
    port = json.loads(config.read_text())["api_server"]["listen_port"]
    assert said.out == ""
    assert f"http://127.0.0.1:{port}" in said.err
    assert f"in {config} (api_server.password)" in said.err
    assert an_api_section()["password"] not in said.err


def test_a_port_in_use_is_refused_before_anything_starts(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        file = write_config(folder, api_server=an_api_section(listen_port=port))
        with pytest.raises(ConfigError, match=f"Port {port} on 127.0.0.1 is in use"):
            launched("trade", file)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("sqlite:///missing/trades.sqlite", r"folder missing does not exist"),
        ("sqlite:///text.txt", r"text\.txt is not an SQLite database"),
        ("sqlite:///user_data", r"user_data is not a file"),
    ],
)
def test_a_database_that_cannot_work_is_refused(config: Path, folder: Path, url: str, reason: str) -> None:
    (folder / "text.txt").write_text("this is no database")
    with pytest.raises(StorageError, match=reason):
        launched("trade", config, db_url=url)


def test_a_socket_file_needs_its_folder(folder: Path) -> None:
    file = write_config(folder, api_server=an_api_section(unix_socket="missing/api.sock"))
    with pytest.raises(ConfigError, match=r"api_server\.unix_socket lies in missing"):
        launched("trade", file)


def test_a_config_may_come_from_standard_input(config: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(config.read_text()))
    copy = rereadable(Path("-"))
    for _ in range(2):  # the server reads it again at every reload
        assert settings_from_environment(launched("trade", copy).environ).api.username == "tester"
    assert rereadable(config) == config


def test_trade_without_a_config_says_how_to_make_one(run: Run) -> None:
    for command in ("trade", "webserver"):
        ended = run(command)
        assert (ended.code, ended.out) == (2, "")
        assert "`tradepost new-config -c config.json` makes one" in ended.err


def test_a_webserver_without_an_api_has_nothing_to_serve(folder: Path) -> None:
    file = write_config(folder, api_server={"enabled": False})
    with pytest.raises(BotError, match=r"api_server\.enabled is false"):
        launched("webserver", file)


@pytest.mark.parametrize("option", [("--fee", "0.5"), ("--dry-run-wallet", "0"), ("--fee", "much")])
def test_options_out_of_range_are_wrong_usage(run: Run, config: Path, option: tuple[str, str]) -> None:
    assert run("trade", "-c", config, *option).code == 2
