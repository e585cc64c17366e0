"""A browser interface that behaves like FreqUI, installed from a package and shown by the bot itself.

FreqUI is not on the package index, so the page in ``interface/`` stands for it: it follows the recorded rules of how
FreqUI logs in, refreshes, polls, pages and listens, in a real browser. The tables below are the fields it reads.
"""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import requests
from selenium import webdriver
from selenium.webdriver.support.ui import WebDriverWait

from tests.e2e.conftest import a_browser
from tests.e2e.process import PASSWORD, ROOT, USER, RunningBot, wait_for

pytestmark = pytest.mark.e2e
OFTEN = {"rate_limit_login": "1000 per minute", "rate_limit_write": "1000 per minute"}
INTERFACE = Path(__file__).parent / "interface"
TRADE = (
    "trade_id pair is_open amount stake_amount open_rate open_timestamp profit_ratio profit_abs trading_mode is_short "
    "leverage quote_currency stop_loss_abs stop_loss_ratio fee_open"
)
OPEN_TRADE = (
    "current_rate total_profit_abs total_profit_ratio realized_profit realized_profit_ratio has_open_orders "
    "stoploss_current_dist stoploss_current_dist_ratio base_currency amount_precision price_precision"
)
CLOSED_TRADE = (
    "close_timestamp close_rate exit_reason max_stake_amount fee_close fee_close_cost fee_close_currency enter_tag "
    "min_rate max_rate fee_open_cost fee_open_currency initial_stop_loss_pct initial_stop_loss_abs "
    "stoploss_last_update_timestamp funding_fees interest_rate liquidation_price open_fill_timestamp"
)
ORDER = (
    "ft_order_side safe_price amount filled remaining cost order_type order_timestamp "
    "order_filled_timestamp ft_order_tag"
)
PROFIT = (
    "profit_closed_coin profit_closed_ratio winning_trades losing_trades profit_closed_ratio_mean profit_all_coin "
    "profit_all_ratio_mean profit_all_ratio_sum trade_count bot_start_timestamp first_trade_timestamp "
    "latest_trade_timestamp avg_duration best_pair best_pair_profit_ratio winrate expectancy "
    "expectancy_ratio cagr calmar "
    "sharpe sortino sqn trading_volume profit_factor max_drawdown max_drawdown_abs max_drawdown_start_timestamp "
    "max_drawdown_end_timestamp current_drawdown current_drawdown_abs current_drawdown_start_timestamp"
)
PERIODS = "data fiat_display_currency stake_currency"
PERIOD = "date abs_profit rel_profit starting_balance fiat_value trade_count"
READ: Mapping[str, str] = {
    "/ping": "status",
    "/show_config": "api_version runmode state version strategy timeframe stake_currency stake_currency_decimals "
    "dry_run "
    "trading_mode bot_name exchange max_open_trades stake_amount order_types force_entry_enable "
    "short_allowed margin_mode "
    "demo_trading stoploss_on_exchange",
    "/profit": PROFIT,
    "/balance": "currencies total total_bot stake starting_capital starting_capital_ratio note",
    "/historic_balance": "columns data capture_start_ts",
    "/daily?timescale=30": PERIODS,
    "/weekly?timescale=20": PERIODS,
    "/monthly?timescale=20": PERIODS,
    "/whitelist": "whitelist method",
    "/blacklist": "blacklist",
    "/locks": "locks",
    "/logs": "logs",
    "/plot_config": "main_plot subplots",
    "/strategy/SampleStrategy": "strategy timeframe code params",
}
LISTS: Mapping[str, str] = {
    "/performance": "pair profit profit_abs count",
    "/entries": "enter_tag profit_abs count",
    "/exits": "exit_reason profit_abs count",
    "/mix_tags": "mix_tag profit_abs count",
}
COIN = "currency free balance used est_stake stake is_position position bot_owned est_stake_bot is_bot_managed"
CHART = (
    "columns data length pair timeframe timeframe_ms strategy data_start_ts data_stop_ts all_columns "
    "enter_long_signals "
    "exit_long_signals enter_short_signals exit_short_signals buy_signals sell_signals annotations"
)
COLUMNS = "__date_ts open high low close volume _enter_long_signal_close _exit_long_signal_close"


