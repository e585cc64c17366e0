"""What is written is what is documented: every reply decodes into its type, and has no key beyond it."""

from __future__ import annotations

from datetime import UTC, timedelta

import msgspec
import orjson
import pandas as pd
import pytest

from app.wire import balance, candles, pairs, performance, profit, system, trade
from app.wire.schema import account as accounts
from app.wire.schema import bot as bots
from app.wire.schema import requests
from app.wire.schema import trades as trades_schema
from bot.domain.lock import Lock
from bot.domain.note import Note
from bot.service.account import Account
from bot.service.candles import Candles
from bot.service.markets import MarketList
from bot.service.pairs import Pairs
from bot.service.performance import Durations
from bot.service.profit import Period, Periods, ProfitByDirection, summarised
from bot.service.system import Health, MachineLoad
from bot.service.trades import TradeNotes, TradePage
from bot.service.views import closed_view, view_of
from bot.state.commands import DeletedTrade
from bot.state.snapshot import AnalyzedFrame, OpenTrade
from bot.stats.model import Group, ReasonCount
from tests.builders import T0, a_closed_trade, a_market, a_running_bot, a_trade, an_open_order
from tests.fakes.bot import AnsweringState
from tests.fakes.reader import FakeReader
from tests.fakes.stats import FixedStats
from tests.fakes.web import FakeCandleFiles

GROUP = Group("x", 1.0, 0.1, 0.1, 1)


def a_frame():
    return pd.DataFrame(
        {
            "date": pd.date_range(T0, periods=2, freq="5min", tz=UTC),
            **dict.fromkeys(("open", "high", "low", "close", "volume"), 1.0),
            "enter_long": [1.0, None],
        }
    )


STATE = AnsweringState(
    a_running_bot(
        closed=FixedStats(groups=(GROUP,)),
        frames={("BTC/USDT", "5m"): AnalyzedFrame("BTC/USDT", "5m", a_frame(), T0)},
        open_trades=(OpenTrade(a_trade(orders=(*a_trade().orders, an_open_order(id=2))), 105.0),),
        first_trade=(1, T0 - timedelta(days=2)),
        last_trade=(2, T0),
    )
)
SNAPSHOT = STATE.snapshot()
WHOLE = summarised(SNAPSHOT, FixedStats())
LOCK = Lock(id=1, pair="A/B", locked_at=T0, until=T0)

REPLIES = [
    (trades_schema.TradeReply, trade.plain(a_trade())),
    (trades_schema.TradeStatusReply, trade.status(view_of(SNAPSHOT.open_trades[0]))),
    (trades_schema.TradeStatusReply, trade.status(view_of(OpenTrade(a_trade(), None)))),
    (trades_schema.TradeStatusReply, trade.status(closed_view(a_closed_trade()))),
    (trades_schema.TradesReply, trade.page(TradePage([a_closed_trade()], 0, 1))),
    (trades_schema.DeletedTradeReply, trade.deleted(DeletedTrade(1, "x", 0))),
    (
        trades_schema.NotesReply,
        trade.notes(TradeNotes(1, [Note(trade_id=1, key="k", kind="int", value=1, created_at=T0)])),
    ),
    (accounts.CountReply, balance.count(Account(STATE, FakeReader()).count())),
    (accounts.BalanceReply, balance.account(Account(STATE, FakeReader()).balance())),
    (accounts.BalanceHistoryReply, balance.history(Account(STATE, FakeReader()).history())),
    (accounts.ProfitReply, profit.summary(WHOLE)),
    (accounts.ProfitAllReply, profit.by_direction(ProfitByDirection(WHOLE))),
    (accounts.PeriodsReply, profit.periods(Periods("USDT", "", [Period(T0.date(), 1.0, 0.1, 1.0, 1)]))),
    (accounts.PairPerformanceReply, performance.pair(GROUP)),
    (accounts.EntryReply, performance.entry(GROUP)),
    (accounts.ExitReply, performance.exit_reason(GROUP)),
    (accounts.MixTagReply, performance.mix(GROUP)),
    (accounts.StatsReply, performance.stats({"roi": ReasonCount(1, 2, 3)}, Durations(1.0, None, 2.0))),
    (bots.ShowConfigReply, system.configuration(SNAPSHOT, "1")),
    (bots.SysinfoReply, system.machine(MachineLoad([1.0], (1.0, 2.0, 3.0), 4.0))),
    (bots.HealthReply, system.health(Health(last_pass_at=T0, bot_start_at=T0, startup_at=T0, failure=None))),
    (bots.WhitelistReply, pairs.whitelist(Pairs(STATE).whitelist())),
    (bots.BlacklistReply, pairs.blacklist(Pairs(STATE).blacklist({"x": "why"}))),
    (bots.LocksReply, pairs.locks([LOCK])),
    (bots.MarketsReply, pairs.markets(MarketList("simulated", [a_market()]))),
    (bots.AvailablePairsReply, pairs.stored_candles([("A/B", "5m", "spot")])),
    (bots.StrategyReply, system.strategy(SNAPSHOT.strategy)),
    (bots.ChartReply, candles.chart(Candles(STATE, FakeCandleFiles(), None).chart("BTC/USDT", "5m"))),
]


