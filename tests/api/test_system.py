import pytest

from bot import __version__
from bot.domain.enums import RunMode
from tests.builders import T0, a_running_bot, a_snapshot
from tests.fakes.web import a_web

NO_BOT = {"runmode": RunMode.WEBSERVER, "state": None}


def test_ping_answers_without_credentials():
    answer = a_web().app.test_client().get("/api/v1/ping")
    assert (answer.status_code, answer.json) == (200, {"status": "pong"})


def test_the_version_is_tradeposts():
    assert a_web().get("/version").json == {"version": __version__}


def test_the_configuration_is_shown_and_kept_until_it_changes():
    web = a_web()
    first = web.get("/show_config")
    assert first.json["strategy"] == "SampleStrategy"
    assert web.get("/show_config", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_the_configuration_holds_no_secret():
    text = a_web().get("/show_config").text
    assert "passphrase" not in text
    assert "0123456789abcdef" not in text


def test_without_a_bot_the_configuration_has_no_state():
    answer = a_web(a_snapshot(**NO_BOT)).get("/show_config").json
    assert (answer["state"], answer["runmode"]) == ("", "webserver")


def test_the_newest_log_records_are_sent():
    answer = a_web().get("/logs?limit=1").json
    assert answer == {
        "log_count": 1,
        "logs": [["2026-11-01 12:00:01", 1793534401000.0, "bot.engine", "WARNING", "second"]],
    }


@pytest.mark.parametrize("query", ["", "?limit=0", "?limit=500"])
def test_without_a_small_limit_all_records_are_sent(query):
    assert a_web().get(f"/logs{query}").json["log_count"] == 2


@pytest.mark.parametrize("limit", ["-1", "abc", "1.5", "1e9999", "9" * 30, ""])
def test_a_limit_of_the_log_that_cant_be_meant_is_refused(limit):
    answer = a_web().get("/logs", query_string={"limit": limit})
    assert answer.status_code == 400
    assert answer.json["detail"][0]["loc"] == ["query", "limit"]


def test_the_machines_load_is_sent():
    answer = a_web().get("/sysinfo").json
    assert answer["cpu_count"] == len(answer["cpu_load"]) == len(answer["cpu_pct"])


def test_health_shows_the_last_pass_and_a_failure():
    answer = a_web(a_running_bot(last_pass_at=T0, failure="disk full")).get("/health").json
    assert (answer["last_process"], answer["failure"]) == ("2026-11-01T12:00:00Z", "disk full")


def test_without_a_bot_health_is_unavailable():
    answer = a_web(a_snapshot(**NO_BOT)).get("/health")
    assert (answer.status_code, answer.json["detail"]) == (503, "Bot is not in the correct state.")


@pytest.mark.parametrize("path", ["/version", "/logs", "/strategies", "/available_pairs", "/events/history"])
def test_reads_that_are_made_anew_are_sent_once(path: str) -> None:
    web = a_web()
    first = web.get(path)
    again = web.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert web.get(path, headers={"If-None-Match": '"other"'}).data == first.data
