"""Settings that can't be meant are refused with their path, their value and what is allowed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.errors import ConfigError
from bot.settings.check import check_options, check_pricing
from bot.settings.model import OrderTypes, Pricing, StrategyOptions
from tests.fakes.config import a_config, loaded, write_config, write_text

WRONG: list[tuple[str, Any]] = [
    ("max_open_trades", -2),
    ("max_open_trades", 2.5),
    ("max_open_trades", True),
    ("stake_amount", 0),
    ("stake_amount", "all"),
    ("stake_currency", ""),
    ("tradable_balance_ratio", 0),
    ("tradable_balance_ratio", 1.1),
    ("available_capital", -1),
    ("last_stake_amount_min_ratio", 2),
    ("amount_reserve_percent", 0.6),
    ("fiat_display_currency", "DOLLARS"),
    ("dry_run", "yes"),
    ("dry_run_wallet", -1),
    ("dry_run_wallet", {"USDT": "much"}),
    ("timeframe", "5 minutes"),
    ("minimal_roi", {"soon": 0.1}),
    ("stoploss", 0.1),
    ("stoploss", -1.5),
    ("trailing_stop_positive", 2),
    ("fee", 0.2),
    ("initial_state", "sleeping"),
    ("trading_mode", "options"),
    ("margin_mode", "both"),
    ("unfilledtimeout", 10),
    ("unfilledtimeout.entry", 0),
    ("unfilledtimeout.unit", "hours"),
    ("entry_pricing.price_side", "middle"),
    ("entry_pricing.order_book_top", 51),
    ("exit_pricing.price_last_balance", -0.1),
    ("order_types.entry", "stop"),
    ("order_time_in_force.exit", "GTD"),
    ("exchange", "binance"),
    ("exchange.pair_whitelist", "BTC/USDT"),
    ("exchange.sim.speed", 0),
    ("exchange.sim.pairs", 0),
    ("pairlists", []),
    ("pairlists", [{"number_assets": 5}]),
    ("api_server.listen_ip_address", "localhost"),
    ("api_server.listen_port", 80),
    ("api_server.listen_port", 65_536),
    ("api_server.username", "a:b"),
    ("api_server.ws_token", 5),
    ("api_server.CORS_origins", ["*"]),
    ("api_server.verbosity", "loud"),
    ("api_server.rate_limit_login", "often"),
    ("api_server.threads", 1),
    ("internals.process_throttle_secs", 0),
    ("dataformat_ohlcv", "csv"),
    ("db_url", "tradesv3.sqlite"),
    ("strategy", "my strategy"),
]


def with_value(path: str, value: Any) -> dict[str, Any]:
    config: dict[str, Any] = a_config()
    section = config
    *parents, name = path.split(".")
    for parent in parents:
        section = section.setdefault(parent, {})
    section[name] = value
    return config


@pytest.mark.parametrize(("path", "value"), WRONG)
def test_a_wrong_value_is_refused_by_path_and_with_what_is_allowed(folder: Path, path: str, value: Any) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(write_config(folder, **with_value(path, value)))
    assert refused.value.key == path
    assert refused.value.allowed
    assert str(refused.value).startswith(f"{path} is ")
    assert "config.json" in str(refused.value)
    assert not (folder / "user_data").exists()


def test_a_refusal_shows_the_value_and_the_bounds(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"listen_port is 99999 .*a whole number from 1024 to 65535\."):
        loaded(write_config(folder, **with_value("api_server.listen_port", 99_999)))


def test_a_wrong_secret_is_not_shown(folder: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(write_config(folder, **with_value("api_server.password", 123_456)))
    assert "123456" not in str(refused.value)


def test_a_long_value_is_cut(folder: Path) -> None:
    with pytest.raises(ConfigError) as refused:
        loaded(write_config(folder, timeframe="x" * 1000))
    assert len(str(refused.value)) < 300


def test_an_unlimited_stake_for_any_number_of_trades_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="stake_amount is"):
        loaded(write_config(folder, stake_amount="unlimited", max_open_trades=-1))


def test_real_money_is_refused_on_the_simulated_exchange(folder: Path) -> None:
    with pytest.raises(
        ConfigError, match="dry_run is false; allowed: true, because the simulated exchange has no money"
    ):
        loaded(write_config(folder, dry_run=False))


def test_a_misspelt_exchange_is_refused_with_the_nearest_names(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r'exchange\.name is "binanse".*binance'):
        loaded(write_config(folder, exchange={"name": "binanse"}))


def test_trading_with_real_money_needs_keys(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"exchange\.key"):
        loaded(write_config(folder, dry_run=False, exchange={"name": "binance"}))


def test_a_made_up_exchange_has_no_real_money(folder: Path) -> None:
    with pytest.raises(ConfigError, match="dry_run"):
        loaded(write_config(folder, dry_run=False))


def test_demo_trading_is_no_dry_run(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"exchange\.demo_trading"):
        loaded(write_config(folder, exchange={"demo_trading": True}))


def test_other_trading_modes_are_said_to_come_later(folder: Path) -> None:
    with pytest.raises(ConfigError, match='trading_mode is "futures"; allowed: "spot"'):
        loaded(write_config(folder, trading_mode="futures"))


def test_a_replay_needs_a_folder_that_exists(folder: Path) -> None:
    with pytest.raises(ConfigError, match="replay needs the folder"):
        loaded(write_config(folder, exchange={"name": "replay"}))
    with pytest.raises(ConfigError, match=r"exchange\.sim\.replay_dir is .*a folder that exists"):
        loaded(write_config(folder, exchange={"name": "replay", "sim": {"replay_dir": "nowhere"}}))
    assert loaded(write_config(folder, exchange={"name": "replay"}, datadir=".")).datadir == folder


def test_a_strategy_folder_must_exist(folder: Path) -> None:
    with pytest.raises(ConfigError, match="strategy_path"):
        loaded(write_config(folder, strategy_path="nowhere"))


def test_an_unnamed_database_file_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="db_url is"):
        loaded(write_config(folder, db_url="sqlite:///"))


def test_market_entries_need_the_other_sides_price(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r'entry_pricing\.price_side is "same"; allowed: "ask" or "other"'):
        loaded(write_config(folder, order_types={"entry": "market"}))
    assert loaded(write_config(folder, order_types={"entry": "market"}, entry_pricing={"price_side": "other"}))


def test_market_exits_need_the_other_sides_price() -> None:
    with pytest.raises(ConfigError, match=r"exit_pricing\.price_side"):
        check_pricing(OrderTypes(exit="market"), Pricing(), Pricing(price_side="ask"))
    check_pricing(OrderTypes(exit="market"), Pricing(), Pricing(price_side="bid"))


def test_a_trailing_offset_lies_above_the_trailing_distance(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"trailing_stop_positive_offset is 0\.01"):
        loaded(write_config(folder, trailing_stop_positive=0.02, trailing_stop_positive_offset=0.01))


def test_options_of_config_and_strategy_are_checked_together() -> None:
    check_options(StrategyOptions(max_open_trades=3))
    with pytest.raises(ConfigError, match="trailing_only_offset_is_reached"):
        check_options(StrategyOptions(max_open_trades=3, trailing_only_offset_is_reached=True))
    with pytest.raises(ConfigError, match=r"stoploss is 0\.1"):
        check_options(StrategyOptions(max_open_trades=3, stoploss=0.1))
    with pytest.raises(ConfigError, match="stake_amount"):
        check_options(StrategyOptions(max_open_trades=-1))


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"ticker_interval": "5m"}, "the setting is called timeframe"),
        ({"protections": []}, "belong into the strategy"),
        ({"edge": {"enabled": True}}, "edge was removed"),
    ],
)
def test_settings_that_are_gone_say_what_to_do(folder: Path, values: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        loaded(write_config(folder, **values))


def test_a_missing_file_says_how_to_make_one(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"nothing\.json does not exist; `tradepost new-config"):
        loaded(Path("nothing.json"))


def test_a_folder_is_no_config_file(folder: Path) -> None:
    with pytest.raises(ConfigError, match="can't be read"):
        loaded(folder)


def test_a_file_that_is_no_text_is_refused(folder: Path) -> None:
    (folder / "config.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        loaded(folder / "config.json")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{\n  "bot_name": "a",\n  "fee": oops\n}', r"config\.json, line 3, column 10: Invalid value\."),
        ('{"größe": 1,\n"fee": oops}', "line 2, column 8"),
        ('{"fee": NaN}', "line 1, column 9"),
        ("", "line 1, column 1"),
        ('{"fee": 1', "line 1"),
        ("[]", "must hold one JSON object"),
    ],
)
def test_broken_json_is_located(folder: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        loaded(write_text(folder, text))


def test_comments_and_trailing_commas_are_fine(folder: Path) -> None:
    text = '// a comment\n{"bot_name": "a", /* another */ "pairlists": [{"method": "StaticPairList",},],}'
    assert loaded(write_text(folder, text)).bot_name == "a"


@pytest.mark.parametrize(
    ("values", "path", "nearest"),
    [
        ({"stake_ammount": 5}, "stake_ammount", "stake_amount"),
        ({"entry_pricing": {"price_sid": "same"}}, "entry_pricing.price_sid", "entry_pricing.price_side"),
        ({"exchange": {"sim": {"sped": 2}}}, "exchange.sim.sped", "exchange.sim.speed"),
        ({"listen_port": 8081}, "listen_port", "api_server.listen_port"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest(
    folder: Path, values: dict[str, Any], path: str, nearest: str
) -> None:
    notices = loaded(write_config(folder, **values)).notices
    assert notices == (f"Unknown setting {path} in {folder}/config.json; did you mean {nearest}?",)


def test_an_unknown_key_like_no_other_is_kept_for_the_strategy(folder: Path) -> None:
    settings = loaded(write_config(folder, zzz_of_mine={"a": 1}))
    assert settings.notices == (f"Unknown setting zzz_of_mine in {folder}/config.json.",)
    assert settings.raw["zzz_of_mine"] == {"a": 1}
