"""``tradepost new-config`` and ``new-secrets``."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from bot.settings.credentials import EXAMPLES, MIN_KEY_LENGTH
from tests.cli.conftest import Run
from tests.fakes.config import loaded


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_yes_asks_nothing_and_writes_a_private_file(run: Run, folder: Path) -> None:
    ended = run("new-config", "--yes", "-c", "sub/config.json")
    assert ended.code == 0
    assert mode(folder / "sub/config.json") == 0o600


def test_the_file_is_as_promised(run: Run, folder: Path) -> None:
    run("new-config", "--yes", "-c", "config.json")
    settings = loaded(folder / "config.json")
    assert (settings.dry_run, settings.exchange.name, settings.exchange.sim.speed) == (True, "simulated", 60)
    assert (settings.strategy, settings.force_entry_enable) == ("SampleStrategy", True)
    assert (settings.api.listen_ip_address, settings.api.listen_port) == ("127.0.0.1", 8080)
    assert settings.notices == ()


def test_the_secrets_are_strong_new_and_not_shown(run: Run, folder: Path) -> None:
    said = [run("new-config", "--yes", "-c", f"{name}.json").text for name in ("one", "two")]
    one, two = (json.loads((folder / f"{name}.json").read_text())["api_server"] for name in ("one", "two"))
    for name in ("password", "jwt_secret_key", "ws_token"):
        assert one[name] != two[name]
        assert one[name] not in EXAMPLES
        assert one[name] not in said[0]
    assert len(one["jwt_secret_key"]) >= MIN_KEY_LENGTH


def test_an_existing_file_is_left_alone(run: Run, folder: Path) -> None:
    file = folder / "config.json"
    file.write_text("mine")
    ended = run("new-config", "--yes", "-c", file)
    assert ended.code == 2
    assert "was left as it is; --force overwrites it" in ended.err
    assert file.read_text() == "mine"


def test_force_overwrites_it_and_makes_it_private(run: Run, folder: Path) -> None:
    file = folder / "config.json"
    file.write_text("mine")
    file.chmod(0o644)
    assert run("new-config", "--yes", "--force", "-c", file).code == 0
    assert mode(file) == 0o600
    assert loaded(file).api.enabled


def test_without_a_terminal_it_points_to_yes(run: Run, folder: Path) -> None:
    ended = run("new-config", "-c", "config.json")
    assert ended.code == 2
    assert "use --yes" in ended.err
    assert not (folder / "config.json").exists()


def test_a_folder_that_cannot_be_made_is_named(run: Run, folder: Path) -> None:
    (folder / "file").write_text("")
    ended = run("new-config", "--yes", "-c", "file/config.json")
    assert ended.code == 2
    assert "file/config.json can't be written" in ended.err


def test_in_our_container_image_the_server_listens_on_all_addresses(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEPOST_IN_CONTAINER", "1")
    assert run("new-config", "--yes", "-c", "config.json").code == 0
    assert loaded(folder / "config.json").api.listen_ip_address == "0.0.0.0"


def test_new_secrets_are_shown_without_a_file(run: Run) -> None:
    first, second = (run("new-secrets").json()["api_server"] for _ in range(2))
    assert set(first) == {"password", "jwt_secret_key", "ws_token"}
    assert not set(first.values()) & set(second.values())


def test_new_secrets_replace_those_of_a_file_and_keep_the_rest(run: Run, folder: Path) -> None:
    file = folder / "config.json"
    text = """{
  // my bot
  "bot_name": "mine", /* keep */
  "api_server": {"enabled": true, "username": "me", "password": "SuperSecret1!"}
}
"""
    file.write_text(text)
    file.chmod(0o644)
    ended = run("new-secrets", "-c", file)
    assert ended.code == 0
    assert "// my bot" in file.read_text()
    settings = loaded(file)
    assert (settings.bot_name, settings.api.username, settings.notices) == ("mine", "me", ())
    assert settings.api.password.reveal() not in (*EXAMPLES, "")
    assert settings.api.password.reveal() not in ended.text
    assert mode(file) == 0o600


def test_new_secrets_for_a_missing_file_are_refused(run: Run) -> None:
    ended = run("new-secrets", "-c", "nowhere.json")
    assert (ended.code, ended.out) == (2, "")
    assert "nowhere.json does not exist" in ended.err
