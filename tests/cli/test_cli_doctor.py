"""``tradepost doctor``: each finding names the trouble and the cure."""

from __future__ import annotations

import socket
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from bot.storage.database import open_database
from tests.cli.conftest import Ended, Run
from tests.fakes.config import an_api_section, write_config, write_text


@pytest.fixture
def port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    return number


@pytest.fixture
def examine(run: Run, folder: Path, port: int) -> Any:
    """``examine(max_open_trades=3)``: the doctor's word on a private config on a free port with these changes."""

    def call(**changes: Any) -> Ended:
        file = write_config(folder, **{"api_server": an_api_section(listen_port=port), **changes})
        file.chmod(0o600)
        return run("doctor", "-c", file.name)

    return call


def row(ended: Ended, subject: str) -> str:
    """What stands in the row of ``subject``: ``ok``, ``warn`` or ``fail`` first, then what was found, then the fix."""
    lines = [line.strip("│").split("│") for line in ended.out.splitlines() if line.startswith("│")]
    start = next(number for number, cells in enumerate(lines) if cells[1].strip() == subject)
    folded = takewhile(lambda cells: not cells[0].strip(), lines[start + 1 :])
    cells = (" ".join(parts) for parts in zip(lines[start], *folded, strict=True))
    return " ".join(" ".join(cells).split())


def test_a_healthy_bot_has_nothing_to_mend(examine: Any, folder: Path) -> None:
    ended = examine()
    assert ended.code == 0, ended.out
    for subject in ("clock", "config", "secrets", "file mode", "port", "database", "strategy"):
        assert row(ended, subject).startswith("ok")
    assert [path.name for path in folder.iterdir()] == ["config.json"], "looking changes nothing"


def test_what_new_config_writes_is_healthy(run: Run, folder: Path, port: int) -> None:
    run("new-config", "--yes", "-c", "config.json")
    file = folder / "config.json"
    file.write_text(file.read_text().replace("8080", str(port)))
    ended = run("doctor", "-c", file)
    assert ended.code == 0, ended.out
    assert "warn" not in ended.out


def test_without_a_config_it_says_how_to_make_one(run: Run) -> None:
    ended = run("doctor")
    assert ended.code == 2
    assert "tradepost new-config -c config.json" in row(ended, "config")


def test_a_missing_file_is_a_finding(run: Run) -> None:
    ended = run("doctor", "-c", "nowhere.json")
    assert ended.code == 2
    assert "nowhere.json does not exist" in row(ended, "config")


def test_a_wrong_value_comes_with_the_right_one(examine: Any) -> None:
    ended = examine(max_open_trades="many")
    assert ended.code == 2
    assert row(ended, "config").startswith("fail")
    assert 'max_open_trades is "many"' in row(ended, "config")
    assert "set max_open_trades to a whole number of -1 or more" in row(ended, "config")


def test_real_money_is_found_though_the_doctor_never_trades(examine: Any) -> None:
    ended = examine(dry_run=False)
    assert ended.code == 2
    assert "dry_run is false" in row(ended, "config")


def test_an_unknown_key_is_a_warning(examine: Any) -> None:
    ended = examine(max_open_trade=3)
    assert ended.code == 0
    assert row(ended, "config").startswith("warn")
    assert "did you mean max_open_trades?" in row(ended, "config")


def test_example_secrets_are_a_warning_on_loopback(examine: Any, port: int) -> None:
    ended = examine(api_server=an_api_section(listen_port=port, password="SuperSecret1!"))
    assert ended.code == 0
    assert row(ended, "secrets").startswith("warn")
    assert "tradepost new-secrets" in row(ended, "secrets")


def test_example_secrets_are_a_failure_where_others_can_reach_the_bot(examine: Any, port: int) -> None:
    section = an_api_section(listen_port=port, listen_ip_address="0.0.0.0", password="SuperSecret1!")
    ended = examine(api_server=section)
    assert ended.code == 2
    assert row(ended, "secrets").startswith("fail")


def test_a_short_password_is_a_warning(examine: Any, port: int) -> None:
    ended = examine(api_server=an_api_section(listen_port=port, password="xyzzy"))
    assert "api_server.password has 5 characters" in row(ended, "secrets")
    assert "xyzzy" not in ended.out


def test_a_readable_file_is_a_warning_with_the_command(examine: Any, run: Run, folder: Path) -> None:
    examine()
    (folder / "config.json").chmod(0o644)
    ended = run("doctor", "-c", "config.json")
    assert ended.code == 0
    assert row(ended, "file mode").startswith("warn")
    assert "chmod 600 config.json" in row(ended, "file mode")


def test_a_used_port_is_a_failure(examine: Any, port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ended = examine(api_server=an_api_section(listen_port=other.getsockname()[1]))
    assert ended.code == 2
    assert row(ended, "port").startswith("fail")
    assert "change api_server.listen_port" in row(ended, "port")


def test_without_an_api_no_port_is_needed(examine: Any) -> None:
    ended = examine(api_server={"enabled": False})
    assert ended.code == 0
    assert row(ended, "API").startswith("warn")
    assert "│ port " not in ended.out


def test_the_database_of_a_running_bot_is_no_trouble(examine: Any, folder: Path) -> None:
    url = f"sqlite:///{folder / 'trades.sqlite'}"
    database = open_database(url, exclusive=True)
    ended = examine(db_url=url)
    database.close()
    assert ended.code == 0
    assert "a bot trades on it now" in row(ended, "database")
    assert "can be written and is not in use" in row(examine(db_url=url), "database")


@pytest.mark.parametrize(
    ("url", "trouble"),
    [("sqlite:///text.txt", "text.txt is not an SQLite database"), ("sqlite:///folder", "is not a file")],
)
def test_what_is_no_database_is_a_failure(examine: Any, folder: Path, url: str, trouble: str) -> None:
    write_text(folder, "this is no database", "text.txt")
    (folder / "folder").mkdir()
    ended = examine(db_url=url)
    assert ended.code == 2
    assert trouble in row(ended, "database")


def test_a_strategy_that_is_not_there_is_a_failure(examine: Any) -> None:
    ended = examine(strategy="Nowhere")
    assert ended.code == 2
    assert "Impossible to load Strategy 'Nowhere'" in row(ended, "strategy")
    assert "tradepost list-strategies" in row(ended, "strategy")


def test_a_strategy_that_cannot_be_loaded_says_where_it_is_wrong(examine: Any, folder: Path) -> None:
    strategies = folder / "user_data/strategies"
    strategies.mkdir(parents=True)
    (strategies / "file.py").write_text("from freqtrade.strategy import IStrategy\n\nclass Mine(IStrategy)\n")
    ended = examine(strategy="Mine")
    assert ended.code == 2
    assert "can't be loaded: line 3: SyntaxError" in row(ended, "strategy")
