from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from bot.domain.enums import RunMode
from bot.domain.timeframe import EPOCH
from bot.errors import Refused, WrongMode
from bot.service.candles import Candles, Chart, HistoryRequest, chart_table
from bot.state.snapshot import AnalyzedFrame
from tests.builders import T0, a_running_bot, a_snapshot
from tests.fakes.bot import AnsweringState
from tests.fakes.jobs import no_answer
from tests.fakes.web import FakeCandleFiles

FILES = FakeCandleFiles()
HELPERS = ["__date_ts", "_enter_long_signal_close", "_exit_long_signal_close"]


def a_frame(rows=4):
    dates = pd.date_range(T0, periods=rows, freq="5min", tz=UTC)
    return pd.DataFrame(
        {
            "date": dates,
            "open": 1.0,
            "high": 2.0,
            "low": 0.5,
            "close": [10.0 + row for row in range(rows)],
            "volume": 100.0,
            "rsi": [np.nan, np.inf, *[30.0] * (rows - 2)],
            "enter_tag": ["", None, *["dip"] * (rows - 2)],
            "enter_long": [1.0, *[np.nan] * (rows - 1)],
            "exit_long": [False] * (rows - 1) + [True],
        }
    )


def a_bot(frame=None):
    analyzed = AnalyzedFrame("BTC/USDT", "5m", a_frame() if frame is None else frame, T0, ({"type": "line"},))
    return AnsweringState(a_running_bot(frames={("BTC/USDT", "5m"): analyzed}))


def test_a_chart_has_all_candles_and_the_helper_columns():
    chart = Candles(a_bot(), FILES, no_answer).chart("BTC/USDT", "5m")
    assert chart.table.columns == [*a_frame().columns, *HELPERS]
    assert chart.table.all_columns == list(a_frame().columns)
    assert len(chart.table.rows) == 4
    assert (chart.strategy, chart.timeframe_s, chart.analyzed_at) == ("SampleStrategy", 300, T0)
    assert chart.annotations == ({"type": "line"},)


def test_a_limit_keeps_the_newest_candles():
    table = Candles(a_bot(), FILES, no_answer).chart("BTC/USDT", "5m", limit=2).table
    assert [row[0] for row in table.rows] == ["2026-11-01T12:10:00Z", "2026-11-01T12:15:00Z"]
    assert (table.first_at, table.last_at) == (T0 + timedelta(minutes=10), T0 + timedelta(minutes=15))


def test_chosen_columns_come_in_the_frames_order_beside_candles_and_signals():
    table = chart_table(a_frame(), columns=["enter_tag", "rsi", "nonsense"])
    assert table.columns == [
        "date", "open", "high", "low", "close", "volume", "rsi", "enter_tag", "enter_long", "exit_long", *HELPERS,
    ]  # fmt: skip
    assert "enter_tag" in table.all_columns
    assert "enter_tag" not in chart_table(a_frame(), columns=[]).columns


def test_what_json_does_not_know_becomes_nothing():
    table = chart_table(a_frame())
    rsi, tag = table.columns.index("rsi"), table.columns.index("enter_tag")
    assert [row[rsi] for row in table.rows] == [None, None, 30.0, 30.0]
    assert [row[tag] for row in table.rows] == ["", None, "dip", "dip"]


def test_signals_are_numbers_counted_and_shown_at_their_close():
    table = chart_table(a_frame())
    entry, exit_ = table.columns.index("_enter_long_signal_close"), table.columns.index("_exit_long_signal_close")
    assert [row[entry] for row in table.rows] == [10.0, None, None, None]
    assert [row[exit_] for row in table.rows] == [None, None, None, 13.0]
    assert [row[table.columns.index("exit_long")] for row in table.rows] == [0, 0, 0, 1]
    assert dict(table.signals) == {"enter_long": 1, "exit_long": 1, "enter_short": 0, "exit_short": 0}


def test_date_stamps_are_milliseconds():
    table = chart_table(a_frame())
    assert table.rows[0][table.columns.index("__date_ts")] == int(T0.timestamp() * 1000)


def test_other_columns_keep_their_kind():
    frame = a_frame(2)
    frame["flag"] = [True, False]
    frame["count"] = [1, 2]
    frame["date_1h"] = [pd.Timestamp(T0), pd.NaT]
    frame["mixed"] = pd.Series([1.5, np.inf], dtype=object)
    frame["thing"] = pd.Series([pd.NA, datetime(2026, 1, 1, tzinfo=UTC)], dtype=object)
    columns = ["flag", "count", "date_1h", "mixed", "thing"]
    table = chart_table(frame, columns=columns)
    places = [table.columns.index(name) for name in columns]
    assert [table.rows[0][place] for place in places] == [True, 1, "2026-11-01T12:00:00Z", 1.5, None]
    assert [table.rows[1][place] for place in places] == [False, 2, None, None, "2026-01-01 00:00:00+00:00"]


def test_an_empty_frame_has_columns_but_no_helpers():
    table = chart_table(a_frame().iloc[:0])
    assert list(table.rows) == []
    assert table.columns == list(a_frame().columns)


@pytest.mark.parametrize(("pair", "timeframe"), [("NOPE/USDT", "5m"), ("BTC/USDT", "1h")])
def test_what_the_bot_did_not_analyse_is_an_empty_chart(pair, timeframe):
    chart = Candles(a_bot(), FILES, no_answer).chart(pair, timeframe)
    assert (list(chart.table.columns), list(chart.table.rows), chart.analyzed_at) == ([], [], EPOCH)


def test_a_timeframe_that_is_none_is_refused():
    with pytest.raises(Refused, match="'soon' is not a timeframe"):
        Candles(a_bot(), FILES, no_answer).chart("BTC/USDT", "soon")


def test_without_a_bot_there_are_no_live_candles():
    with pytest.raises(WrongMode):
        Candles(AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER)), FILES, no_answer).chart("BTC/USDT", "5m")


REQUEST = HistoryRequest(pair="BTC/USDT", timeframe="5m", timerange="20260101-", strategy="S")


def test_stored_candles_go_through_the_analyst_in_every_mode():
    seen = []

    def analyst(request):
        seen.append(request)
        return Chart(strategy="S", pair=request.pair, timeframe=request.timeframe)

    state = AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER))
    assert Candles(state, FILES, analyst).history(REQUEST).strategy == "S"
    assert seen == [REQUEST]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"timeframe": "x"}, "not a timeframe"),
        ({"timerange": "nope"}, "Incorrect syntax"),
        ({"pair": "NO/USDT"}, "No data for NO/USDT, 5m in 20260101- found."),
        ({"timeframe": "1h"}, "No data for BTC/USDT, 1h in 20260101- found."),
        ({"pair": "NO/USDT", "live": True}, "No data for NO/USDT"),
    ],
)
def test_a_history_that_can_not_be_made_is_refused_before_any_work(changes, reason):
    def analyst(_request):
        pytest.fail("the analyst was asked")

    with pytest.raises(Refused, match=reason):
        Candles(a_bot(), FILES, analyst).history(replace(REQUEST, **changes))


def test_live_candles_need_a_market_and_no_file():
    asked = replace(REQUEST, timeframe="1h", live=True)
    answered = Chart(strategy="S", pair="BTC/USDT", timeframe="1h")
    assert Candles(a_bot(), FILES, lambda _: answered).history(asked) is answered
