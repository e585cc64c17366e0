"""Strategy, configuration and exchange must go together."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.bench import Workbench
from bot.engine.readiness import check_exchange
from bot.errors import ConfigError, TemporaryError
from tests.builders import some_settings
from tests.fakes.engine import Rig


def check(rig: Rig) -> None:
    check_exchange(rig.trader._parts, Workbench.of(rig.trader._parts))


def test_what_goes_together_passes() -> None:
    check(Rig())


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"options": {"timeframe": "2h"}}, "timeframe"),
        ({"settings": some_settings(stake_currency="EUR")}, "stake_currency"),
    ],
)
def test_what_the_exchange_does_not_have_is_refused(changes: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        check(Rig(**changes))
    assert refusal.value.key == key
    assert refusal.value.allowed


def test_an_exchange_that_is_away_is_not_waited_for(caplog: pytest.LogCaptureFixture) -> None:
    rig = Rig()
    rig.market.fail = TemporaryError("No route.")
    check(rig)
    assert "could not be checked: No route." in caplog.text
