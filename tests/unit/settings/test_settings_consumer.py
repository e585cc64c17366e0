"""``external_message_consumer``: what it says, what is refused, and that its tokens stay hidden."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.settings.consumer_model import ConsumerSettings, ProducerSettings
from bot.settings.secret import Secret
from tests.fakes.config import loaded, write_config

TOKEN = "a-token-that-opens"
ONE = {"name": "other", "host": "127.0.0.1", "ws_token": TOKEN}


@pytest.fixture
def consumer(folder: Path) -> Callable[..., ConsumerSettings]:
    def load(*producers: Any, **section: Any) -> ConsumerSettings:
        section = {"enabled": True, "producers": list(producers), **section}
        return loaded(write_config(folder, external_message_consumer=section)).consumer

    return load


def test_defaults_are_those_of_the_reference(consumer: Callable[..., ConsumerSettings]) -> None:
    assert consumer(ONE) == ConsumerSettings(
        producers=(ProducerSettings(name="other", host="127.0.0.1", ws_token=Secret(TOKEN), port=8080, secure=False),),
        wait_timeout_s=30,
        ping_timeout_s=10,
        sleep_time_s=10,
        remove_entry_exit_signals=False,
        initial_candle_limit=1500,
        message_size_limit_mb=8,
    )


def test_everything_can_be_said(consumer: Callable[..., ConsumerSettings]) -> None:
    settings = consumer(
        {**ONE, "port": 9000, "secure": True},
        {**ONE, "name": "third", "host": "::1"},
        wait_timeout=5,
        ping_timeout=2.5,
        sleep_time=1,
        remove_entry_exit_signals=True,
        initial_candle_limit=0,
        message_size_limit=1,
    )
    assert [(one.name, one.host, one.port, one.secure) for one in settings.producers] == [
        ("other", "127.0.0.1", 9000, True),
        ("third", "::1", 8080, False),
    ]
    assert (settings.wait_timeout_s, settings.ping_timeout_s, settings.sleep_time_s) == (5, 2.5, 1)
    assert (settings.remove_entry_exit_signals, settings.initial_candle_limit) == (True, 0)
    assert settings.message_size_limit_mb == 1


def test_nobody_is_followed_unless_it_is_enabled(consumer: Callable[..., ConsumerSettings], folder: Path) -> None:
    assert consumer(enabled=False) == ConsumerSettings()
    assert consumer({"name": 5}, enabled=False) == ConsumerSettings()
    assert loaded(write_config(folder)).consumer == ConsumerSettings()


PATH = "external_message_consumer.producers"


@pytest.mark.parametrize(
    ("producers", "key"),
    [
        ([], PATH),
        ([ONE, ONE], f"{PATH}[].name"),
        ([{"host": "a", "ws_token": TOKEN}], f"{PATH}[0].name"),
        ([ONE, {"name": "b", "ws_token": TOKEN}], f"{PATH}[1].host"),
        ([{"name": "b", "host": "a"}], f"{PATH}[0].ws_token"),
        ([{**ONE, "name": " "}], f"{PATH}[0].name"),
        ([{**ONE, "host": "http://a/b"}], f"{PATH}[0].host"),
        ([{**ONE, "host": 5}], f"{PATH}[0].host"),
        ([{**ONE, "port": 0}], f"{PATH}[0].port"),
        ([{**ONE, "port": "8080"}], f"{PATH}[0].port"),
        ([{**ONE, "secure": 1}], f"{PATH}[0].secure"),
        ([{**ONE, "ws_token": ""}], f"{PATH}[0].ws_token"),
        ([{**ONE, "ws_token": f"{TOKEN} "}], f"{PATH}[0].ws_token"),
        ([TOKEN], PATH),
        ({"first": ONE}, PATH),
    ],
)
def test_wrong_producers_are_refused_by_name_and_without_the_token(folder: Path, producers: Any, key: str) -> None:
    section = {"enabled": True, "producers": producers}
    with pytest.raises(ConfigError) as refused:
        loaded(write_config(folder, external_message_consumer=section))
    assert refused.value.key == key
    assert key in str(refused.value)
    assert "allowed: " in str(refused.value)
    assert TOKEN not in str(refused.value) or producers == [TOKEN]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("enabled", "yes"),
        ("wait_timeout", 0),
        ("ping_timeout", "10"),
        ("sleep_time", -1),
        ("remove_entry_exit_signals", 1),
        ("initial_candle_limit", 1501),
        ("message_size_limit", 0),
    ],
)
def test_wrong_values_are_refused(consumer: Callable[..., ConsumerSettings], name: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=rf"external_message_consumer\.{name} is .*; allowed: "):
        consumer(ONE, **{name: value})


def test_tokens_are_secrets(folder: Path) -> None:
    section = {"enabled": True, "producers": [ONE]}
    settings = loaded(write_config(folder, external_message_consumer=section))
    assert TOKEN in settings.secrets()
    assert TOKEN not in str(settings.raw)
    assert TOKEN not in repr(settings.consumer)
