"""docs/reference/configuration.md says what the program does: every key with its type and its default."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.settings.check import KNOWN
from bot.settings.environment import read_environment
from bot.settings.keys import KEYS, STRATEGY_KEYS
from bot.settings.load import load_settings
from bot.settings.merge import merged, nested
from bot.settings.model import Settings, StrategyOptions, UnfilledTimeout

PAGE = (Path(__file__).parents[2] / "docs/reference/configuration.md").read_text()
NONE = "—"
BASE: Mapping[str, Any] = {"initial_state": "stopped", "exchange": {"name": "simulated"}}
OPTIONS = StrategyOptions(unfilledtimeout=UnfilledTimeout())
RENAMED = {"ignore_buying_expired_candle_after": "ignore_expired_candle_after_s"}


def table() -> dict[str, tuple[str, str]]:
    """Type and default by key."""
    rows = re.findall(r"^\| `([^`]+)` \| (.+?) \| (?:`([^`]*)`|—) \| .+ \|$", PAGE, re.M)
    return {path: (kind, default or NONE) for path, kind, default in rows if path in KNOWN}


TABLE = table()
STATED = {path: json.loads(default) for path, (_, default) in TABLE.items() if default != NONE}
OF_STRATEGIES = {path for path in STATED if path.partition(".")[0] in STRATEGY_KEYS} - {
    "stake_currency",
    "stake_amount",
    "max_open_trades",
    "timeframe",
}


def test_the_page_has_every_key_with_its_type() -> None:
    assert {path: kind for path, (kind, _) in TABLE.items()} == {
        key.path: key.kind.allowed for key in KEYS if key.is_used
    }


def test_the_page_names_the_keys_without_effect() -> None:
    section = PAGE.partition("### Known and not used yet")[2]
    assert re.findall(r"`([^`]+)`", section) == [key.path for key in KEYS if not key.is_used]


@pytest.mark.parametrize("path", STATED)
def test_a_default_is_an_allowed_value(path: str) -> None:
    assert KNOWN[path].kind.accepts(STATED[path])


@pytest.mark.parametrize("path", sorted(set(STATED) - OF_STRATEGIES))
def test_stating_a_default_changes_nothing(folder: Path, path: str) -> None:
    assert seen(merged(BASE, nested(path, STATED[path]))) == seen(BASE)


@pytest.mark.parametrize("path", sorted(OF_STRATEGIES))
def test_a_strategy_has_the_default_that_is_stated(path: str) -> None:
    found: Any = OPTIONS
    for name in path.split("."):
        found = found[name] if isinstance(found, Mapping) else getattr(found, RENAMED.get(name, name))
    assert found == STATED[path]


def test_without_an_exchange_the_bot_starts_at_once(folder: Path) -> None:
    assert seen({}).initial_state == "running"
    assert 'Without `exchange.name` the default is `"running"`' in PAGE


def test_the_examples_of_variables_are_read_as_the_page_says() -> None:
    found = re.findall(r"^(TRADEPOST__\w+)=(\S+|'.*?') tradepost", PAGE, re.M)
    read = [source.values for source in read_environment({name: value.strip("'") for name, value in found})]
    assert read == [
        {"api_server": {"listen_port": 8081}},
        {"exchange": {"pair_whitelist": ["BTC/USDT", "ETH/USDT"]}},
    ]


def seen(values: Mapping[str, Any]) -> Settings:
    """What ``values`` mean to the bot, without the record of what was written where."""
    settings = load_settings([], environ={}, overrides=values, runmode=RunMode.OTHER)
    return replace(
        settings,
        raw={},
        strategy_values={},
        entry_pricing=replace(settings.entry_pricing, given={}),
        exit_pricing=replace(settings.exit_pricing, given={}),
        exchange=replace(settings.exchange, options={}),
        api=replace(settings.api, password_source=""),
    )
