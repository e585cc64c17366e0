"""Who is let in, and how those who are not are refused."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import jwt
import pytest
from argon2 import PasswordHasher
from flask_jwt_extended import create_access_token

from app.auth.guard import PUBLIC
from bot.settings.model import Secret
from tests.api.conftest import Api, basic, bearer
from tests.fakes.services import PASSWORD, SECRET, USER, FakeBot

BAD_TOKEN = "Could not validate credentials"


def tokens(api: Api) -> dict[str, str]:
    answer = api.post("/token/login")
    assert answer.status_code == 200
    return dict(answer.json or {})


def test_the_right_password_is_let_in(api: Api) -> None:
    assert api.get("/version").status_code == 200


def test_ping_needs_no_password(api: Api) -> None:
    answer = api.get("/ping", headers={})
    assert (answer.status_code, answer.json) == (200, {"status": "pong"})


def test_every_route_that_is_not_named_public_is_closed(app: Any) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in PUBLIC:
            continue
        path = rule.rule
        for name in rule.arguments:
            path = path.replace(f"<{name}>", "1").replace(f"<path:{name}>", "1")
        for method in rule.methods - {"OPTIONS"}:
            answer = client.open(path, method=method)
            assert answer.status_code == 401, f"{method} {path}"


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xfd").decode(),
        "Basic " + base64.b64encode(b":").decode(),
        "Digest username=tester",
        "Negotiate abc",
        "basic",
        "Basic \xe4\xf6\xfc",
    ],
)
def test_a_broken_header_is_refused(api: Api, header: str) -> None:
    answer = api.get("/version", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json["detail"] == "Unauthorized"
    assert answer.json["error"] == "Unauthorized"
    assert "WWW-Authenticate" not in answer.headers


def test_no_credentials_are_refused_without_a_login_box(api: Api) -> None:
    answer = api.get("/status", headers={})
    assert answer.status_code == 401
    assert "WWW-Authenticate" not in answer.headers


@pytest.mark.parametrize(("user", "password"), [(USER, "wrong"), ("other", PASSWORD), ("", ""), (USER, PASSWORD + "x")])
def test_wrong_credentials_are_refused(api: Api, user: str, password: str) -> None:
    assert api.get("/version", headers=basic(user, password)).status_code == 401


def test_a_password_beyond_ascii_is_accepted(serve: Callable[..., Api]) -> None:
    api = serve(FakeBot(password=Secret("pässwörd€")))
    assert api.get("/version", headers=basic(USER, "pässwörd€")).status_code == 200
    assert api.get("/version", headers=basic(USER, "passwort")).status_code == 401


@pytest.mark.parametrize("missing", ["username", "password"])
def test_without_a_configured_password_nobody_comes_in(serve: Callable[..., Api], missing: str) -> None:
    changes: dict[str, Any] = {"username": ""} if missing == "username" else {"password": Secret("")}
    api = serve(FakeBot(**changes))
    user, password = ("", PASSWORD) if missing == "username" else (USER, "")
    assert api.get("/version", headers=basic(user, password)).status_code == 401


def test_an_argon2_hash_in_the_configuration_is_checked(serve: Callable[..., Api]) -> None:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    api = serve(FakeBot(password=Secret(cheap.hash(PASSWORD))))
    assert api.get("/version").status_code == 200
    assert api.get("/version").status_code == 200
    assert api.get("/version", headers=basic(USER, "wrong")).status_code == 401


def test_a_hash_that_is_none_lets_nobody_in(serve: Callable[..., Api]) -> None:
    assert serve(FakeBot(password=Secret("$argon2id$broken"))).get("/version").status_code == 401


def test_login_gives_tokens_of_the_documented_form(api: Api) -> None:
    both = tokens(api)
    for kind, lifetime_s in (("access", 15 * 60), ("refresh", 30 * 24 * 3600)):
        token = both[f"{kind}_token"]
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
        assert claims["identity"] == {"u": USER}
        assert claims["type"] == kind
        assert claims["exp"] - claims["iat"] == lifetime_s
        assert jwt.get_unverified_header(token) == {"alg": "HS256", "typ": "JWT"}


def test_login_without_credentials_names_the_scheme(api: Api) -> None:
    answer = api.post("/token/login", headers={})
    assert (answer.status_code, answer.json["detail"]) == (401, "Not authenticated")
    assert answer.headers["WWW-Authenticate"] == "Basic"


def test_login_with_a_wrong_password_is_refused(api: Api) -> None:
    answer = api.post("/token/login", headers=basic(USER, "wrong"))
    assert (answer.status_code, answer.json["detail"]) == (401, "Incorrect username or password")


def test_an_access_token_opens_calls(api: Api) -> None:
    token = tokens(api)["access_token"]
    assert api.get("/version", headers=bearer(token)).status_code == 200
    assert api.get("/version", headers=bearer(token)).status_code == 200


def test_a_refresh_token_gives_a_new_access_token(api: Api) -> None:
    answer = api.post("/token/refresh", headers=bearer(tokens(api)["refresh_token"]))
    assert answer.status_code == 200
    assert api.get("/version", headers=bearer(answer.json["access_token"])).status_code == 200


def test_an_access_token_does_not_refresh(api: Api) -> None:
    answer = api.post("/token/refresh", headers=bearer(tokens(api)["access_token"]))
    assert (answer.status_code, answer.json["detail"]) == (401, BAD_TOKEN)


def test_a_refresh_token_does_not_open_calls(api: Api) -> None:
    token = tokens(api)["refresh_token"]
    for _ in range(2):
        assert api.get("/version", headers=bearer(token)).status_code == 401


def test_refreshing_without_a_token_is_refused(api: Api) -> None:
    assert api.post("/token/refresh", headers={}).status_code == 401
    assert api.post("/token/refresh", headers=basic()).status_code == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "\xff\xfe", "." * 50, "eyJhbGciOiJIUzI1NiJ9.e30.x", "a" * 5000])
def test_garbage_is_no_token(api: Api, token: str) -> None:
    answer = api.get("/version", headers=bearer(token))
    assert (answer.status_code, answer.json["detail"]) == (401, BAD_TOKEN)
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def forged(claims: dict[str, Any], key: str = SECRET, algorithm: str = "HS256") -> str:
    return jwt.encode(claims, key, algorithm=algorithm)


def test_an_unsigned_token_is_refused(api: Api) -> None:
    claims = jwt.decode(tokens(api)["access_token"], SECRET, algorithms=["HS256"])
    unsigned = jwt.encode(claims, None, algorithm="none")  # type: ignore[arg-type]  # what an attacker sends
    assert api.get("/version", headers=bearer(unsigned)).status_code == 401


def test_tokens_by_another_key_or_algorithm_or_without_our_stamp_are_refused(api: Api) -> None:
    claims = jwt.decode(tokens(api)["access_token"], SECRET, algorithms=["HS256"])
    assert api.get("/version", headers=bearer(forged(claims))).status_code == 200
    without_stamp = {key: value for key, value in claims.items() if key != "pv"}
    bad = [
        forged(claims, key="another-secret-that-is-long-enough-too"),
        forged(claims, key=SECRET + "x" * 40, algorithm="HS512"),
        forged(without_stamp),
        forged({**claims, "pv": "other"}),
        forged({**claims, "identity": {"u": "other"}}),
        forged({**claims, "identity": "tester"}),
        forged({key: value for key, value in claims.items() if key != "exp"}),
        forged({**claims, "exp": "soon"}),
        forged({**claims, "type": "other"}),
    ]
    for token in bad:
        assert api.get("/version", headers=bearer(token)).status_code == 401


def test_an_expired_token_is_refused(api: Api, bot: FakeBot) -> None:
    with api.app.test_request_context():
        stamp = api.app.extensions["auth"].ring.current().stamp
        old = create_access_token({"u": USER}, expires_delta=timedelta(seconds=-1), additional_claims={"pv": stamp})
    assert api.get("/version", headers=bearer(old)).status_code == 401


def test_a_bearer_header_alone_decides(api: Api) -> None:
    headers = {"Authorization": "Bearer nonsense, " + basic()["Authorization"]}
    assert api.get("/version", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "change", [{"password": Secret("new")}, {"jwt_secret_key": Secret("another-secret-of-enough-length-here")}]
)
def test_tokens_and_remembered_passwords_die_with_the_keys(api: Api, bot: FakeBot, change: dict[str, Any]) -> None:
    both = tokens(api)
    assert api.get("/version", headers=bearer(both["access_token"])).status_code == 200
    bot.lets_in(**change)
    assert api.get("/version", headers=bearer(both["access_token"])).status_code == 401
    assert api.post("/token/refresh", headers=bearer(both["refresh_token"])).status_code == 401
    if "password" in change:
        assert api.get("/version").status_code == 401
        assert api.get("/version", headers=basic(USER, "new")).status_code == 200


def test_the_document_s_short_secret_works(serve: Callable[..., Api]) -> None:
    api = serve(FakeBot(jwt_secret_key=Secret("somethingrandom")))
    assert api.get("/version", headers=bearer(tokens(api)["access_token"])).status_code == 200


def test_without_a_secret_no_token_is_good(serve: Callable[..., Api]) -> None:
    api = serve(FakeBot(jwt_secret_key=Secret("")))
    assert api.get("/version", headers=bearer(forged({"identity": {"u": USER}}, key="x" * 40))).status_code == 401


def test_the_body_is_not_read_before_the_caller_is_known(api: Api) -> None:
    huge = b"[" * 10_000_000
    answer = api.post("/forceenter", data=huge, content_type="application/json", headers={})
    assert answer.status_code == 401
    assert api.post("/forceenter", data=huge, content_type="application/json").status_code == 413


def test_guessing_closes_the_door_and_waiting_opens_it(api: Api, bot: FakeBot) -> None:
    for _ in range(10):
        assert api.get("/version", headers=basic(USER, "wrong")).status_code == 401
    refused = api.get("/version")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 301
    bot.clock.advance(seconds=301)
    assert api.get("/version").status_code == 200


def test_who_is_known_already_does_not_notice_others_guessing(api: Api) -> None:
    access = tokens(api)["access_token"]
    for _ in range(20):
        api.get("/version", headers=basic(USER, "wrong"))
    assert api.get("/version").status_code == 200
    assert api.get("/version", headers=bearer(access)).status_code == 200


def test_a_user_is_protected_from_many_addresses(api: Api) -> None:
    for number in range(50):
        api.get("/version", headers=basic(USER, "wrong"), environ_base={"REMOTE_ADDR": f"10.0.0.{number}"})
    refused = api.get("/version", environ_base={"REMOTE_ADDR": "10.0.1.1"})
    assert refused.status_code == 429


def test_an_ipv6_network_counts_as_one_caller(api: Api) -> None:
    for number in range(10):
        api.get("/version", headers=basic(USER, "wrong"), environ_base={"REMOTE_ADDR": f"2001:db8::{number:x}"})
    assert api.get("/version", environ_base={"REMOTE_ADDR": "2001:db8::ffff"}).status_code == 429
    assert api.get("/version", environ_base={"REMOTE_ADDR": "2001:db8:1::1"}).status_code == 200


def test_the_right_password_forgives_mistyping(api: Api) -> None:
    for _ in range(9):
        api.get("/version", headers=basic(USER, "wrong"))
    assert api.get("/version").status_code == 200
    for _ in range(9):
        assert api.get("/version", headers=basic(USER, "wrong")).status_code == 401


def test_logins_are_limited_with_standard_headers(serve: Callable[..., Api]) -> None:
    api = serve(FakeBot(rate_limit_login="2 per minute"))
    first = api.post("/token/login")
    assert first.headers["RateLimit-Limit"] == "2"
    assert first.headers["RateLimit-Remaining"] == "1"
    assert 0 <= int(first.headers["RateLimit-Reset"]) <= 60
    assert "Retry-After" not in first.headers
    api.post("/token/login")
    refused = api.post("/token/login")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) >= 1
    assert "RateLimit-Limit" not in api.get("/version").headers


def test_no_secret_is_logged_or_repeated(api: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    both = tokens(api)
    refused = api.get("/version", headers=basic(USER, "wr0ng-secret"))
    api.get("/version", headers=bearer(both["access_token"] + "x"))
    for secret in (PASSWORD, SECRET, both["access_token"], "wr0ng-secret"):
        assert secret not in caplog.text
        assert secret not in refused.text