def installed(bot: RunningBot) -> RunningBot:
    """The bot with the interface in its user folder, packed as a release is."""
    package = bot.folder / "interface.zip"
    with zipfile.ZipFile(package, "w") as archive:
        for file in (path for path in INTERFACE.rglob("*") if path.is_file()):
            archive.write(file, Path("dist") / file.relative_to(INTERFACE))
    argv = [sys.executable, "-m", "bot.cli", "install-ui", str(package), "--ui-version", "9.9", "-c", str(bot.config)]
    subprocess.run(
        argv, cwd=bot.folder, env={**bot.environ, "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}, check=True
    )
    return bot


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningBot]:
    running = installed(RunningBot(tmp_path_factory.mktemp("bot"), max_open_trades=-1, api_server=OFTEN)).start()
    try:
        running.wait_until_running()
        yield running
    finally:
        running.close()


class Page:
    """The interface in a browser."""

    def __init__(self, browser: webdriver.Chrome, url: str) -> None:
        self.browser = browser
        browser.set_script_timeout(60)
        browser.get(url)
        WebDriverWait(browser, 20).until(lambda page: page.execute_script("return Boolean(window.connect)"))

    def run(self, script: str, *arguments: Any) -> Any:
        """What an asynchronous function with this body returns."""
        wrapped = f"""
            const done = arguments[arguments.length - 1];
            const given = Array.from(arguments).slice(0, -1);
            (async (...args) => {{ {script} }})(...given)
              .then((value) => done({{value}}), (error) => done({{error: String(error)}}));
        """
        answer = self.browser.execute_async_script(wrapped, *arguments)
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def log_in(self, name: str, url: str) -> int:
        status: int = self.run("return connect(args[0], args[1]).login(args[2], args[3])", name, url, USER, PASSWORD)
        return status

    def call(self, method: str, path: str, body: Any = None, name: str = "main") -> Any:
        return self.run("return bots[args[0]].call(args[1], args[2], args[3])", name, method, path, body)

    def get(self, path: str) -> Any:
        answer = self.call("GET", path)
        assert answer["status"] == 200, answer
        return answer["body"]


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    """One for all tests here: nothing that they do is kept in it."""
    with a_browser(tmp_path_factory.mktemp("profile")) as driver:
        yield driver


@pytest.fixture
def page(bot: RunningBot, browser: webdriver.Chrome) -> Page:
    """Logged in."""
    shown = Page(browser, f"{bot.url}/")
    assert shown.log_in("main", bot.url) == 200
    return shown


def lacking(given: Mapping[str, Any], fields: str) -> set[str]:
    return set(fields.split()) - set(given)


def test_the_bot_shows_the_installed_interface_at_every_path(bot: RunningBot, browser: webdriver.Chrome) -> None:
    browser.get_log("browser")  # what other tests left
    for path in ("/", "/trade", "/graph/BTC"):
        assert Page(browser, f"{bot.url}{path}").browser.title == "an interface"
    assert requests.get(f"{bot.url}/ui_version", timeout=20).json() == {"version": "9.9"}
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_a_wrong_password_is_401(bot: RunningBot, browser: webdriver.Chrome) -> None:
    shown = Page(browser, f"{bot.url}/")
    assert shown.run("return connect('main', args[0]).login(args[1], 'wrong')", bot.url, USER) == 401


@pytest.mark.parametrize("path", READ)
def test_a_page_finds_what_it_reads(page: Page, path: str) -> None:
    assert lacking(page.get(path), READ[path]) == set()


def test_numbers_are_numbers_and_switches_are_on(page: Page) -> None:
    config = page.get("/show_config")
    assert config["api_version"] == 2.5
    assert (config["runmode"], config["state"], config["trading_mode"]) == ("dry_run", "running", "spot")
    assert {"entry", "exit"} <= set(config["order_types"])


