"""Each recorded request gets from us the recorded kind of reply: the same keys, order and types, or the same refusal.

The tables below hold every difference that is meant.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from bot.domain.enums import BotState, RunMode
from bot.domain.lock import Lock
from bot.domain.note import Note, WalletSnapshot
from bot.domain.wallet import Balance, Wallets
from bot.errors import NotFound, Refused, StrategyError
from bot.service.candles import Chart, HistoryRequest, chart_table
from bot.settings.model import OrderTypes
from bot.state.commands import ChangeBlacklist, DeletedTrade
from bot.state.snapshot import AnalyzedFrame, OpenTrade, Snapshot, StrategyPicture
from bot.stats.model import Group
from tests.builders import a_market, a_running_bot, a_snapshot, some_settings
from tests.contract import rebuilt
from tests.contract.shapes import differences, load, reply, samples
from tests.fakes.reader import FakeReader
from tests.fakes.web import FakeCandleFiles, FoundFile, Method, Web, a_web

STATUS = {422: 400, 502: 400, 500: 400}  # how we price what the recorded bot called by other numbers
OWN_STATUS = {
    "DELETE_trades-id-open-order__never-filled": 200,  # done as asked: the trade's last state is shown
    "DELETE_trades-id-open-order__unknown": 404,
    "DELETE_trades-id__unknown": 404,
    "POST_trades-id-reload__unknown": 404,
    "GET_health__no-bot": 503,
    "GET_pair-candles__limit-minus-5": 400,  # a limit below zero can't be meant
}
OWN_SHAPE = {
    "trade/GET_health": ["$.failure: unknown"],  # why the bot's thread ended
    "trade/GET_show-config": [
        "$.minimal_roi[]: int expected, float given"
    ],  # as typed in the strategy; ours are ratios
}
OWN_WORDS = {
    "GET_trade-id__huge-number": "Input should be a valid integer",
    "GET_health__no-bot": "Bot is not in the correct state.",
    "POST_forceenter__negative-price": "Input should be greater than 0",
    "POST_forceenter__negative-stake": "Input should be greater than 0",
    "GET_trades__huge-offset": "Input should be less than or equal to 9007199254740992",
}
OWN_TEXT = {
    "GET_pair-candles__limit-minus-5",
    "GET_available-pairs__bad-candletype",
    "POST_forceenter__bad-json",
    "POST_forceenter__bad-ordertype",
    "POST_blacklist__invalid-body",
    "POST_locks__not-a-list",
    "GET_pair-history__missing-fields",
}
NOT_FOUND = ("Invalid trade_id.", "not found", "Could not find")
STRATEGY = reply("trade", "GET_strategy-RigStrategy")
CANDLES = reply("trade", "GET_pair-candles")


def a_frame() -> pd.DataFrame:
    """The recorded candles as the bot's own frame."""
    width = len(CANDLES["all_columns"])
    frame = pd.DataFrame([row[:width] for row in CANDLES["data"]], columns=CANDLES["all_columns"])
    frame["date"] = pd.to_datetime(frame["date"], utc=True)
    return frame.astype({"enter_long": float, "exit_long": float})


