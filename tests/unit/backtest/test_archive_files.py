"""Results on disk: written whole, read back, found again, never outside their folder."""

from __future__ import annotations

import json
import logging
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from bot.backtest.archive import contents, frames, history
from bot.backtest.archive.names import place, result_file
from bot.backtest.archive.reuse import oldest_usable, run_id
from bot.backtest.archive.store import store, with_filename
from bot.backtest.archive.whole import new_file, replace_file
from bot.backtest.report.result import results
from bot.errors import NotFound, Refused, StorageError
from tests.outcomes import a_sim_trade, an_outcome
from tests.unit.backtest.recordings import FOLDER, POSITION, PROTECTED

AT = datetime(2026, 11, 22, 22, 28, 48, tzinfo=UTC)
STEM = "backtest-result-2026-11-22_22-28-48"
CONFIG = {"stake_currency": "USDT", "exchange": {"name": "simulated", "secret": "hush"}}


def stored(folder: Path, *outcomes, at=AT) -> str:
    outcomes = outcomes or (an_outcome(a_sim_trade(5.0)),)
    return store(folder, outcomes, results(outcomes), config=CONFIG, at=at)


def members(folder: Path, stem: str = STEM) -> set[str]:
    with zipfile.ZipFile(folder / f"{stem}.zip") as archive:
        return {name.removeprefix(stem) for name in archive.namelist()}


def test_a_result_is_a_zip_with_everything_in_it(tmp_path):
    outcome = replace(an_outcome(), parameter_file="{}")
    assert stored(tmp_path, outcome) == STEM
    assert members(tmp_path) == {
        ".json",
        "_config.json",
        "_SampleStrategy.py",
        "_SampleStrategy.json",
        "_market_change.feather",
        "_SampleStrategy_wallet.feather",
    }
    assert contents.member(tmp_path, STEM, "_SampleStrategy.py") == b"class SampleStrategy: ...\n"
    assert json.loads((tmp_path / ".last_result.json").read_text()) == {"latest_backtest": f"{STEM}.zip"}


def test_no_secret_gets_into_a_result(tmp_path):
    stored(tmp_path)
    assert json.loads(contents.member(tmp_path, STEM, "_config.json"))["exchange"]["secret"] == "REDACTED"
    assert b"hush" not in contents.member(tmp_path, STEM, "_config.json")


def test_settings_of_any_kind_are_written(tmp_path):
    config = {"user_data_dir": Path("user_data"), "minimal_roi": {0: 0.1}, "fee": np.float64(0.001)}
    outcome = an_outcome()
    stem = store(tmp_path, [outcome], results([outcome]), config=config, at=AT)
    kept = json.loads(contents.member(tmp_path, stem, "_config.json"))
    assert (kept["user_data_dir"], kept["minimal_roi"]) == ("user_data", {"0": 0.1})


def test_what_was_written_is_read_back(tmp_path):
    outcome = replace(an_outcome(a_sim_trade(5.0)), notes="first try")
    stored(tmp_path, outcome)
    back = contents.load(tmp_path, STEM)
    ours = results([outcome])
    assert back["metadata"] == {"SampleStrategy": {**ours["metadata"]["SampleStrategy"], "filename": STEM}}
    one = back["strategy"]["SampleStrategy"]
    assert one["results_per_pair"] == ours["strategy"]["SampleStrategy"]["results_per_pair"]
    assert one["trades"][0]["open_date"] == "2026-10-01 00:00:00+00:00"
    assert (one["holding_avg"], one["drawdown_duration"]) == ("1:00:00", "0 days 00:00:00")
    assert back["strategy_comparison"] == ours["strategy_comparison"]


def test_two_results_of_one_second_have_two_names(tmp_path):
    assert [stored(tmp_path), stored(tmp_path)] == [STEM, "backtest-result-2026-11-22_22-28-49"]
    assert [run.filename for run in history.history(tmp_path)] == ["backtest-result-2026-11-22_22-28-49", STEM]


def test_nothing_half_written_is_left_behind(tmp_path):
    def fails(file):
        file.write(b"half")
        raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        new_file(tmp_path / "a.zip", fails)
    assert list(tmp_path.iterdir()) == []


