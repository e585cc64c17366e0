import pytest

from bot.domain.enums import RunMode
from bot.state.snapshot import Revisions
from bot.stats.model import Group, ReasonCount
from tests.builders import a_running_bot, a_snapshot
from tests.fakes.stats import FixedStats
from tests.fakes.web import a_web

PATHS = ["/performance", "/entries", "/exits", "/mix_tags", "/stats"]


@pytest.fixture
def stats():
    return FixedStats(groups=(Group("x", 5.0, 0.01, 0.5, 3),), reasons={"roi": ReasonCount(1, 0, 2)})


@pytest.fixture
def web(stats):
    return a_web(a_running_bot(closed=stats))


@pytest.mark.parametrize(
    ("path", "key", "percent"),
    [
        ("/performance", "pair", 1.0),
        ("/entries", "enter_tag", 1.0),
        ("/exits", "exit_reason", 1.0),
        ("/mix_tags", "mix_tag", 50.0),
    ],
)
def test_groups_are_listed_under_their_name(web, path, key, percent):
    row = web.get(path).json[0]
    assert (row[key], row["profit_pct"], row["profit_abs"], row["count"]) == ("x", percent, 5.0, 3)


@pytest.mark.parametrize("path", ["/entries", "/exits", "/mix_tags"])
def test_groups_of_one_pair_are_kept_apart(web, stats, path):
    web.get(path)
    web.get(f"{path}?pair=BTC/USDT")
    web.get(f"{path}?pair=BTC/USDT")
    assert [pair for _, pair in stats.asked] == [None, "BTC/USDT"]


def test_reasons_are_counted(web):
    assert web.get("/stats").json["exit_reasons"] == {"roi": {"wins": 1, "losses": 2, "draws": 0}}


@pytest.mark.parametrize("path", PATHS)
def test_groups_are_kept_until_trades_change(web, path):
    known = {"If-None-Match": web.get(path).headers["ETag"]}
    web.publish(a_running_bot(revisions=Revisions(prices=5)))
    assert web.get(path, headers=known).status_code == 304
    web.publish(a_running_bot(revisions=Revisions(trades=1)))
    assert web.get(path, headers=known).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_without_a_bot_there_is_no_performance(path):
    assert a_web(a_snapshot(runmode=RunMode.WEBSERVER)).get(path).status_code == 503


def test_an_overlong_pair_is_refused(web):
    assert web.get("/entries", query_string={"pair": "x" * 101}).status_code == 400
