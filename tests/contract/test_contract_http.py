"""Each recorded request gets from us the recorded kind of reply: the same keys, order and types, or the same refusal.

``meant.py`` holds every difference that is meant.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import jwt
import pandas as pd
import pytest

from bot.domain.enums import BotState, RunMode
from bot.domain.lock import Lock
from bot.domain.note import Note, WalletSnapshot
from bot.domain.wallet import Balance, Wallets
from bot.errors import NotFound, Refused, StrategyError
from bot.service.candles import Chart, HistoryRequest, chart_table
from bot.service.jobs import Jobs
from bot.settings.model import OrderTypes
from bot.state.commands import ChangeBlacklist, DeletedTrade
from bot.state.snapshot import AnalyzedFrame, OpenTrade, Snapshot, StrategyPicture
from bot.stats.model import Group
from tests.builders import a_market, a_running_bot, a_snapshot, some_settings
from tests.contract import rebuilt
from tests.contract.meant import MEANT, STATUS, meant_of
from tests.contract.recorded_jobs import answer_to, recorded_job, recorded_results
from tests.contract.shapes import differences, load, reply, samples
from tests.fakes.jobs import Bench
from tests.fakes.reader import FakeReader
from tests.fakes.web import ACCESS, PASSWORD, USER, FakeCandleFiles, FoundFile, Method, Web, a_web

KEY = ACCESS.jwt_secret_key.reveal()
JOB_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
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
    if sample["status"] == 500:
        return Refused("Failed to enter position for WAVES/USDT.")
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


def a_recorded_web(mode: str, name: str, sample: dict[str, Any], jobs: Jobs, results: Path) -> Web:
    def ask(request: Any) -> Any:
        if not isinstance(request, HistoryRequest):
            return answer_to(request, sample)
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
        files=FakeCandleFiles([("ADA/USDT", "5m", "spot"), ("BTC/USDT", "5m", "spot")]),
        pairlists=[
            Method(one["name"], one["description"], one["is_pairlist_generator"], one["params"]) for one in methods
        ],
        ask=ask,
        strategy_loader=lambda _: a_strategy(),
        jobs=jobs,
        results=results,
    )


def credentials(web: Web, kind: str) -> dict[str, str]:
    """The ``Authorization`` that the sample was recorded with."""
    client = web.app.test_client()
    login = client.post("/api/v1/token/login", auth=(USER, PASSWORD)).json
    texts = {
        "none": None,
        "wrong": basic(USER, "not the password"),
        "basic": basic(USER, PASSWORD),
        "access": f"Bearer {login['access_token']}",
        "refresh": f"Bearer {login['refresh_token']}",
        "bad": "Bearer not.a.token",
        "alg-none": f"Bearer {jwt.encode({'sub': USER}, '', algorithm='none')}",
        "forged": f"Bearer {jwt.encode(claims(login), 'another key that is also long enough', algorithm='HS256')}",
        "expired": f"Bearer {jwt.encode({**claims(login), 'exp': 1}, KEY, algorithm='HS256')}",
    }
    return {} if texts[kind] is None else {"Authorization": str(texts[kind])}


def basic(user: str, password: str) -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def claims(login: dict[str, str]) -> dict[str, Any]:
    """What our access token says."""
    return jwt.decode(login["access_token"], options={"verify_signature": False})


OWN_HEADERS = {
    "Basic ***": "Basic not-base64!",
    "basic cmlnOnJpZy1wYXNzd29yZA==": basic(USER, PASSWORD).replace("Basic", "basic"),
}


def replayed(mode: str, name: str) -> tuple[dict[str, Any], Any]:
    sample = load(mode, name)
    bench = Bench()
    job = recorded_job(name, bench)
    with TemporaryDirectory() as folder:
        results = recorded_results(Path(folder), name)
        web = a_recorded_web(mode, name, sample, bench.jobs, results)
        path = JOB_ID.sub(job.id, sample["path"]) if job is not None else sample["path"]
        return sample, sent(web, path, sample)


def sent(web: Web, path: str, sample: dict[str, Any]) -> Any:
    headers = {key: OWN_HEADERS.get(value, value) for key, value in sample.get("headers", {}).items()}
    headers |= credentials(web, sample.get("auth", "basic"))
    options: dict[str, Any] = {"query_string": sample["query"], "headers": headers}
    if isinstance(sample["body"], dict) and "<raw>" in sample["body"]:
        options |= {"data": sample["body"]["<raw>"], "content_type": "application/json"}
    elif sample["body"] is not None:
        options["json"] = sample["body"]
    return web.app.test_client().open(path, method=sample["method"], **options)


def our_status(mode: str, name: str) -> int:
    recorded: int = load(mode, name)["status"]
    return meant_of(mode, name).status or STATUS.get(recorded, recorded)


ALL = [(mode, name) for mode in ("trade", "web") for name in samples(mode)]
BOTH = [(mode, name, load(mode, name)["status"], our_status(mode, name)) for mode, name in ALL]
DONE = [(mode, name) for mode, name, recorded, ours in BOTH if recorded == ours == 200]
SAID_NO = [(mode, name) for mode, name, recorded, ours in BOTH if ours != 200]
DONE_ANYWAY = [(mode, name) for mode, name, recorded, ours in BOTH if recorded != 200 and ours == 200]


def test_every_difference_that_is_meant_is_one_of_a_sample() -> None:
    assert MEANT.keys() <= {name for _, name in ALL} | {f"{mode}/{name}" for mode, name in ALL}


@pytest.mark.parametrize(("mode", "name"), DONE)
def test_a_recorded_call_gets_the_recorded_shape(mode, name):
    sample, given = replayed(mode, name)
    assert given.status_code == 200, given.text
    if not isinstance(sample["reply"], (dict, list)):
        assert sample["reply"] is not None or given.data == b""  # a page, or the head of a reply
        return
    assert sorted(differences(sample["reply"], given.json)) == list(meant_of(mode, name).shape)


@pytest.mark.parametrize(("mode", "name"), DONE_ANYWAY)
def test_what_the_recorded_bot_refused_is_done_here(mode, name):
    _, given = replayed(mode, name)
    assert given.status_code == 200, given.text


def test_cancelling_a_trade_that_was_never_filled_shows_its_last_state():
    _, given = replayed("trade", "DELETE_trades-id-open-order__never-filled")
    assert given.status_code == 200
    assert list(differences(reply("trade", "GET_status")[0], given.json)) == []


@pytest.mark.parametrize(("mode", "name"), SAID_NO)
def test_a_recorded_refusal_is_a_refusal_with_the_recorded_words(mode, name):
    sample, given = replayed(mode, name)
    assert given.status_code == our_status(mode, name), given.text
    assert set(given.json) == {"error", "detail", "request_id"}
    recorded, meant = sample["reply"], meant_of(mode, name)
    if meant.words:
        assert meant.words in given.json["error"]
    elif isinstance(recorded, dict) and "error" in recorded:
        assert given.json["error"] == recorded["error"]
    elif isinstance(recorded, dict) and not meant.is_own_text and isinstance(recorded["detail"], str):
        assert given.json["detail"] == recorded["detail"]


@pytest.mark.parametrize(
    ("mode", "name"),
    [
        (mode, name)
        for mode, name in SAID_NO
        if load(mode, name)["status"] == 422 and not meant_of(mode, name).words and "bad-json" not in name
    ],
)
def test_a_field_that_is_wrong_is_named_as_recorded(mode, name):
    sample, given = replayed(mode, name)
    recorded, ours = sample["reply"]["detail"][0], given.json["detail"][0]
    assert (ours["type"], ours["loc"]) == (recorded["type"], recorded["loc"])
    if not meant_of(mode, name).is_own_text:
        assert ours["msg"] == recorded["msg"]


def test_a_backtest_that_failed_says_so():
    _, given = replayed("web", "GET_backtest__failed")
    assert (given.json["status"], "NoSuchStrategy" in given.json["status_msg"]) == ("error", True)


def test_recorded_candles_are_sent_cell_by_cell_as_recorded():
    _, given = replayed("trade", "GET_pair-candles")
    assert given.json["columns"] == CANDLES["columns"]
    assert given.json["data"] == CANDLES["data"]


def test_chosen_columns_come_in_the_recorded_order():
    sample, given = replayed("trade", "POST_pair-candles")
    assert given.json["columns"] == sample["reply"]["columns"]
    assert given.json["all_columns"] == sample["reply"]["all_columns"]
