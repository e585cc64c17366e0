from dataclasses import replace

import pytest

from bot.clock import ManualClock
from bot.domain.enums import RunMode, TradingMode
from bot.errors import NotFound, Refused, StrategyError
from bot.service.exchange_choice import ExchangeChoice
from bot.service.markets import Markets, MarketsQuestion
from bot.service.strategies import ONLY_ACTIVE, Strategies
from tests.builders import T0, a_market, a_running_bot, a_snapshot, some_settings
from tests.fakes.bot import AnsweringState
from tests.fakes.jobs import no_answer
from tests.fakes.web import FakeCandleFiles, FoundFile, Method

FILES = [
    ("ETH/USDT", "5m", "spot"),
    ("BTC/USDT", "5m", "spot"),
    ("BTC/USDT", "1h", "spot"),
    ("BTC/EUR", "5m", "spot"),
    ("BTC/USDT:USDT", "1h", "futures"),
]


def strategies(snapshot, *, load=None):
    return Strategies(
        AnsweringState(snapshot), lambda: [FoundFile("Zeta"), FoundFile("Alpha"), FoundFile("Broken", "no")], load
    )


def no_bot(**changes):
    return a_snapshot(runmode=RunMode.WEBSERVER, state=None, **changes)


def loader(name):
    return replace(a_running_bot().strategy, name=name, plot_config={"main_plot": {"ema": {}}})


def test_only_strategies_that_load_are_listed_sorted():
    assert strategies(a_running_bot()).names() == ["Alpha", "Zeta"]


def test_a_trading_bot_shows_its_own_strategy():
    assert strategies(a_running_bot()).get("SampleStrategy").source == "class SampleStrategy: ..."


def test_a_trading_bot_shows_no_other_strategy():
    with pytest.raises(NotFound, match=ONLY_ACTIVE):
        strategies(a_running_bot(), load=loader).get("Alpha")


def test_without_a_bot_any_strategy_is_loaded():
    assert strategies(no_bot(), load=loader).get("Alpha").name == "Alpha"


@pytest.mark.parametrize("name", ["Nope", "Broken"])
def test_without_a_bot_an_unknown_strategy_is_not_found(name):
    with pytest.raises(NotFound, match="Strategy not found"):
        strategies(no_bot(), load=loader).get(name)


def test_a_strategy_that_draws_nothing_has_an_empty_plot_config():
    assert strategies(a_running_bot()).plot_config() == {}


def test_a_plot_config_is_completed():
    running = a_running_bot(strategy=loader("SampleStrategy"))
    assert strategies(running).plot_config() == {"main_plot": {"ema": {}}, "subplots": {}}
    assert strategies(running).plot_config("SampleStrategy")["subplots"] == {}


def test_another_strategys_plot_config_is_loaded():
    assert strategies(no_bot(), load=loader).plot_config("Alpha")["main_plot"] == {"ema": {}}


def test_without_a_bot_the_plot_config_needs_a_name():
    with pytest.raises(Refused, match="Strategy is mandatory in webserver mode"):
        strategies(no_bot()).plot_config()


def test_the_plot_config_of_an_unknown_strategy_says_so():
    with pytest.raises(StrategyError, match="Impossible to load Strategy 'Nope'"):
        strategies(no_bot(), load=loader).plot_config("Nope")


def markets(snapshot, ask=no_answer, wall=None):
    methods = [Method("SpreadFilter"), Method("AgeFilter")]
    return Markets(AnsweringState(snapshot), FakeCandleFiles(FILES), lambda: methods, ask, wall or ManualClock(T0))


ALL_MARKETS = {
    "BTC/USDT": a_market(),
    "ETH/USDT": a_market("ETH/USDT", active=False),
    "BTC/EUR": a_market("BTC/EUR"),
    "SOL/USDT": a_market("SOL/USDT", spot=False, swap=True),
}


def symbols(found):
    return [market.symbol for market in found.markets]


def test_active_markets_of_the_trading_mode_are_listed():
    service = markets(a_running_bot(markets=ALL_MARKETS))
    assert symbols(service.tradable()) == ["BTC/USDT", "BTC/EUR"]
    assert service.tradable().exchange == "simulated"


def test_markets_are_chosen_by_currency_and_activity():
    service = markets(a_running_bot(markets=ALL_MARKETS))
    assert symbols(service.tradable(base="BTC", quote="EUR")) == ["BTC/EUR"]
    assert symbols(service.tradable(quote="USDT", include_inactive=True)) == ["BTC/USDT", "ETH/USDT"]


def test_futures_show_swaps():
    service = markets(no_bot(settings=some_settings(trading_mode=TradingMode.FUTURES), markets=ALL_MARKETS))
    assert symbols(service.tradable()) == ["SOL/USDT"]


KRAKEN = ExchangeChoice(exchange="kraken")


def test_a_trading_bot_ignores_another_exchange():
    assert symbols(markets(a_running_bot()).tradable(choice=KRAKEN)) == ["BTC/USDT"]


def test_without_a_bot_another_exchange_is_asked_for_its_markets_now_and_then():
    asked = []

    def ask(question):
        asked.append(question)
        return list(ALL_MARKETS.values())

    wall = ManualClock(T0)
    service = markets(no_bot(markets={}), ask, wall)
    futures = ExchangeChoice(exchange="kraken", trading_mode=TradingMode.FUTURES)
    for _ in range(2):
        assert service.tradable(choice=KRAKEN).exchange == "kraken"
        assert symbols(service.tradable(choice=KRAKEN)) == ["BTC/USDT", "BTC/EUR"]
        assert symbols(service.tradable(choice=futures)) == ["SOL/USDT"]
    assert asked == [MarketsQuestion(KRAKEN), MarketsQuestion(futures, swaps=True)]
    wall.advance(minutes=10)
    service.tradable(choice=KRAKEN)
    assert len(asked) == 3


def test_an_exchange_that_is_none_is_refused():
    with pytest.raises(Refused, match="Exchange 'nowhere' is not known"):
        markets(no_bot()).tradable(choice=ExchangeChoice(exchange="nowhere"))


def test_stored_candles_are_sorted_and_of_the_trading_mode():
    rows = markets(no_bot()).stored_candles()
    assert rows == sorted(row for row in FILES if row[2] == "spot")


def test_stored_candles_are_chosen():
    service = markets(no_bot())
    assert service.stored_candles(timeframe="1h") == [("BTC/USDT", "1h", "spot")]
    assert service.stored_candles(stake_currency="EUR") == [("BTC/EUR", "5m", "spot")]
    assert service.stored_candles(candle_type="futures", stake_currency="USDT") == [("BTC/USDT:USDT", "1h", "futures")]


def test_futures_look_for_futures_candles():
    settings = some_settings(trading_mode=TradingMode.FUTURES)
    assert markets(no_bot(settings=settings)).stored_candles() == [("BTC/USDT:USDT", "1h", "futures")]


def test_pairlist_methods_are_listed_by_name():
    assert [info.name for info in markets(no_bot()).pairlist_methods()] == ["AgeFilter", "SpreadFilter"]