def recorded_bot(name: str) -> Snapshot:
    """The picture of the recorded bot in the state that the sample needs."""
    opened = [OpenTrade(rebuilt.trade(one), one["current_rate"]) for one in reply("trade", "GET_status")]
    if name.endswith(("__empty", "__none-open")):
        opened = []
    if "open-exit-order" in name:
        one = reply("trade", "GET_trade-id__open-exit-order")
        opened.append(OpenTrade(rebuilt.trade(one), one["current_rate"]))
    profit = reply("trade", "GET_profit")
    groups = (Group("COMP/USDT", 65.7, 0.0132, 0.3, 44),)
    blacklist = reply("trade", name) if "blacklist" in name else reply("trade", "GET_blacklist")
    base = a_running_bot()
    given = OrderTypes(given=("entry", "exit", "stoploss", "stoploss_on_exchange"))
    options = replace(base.strategy.options, max_open_trades=60, order_types=given)
    return a_running_bot(
        settings=some_settings(),
        market_time=rebuilt.certain(1795386420000),
        open_trades=tuple(opened),
        closed=replace(rebuilt.stats(profit, []), groups=() if "unknown-pair" in name else groups),
        first_trade=(1, rebuilt.certain(profit["first_trade_timestamp"])),
        last_trade=(2050, rebuilt.certain(profit["latest_trade_timestamp"])),
        bot_start_at=rebuilt.certain(profit["bot_start_timestamp"]),
        startup_at=rebuilt.certain(1795386407615),
        last_pass_at=rebuilt.certain(1795386413255),
        locks=[a_lock(one) for one in reply("trade", "GET_locks")["locks"]],
        blacklist=tuple(blacklist.get("blacklist", ())),
        blacklist_expanded=tuple(blacklist.get("blacklist_expanded", ())),
        coin_rates={"BTC": 1.1},
        wallets=Wallets(stake_currency="USDT", balances={"BTC": Balance("BTC", 88.0, 0.0, 88.0)}, starting=99000.0),
        markets={"BTC/USDT": a_market(), "ETH/USDT": a_market("ETH/USDT")},
        frames={("BTC/USDT", "5m"): AnalyzedFrame("BTC/USDT", "5m", a_frame(), rebuilt.certain(1795386409869))},
        strategy=replace(a_strategy(), options=options),
        state=BotState.RUNNING,
    )


def a_strategy() -> StrategyPicture:
    options = a_running_bot().strategy.options
    return StrategyPicture(
        name="RigStrategy",
        version=None,
        options=options,
        plot_config=reply("trade", "GET_plot-config"),
        source=STRATEGY["code"],
        parameters=STRATEGY["params"],
    )


def a_lock(fields: dict[str, Any]) -> Lock:
    return Lock(
        id=fields["id"],
        pair=fields["pair"],
        side=fields["side"],
        reason=fields["reason"],
        locked_at=rebuilt.certain(fields["lock_timestamp"]),
        until=rebuilt.certain(fields["lock_end_timestamp"]),
    )


def a_reader(name: str) -> FakeReader:
    """The recorded bot's database."""
    closed = [rebuilt.trade(one) for one in reply("trade", "GET_trades")["trades"]]
    closed.append(rebuilt.trade(reply("trade", "GET_trade-id__closed")))
    note = reply("trade", "GET_trades-id-custom-data")[0]["custom_data"][0]
    at = rebuilt.certain(1795305600000)
    notes = [
        Note(trade_id=trade_id, key=note["key"], kind=note["type"], value=note["value"], created_at=at)
        for trade_id in (2001, 2002)
    ]
    wallet = WalletSnapshot(at, "USDT", "USDT", 1.0, 98656.1, 98656.1, bot_managed=True)
    return FakeReader(closed, stored_notes=notes, wallets=[wallet])


def an_answer(name: str, sample: dict[str, Any]) -> Any:
    """What the bot says to the sample's command."""
    given = sample["reply"]
    if "never-filled" in name:
        return OpenTrade(rebuilt.trade(reply("trade", "POST_forcebuy__limit")), 0.5)
    if sample["status"] == 502:
        message = given["error"].partition(": ")[2] if "error" in given else given["detail"]
        return NotFound(message) if any(words in message for words in NOT_FOUND) else Refused(message)
    if sample["status"] != 200:
        return None
    if name.startswith(("POST_forceenter", "POST_forcebuy")):
        return rebuilt.trade(given)
    if isinstance(given, dict) and "current_rate" in given:
        return OpenTrade(rebuilt.trade(given), given["current_rate"])
    if name == "DELETE_trades-id":
        return DeletedTrade(given["trade_id"], given["result_msg"], given["cancel_order_count"])
    if "blacklist" in name:
        return lambda command: (
            {pattern: error["error_msg"] for pattern, error in given["errors"].items()}
            if isinstance(command, ChangeBlacklist)
            else {}
        )
    return given.get("status") or given.get("result") if isinstance(given, dict) else None