def test_lists_of_trades_have_their_fields(page: Page, bot: RunningBot) -> None:
    bot.post("/forceexit", {"tradeid": bot.enter(bot.free_pair()), "ordertype": "market"})
    bot.enter(bot.free_pair())
    wait_for("an exit", lambda: bot.get("/trades")["total_trades"])
    opened = page.get("/status")[0]
    assert lacking(opened, f"{TRADE} {OPEN_TRADE}") == set()
    assert lacking(opened["orders"][0], ORDER) == set()
    closed = page.run("return bots.main.everyTrade()")
    assert lacking(closed[0], f"{TRADE} {CLOSED_TRADE}") == set()
    assert len({trade["trade_id"] for trade in closed}) == len(closed)
    for path, fields in LISTS.items():
        assert lacking(page.get(path)[0], fields) == set()
    assert lacking(page.get("/balance")["currencies"][0], COIN) == set()
    assert lacking(page.get("/daily?timescale=30")["data"][0], PERIOD) == set()
    assert lacking(page.get("/profit_all")["all"], PROFIT) == set()
    assert all(isinstance(line[3], str) for line in page.get("/logs")["logs"])
    assert {"__date_ts", "total_quote"} <= set(page.get("/historic_balance")["columns"])


def test_a_chart_has_its_columns(page: Page, bot: RunningBot) -> None:
    pair = bot.get("/whitelist")["whitelist"][0]
    asked = {"pair": pair, "timeframe": "5m", "columns": ["enter_tag", "exit_tag", "rsi"]}
    chart = page.call("POST", "/pair_candles", asked)["body"]
    assert lacking(chart, CHART) == set()
    assert set(COLUMNS.split()) <= set(chart["columns"])
    assert len(chart["data"]) == chart["length"] > 0


def test_calls_with_an_old_token_refresh_it_each_for_itself(page: Page) -> None:
    statuses = page.run(
        """
        bots.main.access_token = bots.main.access_token.slice(0, -4) + 'AAAA';
        const calls = ['ping', 'show_config', 'profit', 'balance', 'whitelist', 'blacklist', 'locks', 'status'];
        const replies = await bots.main.all(calls.map((path) => ['GET', `/${path}`]));
        return [...replies.map((reply) => reply.status), bots.main.refreshes];
        """
    )
    *replies, refreshes = statuses
    assert replies == [200] * 8
    assert refreshes == 7  # all but ping, which is public


def test_the_blacklist_is_edited(page: Page) -> None:
    added = page.call("POST", "/blacklist", {"blacklist": ["FRQ/USDT", "UI/.*"]})["body"]
    assert {"FRQ/USDT", "UI/.*"} <= set(added["blacklist"])
    assert added["errors"] == {}
    again = page.call("POST", "/blacklist", {"blacklist": ["FRQ/USDT"]})["body"]
    assert "error_msg" in again["errors"]["FRQ/USDT"]
    left = page.call("DELETE", "/blacklist?pairs_to_delete=FRQ%2FUSDT&pairs_to_delete=UI%2F.*")["body"]
    assert not {"FRQ/USDT", "UI/.*"} & set(left["blacklist"])


def test_trades_are_entered_left_and_heard_of_on_both_sockets(page: Page, bot: RunningBot) -> None:
    page.run("await bots.main.listen(); await bots.main.listen(); return true")
    heard = lambda: page.run("return bots.main.messages")  # noqa: E731 - asked again and again
    first = wait_for("the whitelist", lambda: all(heard()) and heard())[0][0]
    assert first == {"type": "whitelist", "data": bot.get("/whitelist")["whitelist"]}
    bot.post("/stopbuy")
    refused = page.call("POST", "/forcebuy", {"pair": first["data"][0], "ordertype": "market"})
    assert refused["body"]["error"].endswith("trader is not running")
    assert page.call("POST", "/start", {})["body"]["status"]
    pair = bot.free_pair()
    entered = page.call("POST", "/forcebuy", {"pair": pair, "ordertype": "market", "side": "long", "entry_tag": "ui"})
    assert entered["status"] == 200, entered
    trade_id = str(entered["body"]["trade_id"])
    told = wait_for("both fills", lambda: both(heard(), "entry_fill", pair))
    assert {"type", "pair", "direction", "open_rate"} <= set(told)
    wait_for("the position", lambda: bot.get(f"/trade/{trade_id}")["amount"] > 0)
    part = {"tradeid": trade_id, "ordertype": "limit", "price": entered["body"]["open_rate"] * 1.5}
    assert page.call("POST", "/forcesell", part)["status"] == 200
    assert page.call("DELETE", f"/trades/{trade_id}/open-order")["status"] == 200
    assert page.call("POST", f"/trades/{trade_id}/reload")["status"] == 200
    assert {"pair", "reason"} <= set(wait_for("the cancelled exit", lambda: both(heard(), "exit_cancel", pair)))
    assert page.call("POST", "/forcesell", {"tradeid": trade_id, "ordertype": "market"})["status"] == 200
    assert page.call("GET", f"/trades/{trade_id}/custom-data")["status"] in (200, 404)
    wait_for("the exit", lambda: both(heard(), "exit_fill", pair))
    assert page.call("DELETE", f"/trades/{trade_id}")["body"]["result_msg"]
    assert page.call("POST", "/forcesell", {"tradeid": trade_id})["body"]["error"]


