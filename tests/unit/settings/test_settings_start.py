"""The server loads the settings that the command line chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.enums import RunMode
from bot.errors import ConfigError
from bot.settings.start import FILES, OVERRIDES, RUNMODE, settings_from_environment, start_environment
from tests.fakes.config import ON_A_HOST, write_config, write_text


def test_the_settings_come_through_the_environment(folder: Path) -> None:
    files = [write_config(folder), write_text(folder, '{"fee": 0.002}', "second.json")]
    environ = start_environment([file.relative_to(folder) for file in files], {"strategy": "Mine"}, "webserver")
    settings = settings_from_environment({**environ, **ON_A_HOST})
    assert settings.runmode is RunMode.WEBSERVER
    assert settings.strategy == "Mine"
    assert settings.fee == 0.002
    assert list(settings.config_files) == files


def test_without_a_run_mode_the_bot_trades(folder: Path) -> None:
    settings = settings_from_environment({FILES: str(write_config(folder)), **ON_A_HOST})
    assert settings.runmode is RunMode.DRY_RUN


def test_a_path_that_cannot_be_handed_over_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="contains ':'"):
        start_environment([Path("a:b.json")], {}, "trade")


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({RUNMODE: "dance"}, "trade or webserver"),
        ({OVERRIDES: "{"}, "no valid JSON"),
        ({OVERRIDES: "[]"}, "JSON object"),
    ],
)
def test_broken_variables_are_refused(folder: Path, environ: dict[str, str], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        settings_from_environment(environ)
