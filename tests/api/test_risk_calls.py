"""``/risk``, ``/panic`` and ``/orders/preview``."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.enums import OrderSide, OrderType
from bot.domain.risk import OrderPreview, RiskLimits, RiskPicture, RiskState
from bot.state.commands import KeepAlive, PanicExit, PreviewOrder, SetRiskState
from tests.builders import T0, a_running_bot
from tests.fakes.web import Web, a_web

PICTURE = RiskPicture(
    state=RiskState.REDUCE_ONLY,
    reason="news",
    since=T0,
    limits=RiskLimits(max_order_notional=500.0),
    orders_last_minute=2,
    daily_result=-3.5,
    notional={"BTC/USDT": 100.0},
)


@pytest.fixture
def web() -> Web:
    return a_web(a_running_bot(risk=PICTURE))


def test_the_gate_is_shown(web: Web) -> None:
    answer = web.get("/risk").json
    assert (answer["state"], answer["reason"], answer["limits"]["max_order_notional"]) == ("reduce_only", "news", 500.0)
    assert (answer["daily_result"], answer["notional"], answer["is_panic"]) == (-3.5, {"BTC/USDT": 100.0}, False)
    assert web.state.asked == []


@pytest.mark.parametrize(
    ("path", "body", "command"),
    [
        ("/risk", {"state": "halted", "reason": "x"}, SetRiskState(RiskState.HALTED, "x")),
        ("/risk/alive", {"timeout": 30}, KeepAlive(30)),
    ],
)
def test_the_gate_is_changed(web: Web, path: str, body: dict[str, Any], command: object) -> None:
    web.state.answer = PICTURE
    assert web.post(path, json=body).json["state"] == "reduce_only"
    assert web.state.asked == [command]


def test_panic_tells_what_is_left(web: Web) -> None:
    web.state.answer = 2
    assert web.post("/panic", json={"reason": "fire"}).json == {"status": "leaving all trades", "open_trades": 2}
    web.state.answer = 0
    assert web.post("/panic", json={}).json["status"] == "all trades are left"
    assert web.state.asked == [PanicExit("fire"), PanicExit("")]


def test_an_order_is_previewed(web: Web) -> None:
    web.state.answer = OrderPreview(
        pair="BTC/USDT",
        side="buy",
        order_type="market",
        amount=1.0,
        price=100.0,
        average=101.0,
        cost=101.0,
        fee=0.1,
        fee_rate=0.001,
        slippage=0.01,
        refused_by="max_order_notional",
        reason="too much",
    )
    answer = web.post("/orders/preview", json={"pair": "BTC/USDT", "ordertype": "market", "amount": 1}).json
    assert (answer["allowed"], answer["refused_by"], answer["slippage"]) == (False, "max_order_notional", 0.01)
    wanted = PreviewOrder(pair="BTC/USDT", side=OrderSide.BUY, order_type=OrderType.MARKET, amount=1.0)
    assert web.state.asked == [wanted]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/risk", {"state": "open"}),
        ("/risk", {}),
        ("/risk/alive", {"timeout": -1}),
        ("/orders/preview", {"pair": "BTC/USDT", "amount": 0}),
        ("/orders/preview", {"pair": "BTC/USDT", "side": "hold", "amount": 1}),
        ("/orders/preview", {"amount": 1}),
    ],
)
def test_what_can_not_be_meant_is_refused(web: Web, path: str, body: dict[str, Any]) -> None:
    assert web.post(path, json=body).status_code == 400
    assert web.state.asked == []