def both(sockets: list[list[dict[str, Any]]], kind: str, pair: str) -> Any:
    """The message that every socket got."""
    found = [[one for one in heard if one["type"] == kind and one.get("pair") == pair] for heard in sockets]
    return found[0][0] if all(found) else None


def test_locks_are_ended(page: Page, bot: RunningBot) -> None:
    bot.post("/locks", [{"pair": "ADA/USDT", "until": "2099-01-01T00:00:00Z", "reason": "ui"}])
    lock = next(lock for lock in page.get("/locks")["locks"] if lock["reason"] == "ui")
    assert lacking(lock, "id pair lock_end_timestamp reason side") == set()
    left = page.call("DELETE", f"/locks/{lock['id']}")["body"]["locks"]
    assert lock["id"] not in [one["id"] for one in left]


def test_control_buttons_answer_with_a_text(page: Page, bot: RunningBot) -> None:
    for path in ("/stopbuy", "/stop", "/start", "/reload_config"):
        assert isinstance(page.call("POST", path, {})["body"]["status"], str)
    wait_for("the reload", lambda: bot.get("/show_config")["state"] == "running")


def test_the_page_of_one_bot_steers_another_that_lets_it(
    page: Page, bot: RunningBot, new_bot: Callable[..., RunningBot], tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = new_bot(api_server={"CORS_origins": [bot.url]}).start()
    other.wait_until_running()
    assert page.log_in("other", other.url) == 200
    assert page.call("GET", "/show_config", name="other")["body"]["bot_name"] == "e2e"
    assert page.call("POST", "/stopbuy", {}, name="other")["status"] == 200
    assert page.run("return bots.other.listen()")
    stranger = new_bot(tmp_path_factory.mktemp("stranger")).start()
    with pytest.raises(AssertionError, match="Failed to fetch"):
        page.log_in("stranger", stranger.url)


def test_without_a_bot_the_page_gets_refusals_it_can_show(
    browser: webdriver.Chrome, new_bot: Callable[..., RunningBot]
) -> None:
    server = installed(new_bot()).start("webserver")
    page = Page(browser, f"{server.url}/")
    assert page.log_in("main", server.url) == 200
    config = page.get("/show_config")
    assert (config["runmode"], config["state"]) == ("webserver", "")
    for path in ("/profit", "/trades", "/balance", "/whitelist", "/blacklist"):
        refused = page.call("GET", path)
        assert refused["status"] == 503
        assert refused["body"]["detail"] == "Bot is not in the correct state."
    assert page.get("/background") == []
    asked = {"pairlists": [{"method": "StaticPairList"}], "blacklist": [], "stake_currency": "USDT"}
    job = page.call("POST", "/pairlists/evaluate", asked)["body"]["job_id"]
    done = wait_for("the job", lambda: (one := page.get(f"/background/{job}")) and not one["running"] and one)
    assert (done["status"], done["error"], done["job_category"]) == ("success", None, "pairlist")
    assert len(page.get(f"/pairlists/evaluate/{job}")["result"]["whitelist"]) == 10
    assert page.call("DELETE", "/background/clear")["body"] == []
    for path in ("/strategies", "/available_pairs", "/markets", "/pairlists/available"):
        assert page.get(path)
