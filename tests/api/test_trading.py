import io
import json

import pytest
from gunicorn.http.errors import InvalidChunkSize

from bot.domain.enums import Direction, OrderType, RunMode
from bot.errors import NotFound, Refused
from bot.state.commands import CancelOpenOrder, DeletedTrade, DeleteTrade, ForceEnter, ForceExit, ReloadTrade
from bot.state.snapshot import OpenTrade
from tests.builders import a_snapshot, a_trade
from tests.fakes.web import a_web

BAD_NUMBERS = [0, -1, "abc", "", True, [], "nan", "inf", "-inf", 1e308, "1e308"]
ENTRY_NUMBERS = [("price", value) for value in BAD_NUMBERS] + [("stakeamount", value) for value in BAD_NUMBERS]
EXIT_NUMBERS = [("price", value) for value in BAD_NUMBERS] + [("amount", value) for value in BAD_NUMBERS]


@pytest.fixture
def web():
    return a_web(answer=a_trade(id=7))


def field(answer):
    assert answer.status_code == 400, answer.text
    return answer.json["detail"][0]["loc"][1:]


@pytest.mark.parametrize("path", ["/forceenter", "/forcebuy"])
def test_a_forced_entry_answers_the_trade(web, path):
    answer = web.post(path, json={"pair": "BTC/USDT"})
    assert (answer.status_code, answer.json["trade_id"]) == (200, 7)
    assert web.state.asked == [ForceEnter(pair="BTC/USDT")]


def test_all_wishes_of_a_forced_entry_reach_the_bot_even_as_text(web):
    wishes = {
        "pair": "BTC/USDT",
        "side": "short",
        "price": "99.5",
        "ordertype": "market",
        "stakeamount": "100",
        "entry_tag": "mine",
        "leverage": "2",
        "unknown": 1,
    }
    assert web.post("/forceenter", json=wishes).status_code == 200
    assert web.state.asked == [
        ForceEnter(
            pair="BTC/USDT",
            direction=Direction.SHORT,
            price=99.5,
            order_type=OrderType.MARKET,
            stake_amount=100.0,
            tag="mine",
            leverage=2.0,
        )
    ]


def test_null_wishes_are_no_wishes(web):
    web.post("/forceenter", json={"pair": "BTC/USDT", "price": None, "stakeamount": None, "entry_tag": None})
    assert web.state.asked == [ForceEnter(pair="BTC/USDT")]


@pytest.mark.parametrize(("name", "value"), ENTRY_NUMBERS)
def test_an_entry_with_a_number_that_cant_be_meant_is_refused(web, name, value):
    assert field(web.post("/forceenter", json={"pair": "BTC/USDT", name: value})) == [name]
    assert web.state.asked == []


@pytest.mark.parametrize("literal", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_json_does_not_know_are_refused(web, literal):
    body = f'{{"pair": "BTC/USDT", "price": {literal}}}'
    assert web.post("/forceenter", data=body, content_type="application/json").status_code == 400
    assert web.state.asked == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({}, ["pair"]),
        ({"pair": ""}, ["pair"]),
        ({"pair": 5}, ["pair"]),
        ({"pair": "x" * 101}, ["pair"]),
        ({"pair": "A/B", "side": "up"}, ["side"]),
        ({"pair": "A/B", "ordertype": "nope"}, ["ordertype"]),
        ({"pair": "A/B", "leverage": 0.5}, ["leverage"]),
        ({"pair": "A/B", "entry_tag": "x" * 256}, ["entry_tag"]),
        ([], []),
        ("text", []),
        (5, []),
        (None, []),
    ],
)
def test_an_entry_that_cant_be_understood_names_the_field(web, body, place):
    assert field(web.post("/forceenter", json=body)) == place
    assert web.state.asked == []


@pytest.mark.parametrize("body", ["", "{not json", '{"pair": "A/B"', "[" * 10_000 + "]" * 10_000, "\xff\xfe"])
def test_broken_json_is_refused(web, body):
    answer = web.post("/forceenter", data=body.encode("latin-1"), content_type="application/json")
    assert answer.status_code == 400
    assert set(answer.json) == {"error", "detail", "request_id"}
    assert web.state.asked == []


def test_another_content_type_is_refused(web):
    answer = web.post("/forceenter", data="pair=A/B", content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 415
    assert web.state.asked == []


def test_a_huge_body_is_refused(web):
    answer = web.post("/forceenter", data=b"x" * 10_000_000, content_type="application/json")
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "sentence",
    ["trader is not running", "position for BTC/USDT already open - id: 1", "Maximum number of trades is reached."],
)
def test_the_bots_refusal_is_answered_in_both_forms(sentence):
    answer = a_web(answer=Refused(sentence)).post("/forceenter", json={"pair": "BTC/USDT"})
    assert answer.status_code == 400
    assert answer.json["error"] == f"Error querying /api/v1/forceenter: {sentence}"
    assert answer.json["detail"] == sentence


