from dataclasses import replace

import pytest

from bot.domain.profit import profit_at
from bot.service.views import closed_view, view_of
from bot.state.snapshot import OpenTrade
from tests.builders import a_closed_trade, a_trade, an_open_order


def test_an_open_trade_shows_its_profit_at_the_present_rate():
    trade = a_trade()
    view = view_of(OpenTrade(trade, 105.0))
    assert view.profit == profit_at(trade, 105.0)


def test_the_distance_to_the_stop_is_rounded_to_the_price_step():
    view = view_of(OpenTrade(a_trade(stop_loss=90.0), 105.1234))
    assert view.stop.distance == -15.12
    assert view.stop.distance_ratio == pytest.approx(-15.12 / 105.1234, abs=1e-8)


def test_the_profit_at_the_stop_is_shown():
    trade = a_trade()
    assert view_of(OpenTrade(trade, 105.0)).stop.profit == profit_at(trade, 90.0)


def test_without_a_rate_there_is_no_profit_and_no_distance():
    view = view_of(OpenTrade(a_trade(), None))
    assert view.profit is None
    assert view.stop.distance is None


def test_an_unfilled_trade_has_no_profit_even_without_a_rate():
    trade = replace(a_trade(), amount=0.0, orders=(an_open_order(),))
    assert view_of(OpenTrade(trade, None)).profit.amount == 0.0


def test_a_trade_without_stop_has_no_distance():
    assert view_of(OpenTrade(a_trade(stop_loss=None), 105.0)).stop is None


def test_a_closed_trade_stands_at_its_close_rate():
    view = closed_view(a_closed_trade())
    assert view.current_rate == 110.0
    assert view.profit is None
    assert view.stop.distance == -20.0
