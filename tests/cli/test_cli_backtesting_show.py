"""``tradepost backtesting-show``."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backtest.archive.store import store
from bot.backtest.outcome import Outcome
from bot.backtest.report.result import results
from bot.cli.backtest_report import print_report, write_html
from bot.errors import Refused
from tests.cli.conftest import Run
from tests.outcomes import a_sim_trade, an_outcome, trades_after
from tests.unit.backtest.recordings import FOLDER, POSITION, recorded

AT = datetime(2026, 11, 22, 22, 28, 48, tzinfo=UTC)
Keep = Callable[..., str]


@pytest.fixture
def results_dir(folder: Path) -> Path:
    return folder / "user_data" / "backtest_results"


@pytest.fixture
def keep(results_dir: Path) -> Keep:
    """Store outcomes in the user folder; gives the stem."""

    def call(*outcomes: Outcome, at: datetime = AT) -> str:
        return store(results_dir, outcomes, results(outcomes), config={}, at=at)

    return call


def two_strategies() -> tuple[Outcome, Outcome]:
    first = an_outcome(*trades_after((1, 5.0), (30, -2.0)))
    return first, an_outcome(a_sim_trade(-1.0, is_short=True), strategy="Other")


def test_the_newest_result_is_shown(run: Run, keep: Keep) -> None:
    keep(an_outcome(a_sim_trade(1.0), strategy="Older", began_at_s=1))
    keep(*two_strategies())
    ended = run("backtesting-show")
    assert ended.code == 0
    assert "Result for strategy SampleStrategy" in ended.out
    assert "Result for strategy Other" in ended.out
    assert "Older" not in ended.out
    titles = [
        "BACKTESTING REPORT",
        "LEFT OPEN TRADES REPORT",
        "ENTER TAG STATS",
        "EXIT REASON STATS",
        "MIXED TAG STATS",
    ]
    places = [ended.out.index(title) for title in (*titles, "SUMMARY METRICS", "Backtested 2026", "STRATEGY SUMMARY")]
    assert places == sorted(places)


def test_a_result_without_trades_says_so(run: Run, keep: Keep) -> None:
    keep(an_outcome())
    assert (
        "No trades made. Your starting balance was 1000 USDT, and your stake was 100 USDT."
        in run("backtesting-show").out
    )


def test_another_result_by_name_or_path(run: Run, keep: Keep, results_dir: Path) -> None:
    older = keep(an_outcome(a_sim_trade(1.0), strategy="Older"))
    keep(an_outcome(a_sim_trade(1.0)))
    for name in (older, f"{older}.zip", results_dir / f"{older}.zip"):
        assert "strategy Older" in run("backtesting-show", "--backtest-filename", name).out


def test_a_result_that_is_not_there_is_named(run: Run, keep: Keep) -> None:
    assert "There is no result of a backtest in" in run("backtesting-show").err
    keep(an_outcome())
    ended = run("backtesting-show", "--backtest-filename", "nope.zip")
    assert (ended.code, ended.out) == (2, "")
    assert "nope.zip or .json" in ended.err


def test_periods_are_broken_down(run: Run, keep: Keep) -> None:
    keep(*two_strategies())
    out = run("backtesting-show", "--breakdown", "day", "month").out
    assert out.count("DAY BREAKDOWN") == out.count("MONTH BREAKDOWN") == 2
    assert "01/10/2026" in out
    assert "31/10/2026" in out


def test_an_unknown_period_is_refused_before_anything_is_printed(run: Run, keep: Keep) -> None:
    keep(an_outcome())
    ended = run("backtesting-show", "--breakdown", "hour")
    assert (ended.code, ended.out) == (2, "")
    assert "'hour' is no period of a breakdown (allowed: day, week, month, year, weekday)" in ended.err


def test_the_pairs_by_profit(run: Run, keep: Keep) -> None:
    keep(an_outcome(a_sim_trade(-1.0), a_sim_trade(2.0, pair="ETH/USDT")))
    out = run("backtesting-show", "--show-pair-list").out
    assert 'Pairs for Strategy SampleStrategy:\n[\n"ETH/USDT",  // 2.00%\n"BTC/USDT",  // -1.00%\n]\n' in out


def test_trades_as_json(run: Run, keep: Keep) -> None:
    keep(*two_strategies())
    trades = run("backtesting-show", "--print-json").json()
    assert [(trade["strategy"], trade["profit_abs"]) for trade in trades] == [
        ("SampleStrategy", 5.0),
        ("SampleStrategy", -2.0),
        ("Other", -1.0),
    ]


def test_trades_as_csv(run: Run, keep: Keep, folder: Path) -> None:
    keep(an_outcome(a_sim_trade(-1.5, enter_tag="=1+1")))
    assert run("backtesting-show", "--export-csv", "trades.csv").code == 0
    (row,) = csv.DictReader((folder / "trades.csv").read_text().splitlines())
    assert (row["strategy"], row["profit_abs"], row["enter_tag"]) == ("SampleStrategy", "-1.5", "'=1+1")
    assert "orders" not in row


def test_a_report_is_one_file_that_needs_no_network(run: Run, keep: Keep, folder: Path) -> None:
    keep(*two_strategies())
    assert run("backtesting-show", "--report", "report.html").code == 0
    page = (folder / "report.html").read_text()
    assert "<script src" not in page
    for text in ("Backtest of SampleStrategy, Other", "Profit by exit reason", "closed trades", "Sharpe"):
        assert text in page
    charts = page.rpartition("</head>")[2]
    assert charts.count('"sendChartToCloud"') == charts.count("Plotly.newPlot") == 12
    assert "https://" not in charts


def test_no_name_in_a_report_is_taken_for_html(folder: Path) -> None:
    bad = "</script><script>alert(1)</script>"
    outcome = an_outcome(a_sim_trade(1.0, enter_tag=bad, pair=bad), strategy=bad)
    write_html(folder / "report.html", [outcome], results([outcome]))
    assert bad not in (folder / "report.html").read_text()


def test_a_report_without_trades_says_so(folder: Path) -> None:
    outcome = an_outcome()
    write_html(folder / "report.html", [outcome], results([outcome]))
    assert "No trades made." in (folder / "report.html").read_text()


def test_results_of_the_reference_are_shown(run: Run, folder: Path) -> None:
    ended = run("backtesting-show", "--backtest-filename", FOLDER / f"{POSITION}.zip", "--report", "r.html")
    assert ended.code == 0
    for line in (
        "CAGR % │ 52.34%",
        "Min/Max balance (wallet balance) │ 975.937 USDT / 1131.336 USDT",
        "34.576 USDT 3.32%",
    ):
        assert line in ended.text
    assert (folder / "r.html").stat().st_size > 1_000_000


def test_results_of_older_versions_are_shown_as_far_as_they_go(capsys: pytest.CaptureFixture[str]) -> None:
    _, result = recorded(POSITION)
    ((name, one),) = result["strategy"].items()
    newer = ("wallet_stats", "p_value", "sortino", "stake_currency_decimals", "mix_tag_stats", "csum_min", "best_pair")
    old = {key: value for key, value in one.items() if key not in newer}
    print_report({"strategy": {name: old}})
    out = capsys.readouterr().out
    assert "N/A" in out
    assert "Wallet based Metrics" not in out


def test_counts_of_adjusted_orders_and_of_short_trades_stand_where_there_are_some(
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, other = two_strategies()
    result = results([other])
    result["strategy"]["Other"]["replaced_entry_orders"] = 3
    print_report(result)
    text = " ".join(capsys.readouterr().out.split())
    assert "Replaced Entry Orders │ 3" in text
    assert "Long / Short trades │ 0 / 1" in text


def test_a_report_of_an_unknown_period_is_refused() -> None:
    with pytest.raises(Refused, match="'decade' is no period"):
        print_report(results([an_outcome()]), breakdown=["decade"])


def test_a_report_of_an_older_result_has_no_wallet(run: Run, folder: Path) -> None:
    _, result = recorded(POSITION)
    (folder / "old.json").write_text(json.dumps({"strategy": result["strategy"]}))
    ended = run(
        "backtesting-show", "--backtest-directory", ".", "--backtest-filename", "old.json", "--report", "r.html"
    )
    assert ended.code == 0, ended.err
    assert "Drawdown" in (folder / "r.html").read_text()
