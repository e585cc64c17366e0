"""Values in a config file are changed without touching the rest of its text."""

from __future__ import annotations

import pytest

from bot.errors import ConfigError
from bot.settings.edit import with_values
from bot.settings.jsonfile import parsed

TEXT = """// mine
{
  "exchange": {"password": "theirs"}, // "api_server": {"password": "no"}
  "api_server": {
    /* the door */ "password": "old \\" one",
    "ws_token": ["a", "b"], "port": 8080,
  },
}
"""


def test_values_are_replaced_in_their_section_only() -> None:
    changed = with_values(TEXT, "api_server", {"password": "new", "ws_token": "c"}, "x.json")
    assert changed == TEXT.replace('"old \\" one"', '"new"').replace('["a", "b"]', '"c"')


def test_a_missing_value_is_added() -> None:
    changed = with_values(TEXT, "api_server", {"jwt_secret_key": "k"}, "x.json")
    assert parsed(changed, "x.json")["api_server"]["jwt_secret_key"] == "k"
    assert "/* the door */" in changed


def test_a_value_is_added_to_an_empty_section() -> None:
    changed = with_values('{"api_server": {}}', "api_server", {"password": "p", "ws_token": "t"}, "x.json")
    assert parsed(changed, "x.json") == {"api_server": {"password": "p", "ws_token": "t"}}


def test_a_file_without_the_section_is_refused() -> None:
    with pytest.raises(ConfigError, match="has no api_server section"):
        with_values("{}", "api_server", {"password": "p"}, "x.json")


def test_a_layout_that_would_be_changed_wrongly_is_refused() -> None:
    with pytest.raises(ConfigError, match="by hand"):
        with_values('{"api_server": {"password": "a", "password": "b"}}', "api_server", {"password": "p"}, "x.json")
