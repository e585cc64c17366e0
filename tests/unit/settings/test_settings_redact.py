"""What may be shown of a configuration."""

from __future__ import annotations

from bot.settings.redact import redacted


def test_secrets_are_replaced_and_the_rest_is_kept() -> None:
    shown = redacted(
        {
            "fee": 0.1,
            "exchange": {"name": "x", "key": "k", "secret": "s", "ccxt_config": {"apiKey": "k", "password": "p"}},
            "api_server": {"username": "u", "password": "p", "ws_token": ["a"], "jwt_secret_key": ""},
            "telegram": {"enabled": True, "token": "t", "chat_id": "1"},
            "pairlists": [{"method": "RemotePairList", "bearer_token": "b"}],
            "max_tokens": 5,
        }
    )
    assert shown == {
        "fee": 0.1,
        "exchange": {
            "name": "x",
            "key": "REDACTED",
            "secret": "REDACTED",
            "ccxt_config": {"apiKey": "REDACTED", "password": "REDACTED"},
        },
        "api_server": {"username": "u", "password": "REDACTED", "ws_token": "REDACTED", "jwt_secret_key": ""},
        "telegram": {"enabled": True, "token": "REDACTED", "chat_id": "REDACTED"},
        "pairlists": [{"method": "RemotePairList", "bearer_token": "REDACTED"}],
        "max_tokens": 5,
    }


def test_the_password_in_a_databases_address_is_replaced() -> None:
    assert redacted({"db_url": "postgresql://bot:hidden@db:5432/x"}) == {
        "db_url": "postgresql://bot:REDACTED@db:5432/x"
    }
    assert redacted({"db_url": "sqlite:///a.sqlite"}) == {"db_url": "sqlite:///a.sqlite"}
