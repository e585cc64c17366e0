"""The recorded bot's trades, rebuilt and written by us, give the recorded numbers."""

from __future__ import annotations

from typing import Any

import pytest

from app.wire import trade as wire
from bot.service.views import closed_view, view_of
from bot.state.snapshot import OpenTrade
from tests.contract.rebuilt import trade
from tests.contract.shapes import reply


def without_funding(fields: dict[str, Any]) -> dict[str, Any]:
    """Seeded trades of the recorded bot never got their funding fees of 0."""
    return {**fields, "funding_fees": 0.0}


@pytest.mark.parametrize("number", [0, 1])
def test_an_open_trades_status_has_the_recorded_numbers(number):
    recorded = reply("trade", "GET_status")[number]
    given = wire.status(view_of(OpenTrade(trade(recorded), recorded["current_rate"])))
    assert given == without_funding(recorded)
    assert list(given) == list(recorded)


@pytest.mark.parametrize(
    "name",
    ["GET_trade-id", "GET_trade-id__open-exit-order", "DELETE_trades-id-open-order", "POST_trades-id-reload"],
)
def test_a_partly_sold_trades_status_has_the_recorded_numbers(name):
    recorded = reply("trade", name)
    given = wire.status(view_of(OpenTrade(trade(recorded), recorded["current_rate"])))
    assert given == without_funding(recorded)


def test_a_closed_trades_status_has_the_recorded_numbers():
    recorded = reply("trade", "GET_trade-id__closed")
    given = wire.status(closed_view(trade(recorded)))
    assert given == recorded
    assert list(given) == list(recorded)


@pytest.mark.parametrize("name", ["POST_forceenter", "POST_forcebuy__limit"])
def test_a_forced_entry_has_the_recorded_numbers(name):
    recorded = reply("trade", name)
    given = wire.plain(trade(recorded))
    assert given == recorded
    assert list(given) == list(recorded)


@pytest.mark.parametrize("number", [0, 1])
def test_a_listed_trade_has_the_recorded_numbers(number):
    recorded = reply("trade", "GET_trades")["trades"][number]
    given = wire.listed(trade(recorded))
    assert given == recorded
    assert list(given) == list(recorded)
    assert list(given["orders"][0]) == list(recorded["orders"][0])
