import pytest

from bot.domain.enums import RunMode
from bot.domain.note import Note
from bot.errors import NotFound, WrongMode
from bot.service.trades import Trades
from bot.state.snapshot import OpenTrade
from tests.builders import T0, a_closed_trade, a_running_bot, a_snapshot, a_trade
from tests.fakes.bot import AnsweringState
from tests.fakes.reader import FakeReader


def a_note(trade_id, key="Mood", value=1):
    return Note(trade_id=trade_id, key=key, kind="int", value=value, created_at=T0)


@pytest.fixture
def reader():
    return FakeReader([a_closed_trade(id=number) for number in (1, 2, 3)])


@pytest.fixture
def trades(reader):
    opened = (OpenTrade(a_trade(id=11), 105.0), OpenTrade(a_trade(id=12), None))
    return Trades(AnsweringState(a_running_bot(open_trades=opened)), reader)


def test_open_trades_come_from_the_picture_alone(trades, reader):
    assert [view.trade.id for view in trades.open()] == [11, 12]
    assert reader.calls == []


def test_a_page_in_the_middle_counts_all_closed_trades(trades):
    page = trades.page(limit=1, offset=1, newest_first=False)
    assert [trade.id for trade in page.trades] == [2]
    assert (page.offset, page.total) == (1, 3)


def test_the_last_page_needs_no_count_and_agrees_with_itself(trades, reader):
    page = trades.page(limit=500, offset=1, newest_first=False)
    assert (len(page.trades), page.total) == (2, 3)
    assert "count" not in reader.calls


def test_a_page_past_the_end_is_empty_and_still_knows_the_total(trades):
    page = trades.page(limit=5, offset=999, newest_first=False)
    assert (list(page.trades), page.total) == ([], 3)


def test_an_open_trade_is_found_in_the_picture(trades, reader):
    assert trades.get(11).current_rate == 105.0
    assert reader.calls == []


def test_a_closed_trade_is_found_in_the_database(trades):
    view = trades.get(2)
    assert (view.trade.id, view.current_rate) == (2, 110.0)


def test_a_trade_opened_since_the_picture_is_shown_without_a_rate(trades, reader):
    reader.trades.append(a_trade(id=13))
    view = trades.get(13)
    assert view.trade.is_open
    assert view.current_rate is None


@pytest.mark.parametrize("trade_id", [99, 0, -1, 2**63, 10**20])
def test_an_unknown_trade_is_not_found(trades, trade_id):
    with pytest.raises(NotFound, match=r"Trade not found\."):
        trades.get(trade_id)


def test_an_id_past_the_databases_numbers_never_reaches_it(trades, reader):
    with pytest.raises(NotFound):
        trades.get(2**63)
    assert reader.calls == []


def test_notes_of_one_trade_are_found_by_key_whatever_its_case(trades, reader):
    reader.stored_notes = [a_note(2), a_note(2, "other")]
    assert [note.key for note in trades.notes(2, "mood").notes] == ["Mood"]
    assert len(trades.notes(2, None).notes) == 2


def test_an_open_trades_notes_are_found(trades, reader):
    reader.stored_notes = [a_note(11)]
    assert trades.notes(11, None).trade_id == 11


def test_notes_of_an_unknown_trade_say_so(trades):
    with pytest.raises(NotFound, match="No trade found for trade_id: 99"):
        trades.notes(99, None)


def test_a_trade_without_notes_says_so(trades):
    with pytest.raises(NotFound, match=r"No custom-data found for Trade ID: 2\."):
        trades.notes(2, None)


def test_a_trade_without_that_note_names_the_key(trades):
    with pytest.raises(NotFound, match=r"No custom-data with key 'mood' found for Trade ID: 2\."):
        trades.notes(2, "mood")


def test_open_notes_skip_trades_that_have_none(trades, reader):
    reader.stored_notes = [a_note(12)]
    assert [found.trade_id for found in trades.open_notes(None, limit=100, offset=0)] == [12]


def test_open_notes_count_trades_for_limit_and_offset(trades, reader):
    reader.stored_notes = [a_note(11), a_note(12)]
    assert [found.trade_id for found in trades.open_notes(None, limit=1, offset=1)] == [12]


def test_open_notes_without_any_say_so(trades):
    with pytest.raises(NotFound, match="No custom-data found for any open trades"):
        trades.open_notes(None, limit=100, offset=0)


def test_open_notes_without_that_key_name_it(trades):
    with pytest.raises(NotFound, match="No custom-data with key 'k' found for any open trades"):
        trades.open_notes("k", limit=100, offset=0)


def test_open_notes_without_open_trades_say_so(reader):
    trades = Trades(AnsweringState(a_running_bot()), reader)
    with pytest.raises(NotFound, match=r"No open trades found\."):
        trades.open_notes(None, limit=100, offset=0)


def test_without_a_bot_trades_are_refused(reader):
    trades = Trades(AnsweringState(a_snapshot(runmode=RunMode.WEBSERVER)), reader)
    with pytest.raises(WrongMode):
        trades.page(limit=1, offset=0, newest_first=False)
