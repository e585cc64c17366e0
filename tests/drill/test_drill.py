"""The fire drill loses nothing, and its audit sees what would be lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.enums import OrderSide, OrderType
from bot.domain.order import OrderRequest
from bot.domain.trade import Trade
from bot.drill.audit import Audit, audit
from bot.drill.rig import MONEY, Rig
from bot.drill.run import Result, drill
from bot.state.commands import ForceEnter
from tests.storage.servers import POSTGRES, a_schema

PAIR = "BTC/USDT"


@pytest.fixture(scope="module", params=["sqlite", POSTGRES])
def result(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Result]:
    folder = tmp_path_factory.mktemp("drill")
    with a_schema() if request.param == POSTGRES else nullcontext("") as db_url:
        yield drill(250, 0.25, 12, 7, folder, db_url=db_url)


def test_nothing_is_lost_or_doubled(result: Result) -> None:
    assert (result.audit.lost, result.audit.doubled) == ((), ())
    assert result.audit.differences.keys() > {"USDT"}
    assert not any(result.audit.differences.values())
    assert result.audit.is_clean


def test_much_went_wrong(result: Result) -> None:
    assert result.sent >= 250
    assert sum(result.crashes.values()) == 12
    assert sum(result.faults.values()) > 200
    assert {"timeout", "lost reply", "stale reply", "429 storm", "clock jump"} <= result.faults.keys()
    assert result.audit.placed > 100


def test_a_seed_makes_the_same_drill(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = (drill(40, 0.2, 3, 5, tmp_path / name) for name in "ab")
    assert first == second
    (tmp_path / "c").mkdir()
    assert drill(40, 0.2, 3, 6, tmp_path / "c") != first


class Peace:
    """A bot that bought once, without any fault; the test may forge what is stored."""

    def __init__(self, folder: Path) -> None:
        self.rig = Rig(folder, seed=1, rate=0.0)
        trader = self.rig.start()
        for number, pair in enumerate((PAIR, "ETH/USDT")):
            order = ForceEnter(pair=pair, order_type=OrderType.MARKET, stake_amount=500.0, tag=f"drill-{number}")
            trader.handle(order)

    def audit(self, *trades: Trade) -> Audit:
        return audit(self.rig.venue, trades or self.rig.stored(), MONEY)


@pytest.fixture
def peace(tmp_path: Path) -> Peace:
    return Peace(tmp_path)


def test_what_is_stored_as_it_happened_is_clean(peace: Peace) -> None:
    assert peace.audit().is_clean


def test_an_order_that_no_trade_has_is_lost(peace: Peace) -> None:
    first, _ = peace.rig.stored()
    found = peace.audit(first)
    assert len(found.lost) == 1
    assert "ETH/USDT" in found.lost[0]
    assert found.difference > 499


def test_an_order_that_is_stored_otherwise_is_lost(peace: Peace) -> None:
    first, second = peace.rig.stored()
    (order,) = first.orders
    found = peace.audit(replace(first, orders=(replace(order, filled=order.filled / 2),)), second)
    assert len(found.lost) == 1
    assert not found.is_clean


def test_a_unit_that_is_missing_is_seen(peace: Peace) -> None:
    peace.rig.venue.change("USDT", Decimal("0.00000001"))
    found = peace.audit()
    assert (found.lost, found.doubled, found.difference) == ((), (), Decimal("0.00000001"))
    assert not found.is_clean


def test_a_second_entry_for_one_command_is_doubled(peace: Peace) -> None:
    trades = [
        replace(trade, orders=tuple(replace(order, tag="drill-0") for order in trade.orders))
        for trade in peace.rig.stored()
    ]
    assert peace.audit(*trades).doubled == ("2 entries for the one command drill-0",)


def test_selling_more_than_was_bought_is_doubled(peace: Peace) -> None:
    first, second = peace.rig.stored()
    (bought,) = first.orders
    sold = replace(bought, id=99, client_order_id="again", side=OrderSide.SELL, filled=bought.filled * 2)
    assert len(peace.audit(replace(first, orders=(bought, sold)), second).doubled) == 1


def test_an_order_placed_behind_the_bots_back_is_lost(peace: Peace) -> None:
    request = OrderRequest(
        client_order_id="stray",
        pair=PAIR,
        side=OrderSide.BUY,
        order_type=OrderType.MARKET,
        amount=Decimal("0.01"),
        price=None,
    )
    peace.rig.venue.place(request)
    assert len(peace.audit().lost) == 1
