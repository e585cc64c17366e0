"""Variables of the environment become typed settings."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings.environment import read_environment
from bot.settings.merge import all_merged


def read(**environ: str) -> dict[str, Any]:
    return all_merged(source.values for source in read_environment(environ))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("-5", -5),
        ("0.25", 0.25),
        ("1e-3", 0.001),
        ("t", True),
        ("TRUE", True),
        ("f", False),
        ("False", False),
        ('["a", 1]', ["a", 1]),
        ('{"a": 1}', '{"a": 1}'),
        ("[broken", "[broken"),
        ("text", "text"),
        ("nan", "nan"),
        ("", ""),
    ],
)
def test_a_value_is_typed_by_its_look(text: str, value: Any) -> None:
    assert read(TRADEPOST__SOMETHING__NEW=text) == {"something": {"new": value}}


@pytest.mark.parametrize("name", ["PASSWORD", "USERNAME", "WS_TOKEN", "JWT_SECRET_KEY"])
def test_texts_stay_texts(name: str) -> None:
    assert read(**{f"TRADEPOST__API_SERVER__{name}": "123456"}) == {"api_server": {name.lower(): "123456"}}


def test_a_chat_id_stays_text() -> None:
    assert read(FREQTRADE__TELEGRAM__CHAT_ID="42") == {"telegram": {"chat_id": "42"}}


def test_our_own_prefix_wins() -> None:
    assert read(FREQTRADE__BOT_NAME="theirs", TRADEPOST__BOT_NAME="ours") == {"bot_name": "ours"}


def test_a_known_key_is_spelled_as_it_should_be() -> None:
    assert read(TRADEPOST__API_SERVER__CORS_ORIGINS='["https://a.b"]') == {
        "api_server": {"CORS_origins": ["https://a.b"]}
    }


def test_the_users_own_keys_keep_their_case() -> None:
    assert read(TRADEPOST__DRY_RUN_WALLET__BTC="2") == {"dry_run_wallet": {"BTC": 2}}
    assert read(FREQTRADE__EXCHANGE__CCXT_CONFIG__OPTIONS__apiKey="x") == {
        "exchange": {"ccxt_config": {"options": {"apiKey": "x"}}}
    }


def test_an_object_may_be_given_as_json() -> None:
    assert read(TRADEPOST__DRY_RUN_WALLET='{"USDT": 5}') == {"dry_run_wallet": {"USDT": 5}}


def test_other_variables_are_left_alone() -> None:
    assert read(TRADEPOST_CONFIG_FILES="x", HOME="/", TRADEPOST__="x", FREQTRADE="x") == {}


@given(st.integers())
def test_every_whole_number_comes_through(number: int) -> None:
    assert read(TRADEPOST__MAX_OPEN_TRADES=str(number)) == {"max_open_trades": number}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_through(number: float) -> None:
    assert read(TRADEPOST__FEE=repr(number)) == {"fee": number}


@given(st.text())
def test_every_password_comes_through(text: str) -> None:
    assert read(TRADEPOST__API_SERVER__PASSWORD=text) == {"api_server": {"password": text}}
