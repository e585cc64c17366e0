"""Templates: placeholders are filled, and refused where nothing could fill them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from bot.domain.events import EventType
from bot.domain.lock import Lock
from bot.engine import messages
from bot.errors import ConfigError
from bot.notify.fields import EXAMPLES
from bot.notify.templates import check_template, filled
from tests.builders import T0, a_closed_trade, some_settings


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("Buying {pair}", "Buying BTC/USDT"),
        ("{rate:8f}", "1.500000"),
        ("{opened:%Y-%m-%d}", "2026-11-01"),
        ("{{{pair}}}", "{BTC/USDT}"),
        ("[{nothing:8f}]", "[]"),
        ("{pair:8f}", "BTC/USDT"),
        (5, 5),
        (True, True),
        ([{"text": "{pair}"}, 1], [{"text": "BTC/USDT"}, 1]),
    ],
)
def test_placeholders_are_filled(template: Any, expected: Any) -> None:
    assert filled(template, {"pair": "BTC/USDT", "rate": 1.5, "opened": T0, "nothing": None}) == expected


@pytest.mark.parametrize(
    "template",
    ["{pear}", "{pair.__class__}", "{0}", "{}", {"embeds": [{"title": "{pear}"}]}, "{limit:{pear}}"],
)
def test_a_placeholder_that_no_message_has_is_refused_by_name(template: Any) -> None:
    with pytest.raises(ConfigError, match=r"which entry messages lack; allowed: \{type\}") as caught:
        check_template(template, EventType.ENTRY, "webhook.entry")
    assert caught.value.key == "webhook.entry"


def test_a_broken_template_is_refused_by_name() -> None:
    with pytest.raises(ConfigError, match=r"webhook\.entry is no template"):
        check_template({"a": "{pair"}, EventType.ENTRY, "webhook.entry")


def test_what_users_of_old_write_is_accepted() -> None:
    check_template(
        {
            "value1": "Buying {pair}",
            "value2": "limit {limit:8f}",
            "n": 1,
            "value3": "{stake_amount:8f} {stake_currency}",
        },
        EventType.ENTRY,
        "webhook.entry",
    )


def test_the_guide_names_every_placeholder() -> None:
    page = (Path(__file__).parents[3] / "docs/guide/notifications.md").read_text()
    section = page.partition("### Placeholders")[2].partition("### Signatures")[0]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert {field for fields in EXAMPLES.values() for field in fields} <= named


def test_examples_have_the_fields_of_real_messages() -> None:
    trade = a_closed_trade()
    order = trade.orders[-1]
    settings = some_settings()
    real = {
        EventType.ENTRY: messages.entry(trade, order, settings, 1.0, is_fill=False),
        EventType.ENTRY_CANCEL: messages.entry_cancel(trade, order, settings, 1.0, "x"),
        EventType.EXIT: messages.exit_(trade, order, settings, 1.0, T0, is_fill=False),
        EventType.EXIT_CANCEL: messages.exit_cancel(trade, order, settings, 1.0, T0, "x"),
        EventType.PROTECTION_TRIGGER: messages.lock(Lock(pair="BTC/USDT", locked_at=T0, until=T0), "BTC"),
    }
    for kind, fields in real.items():
        assert set(EXAMPLES[kind]) - {"type", "bot_name", "strategy", "timeframe"} == set(fields), kind