def test_of_two_programs_that_write_one_name_the_second_is_told(tmp_path):
    path = tmp_path / "a.zip"

    def other_was_faster(_draft, target):
        target.write_bytes(b"other")
        raise FileExistsError

    assert not new_file(path, lambda file: file.write(b"ours"), other_was_faster)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.zip", b"other")]


def test_a_file_system_without_links_will_do(tmp_path):
    def no_links(_draft, _target):
        raise PermissionError

    assert new_file(tmp_path / "a.zip", lambda file: file.write(b"ours"), no_links)
    assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("a.zip", b"ours")]


def test_a_name_that_is_taken_by_a_folder_is_named(tmp_path):
    (tmp_path / "a.json" / "x").mkdir(parents=True)
    with pytest.raises(StorageError, match=r"a\.json can't be written"):
        replace_file(tmp_path / "a.json", b"{}")
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_damaged_table_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a_market_change.feather", b"no table")
    with pytest.raises(StorageError, match="A table of a can't be read"):
        frames.market_change(tmp_path, "a")


def test_a_result_without_its_list_entry_can_be_deleted(tmp_path):
    old_style(tmp_path)
    (tmp_path / "old_market_change.feather").write_bytes(b"")
    history.delete(tmp_path, "old")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_can_not_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match=r"file/a\.json can't be written"):
        replace_file(tmp_path / "file" / "a.json", b"{}")


def test_one_strategy_of_several_is_loaded(tmp_path):
    stored(tmp_path, an_outcome(a_sim_trade()), replace(an_outcome(), strategy="Other"))
    one = contents.load_strategy(tmp_path, STEM, "Other")
    assert (list(one["strategy"]), list(one["metadata"])) == (["Other"], ["Other"])
    assert [row["key"] for row in one["strategy_comparison"]] == ["Other"]
    with pytest.raises(NotFound, match="File not found"):
        contents.load_strategy(tmp_path, STEM, "Third")


def test_clients_get_file_and_strategy_with_a_new_result():
    metadata = with_filename(results([an_outcome()]), STEM)["metadata"]["SampleStrategy"]
    assert (metadata["filename"], metadata["strategy"]) == (STEM, "SampleStrategy")


def test_the_list_shows_the_newest_first(tmp_path):
    stored(tmp_path, an_outcome(began_at_s=100))
    stored(tmp_path, an_outcome(began_at_s=300), replace(an_outcome(began_at_s=200), strategy="Other"))
    runs = history.history(tmp_path)
    assert [(run.strategy, run.backtest_start_time) for run in runs] == [
        ("SampleStrategy", 300),
        ("Other", 200),
        ("SampleStrategy", 100),
    ]
    assert (runs[0].notes, runs[0].timeframe, runs[0].timeframe_detail) == ("", "1h", None)


def test_a_folder_that_is_not_there_has_no_results(tmp_path):
    assert history.history(tmp_path / "none") == []
    with pytest.raises(NotFound, match="no result of a backtest"):
        history.latest(tmp_path / "none")


def test_a_broken_file_does_not_hide_the_others(tmp_path, caplog):
    stored(tmp_path)
    (tmp_path / "broken.zip").write_bytes(b"")
    (tmp_path / "broken.meta.json").write_text("{")
    (tmp_path / "alone.meta.json").write_text('{"A": {}}')
    with caplog.at_level(logging.WARNING):
        assert [run.filename for run in history.history(tmp_path)] == [STEM]
    assert "broken.meta.json is left out" in caplog.text


def test_notes_are_written_and_read(tmp_path):
    stored(tmp_path)
    (run,) = history.set_notes(tmp_path, STEM, "SampleStrategy", "a note")
    assert (run.notes, run.filename) == ("a note", STEM)
    assert history.runs_of(tmp_path, STEM) == [run]
    assert contents.load(tmp_path, STEM)["metadata"]["SampleStrategy"]["notes"] == "a note"


def test_notes_need_a_run(tmp_path):
    stored(tmp_path)
    with pytest.raises(Refused, match=r"Strategy not in metadata\."):
        history.set_notes(tmp_path, STEM, "Nope", "a note")
    with pytest.raises(NotFound, match=r"File not found\."):
        history.set_notes(tmp_path, "nope", "SampleStrategy", "a note")


