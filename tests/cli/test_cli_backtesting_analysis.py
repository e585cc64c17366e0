"""``tradepost backtesting-analysis``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from bot.backtest.archive.store import store
from bot.backtest.report.result import results
from tests.cli.conftest import Run
from tests.cli.test_cli_backtesting_show import AT
from tests.outcomes import a_sim_trade, an_outcome
from tests.unit.backtest.recordings import FOLDER, PROTECTED

RECORDED = ("--backtest-filename", FOLDER / f"{PROTECTED}.zip")


def rows_of(folder: Path, name: str) -> list[dict[str, Any]]:
    return list(csv.DictReader((folder / f"{name}.csv").read_text().splitlines()))


def to_csv(run: Run, folder: Path, *arguments: str) -> str:
    ended = run("backtesting-analysis", *RECORDED, "--analysis-to-csv", "--analysis-csv-path", folder, *arguments)
    assert ended.code == 0, ended.err
    return ended.out


def test_usual_groups_are_shown(run: Run) -> None:
    ended = run("backtesting-analysis", *RECORDED)
    assert ended.code == 0
    assert [f"Group {number}:" in ended.out for number in range(6)] == [True, True, True, False, False, False]
    assert "319 │ 169 │ 150 │ 147.762 │ -241.424 │ -93.662 │ 52.978 │ 0.874 │ -1.609 │ -0.182" in ended.text


def test_groups_as_csv(run: Run, folder: Path) -> None:
    out = to_csv(run, folder, "--analysis-groups", "4", "5")
    assert out == f"Saved Group 4 to {folder / 'group_4.csv'}\nSaved Group 5 to {folder / 'group_5.csv'}\n"
    first, *_, last = rows_of(folder, "group_4")
    assert (first["pair"], first["exit_reason"], first["num_buys"]) == ("BTC/USDT", "stop_loss", "31")
    assert float(last["profit_abs_sum"]) == pytest.approx(21.221, abs=0.001)
    reasons = [row["exit_reason"] for row in rows_of(folder, "group_5")]
    assert reasons == ["exit_signal", "force_exit", "roi", "stop_loss"]


def test_a_group_without_losses_expects_without_end(run: Run) -> None:
    assert "│ inf" in run("backtesting-analysis", *RECORDED, "--analysis-groups", "0", "--exit-reason-list", "roi").text


def test_an_unknown_group_is_refused(run: Run) -> None:
    ended = run("backtesting-analysis", *RECORDED, "--analysis-groups", "6")
    assert (ended.code, "'6' is no group of an analysis (allowed: 0, 1, 2, 3, 4, 5)" in ended.err) == (2, True)


def test_indicators_at_entry_and_exit(run: Run, folder: Path) -> None:
    to_csv(run, folder, "--indicator-list", "rsi", "profit_abs", "--exit-reason-list", "roi")
    found = {(row["pair"], row["open_date"]): row for row in rows_of(folder, "indicators")}
    row = found["BTC/USDT", "2026-10-02 09:40:00+00:00"]
    assert (float(row["rsi (entry)"]), float(row["rsi (exit)"])) == pytest.approx((17.181, 63.926), abs=0.001)
    assert list(row)[4:] == ["rsi (entry)", "rsi (exit)", "profit_abs"]


@pytest.mark.parametrize(("option", "rsi"), [("--entry-only", 17.181), ("--exit-only", 63.926)])
def test_indicators_of_one_side(run: Run, folder: Path, option: str, rsi: float) -> None:
    to_csv(run, folder, "--indicator-list", "rsi", option, "--timerange", "20261002-20261003")
    found = {(row["pair"], row["open_date"]): row for row in rows_of(folder, "indicators")}
    assert float(found["BTC/USDT", "2026-10-02 09:40:00+00:00"]["rsi"]) == pytest.approx(rsi, abs=0.001)
    assert {row["open_date"][:10] for row in found.values()} == {"2026-10-02"}


def test_all_indicators(run: Run, folder: Path) -> None:
    to_csv(run, folder, "--indicator-list", "all", "--entry-only")
    row = rows_of(folder, "indicators")[0]
    assert {"rsi", "lower", "open_count"} <= set(row)
    assert "close" not in row


def test_an_unknown_indicator_is_refused_with_those_that_there_are(run: Run) -> None:
    ended = run("backtesting-analysis", *RECORDED, "--indicator-list", "macd")
    assert ended.code == 2
    assert "'macd' is neither an indicator nor a field of trades (the candles have: date, open" in ended.err


def test_rejected_signals(run: Run, folder: Path) -> None:
    to_csv(run, folder, "--rejected-signals", "--indicator-list", "rsi")
    rows = rows_of(folder, "rejected_signals")
    assert len(rows) == 63
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)
    assert list(rows[0]) == ["pair", "date", "enter_reason", "rsi"]
    to_csv(run, folder, "--rejected-signals", "--timerange", "20261024-", "--enter-reason-list", "nothing")
    assert rows_of(folder, "rejected_signals") == []


def test_one_side_only_means_one(run: Run) -> None:
    ended = run("backtesting-analysis", *RECORDED, "--entry-only", "--exit-only")
    assert (ended.code, "exclude each other" in ended.err) == (2, True)


def test_a_wrong_time_range_is_refused(run: Run) -> None:
    ended = run("backtesting-analysis", *RECORDED, "--timerange", "soon")
    assert (ended.code, 'Incorrect syntax for timerange "soon"' in ended.err) == (2, True)


def test_signals_that_were_not_stored_say_how_they_are(run: Run, folder: Path) -> None:
    outcomes = [an_outcome(a_sim_trade())]
    store(folder / "kept", outcomes, results(outcomes), config={}, at=AT)
    ended = run("backtesting-analysis", "--backtest-directory", "kept", "--indicator-list", "rsi")
    assert (ended.code, "--export signals" in ended.err) == (2, True)
    assert run("backtesting-analysis", "--backtest-directory", "kept").code == 0


def test_a_result_without_trades_has_empty_tables(run: Run, folder: Path) -> None:
    outcomes = [an_outcome(signals={"signals": {}})]
    store(folder / "kept", outcomes, results(outcomes), config={}, at=AT)
    ended = run(
        "backtesting-analysis", "--backtest-directory", "kept", "--analysis-groups", "0", "1", "2", "3", "4", "5",
        "--rejected-signals",
    )  # fmt: skip
    assert ended.code == 0, ended.err
    assert "Group 5:" in ended.out
