"""What is looked at before the first order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.domain.order import OrderNeeds
from bot.errors import AccountError, ConfigError
from bot.exchange.real.checks import check_offers
from tests.exchange_server.wire import Wire, a_desk, a_wire

NEEDS = OrderNeeds(stops=True, times_in_force=frozenset({"GTC", "IOC", "PO"}))


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    with a_wire(pairs=2) as served:
        yield served


def test_keys_that_may_trade_are_fine(wire: Wire) -> None:
    with a_desk(wire) as desk:
        assert list(desk.orders.check(NEEDS)) == []


def test_keys_that_may_withdraw_are_warned_of(wire: Wire) -> None:
    with a_desk(wire, wire.settings("owner")) as desk:
        (warning,) = desk.orders.check(NEEDS)
    assert "may withdraw money" in warning


def test_keys_that_may_not_trade_are_refused(wire: Wire) -> None:
    with (
        a_desk(wire, wire.settings("reader")) as desk,
        pytest.raises(AccountError, match="does not let these keys trade"),
    ):
        desk.orders.check(NEEDS)


@pytest.mark.parametrize("key", ["nobody", "traveller"])
def test_keys_that_are_unknown_here_are_refused(wire: Wire, key: str) -> None:
    with a_desk(wire, wire.settings(key)) as desk, pytest.raises(AccountError, match="does not accept"):
        desk.orders.check(NEEDS)


def test_a_clock_that_differs_is_warned_of(wire: Wire) -> None:
    wire.control("clock", {"offset_ms": 30_000})
    try:
        with a_desk(wire) as desk:
            (warning,) = desk.orders.check(NEEDS)
    finally:
        wire.control("clock", {"offset_ms": 0})
    assert "differ by 30." in warning or "differ by 29." in warning


@pytest.mark.parametrize(
    ("places", "key"),
    [
        ({"timeInForce": {"IOC": True, "PO": True}}, "order_types.stoploss_on_exchange"),
        ({"stopLossPrice": True, "timeInForce": {"IOC": True, "PO": False}}, "order_time_in_force"),
    ],
)
def test_what_is_not_on_offer_is_refused(places: dict[str, object], key: str) -> None:
    with pytest.raises(ConfigError) as refusal:
        check_offers("somewhere", places, NEEDS)
    assert refusal.value.key == key
    assert refusal.value.allowed


def test_an_exchange_that_tells_nothing_is_tried() -> None:
    check_offers("somewhere", {}, NEEDS)
    check_offers("somewhere", {"triggerPrice": True}, NEEDS)
