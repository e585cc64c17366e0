"""Socket messages have the recorded fields, and requests get the recorded answers.

Meant to differ: ``type`` stands first in every message, and what is asked wrongly is answered instead of ending the
connection, unless it is no JSON object. That wrong tokens get 403 is tests/ws' part.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd
import pytest

from app.ws.answers import answers
from app.ws.protocol import FAILED, Broadcast, Subscribe, Unreadable, parse
from bot.domain.events import Event, EventType
from bot.domain.frames import OHLCV
from bot.domain.lock import Lock
from bot.engine import messages
from bot.state.snapshot import AnalyzedFrame, Snapshot
from tests.builders import T0, a_closed_trade, a_running_bot, a_trade, an_open_order, an_order, some_settings
from tests.contract.shapes import SAMPLES, differences

SETTINGS = some_settings()
CANDLES = pd.DataFrame({"date": pd.date_range(T0, periods=2, freq="5min"), **dict.fromkeys(OHLCV[1:], 1.5)})


def recorded(name: str) -> Any:
    return json.loads((SAMPLES / "ws" / f"{name}.json").read_text())


def text_of(broadcast: Broadcast) -> Any:
    """What a socket's frame carries."""
    frame = broadcast.frame
    return json.loads(frame[{126: 4, 127: 10}.get(frame[1], 2) :])


def an_exit(*, is_fill: bool) -> Mapping[str, Any]:
    trade = a_closed_trade(enter_tag="up", exit_reason="exit_signal")
    return messages.exit_(trade, trade.orders[-1], SETTINGS, 100.5, T0, is_fill=is_fill)


def a_lock() -> Mapping[str, Any]:
    lock = Lock(id=1, pair="BTC/USDT", side="*", reason="Cooldown", locked_at=T0, until=T0)
    return messages.lock(lock, "USDT")


def a_candle() -> Mapping[str, Any]:
    return {"data": {"key": ["BTC/USDT", "5m", "spot"], "df": CANDLES.tail(1), "la": T0}}


MADE: Mapping[str, Callable[[], Mapping[str, Any]]] = {
    "entry": lambda: messages.entry(a_trade(enter_tag="up"), an_open_order(), SETTINGS, 100.5, is_fill=False),
    "entry_fill": lambda: messages.entry(a_trade(enter_tag="up"), an_order(), SETTINGS, 100.5, is_fill=True),
    "entry_cancel": lambda: messages.entry_cancel(a_trade(enter_tag="up"), an_open_order(), SETTINGS, 100.5, "why"),
    "exit": lambda: an_exit(is_fill=False),
    "exit_fill": lambda: an_exit(is_fill=True),
    "exit_cancel": lambda: messages.exit_cancel(
        a_trade(enter_tag="up"), an_open_order(id=2), SETTINGS, 100.5, T0, "why"
    ),
    "protection_trigger": a_lock,
    "protection_trigger_global": a_lock,
    "analyzed_df": a_candle,
    "new_candle": lambda: {"data": ["BTC/USDT", "5m", "spot"]},
    "whitelist": lambda: {"data": ["BTC/USDT"]},
    "startup": lambda: {"status": "*Exchange:* `simulated`"},
    "status": lambda: {"status": "running"},
    "warning": lambda: {"status": "Dry run is enabled."},
    "strategy_msg": lambda: {"msg": "hello"},
}


@pytest.mark.parametrize("kind", MADE)
def test_a_message_has_the_recorded_fields(kind: str) -> None:
    given = text_of(Broadcast(Event(EventType(kind), MADE[kind](), T0)))
    sample = recorded(kind)
    assert (given["type"], next(iter(given))) == (sample["type"], "type")
    for price in ("limit", "order_rate"):  # one was typed without a fraction when the sample was recorded
        if price in sample:
            sample[price] = float(sample[price])
    assert list(differences({"type": "", **sample}, given)) == []


def test_every_recorded_kind_of_message_is_compared() -> None:
    names = {path.stem.partition("__")[0] for path in (SAMPLES / "ws").glob("*.json")} - {"protocol"}
    assert names == MADE.keys()


def test_a_recorded_table_is_one_of_ours() -> None:
    given = text_of(Broadcast(Event(EventType.ANALYZED_DF, a_candle(), T0)))["data"]["df"]
    sample = recorded("analyzed_df")["data"]["df"]
    assert given.keys() == sample.keys()
    ours, theirs = json.loads(given["__value__"]), json.loads(sample["__value__"])
    assert list(ours) == list(theirs)
    assert ours["columns"][:6] == theirs["columns"][:6]
    assert [type(cell) for cell in ours["data"][0][:6]] == [type(cell) for cell in theirs["data"][0][:6]]


CASES = [case for case in recorded("protocol") if "refused_http_status" not in case]
ANSWERED_HERE = {"analyzed_df with a limit that is not a number": {"type": "exception", "data": FAILED}}


def a_bot() -> Snapshot:
    pairs = ("BTC/USDT", "ETH/USDT")
    return a_running_bot(
        whitelist=pairs, frames={(pair, "5m"): AnalyzedFrame(pair, "5m", CANDLES, T0) for pair in pairs}
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_recorded_request_gets_the_recorded_answer(case: Any) -> None:
    (asked,) = case["sent"]
    text = asked if isinstance(asked, str) else json.dumps(asked)
    if "closed" in case and case["case"] not in ANSWERED_HERE:
        with pytest.raises(Unreadable):
            parse(text)
        return
    request = parse(text)
    given = [] if isinstance(request, Subscribe) else [json.loads(one) for one in answers(request, a_bot)]
    expected = case["received"] or [one for one in [ANSWERED_HERE.get(case["case"])] if one]
    assert len(given) == len(expected)
    for ours, theirs in zip(given, expected, strict=True):
        assert list(differences(theirs, ours)) == []
        if theirs["type"] == "exception":
            assert ours == theirs
