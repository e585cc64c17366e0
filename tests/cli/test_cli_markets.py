"""``tradepost list-markets``, ``list-pairs``, ``list-timeframes`` and ``list-exchanges``."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.fakes.config import write_config

COLUMNS = ["Id", "Symbol", "Base", "Quote", "Active", "Spot", "Margin", "Future", "Leverage", "Min Stake"]


@pytest.mark.parametrize("command", ["list-markets", "list-pairs"])
def test_the_simulated_exchange_is_listed_without_a_config(run: Run, folder: Path, command: str) -> None:
    ended = run(command)
    assert ended.code == 0
    assert f"Exchange simulated has 105 active {command.removeprefix('list-')}" in ended.out
    assert "BTC/USDT" in ended.out
    assert list(folder.iterdir()) == [], "looking changes nothing"


def test_json_is_a_sorted_list_of_symbols_and_nothing_else(run: Run) -> None:
    symbols = run("list-markets", "--print-json", "--quote", "USDT").json()
    assert symbols == sorted(symbols)
    assert len(symbols) == 100
    assert all(symbol.endswith("/USDT") for symbol in symbols)


def test_csv_has_a_heading_and_a_row_per_market(run: Run) -> None:
    rows = list(csv.reader(run("list-markets", "--print-csv", "--base", "btc", "ETH").out.splitlines()))
    assert rows[0] == COLUMNS
    assert [row[1] for row in rows[1:]] == ["BTC/EUR", "BTC/USDT", "ETH/BTC", "ETH/EUR", "ETH/USDT"]
    assert rows[2] == ["BTCUSDT", "BTC/USDT", "BTC", "USDT", "Yes", "Yes", "No", "No", "", "5"]


def test_one_column_and_one_line(run: Run) -> None:
    assert run("list-pairs", "--base", "BTC", "-1").out.split() == ["BTC/EUR", "BTC/USDT"]
    line = run("list-pairs", "--base", "BTC", "--print-list").out
    assert line == "Exchange simulated has 2 active pairs with BTC as base currency: BTC/EUR, BTC/USDT.\n"


def test_no_market_is_an_empty_answer(run: Run) -> None:
    ended = run("list-markets", "--base", "NOTHING", "--print-json")
    assert (ended.code, ended.out) == (0, "[]\n")


def test_the_config_says_how_many_pairs_there_are(run: Run, folder: Path) -> None:
    file = write_config(folder, exchange={"name": "simulated", "sim": {"pairs": 3}})
    assert len(run("list-pairs", "-c", file, "--quote", "USDT", "--print-json").json()) == 3


@pytest.mark.parametrize("command", ["list-markets", "list-pairs", "list-timeframes"])
def test_an_exchange_that_does_not_exist_is_refused(run: Run, command: str) -> None:
    ended = run(command, "--exchange", "krakn")
    assert (ended.code, ended.out) == (2, "")
    assert 'exchange.name is "krakn"' in ended.err
    assert '"kraken"' in ended.err


def test_timeframes_are_listed_from_short_to_long(run: Run) -> None:
    assert run("list-timeframes", "-1").out.split()[:4] == ["1m", "3m", "5m", "15m"]
    assert run("list-timeframes", "--exchange", "simulated").out.startswith(
        "Timeframes available for the exchange `simulated`: 1m, 3m, 5m"
    )


def test_exchanges_are_listed(run: Run) -> None:
    names = run("list-exchanges", "-1").out.split()
    assert names[:2] == ["simulated", "replay"]
    assert {"binance", "kraken", "okx"} < set(names)
    assert "needs no network" in run("list-exchanges").out


def test_no_color_is_understood_everywhere(run: Run) -> None:
    assert run("--no-color", "list-exchanges", "-1").code == 0
    assert run("list-exchanges", "-1", "--no-color").code == 0


def test_exchanges_tell_what_they_can_do(run: Run) -> None:
    usable = run("list-exchanges", "-1").out.split()
    everything = run("list-exchanges", "-1", "-a").out.split()
    assert set(usable) < set(everything)
    assert "krakenfutures" not in usable, "it has no spot market"
    assert "krakenfutures" in run("list-exchanges", "-1", "--trading-mode", "futures").out.split()
    assert "krakenfutures" in run("list-exchanges", "-1", "--ccxt-show-futures-options-exchanges").out.split()
    assert "hyperliquid" in run("list-exchanges", "-1", "--dex-exchanges").out.split()
    assert "binance" not in run("list-exchanges", "-1", "--dex-exchanges").out.split()


@pytest.mark.parametrize("command", ["list-markets", "list-timeframes"])
def test_the_simulated_exchange_has_no_futures(run: Run, command: str) -> None:
    ended = run(command, "--trading-mode", "futures")
    assert ended.code == 2
    assert "no futures on 'simulated'" in ended.err


def test_pairlists_are_tried(run: Run, folder: Path) -> None:
    file = write_config(
        folder,
        stake_currency="USDT",
        exchange={"name": "simulated", "pair_whitelist": ["ETH/USDT", "BTC/USDT", "ETH/BTC"], "pair_blacklist": []},
    )
    assert run("test-pairlist", "-c", file).out == "Pairs for USDT: \n['ETH/USDT', 'BTC/USDT']\n"
    assert run("test-pairlist", "-c", file, "--print-json").json() == ["ETH/USDT", "BTC/USDT"]
    assert run("test-pairlist", "-c", file, "--quote", "btc", "USDT", "-1").out.split() == [
        "ETH/BTC",
        "ETH/USDT",
        "BTC/USDT",
    ]