def a_recorded_web(mode: str, name: str, sample: dict[str, Any]) -> Web:
    def analyst(request: HistoryRequest) -> Chart:
        if sample["status"] == 502:
            raise StrategyError(sample["reply"]["detail"])
        table = chart_table(a_frame(), columns=request.columns)
        return Chart(strategy=request.strategy or "", pair=request.pair, timeframe=request.timeframe, table=table)

    methods = reply("web", "GET_pairlists-available")["pairlists"]
    no_bot = a_snapshot(runmode=RunMode.WEBSERVER, state=None, markets={"BTC/USDT": a_market()})
    if name == "GET_markets" and mode == "web":
        no_bot = replace(
            no_bot, settings=replace(no_bot.settings, exchange=replace(no_bot.settings.exchange, name="binance"))
        )
    return a_web(
        recorded_bot(name) if mode == "trade" else no_bot,
        answer=an_answer(name, sample),
        reader=a_reader(name),
        strategies=(FoundFile("RigStrategy"), FoundFile("RigWsStrategy")),
        files=FakeCandleFiles([("ADA/USDT", "5m", "spot")]),
        pairlists=[
            Method(one["name"], one["description"], one["is_pairlist_generator"], one["params"]) for one in methods
        ],
        analyst=analyst,
        strategy_loader=lambda _: a_strategy(),
    )


def replayed(mode: str, name: str) -> tuple[dict[str, Any], Any]:
    sample = load(mode, name)
    web = a_recorded_web(mode, name, sample)
    options: dict[str, Any] = {"query_string": sample["query"]}
    if isinstance(sample["body"], dict) and "<raw>" in sample["body"]:
        options |= {"data": sample["body"]["<raw>"], "content_type": "application/json"}
    elif sample["body"] is not None:
        options["json"] = sample["body"]
    return sample, web.open(sample["method"], sample["path"].removeprefix("/api/v1"), **options)


ALL = [(mode, name) for mode in ("trade", "web") for name in samples(mode)]
DONE = [(mode, name) for mode, name in ALL if load(mode, name)["status"] == 200 and OWN_STATUS.get(name, 200) == 200]
SAID_NO = [(mode, name) for mode, name in ALL if (mode, name) not in DONE and OWN_STATUS.get(name) != 200]


@pytest.mark.parametrize(("mode", "name"), DONE)
def test_a_recorded_call_gets_the_recorded_shape(mode, name):
    sample, given = replayed(mode, name)
    assert given.status_code == 200, given.text
    assert sorted(differences(sample["reply"], given.json)) == OWN_SHAPE.get(f"{mode}/{name}", [])


def test_cancelling_a_trade_that_was_never_filled_shows_its_last_state():
    _, given = replayed("trade", "DELETE_trades-id-open-order__never-filled")
    assert given.status_code == 200
    assert list(differences(reply("trade", "GET_status")[0], given.json)) == []


@pytest.mark.parametrize(("mode", "name"), SAID_NO)
def test_a_recorded_refusal_is_a_refusal_with_the_recorded_words(mode, name):
    sample, given = replayed(mode, name)
    assert given.status_code == OWN_STATUS.get(name, STATUS.get(sample["status"], sample["status"])), given.text
    assert set(given.json) == {"error", "detail", "request_id"}
    recorded = sample["reply"]
    if name in OWN_WORDS:
        assert OWN_WORDS[name] in given.json["error"]
    elif isinstance(recorded, dict) and "error" in recorded:
        assert given.json["error"] == recorded["error"]
    elif name not in OWN_TEXT and isinstance(recorded["detail"], str):
        assert given.json["detail"] == recorded["detail"]


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        (mode, name)
        for mode, name in SAID_NO
        if load(mode, name)["status"] == 422 and name not in OWN_WORDS and "bad-json" not in name
    ],
)
def test_a_field_that_is_wrong_is_named_as_recorded(mode, name):
    sample, given = replayed(mode, name)
    recorded, ours = sample["reply"]["detail"][0], given.json["detail"][0]
    assert (ours["type"], ours["loc"]) == (recorded["type"], recorded["loc"])
    if name not in OWN_TEXT:
        assert ours["msg"] == recorded["msg"]


def test_recorded_candles_are_sent_cell_by_cell_as_recorded():
    _, given = replayed("trade", "GET_pair-candles")
    assert given.json["columns"] == CANDLES["columns"]
    assert given.json["data"] == CANDLES["data"]


def test_chosen_columns_come_in_the_recorded_order():
    sample, given = replayed("trade", "POST_pair-candles")
    assert given.json["columns"] == sample["reply"]["columns"]
    assert given.json["all_columns"] == sample["reply"]["all_columns"]