def test_without_a_bot_the_mode_is_refused_before_the_body():
    web = a_web(a_snapshot(runmode=RunMode.WEBSERVER))
    assert web.post("/forceenter", json={"pair": 5}).status_code == 503


@pytest.mark.parametrize("path", ["/forceexit", "/forcesell"])
@pytest.mark.parametrize("trade_id", ["3", 3])
def test_a_forced_exit_answers_the_sentence(path, trade_id):
    web = a_web(answer="Created exit order for trade 3.")
    answer = web.post(path, json={"tradeid": trade_id, "ordertype": None, "amount": "0.5", "price": "101"})
    assert answer.json == {"result": "Created exit order for trade 3."}
    assert web.state.asked == [ForceExit(trade_id=3, amount=0.5, price=101.0)]


def test_all_trades_are_left_together():
    web = a_web(answer="Created exit orders for all open trades.")
    assert web.post("/forceexit", json={"tradeid": "all", "ordertype": "limit"}).status_code == 200
    assert web.state.asked == [ForceExit(trade_id=None, order_type=OrderType.LIMIT)]


@pytest.mark.parametrize(("name", "value"), EXIT_NUMBERS)
def test_an_exit_with_a_number_that_cant_be_meant_sells_nothing(name, value):
    web = a_web()
    assert field(web.post("/forceexit", json={"tradeid": "1", name: value})) == [name]
    assert web.state.asked == []


@pytest.mark.parametrize("trade_id", ["", "one", -1, 0, 2**63, 10**30, "9" * 29, "1 ", "١"])
def test_an_exit_of_no_trade_is_an_invalid_argument(trade_id):
    web = a_web()
    body = json.dumps({"tradeid": trade_id})
    answer = web.post("/forceexit", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert web.state.asked == []


@pytest.mark.parametrize("body", [{}, {"tradeid": None}, {"tradeid": True}, {"tradeid": [1]}, {"tradeid": 1.5}])
def test_an_exit_without_an_id_names_the_field(body):
    assert field(a_web().post("/forceexit", json=body)) == ["tradeid"]


def test_a_trades_open_orders_are_cancelled():
    web = a_web(answer=OpenTrade(a_trade(id=3), 105.0))
    answer = web.delete("/trades/3/open-order")
    assert (answer.json["trade_id"], answer.json["current_rate"]) == (3, 105.0)
    assert web.state.asked == [CancelOpenOrder(3)]


def test_a_trade_is_read_from_the_exchange_again():
    web = a_web(answer=OpenTrade(a_trade(id=3), 105.0))
    assert web.post("/trades/3/reload").json["trade_id"] == 3
    assert web.state.asked == [ReloadTrade(3)]


def test_a_trade_is_deleted():
    web = a_web(answer=DeletedTrade(3, "Deleted trade #3 for pair X. Closed 1 open orders.", 1))
    assert web.delete("/trades/3").json == {
        "cancel_order_count": 1,
        "result": "success",
        "result_msg": "Deleted trade #3 for pair X. Closed 1 open orders.",
        "trade_id": 3,
    }
    assert web.state.asked == [DeleteTrade(3)]


CHANGES = [("DELETE", "/trades/{}"), ("DELETE", "/trades/{}/open-order"), ("POST", "/trades/{}/reload")]


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_a_trade_that_the_bot_does_not_know_is_not_found(method, path):
    assert a_web(answer=NotFound("no such trade")).open(method, path.format(99)).status_code == 404


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("trade_id", ["0", "-1", str(2**63 - 1 + 1), "9" * 40, "abc", "1.5", "%00", "١"])
def test_an_id_that_no_trade_can_have_is_refused_as_json(method, path, trade_id):
    web = a_web()
    answer = web.open(method, path.format(trade_id))
    assert answer.status_code in (400, 404)
    assert "error" in answer.json
    assert web.state.asked == []


def test_a_body_in_broken_chunks_is_refused():
    class Broken(io.RawIOBase):
        """What the web server hands over when a body does not come as it was announced."""

        def readable(self):
            return True

        def readinto(self, buffer):
            raise InvalidChunkSize(b"zz")

    web = a_web()
    answer = web.post(
        "/forceexit",
        content_type="application/json",
        environ_overrides={"wsgi.input": Broken(), "CONTENT_LENGTH": "10"},
    )
    assert answer.status_code == 400
    assert "could not be read" in answer.json["error"]
    assert web.state.asked == []


def test_a_body_that_breaks_off_is_refused():
    web = a_web()
    answer = web.post(
        "/forceexit",
        content_type="application/json",
        environ_overrides={"wsgi.input": io.BytesIO(b'{"tradeid": "1"}'), "CONTENT_LENGTH": "500"},
    )
    assert answer.status_code == 400
    assert web.state.asked == []