def test_what_is_deleted_is_gone_and_the_one_before_is_the_latest(tmp_path):
    first, second = stored(tmp_path), stored(tmp_path)
    history.delete(tmp_path, second)
    assert [run.filename for run in history.history(tmp_path)] == [first]
    assert history.latest(tmp_path) == first
    history.delete(tmp_path, first)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound, match=r"File not found\."):
        history.delete(tmp_path, first)


def test_a_name_that_begins_like_others_deletes_itself_only(tmp_path):
    stored(tmp_path)
    day = STEM.rpartition("_")[0]
    for ending in (".zip", ".meta.json"):
        (tmp_path / f"{day}{ending}").write_bytes((tmp_path / f"{STEM}{ending}").read_bytes())
    history.delete(tmp_path, day)
    assert [run.filename for run in history.history(tmp_path)] == [STEM]


def test_the_latest_is_found_where_nothing_points_to_it(tmp_path):
    stem = stored(tmp_path)
    (tmp_path / ".last_result.json").unlink()
    assert history.latest(tmp_path) == stem
    (tmp_path / ".last_result.json").write_text('{"latest_backtest": "../../gone.zip"}')
    assert history.latest(tmp_path) == stem


BAD = [
    "../x",
    "a/../../x",
    "/etc/passwd",
    "",
    ".",
    "..",
    ".last_result",
    "a\0b",
    "a\\b",
    "x" * 5000,
    "link",
    STEM + ".meta",
]


@pytest.mark.parametrize("name", BAD)
def test_names_that_lead_elsewhere_are_not_found(tmp_path, name):
    folder = tmp_path / "results"
    stored(folder)
    (tmp_path / "x.zip").write_bytes((folder / f"{STEM}.zip").read_bytes())
    (folder / "link.zip").symlink_to(tmp_path / "x.zip")
    for call in (result_file, contents.load, history.runs_of, history.delete, frames.market_change):
        with pytest.raises(NotFound, match=r"File not found\."):
            call(folder, name)
    with pytest.raises(NotFound, match=r"File not found\."):
        history.set_notes(folder, name, "SampleStrategy", "")
    assert (tmp_path / "x.zip").exists()
    assert (folder / f"{STEM}.zip").exists()


def test_a_strategy_does_not_lead_elsewhere(tmp_path):
    (tmp_path / "secret_wallet.feather").write_bytes(b"")
    old_style(tmp_path / "results")
    with pytest.raises(NotFound, match=r"Unable to retrieve wallet history\."):
        frames.wallet(tmp_path / "results", "old", "/../../secret")


def test_a_link_inside_the_folder_is_fine(tmp_path):
    stored(tmp_path)
    (tmp_path / "other.zip").symlink_to(tmp_path / f"{STEM}.zip")
    assert list(contents.load(tmp_path, "other")["strategy"]) == ["SampleStrategy"]
    assert place(tmp_path, "other.zip").is_file()


def old_style(folder: Path) -> None:
    """A JSON file without anything beside it, as older versions wrote it."""
    folder.mkdir(exist_ok=True)
    result = results([an_outcome(a_sim_trade())])
    (folder / "old.json").write_text(json.dumps({key: result[key] for key in ("strategy", "strategy_comparison")}))


def test_results_of_older_versions_are_read(tmp_path):
    old_style(tmp_path)
    back = contents.load(tmp_path, "old")
    assert back["strategy"]["SampleStrategy"]["total_trades"] == 1
    assert back["metadata"]["SampleStrategy"]["backtest_start_time"] == 1_795_386_526
    with pytest.raises(NotFound, match=r"File not found\."):
        frames.market_change(tmp_path, "old")


def test_numbers_that_json_does_not_know_are_read(tmp_path):
    (tmp_path / "old.json").write_text('{"strategy": {"A": {"sharpe": NaN, "calmar": -Infinity}}}')
    assert contents.load(tmp_path, "old")["strategy"]["A"]["calmar"] == float("-inf")


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.zip", b"no zip", "can't be read"),
        ("a.json", b"[1", "no valid JSON"),
        ("a.json", b"[1]", "must hold one JSON object"),
        ("a.json", b"{}", "no result of a backtest"),
    ],
)
def test_what_is_no_result_says_so(tmp_path, name, content, why):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(StorageError, match=why):
        contents.load(tmp_path, "a")


