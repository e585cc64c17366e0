"""Pairs that others list: an address, a ranking of coins, another bot."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.clock import ManualClock
from bot.errors import ConfigError, TemporaryError
from bot.pairlist.view import BotView
from bot.pairlist.web import Page, Sites
from bot.settings.model import CoinGeckoSettings, Secret
from tests.builders import T0
from tests.fakes.inbox import a_site
from tests.unit.pairlist.chains import STATIC, FakeWeb, a_market_of, chain_of

HERE = "https://lists.example/pairs"
PAIRS = ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT")
REMOTE = {"method": "RemotePairList", "pairlist_url": HERE}
RANKS = {"method": "MarketCapPairList", "number_assets": 2, "max_rank": 3}
GECKO = "https://api.coingecko.com/api/v3/coins/markets"


class PromptSites(Sites):
    """The real way to other sites, waited for."""

    def beside(self, work: Callable[[], None]) -> None:
        work()


def listing(*pairs: str, **more: Any) -> FakeWeb:
    return FakeWeb(**{HERE: {"pairs": list(pairs), **more}})


def coins(*names: str, first: int = 1) -> list[dict[str, Any]]:
    return [{"symbol": name, "market_cap_rank": rank} for rank, name in enumerate(names, first)]


def test_a_remote_list_is_taken_in_its_order() -> None:
    web = listing("XRP/USDT", "BTC/USDT", "NOT/HERE", "(DOGE|BTC)/USDT")
    assert chain_of(REMOTE, market=a_market_of(*PAIRS), web=web).refresh() == ("XRP/USDT", "BTC/USDT", "DOGE/USDT")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ({}, ("ETH/USDT", "XRP/USDT")),
        ({"mode": "blacklist"}, ("BTC/USDT",)),
        ({"processing_mode": "append"}, ("BTC/USDT", "ETH/USDT", "XRP/USDT", "DOGE/USDT")),
        ({"processing_mode": "append", "number_assets": 2}, ("BTC/USDT", "ETH/USDT")),
    ],
)
def test_later_in_the_chain_it_filters_or_adds(options: dict[str, Any], found: tuple[str, ...]) -> None:
    three = {"method": "OffsetFilter", "number_assets": 3}
    web = listing("DOGE/USDT", "XRP/USDT", "ETH/USDT")
    chain = chain_of(STATIC, three, {**REMOTE, **options}, market=a_market_of(*PAIRS), web=web)
    assert chain.refresh() == found


def test_the_token_is_sent_and_never_shown() -> None:
    web = listing("BTC/USDT")
    chain = chain_of({**REMOTE, "bearer_token": "hush-hush"}, market=a_market_of(*PAIRS), web=web)
    chain.refresh()
    assert web.asked[0].headers == {"Authorization": "Bearer hush-hush"}
    assert "hush" not in str(chain.describe())
    with pytest.raises(ConfigError) as caught:
        chain_of({**REMOTE, "bearer_token": "hush\nhush"}, market=a_market_of(*PAIRS), web=web)
    assert "hush" not in str(caught.value)
    assert "hush" not in str(caught.value.value)


def test_a_list_is_read_beside_the_bot_once_one_is_known() -> None:
    clock, web = ManualClock(T0), listing("BTC/USDT", refresh_period=120)
    chain = chain_of(REMOTE, market=a_market_of(*PAIRS), clock=clock, web=web)
    chain.refresh()
    web.is_slow = True
    web.pages[HERE] = {"pairs": ["ETH/USDT"]}
    clock.advance(seconds=119)
    chain.refresh()
    assert web.run() == 0
    clock.advance(seconds=1)
    assert chain.refresh() == ("BTC/USDT",)
    chain.refresh()
    assert web.run() == 1  # asked for once, however often the bot looks
    assert chain.refresh() == ("ETH/USDT",)


@pytest.mark.parametrize(("keeps", "after"), [(True, ("BTC/USDT",)), (False, ())])
def test_a_failure_keeps_the_last_list_or_empties_it(keeps: bool, after: tuple[str, ...]) -> None:
    clock, web = ManualClock(T0), listing("BTC/USDT")
    config = {**REMOTE, "keep_pairlist_on_failure": keeps}
    chain = chain_of(config, market=a_market_of(*PAIRS), clock=clock, web=web)
    chain.refresh()
    web.is_slow = True
    web.pages[HERE] = TemporaryError("Gone.")
    clock.advance(hours=1)
    chain.refresh()
    web.run()
    assert chain.refresh() == after
    web.pages[HERE] = {"pairs": ["ETH/USDT"]}
    clock.advance(seconds=60)
    chain.refresh()
    assert web.run() == 1  # after a failure it does not wait for the whole period
    assert chain.refresh() == ("ETH/USDT",)


def test_the_first_list_is_not_waited_for_either() -> None:
    web = listing("BTC/USDT")
    web.is_slow = True
    chain = chain_of(REMOTE, market=a_market_of(*PAIRS), web=web)
    for _ in range(2):
        with pytest.raises(TemporaryError, match="still being fetched"):
            chain.refresh()
    assert web.run() == 1
    assert chain.refresh() == ("BTC/USDT",)


def test_no_pair_passes_a_list_that_was_never_read() -> None:
    web = FakeWeb()
    chain = chain_of(STATIC, {**REMOTE, "mode": "blacklist"}, market=a_market_of(*PAIRS), web=web)
    with pytest.raises(TemporaryError, match="RemotePairList: Nothing there"):
        chain.refresh()
    assert chain.whitelist == ()


@pytest.mark.parametrize("page", [[], {"pairs": "BTC/USDT"}, {"pairs": [1]}, {"pairs": ["["]}, {"other": []}, None])
def test_another_form_is_no_list(page: Any) -> None:
    chain = chain_of(REMOTE, market=a_market_of(*PAIRS), web=FakeWeb(**{HERE: page}))
    with pytest.raises(TemporaryError, match="not of the form"):
        chain.refresh()


@pytest.mark.parametrize("period", [True, "60", 0, -5, 1e400, None])
def test_a_list_with_an_impossible_period_is_read_as_often_as_configured(period: Any) -> None:
    clock, web = ManualClock(T0), listing("BTC/USDT", refresh_period=period)
    chain = chain_of(REMOTE, market=a_market_of(*PAIRS), clock=clock, web=web)
    chain.refresh()
    web.is_slow = True
    clock.advance(seconds=1799)
    chain.refresh()
    assert web.run() == 0


def test_a_list_can_be_kept_in_a_file_and_read_from_one(tmp_path: Path) -> None:
    first = chain_of(
        {**REMOTE, "save_to_file": "seen.json"}, market=a_market_of(*PAIRS), web=listing("ETH/USDT", refresh_period=60),
        user_data_dir=tmp_path,
    )  # fmt: skip
    first.refresh()
    saved = tmp_path / "seen.json"
    assert json.loads(saved.read_text()) == {"pairs": ["ETH/USDT"], "refresh_period": 60}
    again = chain_of({**REMOTE, "pairlist_url": saved.as_uri()}, market=a_market_of(*PAIRS), web=PromptSites())
    assert again.refresh() == ("ETH/USDT",)


def test_a_file_that_can_not_be_written_is_told(tmp_path: Path) -> None:
    config = {**REMOTE, "save_to_file": "no/such/folder.json"}
    chain = chain_of(config, market=a_market_of(*PAIRS), web=listing("ETH/USDT"), user_data_dir=tmp_path)
    with pytest.raises(TemporaryError, match=r"folder\.json can't be written"):
        chain.refresh()


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("pairlist_url", "ftp://lists.example/pairs"),
        ("pairlist_url", "pairs.json"),
        ("pairlist_url", "https://"),
        ("pairlist_url", None),
        ("mode", "blacklist"),
        ("mode", "both"),
        ("processing_mode", "drop"),
        ("refresh_period", 0),
        ("read_timeout", 0),
        ("number_assets", -1),
        ("keep_pairlist_on_failure", "yes"),
        ("save_to_file", "list.txt"),
        ("bearer_token", 12),
    ],
)
def test_an_impossible_option_of_a_remote_list_is_named(option: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=rf"pairlists\[0\]\.{option} is "):
        chain_of({**REMOTE, option: value}, market=a_market_of(*PAIRS))


def test_coins_are_ranked_by_their_capitalisation() -> None:
    web = FakeWeb(**{GECKO: coins("xrp", "usdt", "doge", "btc")})
    chain = chain_of(RANKS, market=a_market_of(*PAIRS), web=web)
    assert chain.refresh() == ("XRP/USDT", "DOGE/USDT")
    assert dict(web.asked[0].params) == {
        "vs_currency": "usd", "order": "market_cap_desc", "per_page": "250", "page": "1",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("access", "address", "headers"),
    [
        (CoinGeckoSettings(), GECKO, {}),
        (CoinGeckoSettings(is_demo=False), GECKO, {}),
        (CoinGeckoSettings(api_key=Secret("k")), GECKO, {"x-cg-demo-api-key": "k"}),
        (
            CoinGeckoSettings(is_demo=False, api_key=Secret("k")),
            GECKO.replace("api.", "pro-api.", 1),
            {"x-cg-pro-api-key": "k"},
        ),
    ],
)
def test_a_key_is_sent_to_the_site_it_is_for(access: CoinGeckoSettings, address: str, headers: dict[str, str]) -> None:
    web = FakeWeb(**{address: coins("xrp")})
    chain_of(RANKS, market=a_market_of(*PAIRS), web=web, coingecko=access).refresh()
    assert (web.asked[0].address, web.asked[0].headers) == (address, headers)


def test_coins_of_categories_and_of_further_pages() -> None:
    def page(asked: Page) -> Any:
        if asked.params["category"] == "first":
            return coins("doge", first=200) if asked.params["page"] == "1" else coins("btc", first=251)
        return coins("xrp", first=100) if asked.params["page"] == "1" else []

    web = FakeWeb(**{GECKO: page})
    config = {**RANKS, "number_assets": 9, "max_rank": 300, "categories": ["first", "second"]}
    assert chain_of(config, market=a_market_of(*PAIRS), web=web).refresh() == ("XRP/USDT", "DOGE/USDT", "BTC/USDT")
    assert len(web.asked) == 4


def test_the_greatest_coins_can_be_left_out() -> None:
    web = FakeWeb(**{GECKO: coins("btc", "eth", "doge", "xrp")})
    small = {"method": "MarketCapPairList", "mode": "blacklist", "max_rank": 2}
    assert chain_of(STATIC, small, market=a_market_of(*PAIRS), web=web).refresh() == ("XRP/USDT", "DOGE/USDT")


def test_coins_without_rank_or_name_are_passed_over() -> None:
    odd = [{"symbol": "btc", "market_cap_rank": None}, {"market_cap_rank": 1}, "eth", {"symbol": 5}]
    web = FakeWeb(**{GECKO: [*odd, *coins("eth")]})
    assert chain_of(RANKS, market=a_market_of(*PAIRS), web=web).refresh() == ("ETH/USDT",)


def test_an_answer_that_is_no_ranking_is_refused() -> None:
    with pytest.raises(TemporaryError, match="something else than a list of coins"):
        chain_of(RANKS, market=a_market_of(*PAIRS), web=FakeWeb(**{GECKO: {"status": 429}})).refresh()


@pytest.mark.parametrize(
    ("option", "value"),
    [("number_assets", 0), ("max_rank", 0), ("categories", "layer-1"), ("refresh_period", 1), ("mode", "blacklist")],
)
def test_an_impossible_option_of_a_ranking_is_named(option: str, value: Any) -> None:
    with pytest.raises(ConfigError, match=rf"pairlists\[0\]\.{option} is "):
        chain_of({**RANKS, option: value}, market=a_market_of(*PAIRS))


def test_a_ranking_needs_a_number_of_assets() -> None:
    with pytest.raises(ConfigError, match=r"pairlists\[0\]\.number_assets"):
        chain_of({"method": "MarketCapPairList"}, market=a_market_of(*PAIRS))


def test_the_pairs_of_another_bot() -> None:
    told: dict[str, tuple[str, ...]] = {}
    bot = BotView(producer_pairs=lambda name: told.get(name, ()))
    own = {"method": "ProducerPairList", "producer_name": "other", "number_assets": 2}
    chain = chain_of(own, market=a_market_of(*PAIRS), bot=bot)
    assert chain.refresh() == ()
    told["other"] = ("XRP/USDT", "NOT/HERE", "ETH/USDT", "BTC/USDT")
    assert chain.refresh() == ("XRP/USDT", "ETH/USDT")


def test_the_pairs_of_another_bot_are_added_later_in_a_chain() -> None:
    one = {"method": "OffsetFilter", "number_assets": 1}
    bot = BotView(producer_pairs=lambda _: ("XRP/USDT", "BTC/USDT"))
    chain = chain_of(STATIC, one, {"method": "ProducerPairList"}, market=a_market_of(*PAIRS), bot=bot)
    assert chain.refresh() == ("BTC/USDT", "XRP/USDT")


def test_no_other_bot_is_followed() -> None:
    with pytest.raises(ConfigError, match="external_message_consumer"):
        chain_of({"method": "ProducerPairList"}, market=a_market_of(*PAIRS))


def test_a_page_is_read_with_its_parameters_and_headers() -> None:
    with a_site(b'{"pairs": ["BTC/USDT"]}') as site:
        page = Page(site.address(path="/pairs"), {"page": "2"}, {"Authorization": "Bearer key"}, 20.0)
        assert Sites().read(page) == {"pairs": ["BTC/USDT"]}
        asked = site.next()
    assert asked.path == "/pairs?page=2"
    assert asked.headers["Authorization"] == "Bearer key"


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"<html>", 200, "something else than JSON"),
        (b"{}", 404, "status 404"),
        (b"1" * 9_000_000, 200, "more than 8 MB"),
    ],
)
def test_a_bad_page_is_told_without_its_address(body: bytes, status: int, reason: str) -> None:
    with a_site(body, status) as site, pytest.raises(TemporaryError, match=reason) as caught:
        Sites().read(Page(site.address(path="/secret-path"), timeout_s=20.0))
    assert "secret" not in str(caught.value)


def test_a_site_that_is_not_there_is_told() -> None:
    with a_site(b"") as site:
        gone = site.address()
    with pytest.raises(TemporaryError, match="does not answer"):
        Sites().read(Page(gone, timeout_s=20.0))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(TemporaryError, match="can't be read"):
        Sites().read(Page((tmp_path / "none.json").as_uri()))


def test_a_slow_list_does_not_hold_up_the_bot() -> None:
    """The real way beside: a thread of its own, whose answer is there once it has come."""
    done = threading.Event()
    Sites().beside(done.set)
    assert done.wait(20)
