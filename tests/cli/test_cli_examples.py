"""The example configs are the ones of the API's documentation, and they start a bot."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from bot.errors import ConfigError
from tests.cli.conftest import Run
from tests.fakes.config import DOCUMENTED_BASIC, DOCUMENTED_DOCKER, loaded

EXAMPLES = Path(__file__).parents[2] / "config/examples"
BASIC, DOCKER = EXAMPLES / "basic.json", EXAMPLES / "docker.json"


@pytest.mark.parametrize(("file", "documented"), [(BASIC, DOCUMENTED_BASIC), (DOCKER, DOCUMENTED_DOCKER)])
def test_an_example_is_what_is_documented(file: Path, documented: str) -> None:
    assert json.loads(file.read_text()) == json.loads(documented)


def test_the_basic_example_works_on_loopback_with_a_warning(folder: Path) -> None:
    settings = loaded(BASIC)
    assert (settings.api.listen_ip_address, settings.api.username) == ("127.0.0.1", "Freqtrader")
    assert (settings.exchange.name, settings.dry_run, settings.strategy) == ("simulated", True, "SampleStrategy")
    assert len(settings.notices) == 1
    assert "examples from the documentation" in settings.notices[0]


def test_the_docker_example_works_in_a_container_with_a_warning(folder: Path) -> None:
    settings = loaded(DOCKER, environ={"TRADEPOST_IN_CONTAINER": "1"})
    assert settings.api.listen_ip_address == "0.0.0.0"
    assert "api_server.password is an example from the documentation" in settings.notices[0]
    assert settings.api.jwt_secret_key
    assert settings.api.ws_tokens


def test_the_docker_example_is_refused_where_others_could_log_in(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"api_server\.password.*0\.0\.0\.0.*tradepost new-secrets"):
        loaded(DOCKER)


def test_new_secrets_make_an_example_safe(run: Run, folder: Path) -> None:
    file = folder / "config.json"
    shutil.copyfile(DOCKER, file)
    assert run("new-secrets", "-c", file).code == 0
    assert loaded(file).notices == ()