@pytest.mark.parametrize(("kind", "reply"), REPLIES, ids=[kind.__name__ for kind, _ in REPLIES])
def test_a_reply_is_what_its_type_documents(kind, reply):
    sent = orjson.loads(orjson.dumps(reply))
    decoded = msgspec.convert(sent, kind, strict=True)
    assert orjson.loads(msgspec.json.encode(decoded)).keys() == sent.keys()


def read(kind, text):
    return msgspec.json.decode(text, type=kind, strict=False)


def test_numbers_may_come_as_text_and_unknown_fields_are_ignored():
    body = read(requests.ForceEnterBody, '{"pair":"A/B","price":"1.5","stakeamount":"100","odd":1,"ordertype":"limit"}')
    assert (body.price, body.stakeamount, body.order_type.value, body.direction.value) == (1.5, 100.0, "limit", "long")


@pytest.mark.parametrize("price", ["0", "-1", "1e308", "1e999", "NaN", '"nan"', '"inf"', '"abc"', "true", "[]", '""'])
def test_a_price_that_cant_be_meant_is_refused(price):
    with pytest.raises(msgspec.MsgspecError):
        read(requests.ForceEnterBody, f'{{"pair":"A/B","price":{price}}}')


def test_a_lock_needs_a_time_zone():
    with pytest.raises(msgspec.ValidationError):
        read(requests.LockBody, '{"pair":"A/B","until":"2030-01-01T00:00:00"}')


def test_a_locks_end_is_read_in_every_zone_and_spelling():
    body = read(requests.LockBody, '{"pair":"A/B","until":"2030-01-01 02:00:00+02:00","reason":null}')
    assert body.request.until.isoformat() == "2030-01-01T00:00:00+00:00"
    assert (body.request.side, body.request.reason) == ("*", "")


def test_a_trade_id_may_be_text_or_number():
    assert read(requests.ForceExitBody, '{"tradeid":5}').tradeid == 5
    assert read(requests.ForceExitBody, '{"tradeid":"all"}').tradeid == "all"
    assert read(requests.ForceExitBody, '{"tradeid":"5","ordertype":"market"}').order_type.value == "market"


def test_a_history_without_a_strategy_asks_for_raw_candles():
    body = read(
        requests.PairHistoryBody, '{"pair":"A/B","timeframe":"5m","timerange":"","strategy":"","columns":["x"]}'
    )
    assert (body.request.strategy, body.request.columns, body.request.live) == (None, ("x",), False)
    query = requests.PairHistoryQuery(pair="A/B", timeframe="5m", timerange="2026-", strategy="S")
    assert query.request.strategy == "S"