def test_a_zip_without_a_result_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("readme.txt", "")
    with pytest.raises(StorageError, match="there is no JSON file in it"):
        contents.load(tmp_path, "a")


@pytest.mark.parametrize(("stem", "strategy"), [(POSITION, "RefPosition"), (PROTECTED, "RefProtected")])
def test_results_of_the_reference_are_read(stem, strategy):
    assert history.runs_of(FOLDER, stem)[0].notes == "hello"
    assert contents.load(FOLDER, stem)["strategy"][strategy]["strategy_name"] == strategy
    wallet, market = frames.wallet(FOLDER, stem, strategy), frames.market_change(FOLDER, stem)
    assert list(wallet) == ["date", "__date_ts", "total_quote"]
    assert list(market) == ["date", "mean", "rel_mean", "count", "__date_ts"]
    assert wallet["date"].is_unique
    assert market["__date_ts"].iloc[1] - market["__date_ts"].iloc[0] in (300_000, 3_600_000)


def test_a_renamed_result_is_read(tmp_path):
    (tmp_path / "mine.zip").write_bytes((FOLDER / f"{PROTECTED}.zip").read_bytes())
    assert list(contents.load(tmp_path, "mine")["strategy"]) == ["RefProtected"]


def test_tables_are_written_and_read(tmp_path):
    outcome = an_outcome(a_sim_trade(5.0))
    stored(tmp_path, outcome)
    wallet, market = frames.wallet(tmp_path, STEM, "SampleStrategy"), frames.market_change(tmp_path, STEM)
    assert wallet["__date_ts"].tolist() == outcome.wallet_ms.tolist()
    assert wallet["total_quote"].tolist() == outcome.wallet_total.tolist()
    assert market["rel_mean"].tolist() == outcome.market["rel_mean"].tolist()


def test_a_wallet_that_was_not_stored_is_not_found(tmp_path):
    stored(tmp_path)
    with pytest.raises(NotFound, match=r"Unable to retrieve wallet history\."):
        frames.wallet(tmp_path, STEM, "Nope")
    with pytest.raises(NotFound, match=r"File not found\."):
        frames.wallet(tmp_path, "nope", "SampleStrategy")


def test_a_run_is_named_after_what_decides_its_result():
    first = run_id({"stake_amount": 1, "fee": 0.1}, "code", "{}")
    assert len(first) == 40
    assert run_id({"fee": 0.1, "stake_amount": 1, "api_server": {"password": "x"}, "notes": "n"}, "code", "{}") == first
    others = [
        run_id({"stake_amount": 2, "fee": 0.1}, "code", "{}"),
        run_id({"stake_amount": 1, "fee": 0.1}, "other code", "{}"),
        run_id({"stake_amount": 1, "fee": 0.1}, "code"),
        run_id({"stake_amount": 1, "fee": 0.1}, "", "{}code"),
    ]
    assert len({first, *others}) == 5


def test_a_stored_run_is_found_while_it_is_young_enough(tmp_path):
    stored(tmp_path, an_outcome(began_at_s=1000, run_id="a"))
    stored(tmp_path, an_outcome(began_at_s=2000, run_id="a"))

    def found(run, since_s, strategy="SampleStrategy"):
        return history.find_run(tmp_path, strategy, run, datetime.fromtimestamp(since_s, UTC))

    assert found("a", 500).backtest_start_time == 2000
    assert found("a", 2000).backtest_start_time == 2000
    assert (found("a", 2001), found("b", 500), found("a", 500, "Other")) == (None, None, None)


@pytest.mark.parametrize(
    ("cache", "timerange", "age"),
    [
        ("day", "20260101-20260201", timedelta(days=1)),
        ("week", "20260101-20260201", timedelta(days=7)),
        ("month", "-20260201", timedelta(days=30)),
        ("none", "20260101-20260201", None),
        ("day", "20260101-", None),
        ("day", None, None),
        ("day", "20260101-20270101", None),
    ],
)
def test_only_a_time_range_that_is_over_can_be_used_again(cache, timerange, age):
    assert oldest_usable(cache, timerange, AT) == (None if age is None else AT - age)


def test_an_unknown_age_is_refused():
    with pytest.raises(Refused, match=r"'year' is no age of a stored result .*none, day, week, month"):
        oldest_usable("year", None, AT)
