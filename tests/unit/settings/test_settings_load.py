"""Loading: files, environment and command line become one frozen object."""

from __future__ import annotations

import dataclasses
import io
import json
import logging
import stat
from pathlib import Path

import pytest

from bot.domain.enums import BotState, RunMode
from bot.errors import ConfigError
from bot.settings.folders import PARTS
from bot.settings.load import gather
from tests.fakes.config import DOCUMENTED_BASIC, DOCUMENTED_DOCKER, JWT_KEY, a_config, loaded, write_config, write_text


def test_the_documented_basic_configuration_starts_a_bot_on_the_simulated_exchange(folder: Path) -> None:
    settings = loaded(write_text(folder, DOCUMENTED_BASIC))
    assert settings.runmode is RunMode.DRY_RUN
    assert settings.exchange.name == "simulated"
    assert settings.exchange.pair_whitelist == (".*/USDT",)
    assert settings.initial_state is BotState.RUNNING
    assert settings.strategy == "SampleStrategy"
    assert settings.stake_currency == "USDT"
    assert settings.dry_run_wallet == {"USDT": 1000.0}
    assert settings.api.username == "Freqtrader"
    assert settings.api.password.reveal() == "SuperSecret1!"
    assert [token.reveal() for token in settings.api.ws_tokens] == ["secret_Ws_t0ken"]


def test_the_secrets_of_a_remote_pair_list_are_known_to_the_log_and_hidden(folder: Path) -> None:
    remote = {
        "method": "RemotePairList",
        "pairlist_url": "https://me:pa%24s@lists.example/a?key=abcdefgh1",
        "bearer_token": "hush-hush",
    }
    settings = loaded(write_config(folder, pairlists=[remote]))
    hidden = {remote["pairlist_url"], "/a?key=abcdefgh1", "abcdefgh1", "pa$s", "hush-hush"}
    assert hidden <= set(settings.secrets())
    assert not {"", "lists.example"} & set(settings.secrets())
    assert not any(secret in str(settings.raw) or secret in repr(settings) for secret in hidden)


def test_the_documented_secrets_are_pointed_out_in_one_line(folder: Path) -> None:
    settings = loaded(write_text(folder, DOCUMENTED_BASIC))
    assert len(settings.notices) == 1
    for path in ("api_server.password", "api_server.jwt_secret_key", "api_server.ws_token", "tradepost new-secrets"):
        assert path in settings.notices[0]
    assert "SuperSecret1!" not in settings.notices[0]


def test_a_documented_key_is_never_signed_with(folder: Path) -> None:
    settings = loaded(write_text(folder, DOCUMENTED_BASIC))
    assert len(settings.api.jwt_secret_key.reveal()) >= 32


def test_the_documented_docker_configuration_works_in_a_container(folder: Path) -> None:
    settings = loaded(write_text(folder, DOCUMENTED_DOCKER), environ={"TRADEPOST_IN_CONTAINER": "1"})
    assert settings.api.listen_ip_address == "0.0.0.0"
    assert "api_server.password is an example" in settings.notices[0]


def test_the_documented_secrets_are_refused_where_strangers_can_try_them(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"api_server\.password.*0\.0\.0\.0.*tradepost new-secrets") as refused:
        loaded(write_text(folder, DOCUMENTED_DOCKER))
    assert "SuperSecret1!" not in str(refused.value)


def test_missing_keys_are_generated_once_and_kept_private(folder: Path) -> None:
    file = write_config(folder, api_server={"enabled": True, "username": "u", "password": "a-long-password"})
    first, second = loaded(file).api, loaded(file).api
    assert first == second
    assert len(first.jwt_secret_key.reveal()) == 64
    kept = folder / "user_data" / "secrets.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_given_keys_are_used_and_nothing_is_kept(folder: Path) -> None:
    assert loaded(write_config(folder)).api.jwt_secret_key.reveal() == JWT_KEY
    assert not (folder / "user_data" / "secrets.json").exists()


@pytest.mark.parametrize("text", ["{", "[]"])
def test_a_broken_file_of_kept_secrets_is_named(folder: Path, text: str) -> None:
    (folder / "user_data").mkdir()
    (folder / "user_data" / "secrets.json").write_text(text)
    with pytest.raises(ConfigError, match=r"secrets\.json"):
        loaded(write_text(folder, DOCUMENTED_BASIC))


def test_a_short_jwt_key_is_refused_without_being_shown(folder: Path) -> None:
    section = {**a_config()["api_server"], "jwt_secret_key": "short-one"}
    with pytest.raises(ConfigError, match=r"jwt_secret_key is \*\*\*; allowed: 32 characters.*new-secrets") as refused:
        loaded(write_config(folder, api_server=section))
    assert "short-one" not in str(refused.value)


@pytest.mark.parametrize("missing", ["username", "password"])
def test_an_api_without_credentials_is_refused(folder: Path, missing: str) -> None:
    section = {key: value for key, value in a_config()["api_server"].items() if key != missing}
    with pytest.raises(ConfigError, match=f"api_server.{missing} is missing"):
        loaded(write_config(folder, api_server=section))


