from datetime import timedelta

import pytest

from bot.domain.enums import BotState
from bot.domain.note import WalletSnapshot
from bot.domain.wallet import Balance, Wallets
from bot.errors import Refused
from bot.service.account import Account
from bot.state.snapshot import OpenTrade
from tests.builders import T0, a_running_bot, a_trade, some_settings
from tests.fakes.bot import AnsweringState
from tests.fakes.reader import FakeReader


def wallets(**coins):
    balances = {name: Balance(name, free, 0.0, free) for name, free in coins.items()}
    return Wallets(
        stake_currency="USDT",
        balances=balances,
        starting=990.0,
        total_stake=990.0,
        available_stake=890.0,
        tied_up=100.0,
    )


def an_account(**changes):
    return Account(AnsweringState(a_running_bot(**changes)), FakeReader())


def test_a_fresh_wallet_of_1000_owns_990():
    account = an_account().balance()
    assert (account.total, account.total_owned, account.starting, account.growth_ratio) == (1000.0, 990.0, 990.0, 0.0)


def test_a_traded_coin_is_valued_at_its_rate_and_managed():
    account = an_account(
        wallets=wallets(BTC=1.5, USDT=900.0), coin_rates={"BTC": 110.0}, open_trades=(OpenTrade(a_trade(), 110.0),)
    ).balance()
    coin = account.coins[0]
    assert (coin.worth, coin.owned, coin.owned_worth, coin.is_managed) == (165.0, 1.0, 110.0, True)
    assert account.total == 1065.0
    assert account.total_owned == 1000.0


def test_a_coin_that_no_trade_holds_is_not_the_bots():
    coin = an_account(wallets=wallets(DOGE=5.0), coin_rates={"DOGE": 2.0}).balance().coins[0]
    assert (coin.worth, coin.owned, coin.owned_worth, coin.is_managed) == (10.0, 0.0, 0.0, False)


def test_a_coin_without_a_rate_is_worth_nothing():
    assert an_account(wallets=wallets(DOGE=5.0)).balance().coins[0].worth == 0.0


def test_empty_coins_are_left_out():
    assert [coin.balance.currency for coin in an_account(wallets=wallets(DOGE=0.0, USDT=1.0)).balance().coins] == [
        "USDT"
    ]


def test_without_a_starting_balance_there_is_no_growth():
    assert an_account(wallets=Wallets(stake_currency="USDT")).balance().growth_ratio == 0.0


def test_real_balances_are_not_called_simulated():
    assert not an_account(settings=some_settings(dry_run=False)).balance().is_simulated


def test_open_trades_are_counted_with_their_cost():
    count = an_account(open_trades=(OpenTrade(a_trade(), 1.0), OpenTrade(a_trade(amount=0.0), 1.0))).count()
    assert (count.current, count.limit, count.stake_amount) == (2, 3, 100.0)


def test_a_strategyless_picture_counts_against_the_configured_limit():
    assert an_account(strategy=None, settings=some_settings(max_open_trades=-1)).count().limit == -1


def test_a_stopped_bot_counts_nothing():
    with pytest.raises(Refused, match="trader is not running"):
        an_account(state=BotState.STOPPED).count()


def test_the_balance_history_sums_the_bots_coins_per_day():
    def row(day, currency, worth, *, managed=True):
        return WalletSnapshot(T0 + timedelta(days=day), currency, "USDT", 1.0, worth, worth, managed)

    reader = FakeReader(wallets=[row(0, "USDT", 900.0), row(0, "BTC", 90.0), row(0, "X", 5.0, managed=False)])
    reader.wallets.append(row(1, "USDT", 1001.0))
    history = Account(AnsweringState(a_running_bot()), reader).history()
    assert history.rows == [(T0, 990.0), (T0 + timedelta(days=1), 1001.0)]
    assert history.since == T0


def test_an_empty_history_begins_with_this_run():
    history = an_account(startup_at=T0).history()
    assert (list(history.rows), history.since) == ([], T0)
