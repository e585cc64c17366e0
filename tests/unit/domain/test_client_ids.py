"""Client order ids tell the bot and the trade, in a form that exchanges take."""

from __future__ import annotations

import pytest

from bot.domain.client_ids import ClientId, make, new_bot_id, parse


@pytest.mark.parametrize("trade_id", [None, 1, 42, 9_999_999_999])
def test_what_was_made_is_read_again(trade_id: int | None) -> None:
    bot_id = new_bot_id()
    made = make(bot_id, trade_id)
    assert len(made) == 32
    assert made.isalnum()
    assert made.isascii()
    assert parse(made) == ClientId(bot_id, trade_id)


def test_no_two_are_the_same() -> None:
    assert len({make("abc123", 7) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("trade_id", [None, 42])
def test_the_orders_of_a_request_are_found_by_it(trade_id: int | None) -> None:
    made = make("abc123", trade_id, "f" * 64)
    assert made == make("abc123", trade_id, "f" * 64)
    assert made not in (make("abc123", trade_id, "e" * 64), make("abc123", 7, "f" * 64))
    assert parse(made) == ClientId("abc123", trade_id)


@pytest.mark.parametrize(
    "foreign", ["", "tp", "x-HNA2TXFJ0001", "tpabc12ge0123", "tpabc123x0z01", "web_123", "tp" * 20]
)
def test_ids_of_others_tell_nothing(foreign: str) -> None:
    assert parse(foreign) is None
