"""``tradepost show-config``, and what commands say about a wrong configuration."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run
from tests.fakes.config import a_config, write_config, write_text

HEADING = "Your combined configuration is:\n"


def shown(ended: Ended) -> dict[str, object]:
    assert ended.code == 0, ended.err
    assert ended.out.startswith(HEADING)
    values: dict[str, object] = json.loads(ended.out.removeprefix(HEADING))
    return values


def test_show_config_hides_every_secret(run: Run, folder: Path) -> None:
    run("new-config", "--yes", "-c", "config.json")
    api = json.loads((folder / "config.json").read_text())["api_server"]
    ended = run("show-config", "-c", "config.json")
    seen = shown(ended)["api_server"]
    for name in ("password", "jwt_secret_key", "ws_token"):
        assert seen[name] == "REDACTED"  # type: ignore[index]
        assert api[name] not in ended.text


def test_show_sensitive_shows_them(run: Run, folder: Path) -> None:
    file = write_config(folder)
    assert shown(run("show-config", "-c", file, "--show-sensitive"))["api_server"] == a_config()["api_server"]


def test_later_files_and_the_environment_win(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = write_config(folder, "first.json", max_open_trades=1, bot_name="first", fiat_display_currency="USD")
    second = write_text(folder, '{"max_open_trades": 2, "bot_name": "second"}', "second.json")
    monkeypatch.setenv("TRADEPOST__BOT_NAME", "third")
    values = shown(run("show-config", "-c", first, "-c", second))
    assert [values[name] for name in ("max_open_trades", "bot_name", "fiat_display_currency")] == [2, "third", "USD"]


def test_the_usual_file_is_found_without_an_option(run: Run, folder: Path) -> None:
    write_config(folder, bot_name="here")
    assert shown(run("show-config"))["bot_name"] == "here"
    (folder / "user_data").mkdir()
    write_config(folder / "user_data", bot_name="user folder")
    assert shown(run("show-config"))["bot_name"] == "user folder"


@pytest.mark.parametrize(
    ("path", "value", "allowed"),
    [
        ("max_open_trades", "many", "a whole number of -1 or more"),
        ("initial_state", "asleep", '"running", "paused" or "stopped"'),
        ("stake_currency", "U S D", "a coin such as USDT"),
        ("timeframe", "5 minutes", "a number and one of s m h d w M y"),
    ],
)
@pytest.mark.parametrize("command", ["show-config", "list-markets", "trade"])
def test_a_wrong_value_is_refused_with_key_value_and_what_is_allowed(
    run: Run, folder: Path, command: str, path: str, value: object, allowed: str
) -> None:
    file = write_config(folder, **{path: value})
    ended = run(command, "-c", file)
    assert (ended.code, ended.out) == (2, "")
    assert f"{path} is {json.dumps(value)} (set in {file}); allowed: {allowed}" in ended.err.replace("\n", " ")


def test_real_money_is_refused_where_a_bot_would_trade(run: Run, folder: Path) -> None:
    ended = run("trade", "-c", write_config(folder, dry_run=False))
    assert ended.code == 2
    assert "dry_run is false; allowed: true" in ended.err


def test_a_file_that_is_no_json_is_refused_with_the_line(run: Run, folder: Path) -> None:
    file = write_text(folder, '{\n  "max_open_trades": 3\n  "dry_run": true\n}')
    ended = run("show-config", "-c", file)
    assert ended.code == 2
    assert "config.json" in ended.err
    assert "line 3" in ended.err


def test_an_unknown_key_is_pointed_out_with_the_nearest_one(run: Run, folder: Path) -> None:
    ended = run("show-config", "-c", write_config(folder, max_open_trade=3))
    assert ended.code == 0
    assert "Unknown setting max_open_trade" in ended.err
    assert "did you mean max_open_trades?" in ended.err


def test_what_the_file_says_is_shown_though_nothing_trades(run: Run, folder: Path) -> None:
    assert shown(run("show-config", "-c", write_config(folder, dry_run=False)))["dry_run"] is False
