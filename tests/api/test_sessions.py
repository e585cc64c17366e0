"""Browser sessions: cookies, their protection, their list and their end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from bot.settings.model import Secret
from tests.api.conftest import Api, basic
from tests.fakes.services import PASSWORD, USER, FakeBot

LOGIN = {"username": USER, "password": PASSWORD}


def log_in(api: Api, **options: Any) -> str:
    """Log the browser in and return its CSRF token."""
    answer = api.post("/session/login", json=LOGIN, headers={}, **options)
    assert answer.status_code == 200, answer.text
    return str(answer.json["csrf_token"])


def cookie_of(answer: TestResponse) -> str:
    return str(answer.headers["Set-Cookie"])


@pytest.fixture
def browser(api: Api) -> Api:
    """Calls that carry what the browser has: the cookie, and nothing by itself."""
    return api


def test_a_browser_logs_in_and_reads(browser: Api) -> None:
    log_in(browser)
    assert browser.get("/version", headers={}).status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(browser: Api) -> None:
    cookie = cookie_of(browser.post("/session/login", json=LOGIN, headers={}))
    assert cookie.startswith("tradepost_tradepost_8080=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/" in cookie
    assert "Secure" not in cookie


def test_under_tls_the_cookie_is_secure(browser: Api) -> None:
    answer = browser.post("/session/login", json=LOGIN, headers={}, base_url="https://localhost")
    assert "Secure" in cookie_of(answer)
    assert "Strict-Transport-Security" in answer.headers


def test_under_a_sub_path_the_cookie_stays_there(serve: Callable[..., Api]) -> None:
    api = serve(FakeBot(trusted_proxies=1))
    answer = api.post("/session/login", json=LOGIN, headers={"X-Forwarded-Prefix": "/bot"})
    assert "Path=/bot" in cookie_of(answer)


def test_who_am_i_names_user_and_way(browser: Api) -> None:
    token = log_in(browser)
    answer = browser.get("/session", headers={}).json
    assert (answer["user"], answer["via"], answer["csrf_token"]) == (USER, "session", token)
    assert browser.get("/session").json == {"user": USER, "via": "basic", "csrf_token": None, "expires_at": None}


def test_who_am_i_is_refused_to_strangers(browser: Api) -> None:
    assert browser.get("/session", headers={}).status_code == 401


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"username": USER, "password": "wrong"}, 401),
        ({"username": "other", "password": PASSWORD}, 401),
        ({"username": USER}, 400),
        ({"username": USER, "password": 7}, 400),
        ([], 400),
    ],
)
def test_a_wrong_login_gets_no_cookie(browser: Api, body: Any, status: int) -> None:
    answer = browser.post("/session/login", json=body, headers={})
    assert answer.status_code == status
    assert "Set-Cookie" not in answer.headers


def test_a_form_cannot_log_in(browser: Api) -> None:
    assert browser.post("/session/login", data=LOGIN, headers={}).status_code == 415


def test_a_foreign_page_cannot_log_in(browser: Api) -> None:
    answer = browser.post("/session/login", json=LOGIN, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_a_change_needs_the_csrf_token(browser: Api, bot: FakeBot) -> None:
    bot.answers("starting trader ...")
    token = log_in(browser)
    assert browser.post("/start", headers={}).status_code == 403
    assert browser.post("/start", headers={"X-CSRF-Token": "wrong"}).status_code == 403
    assert browser.post("/start", headers={"X-CSRF-Token": "\xff"}).status_code == 403
    assert bot.state.asked == []
    assert browser.post("/start", headers={"X-CSRF-Token": token}).status_code == 200


def test_a_change_from_a_foreign_page_is_refused(browser: Api, bot: FakeBot) -> None:
    headers = {"X-CSRF-Token": log_in(browser), "Origin": "https://evil.example"}
    assert browser.post("/start", headers=headers).status_code == 403
    assert bot.state.asked == []


@pytest.mark.parametrize("origin", ["http://localhost", "https://localhost"])
def test_a_change_from_our_own_page_is_carried_out(browser: Api, bot: FakeBot, origin: str) -> None:
    bot.answers("starting trader ...")
    headers = {"X-CSRF-Token": log_in(browser), "Origin": origin}
    assert browser.post("/start", headers=headers).status_code == 200


def test_an_allowed_origin_may_change(serve: Callable[..., Api]) -> None:
    bot = FakeBot(cors_origins=("https://ui.example",))
    bot.answers("starting trader ...")
    browser = serve(bot)
    headers = {"X-CSRF-Token": log_in(browser), "Origin": "https://ui.example"}
    assert browser.post("/start", headers=headers).status_code == 200


def test_basic_credentials_need_no_csrf_token(browser: Api, bot: FakeBot) -> None:
    bot.answers("starting trader ...")
    log_in(browser)
    assert browser.post("/start", headers=basic()).status_code == 200


def test_logging_out_ends_the_session(browser: Api) -> None:
    token = log_in(browser)
    name = browser.app.config["SESSION_COOKIE_NAME"]
    stolen = browser.client.get_cookie(name)
    answer = browser.post("/session/logout", headers={"X-CSRF-Token": token})
    assert answer.status_code == 200
    assert browser.get("/version", headers={}).status_code == 401
    assert stolen is not None
    browser.client.set_cookie(name, stolen.value)
    assert browser.get("/version", headers={}).status_code == 401


def test_logging_out_without_a_session_is_no_error(browser: Api) -> None:
    assert browser.post("/session/logout").status_code == 200


def test_each_login_has_a_new_id(browser: Api) -> None:
    log_in(browser)
    name = browser.app.config["SESSION_COOKIE_NAME"]
    first = browser.client.get_cookie(name)
    log_in(browser)
    second = browser.client.get_cookie(name)
    assert first is not None
    assert second is not None
    assert first.value != second.value
    browser.client.set_cookie(name, first.value)
    assert browser.get("/version", headers={}).status_code == 401


@pytest.mark.parametrize("value", ["", "x", "\xe4", "a" * 4000])
def test_an_invented_cookie_is_refused(browser: Api, value: str) -> None:
    browser.client.set_cookie(browser.app.config["SESSION_COOKIE_NAME"], value)
    assert browser.get("/version", headers={}).status_code == 401


def test_sessions_are_listed_and_can_be_ended_from_elsewhere(browser: Api) -> None:
    log_in(browser, environ_base={"REMOTE_ADDR": "10.1.2.3", "HTTP_USER_AGENT": "Firefox"})
    mine = browser.get("/sessions", headers={}).json["sessions"]
    assert [(one["address"], one["agent"], one["current"]) for one in mine] == [("10.1.2.3", "Firefox", True)]
    assert browser.get("/sessions").json["sessions"][0]["current"] is False
    assert browser.delete(f"/sessions/{mine[0]['id']}").status_code == 200
    assert browser.get("/version", headers={}).status_code == 401
    assert browser.delete(f"/sessions/{mine[0]['id']}").status_code == 404


def test_an_idle_session_expires(browser: Api, bot: FakeBot) -> None:
    log_in(browser)
    bot.clock.advance(days=6)
    assert browser.get("/version", headers={}).status_code == 200
    bot.clock.advance(days=6)
    assert browser.get("/version", headers={}).status_code == 200
    bot.clock.advance(days=7, seconds=1)
    assert browser.get("/version", headers={}).status_code == 401


def test_a_session_in_use_ends_after_thirty_days(browser: Api, bot: FakeBot) -> None:
    log_in(browser)
    for _ in range(6):
        bot.clock.advance(days=5)
        status = browser.get("/version", headers={}).status_code
    assert status == 401


def test_a_changed_password_ends_all_sessions(browser: Api, bot: FakeBot) -> None:
    log_in(browser)
    bot.lets_in(password=Secret("new-password"))
    assert browser.get("/version", headers={}).status_code == 401
    assert browser.get("/sessions", headers=basic(USER, "new-password")).json == {"sessions": []}


def test_only_so_many_sessions_are_kept(browser: Api, bot: FakeBot) -> None:
    for _ in range(105):
        bot.clock.advance(seconds=1)
        browser.client.delete_cookie(browser.app.config["SESSION_COOKIE_NAME"])
        log_in(browser)
    assert len(browser.get("/sessions").json["sessions"]) == 100


def reopened(bot: FakeBot, old: Api, serve: Callable[..., Api], path: Path) -> Api:
    """The browser, after the program was started again."""
    old.app.extensions["auth"].sessions.close()
    new = serve(bot, SESSIONS_FILE=path)
    cookie = old.client.get_cookie(old.app.config["SESSION_COOKIE_NAME"])
    if cookie:
        new.client.set_cookie(cookie.key, cookie.value)
    return new


def test_sessions_outlive_a_restart(serve: Callable[..., Api], tmp_path: Path) -> None:
    bot, path = FakeBot(), tmp_path / "data" / "sessions.sqlite"
    first = serve(bot, SESSIONS_FILE=path)
    token = log_in(first)
    second = reopened(bot, first, serve, path)
    assert second.get("/session", headers={}).json["csrf_token"] == token
    second.app.extensions["auth"].sessions.close()


def test_ended_sessions_stay_ended_after_a_restart(serve: Callable[..., Api], tmp_path: Path) -> None:
    bot, path = FakeBot(), tmp_path / "sessions.sqlite"
    first = serve(bot, SESSIONS_FILE=path)
    log_in(first)
    session_id = first.get("/sessions").json["sessions"][0]["id"]
    first.delete(f"/sessions/{session_id}")
    second = reopened(bot, first, serve, path)
    assert second.get("/version", headers={}).status_code == 401
    second.app.extensions["auth"].sessions.close()


def test_the_file_holds_no_secret_and_belongs_to_its_owner(serve: Callable[..., Api], tmp_path: Path) -> None:
    path = tmp_path / "sessions.sqlite"
    api = serve(FakeBot(), SESSIONS_FILE=path)
    token = log_in(api)
    cookie = api.client.get_cookie(api.app.config["SESSION_COOKIE_NAME"])
    api.app.extensions["auth"].sessions.close()
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert cookie is not None
    assert cookie.value.encode() not in stored
    assert token.encode() not in stored
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_broken_file_is_replaced(serve: Callable[..., Api], tmp_path: Path) -> None:
    path = tmp_path / "sessions.sqlite"
    path.write_bytes(b"this is no database" * 100)
    api = serve(FakeBot(), SESSIONS_FILE=path)
    log_in(api)
    assert api.get("/version", headers={}).status_code == 200
    api.app.extensions["auth"].sessions.close()


@pytest.mark.parametrize("body", [{"password": "hidden-word"}, {"username": 5, "password": ["hidden-word"]}])
def test_a_malformed_login_does_not_repeat_the_password(api: Api, body: dict[str, Any]) -> None:
    answer = api.app.test_client().post("/api/v1/session/login", json=body)
    assert answer.status_code == 400
    assert "hidden-word" not in answer.text