def test_without_an_api_the_bot_trades_and_nobody_knows_the_password(folder: Path) -> None:
    settings = loaded(write_text(folder, "{}"))
    assert not settings.api.enabled
    assert settings.api.unix_socket == str(folder / "user_data" / "tradepost.sock")
    assert len(settings.api.password.reveal()) > 20


def test_a_webserver_without_an_api_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="nothing to serve"):
        loaded(write_text(folder, "{}"), runmode=RunMode.WEBSERVER)


def test_later_files_win_and_objects_merge(folder: Path) -> None:
    first = write_config(
        folder, max_open_trades=2, exchange={"name": "simulated", "pair_whitelist": ["A/USDT", "B/USDT"]}
    )
    second = write_text(folder, '{"exchange": {"pair_whitelist": ["C/USDT"]}}', "second.json")
    settings = loaded(first, second)
    assert settings.max_open_trades == 2
    assert settings.exchange.pair_whitelist == ("C/USDT",)


def test_an_including_file_wins_over_what_it_includes(folder: Path) -> None:
    (folder / "parts").mkdir()
    write_text(folder / "parts", '{"bot_name": "part", "fee": 0.002, "add_config_files": ["deep.json"]}', "part.json")
    write_text(folder / "parts", '{"max_open_trades": 9, "fee": 0.003}', "deep.json")
    settings = loaded(write_config(folder, bot_name="whole", add_config_files=["parts/part.json"]))
    assert (settings.bot_name, settings.fee, settings.max_open_trades) == ("whole", 0.002, 9)


def test_files_that_include_one_another_are_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match="include one another"):
        loaded(write_config(folder, add_config_files=["config.json"]))


def test_an_include_that_is_no_list_is_refused(folder: Path) -> None:
    with pytest.raises(ConfigError, match=r"add_config_files in .*must be a list"):
        loaded(write_config(folder, add_config_files="other.json"))


def test_standard_input_is_a_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"bot_name": "piped"}'))
    assert loaded(Path("-")).bot_name == "piped"


def test_the_environment_wins_over_files_and_the_command_line_over_both(folder: Path) -> None:
    file = write_config(folder, bot_name="file", strategy="FromFile", fee=0.001)
    environ = {"TRADEPOST__BOT_NAME": "environment", "TRADEPOST__STRATEGY": "FromEnvironment"}
    settings = loaded(file, environ=environ, overrides={"strategy": "FromCommandLine"})
    assert (settings.bot_name, settings.strategy, settings.fee) == ("environment", "FromCommandLine", 0.001)
    assert json.loads(file.read_text())["bot_name"] == "file"


def test_the_password_is_kept_where_it_was_given_last(folder: Path) -> None:
    file = write_config(folder)
    assert loaded(file).api.password_source == str(file)
    api = loaded(file, environ={"TRADEPOST__API_SERVER__PASSWORD": "12345678901234"}).api
    assert api.password_source == "the environment variable TRADEPOST__API_SERVER__PASSWORD"
    assert api.password.reveal() == "12345678901234"


def test_the_folders_of_the_user_are_made(folder: Path) -> None:
    loaded(write_config(folder, user_data_dir="mine"))
    assert {path.name for path in (folder / "mine").iterdir()} == set(PARTS)


def test_a_folder_that_cannot_be_made_is_refused(folder: Path) -> None:
    (folder / "mine").write_text("a file")
    with pytest.raises(ConfigError, match="can't be made"):
        loaded(write_config(folder, user_data_dir="mine"))


def test_looking_writes_nothing_and_needs_no_password(folder: Path) -> None:
    settings = loaded(write_text(folder, '{"dry_run": false}'), runmode=RunMode.OTHER)
    assert settings.dry_run
    assert settings.runmode is RunMode.OTHER
    assert [path.name for path in folder.iterdir()] == ["config.json"]


def test_the_default_database_lies_in_the_users_folder(folder: Path) -> None:
    assert loaded(write_config(folder)).db_url == f"sqlite:///{folder}/user_data/tradesv3.dryrun.sqlite"


def test_paper_trades_keep_out_of_the_default_database_of_real_ones(folder: Path) -> None:
    assert loaded(write_config(folder, db_url="sqlite:///tradesv3.sqlite")).db_url == "sqlite:///tradesv3.dryrun.sqlite"
    assert loaded(write_config(folder, db_url="sqlite://")).db_url == "sqlite://"


def test_only_given_keys_win_over_the_strategy(folder: Path) -> None:
    settings = loaded(write_config(folder, stoploss=-0.2, timeframe=None, order_types={"entry": "limit"}))
    assert settings.strategy_values == {"stoploss": -0.2, "order_types": {"entry": "limit"}}


