"""Stored backtests over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.domain.enums import RunMode
from bot.errors import NotFound
from bot.service.backtest_history import ColumnTable, MarketChangeQuestion, ResultQuestion, WalletQuestion
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.web import Web, a_web

OLD, NEW = "backtest-result-2026-11-21_10-00-00", "backtest-result-2026-11-22_10-00-00"
RESULT = b'{"strategy":{"S":{"trades":[]}}}'
TABLE = ColumnTable(["date", "__date_ts", "total_quote"], [["2026-10-01T00:00:00Z", 1790812800000, None]])


class Asked:
    """Answers as children would."""

    def __init__(self) -> None:
        self.questions: list[Any] = []

    def __call__(self, question: Any) -> Any:
        self.questions.append(question)
        if getattr(question, "strategy", "S") != "S":
            raise NotFound("File not found.")
        return RESULT if isinstance(question, ResultQuestion) else TABLE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two results, and a file beside the folder that nobody may see."""
    results = tmp_path / "backtest_results"
    results.mkdir()
    for name, began in ((OLD, 1795255200), (NEW, 1795341600)):
        meta = {"S": {"run_id": "r", "backtest_start_time": began, "timeframe": "5m", "backtest_start_ts": 5}}
        (results / f"{name}.zip").write_bytes(b"zip")
        (results / f"{name}.meta.json").write_text(json.dumps(meta))
    (tmp_path / "secret.zip").write_text("secret")
    (tmp_path / "secret.meta.json").write_text("{}")
    (results / "link.zip").symlink_to(tmp_path / "secret.zip")
    (results / "link.meta.json").symlink_to(tmp_path / "secret.meta.json")
    return results


@pytest.fixture
def asked() -> Asked:
    return Asked()


@pytest.fixture(params=["trading", "without a bot"])
def web(request: pytest.FixtureRequest, folder: Path, asked: Asked) -> Web:
    is_trading = request.param == "trading"
    snapshot = a_running_bot() if is_trading else a_snapshot(runmode=RunMode.WEBSERVER, state=None)
    return a_web(snapshot, ask=asked, results=folder)


def entry(name: str, began: int, notes: str = "") -> dict[str, Any]:
    return {
        "filename": name,
        "strategy": "S",
        "run_id": "r",
        "backtest_start_time": began,
        "notes": notes,
        "backtest_start_ts": 5,
        "backtest_end_ts": None,
        "timeframe": "5m",
        "timeframe_detail": None,
    }


def test_stored_results_are_listed_the_newest_first(web: Web) -> None:
    assert web.get("/backtest/history").json == [entry(NEW, 1795341600), entry(OLD, 1795255200)]


def test_without_a_folder_there_are_no_results(tmp_path: Path) -> None:
    assert a_web(results=tmp_path / "none").get("/backtest/history").json == []


def test_a_stored_result_is_shown(web: Web, asked: Asked, folder: Path) -> None:
    answer = web.get("/backtest/history/result", query_string={"filename": NEW, "strategy": "S"})
    assert answer.json == {
        "status": "ended",
        "running": False,
        "status_msg": "Historic result",
        "step": "",
        "progress": 1.0,
        "trade_count": None,
        "backtest_result": json.loads(RESULT),
    }
    assert asked.questions == [ResultQuestion(folder, NEW, "S")]


def test_notes_are_written_to_a_result(web: Web) -> None:
    patched = web.open("PATCH", f"/backtest/history/{OLD}", json={"strategy": "S", "notes": "a note", "run_id": "r"})
    assert patched.json == [entry(OLD, 1795255200, "a note")]
    assert web.get("/backtest/history").json[1]["notes"] == "a note"
    unknown = web.open("PATCH", f"/backtest/history/{OLD}", json={"strategy": "Other"})
    assert (unknown.status_code, unknown.json["detail"]) == (400, "Strategy not in metadata.")


def test_a_result_is_deleted_with_what_belongs_to_it(web: Web, folder: Path) -> None:
    assert web.delete(f"/backtest/history/{NEW}").json == [entry(OLD, 1795255200)]
    assert not list(folder.glob(f"{NEW}*"))


def test_tables_of_a_result_are_shown(web: Web, asked: Asked, folder: Path) -> None:
    table = {"columns": TABLE.columns, "length": 1, "data": TABLE.rows}
    assert web.get(f"/backtest/history/{NEW}/market_change").json == table
    assert web.get(f"/backtest/history/{NEW}/S/wallet").json == {**table, "capture_start_ts": None}
    assert asked.questions == [MarketChangeQuestion(folder, NEW), WalletQuestion(folder, NEW, "S")]


NAMES = [
    "nope",
    "../secret",
    "..",
    ".",
    "%2e%2e%2fsecret",
    "/etc/passwd",
    "secret\0",
    "link",
    "a" * 200,
    "*",
    ".hidden",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/backtest/history/result?strategy=S&filename={name}"),
        ("DELETE", "/backtest/history/{name}"),
        ("PATCH", "/backtest/history/{name}"),
        ("GET", "/backtest/history/{name}/market_change"),
        ("GET", "/backtest/history/{name}/S/wallet"),
    ],
)
def test_nothing_outside_of_the_folder_is_found(
    web: Web, asked: Asked, folder: Path, method: str, path: str, name: str
) -> None:
    body = {"strategy": "S"} if method == "PATCH" else None
    answer = web.open(method, path.replace("{name}", name.replace("\0", "%00")), json=body)
    assert answer.status_code in (404, 405), answer.text
    assert asked.questions == []
    assert (folder.parent / "secret.zip").read_text() == "secret"


def test_code_in_place_of_a_strategys_name_is_refused(web: Web) -> None:
    for method, path, body in (
        ("GET", f"/backtest/history/result?filename={NEW}&strategy=S:x", None),
        ("PATCH", f"/backtest/history/{NEW}", {"strategy": "S:x"}),
        ("GET", f"/backtest/history/{NEW}/S:x/wallet", None),
    ):
        answer = web.open(method, path, json=body)
        assert (answer.status_code, answer.json["detail"][0]["type"]) == (400, "strategy_name")


@pytest.mark.parametrize(
    ("query", "place"), [("filename=x", "strategy"), ("strategy=S", "filename"), ("filename=&strategy=S", "filename")]
)
def test_a_query_without_its_fields_is_refused(web: Web, query: str, place: str) -> None:
    answer = web.get(f"/backtest/history/result?{query}")
    assert (answer.status_code, answer.json["detail"][0]["loc"]) == (400, ["query", place])


def test_notes_have_a_limit(web: Web) -> None:
    answer = web.open("PATCH", f"/backtest/history/{NEW}", json={"strategy": "S", "notes": "x" * 10_001})
    assert (answer.status_code, answer.json["detail"][0]["loc"]) == (400, ["body", "notes"])
