"""The simulated account."""

from datetime import timedelta

import pytest

from bot.domain.enums import OrderSide
from bot.domain.wallet import Balance
from bot.rules.wallet import exchange_wallets, paper_wallets
from tests.builders import T0, a_trade, an_open_order, an_order, some_settings

SETTINGS = some_settings(dry_run_wallet={"USDT": 1000.0, "ETH": 2.0})


def test_a_fresh_account_holds_what_was_configured() -> None:
    wallets = paper_wallets(SETTINGS, [], 0.0)
    assert wallets.of("USDT") == Balance("USDT", 1000.0, 0.0, 1000.0)
    assert wallets.of("ETH").total == 2.0
    assert (wallets.starting, wallets.total_stake, wallets.available_stake) == (990.0, 990.0, 990.0)


def test_closed_profit_belongs_to_the_account() -> None:
    wallets = paper_wallets(SETTINGS, [], 100.0)
    assert wallets.of("USDT").total == 1100.0
    assert wallets.starting == pytest.approx(990.0)


def test_a_position_ties_up_its_stake_and_holds_its_coin() -> None:
    wallets = paper_wallets(SETTINGS, [a_trade()], 0.0)
    assert wallets.tied_up == 100.0
    assert wallets.of("USDT") == Balance("USDT", 900.0, 0.0, 900.0)
    assert wallets.of("BTC") == Balance("BTC", 1.0, 0.0, 1.0)
    assert wallets.available_stake == pytest.approx(890.0)


def test_an_unfilled_entry_reserves_its_stake() -> None:
    trade = a_trade(amount=0.0, stake_amount=100.0, orders=(an_open_order(),))
    balance = paper_wallets(SETTINGS, [trade], 0.0).of("USDT")
    assert balance == Balance("USDT", 900.0, 100.0, 1000.0)


def test_a_partly_filled_entry_reserves_the_rest() -> None:
    order = an_open_order(filled=0.4, remaining=0.6)
    trade = a_trade(amount=0.4, stake_amount=40.0, orders=(order,))
    wallets = paper_wallets(SETTINGS, [trade], 0.0)
    assert wallets.of("USDT") == Balance("USDT", 900.0, 60.0, 960.0)
    assert wallets.of("BTC").total == 0.4


def test_coins_in_an_exit_order_are_used() -> None:
    selling = an_open_order(id=2, side=OrderSide.SELL, amount=0.4, remaining=0.4)
    wallets = paper_wallets(SETTINGS, [a_trade(orders=(an_order(), selling))], 0.0)
    assert wallets.of("BTC") == Balance("BTC", 0.6, 0.4, 1.0)


def test_realized_profit_of_an_open_trade_is_free_again() -> None:
    wallets = paper_wallets(SETTINGS, [a_trade(realized_profit=7.0, stake_amount=50.0)], 0.0)
    assert wallets.of("USDT").free == 957.0


def test_a_fixed_capital_limits_what_is_used() -> None:
    wallets = paper_wallets(some_settings(available_capital=200.0), [a_trade()], 10.0)
    assert (wallets.starting, wallets.total_stake, wallets.available_stake) == (200.0, 210.0, 110.0)


def test_a_real_account_shows_the_exchange_s_balances() -> None:
    balances = {"USDT": Balance("USDT", 300.0, 50.0, 350.0)}
    wallets = exchange_wallets(SETTINGS, balances, [a_trade()], 0.0)
    assert wallets.of("USDT").used == 50.0
    assert wallets.total_stake == pytest.approx(396.0)
    assert exchange_wallets(SETTINGS, {}, [], 0.0).available_stake == 0.0


def test_nothing_is_available_once_all_is_tied_up() -> None:
    trades = [a_trade(stake_amount=995.0, opened_at=T0 + timedelta(hours=1))]
    assert paper_wallets(SETTINGS, trades, 0.0).available_stake == 0.0