def test_a_dry_run_forgets_the_keys_of_the_account(folder: Path) -> None:
    settings = loaded(write_config(folder, exchange={"name": "simulated", "key": "abcdef", "secret": "ghijkl"}))
    assert not settings.exchange.key
    assert "abcdef" not in repr(settings)


def test_no_secret_shows_in_the_printed_settings(folder: Path) -> None:
    text = repr(loaded(write_config(folder)))
    for secret in ("a-long-test-password", JWT_KEY, "a-long-socket-token"):
        assert secret not in text


def test_settings_cannot_be_changed(folder: Path) -> None:
    settings = loaded(write_config(folder))
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.fee = 0.0  # type: ignore[misc]  # that is the test


def test_every_section_reaches_its_typed_home(folder: Path) -> None:
    settings = loaded(
        write_config(
            folder,
            exchange={
                "name": "Simulated",
                "sim": {"seed": 7, "speed": 60, "pairs": 10, "replay_dir": "candles"},
                "outdated_offset": 6,
                "markets_refresh_interval": 30,
            },
            entry_pricing={
                "price_side": "other",
                "use_order_book": False,
                "order_book_top": 2,
                "price_last_balance": 0.5,
                "check_depth_of_market": {"enabled": True, "bids_to_ask_delta": 1.2},
            },
            internals={"process_throttle_secs": 1, "heartbeat_interval": 0},
            initial_state="paused",
            datadir="candles",
            dry_run_wallet={"USDT": 10, "BTC": 1},
            api_server={
                **a_config()["api_server"],
                "ws_token": ["one-token-of-two", "two-token-of-two"],
                "CORS_origins": ["https://ui.example/"],
                "threads": 8,
            },
        )
    )
    assert settings.exchange.name == "simulated"
    assert settings.exchange.sim.speed == 60
    assert settings.exchange.sim.replay_dir == folder / "candles"
    assert (settings.exchange.outdated_offset_min, settings.exchange.markets_refresh_interval_min) == (6, 30)
    assert settings.entry_pricing.check_depth_of_market
    assert settings.entry_pricing.order_book_top == 2
    assert settings.entry_pricing.given["price_side"] == "other"
    assert settings.internals.process_throttle_s == 1
    assert settings.internals.heartbeat_interval_s == 0
    assert settings.initial_state is BotState.PAUSED
    assert settings.datadir == folder / "candles"
    assert settings.dry_run_wallet == {"USDT": 10.0, "BTC": 1.0}
    assert settings.api.cors_origins == ("https://ui.example",)
    assert len(settings.api.ws_tokens) == 2
    assert settings.api.threads == 8


def test_a_named_exchange_waits_for_the_start_command(folder: Path) -> None:
    assert loaded(write_config(folder, exchange={"name": "simulated"})).initial_state is BotState.STOPPED


def test_warnings_are_logged_where_a_log_is_set_up(folder: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="bot.settings.load")
    settings = loaded(write_config(folder, max_open_trade=3, freqai={"enabled": False}))
    assert settings.notices == (
        f"Unknown setting max_open_trade in {folder}/config.json; did you mean max_open_trades?",
    )
    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", settings.notices[0]),
        ("INFO", "These settings are known and not used yet: freqai."),
    ]


def test_old_names_are_understood_with_a_warning(folder: Path) -> None:
    settings = loaded(
        write_config(folder, forcebuy_enable=True, unfilledtimeout={"buy": 5, "exit": 7}, use_sell_signal=False)
    )
    assert settings.force_entry_enable
    assert settings.strategy_values["unfilledtimeout"] == {"entry": 5, "exit": 7}
    assert settings.strategy_values["use_exit_signal"] is False
    assert "The setting forcebuy_enable is now called force_entry_enable." in settings.notices


def test_a_new_name_wins_over_its_old_one(folder: Path) -> None:
    given = gather([write_config(folder, forcebuy_enable=True, force_entry_enable=False)], {}, {})
    assert given.values["force_entry_enable"] is False
    assert "forcebuy_enable" not in given.values


def test_a_key_of_coingecko_is_kept_and_hidden(folder: Path) -> None:
    settings = loaded(write_config(folder, coingecko={"is_demo": False, "api_key": "a-key-of-theirs"}))
    assert (settings.coingecko.is_demo, settings.coingecko.api_key.reveal()) == (False, "a-key-of-theirs")
    assert "a-key-of-theirs" in settings.secrets()
    assert "a-key-of-theirs" not in str(settings.raw)


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("postgresql://me:p%40ss-word@db/bot", ("p%40ss-word", "p@ss-word")),
        ("postgresql://me@db/bot", ()),
        ("sqlite:////home/me/trades.sqlite", ()),
        ("postgresql://me:geheim@[::1/bot", ("postgresql://me:geheim@[::1/bot",)),
    ],
)
def test_the_password_of_a_database_is_hidden(folder: Path, address: str, hidden: tuple[str, ...]) -> None:
    settings = loaded(write_config(folder, db_url=address))
    assert set(hidden) <= set(settings.secrets())
    assert address not in settings.secrets() or hidden == (address,)
