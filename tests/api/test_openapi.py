"""The description of the API says what the application does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator
from werkzeug.test import TestResponse

from app.openapi.build import describe
from bot.domain.enums import RunMode
from tests.api.conftest import Api, basic
from tests.builders import a_snapshot
from tests.fakes.services import PASSWORD, USER, FakeBot

Serve = Callable[..., Api]
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
VALUES = {"trade_id": "1", "lock_id": "1", "session_id": "none", "name": "None", "jobid": "none"}
VALUES |= {"file": "none", "strategy": "None"}


@pytest.fixture
def described(serve: Serve) -> Api:
    """An application that describes itself."""
    return serve(FakeBot(enable_openapi=True))


@pytest.fixture
def document(described: Api) -> dict[str, Any]:
    return fetched(described)


def fetched(api: Api, **options: Any) -> dict[str, Any]:
    answer = api.client.get("/openapi.json", **options)
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json
    return found


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and operation of every call but the sockets, which are not called like others."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if "101" not in operation["responses"]:
                yield method.upper(), path, operation


def call(api: Api, method: str, path: str, **options: Any) -> TestResponse:
    return api.client.open(path.format(**VALUES), method=method, **options)


def api_routes(app: Flask) -> set[tuple[str, str]]:
    return {
        (method, re.sub(r"<(?:[^<>]+:)?(\w+)>", r"{\1}", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in METHODS & set(rule.methods or ())
        if rule.rule.startswith("/api/")
    }


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_it_exists_only_where_it_is_wanted(api: Api, path: str) -> None:
    assert api.client.get(path).status_code == 404
    assert api.client.get(path, headers=basic()).status_code == 404


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


def test_it_tells_of_every_call_and_of_nothing_else(described: Api, document: dict[str, Any]) -> None:
    told = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert told - {("GET", "/ui_version")} == api_routes(described.app)


def test_every_call_has_a_name_of_its_own_and_a_sentence(document: dict[str, Any]) -> None:
    found = [operation for methods in document["paths"].values() for operation in methods.values()]
    assert len({operation["operationId"] for operation in found}) == len(found)
    assert all(operation["summary"] for operation in found)
    assert {operation["tags"][0] for operation in found} == {tag["name"] for tag in document["tags"]}
    assert all(tag["description"] for tag in document["tags"])


def test_a_call_of_which_nothing_is_said_is_refused(described: Api) -> None:
    app = FakeBot().app()
    app.add_url_rule("/api/v1/silent", "silent", lambda: "")
    with pytest.raises(LookupError, match="silent"):
        describe(app, "1")


def test_every_reply_has_a_schema_and_all_but_the_stream_are_json(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        content = operation["responses"]["200"].get("content")
        assert content, (method, path)
        media = "text/event-stream" if path == "/api/v1/events" else "application/json"
        assert content[media]["schema"], (method, path)


def test_who_needs_a_user_says_so_and_refuses_strangers(described: Api, document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        status = call(described, method, path).status_code
        assert (status == 401) == bool(operation["security"]), (method, path, status)
        assert status != 401 or "401" in operation["responses"], (method, path)
    assert "401" not in document["paths"]["/api/v1/ping"]["get"]["responses"]


def test_a_wrong_login_of_a_browser_is_described(document: dict[str, Any]) -> None:
    login = document["paths"]["/api/v1/session/login"]["post"]
    assert {"400", "401", "403", "413", "415", "429"} < set(login["responses"])
    assert login["security"] == []


def test_who_takes_a_body_says_how_a_wrong_one_is_refused(described: Api, document: dict[str, Any]) -> None:
    bodies = [(method, path, told) for method, path, told in operations(document) if "requestBody" in told]
    assert bodies
    for method, path, told in bodies:
        refused = [
            call(described, method, path, headers=basic(), data=b"7", content_type="application/json"),
            call(described, method, path, headers=basic(), data=b"{}", content_type="text/plain"),
            call(described, method, path, headers=basic(), data=b" " * 1_100_000, content_type="application/json"),
        ]
        assert [answer.status_code for answer in refused] == [400, 415, 413], (method, path)
        assert {"400", "413", "415"} <= set(told["responses"]), (method, path)


def test_who_takes_a_query_says_how_a_wrong_one_is_refused(described: Api, document: dict[str, Any]) -> None:
    checked = 0
    for method, path, told in operations(document):
        numbers = [given for given in told["parameters"] if given["schema"].get("type") == "integer"]
        for given in (one for one in numbers if one["in"] == "query"):
            needed = {one["name"]: "x" for one in told["parameters"] if one["in"] == "query" and one["required"]}
            query = {**needed, given["name"]: "x"}
            answer = call(described, method, path, headers=basic(), query_string=query)
            assert answer.status_code == 400, (method, path)
            assert "400" in told["responses"], (method, path)
            checked += 1
    assert checked >= 8


def test_numbers_in_paths_are_numbers(described: Api, document: dict[str, Any]) -> None:
    answer = described.get("/trade/abc")
    told = document["paths"]["/api/v1/trade/{trade_id}"]["get"]
    assert answer.status_code == 400
    assert "400" in told["responses"]
    assert told["parameters"][0]["schema"]["type"] == "integer"


def test_who_looks_something_up_says_that_it_may_not_be_there(described: Api, document: dict[str, Any]) -> None:
    missing = {path for _, path, told in operations(document) if "404" in told["responses"]}
    assert missing == {
        "/api/v1/background/{jobid}",
        "/api/v1/background/{jobid}/cancel",
        "/api/v1/backtest/history/result",
        "/api/v1/backtest/history/{file}",
        "/api/v1/backtest/history/{file}/market_change",
        "/api/v1/backtest/history/{file}/{strategy}/wallet",
        "/api/v1/hyperopt/{jobid}",
        "/api/v1/lookahead_analysis/{jobid}",
        "/api/v1/recursive_analysis/{jobid}",
        "/api/v1/pairlists/evaluate/{jobid}",
        "/api/v1/reconciliation/settle",
        "/api/v1/sessions/{session_id}",
        "/api/v1/strategy/{name}",
        "/api/v1/trade/{trade_id}",
        "/api/v1/trades/open/custom-data",
        "/api/v1/trades/{trade_id}",
        "/api/v1/trades/{trade_id}/custom-data",
        "/api/v1/trades/{trade_id}/open-order",
        "/api/v1/trades/{trade_id}/reload",
    }
    for path in ("/sessions/none", "/trades/0", "/trades/0/open-order"):
        assert described.delete(path).status_code == 404
    for path in ("/trade/999", "/strategy/None", "/trades/999/custom-data", "/trades/open/custom-data?key=none"):
        assert described.get(path).status_code == 404


def test_who_checks_passwords_or_counts_calls_says_that_it_may_be_too_often(document: dict[str, Any]) -> None:
    uncounted = {path for _, path, told in operations(document) if "429" not in told["responses"]}
    assert uncounted == {"/api/v1/ping", "/api/v1/token/refresh", "/ui_version"}
    assert "Retry-After" in document["components"]["responses"]["Error429"]["headers"]


def test_a_counted_call_says_how_many_are_left(serve: Serve) -> None:
    api = serve(FakeBot(enable_openapi=True, rate_limit_write="1 per minute"))
    told = fetched(api)["paths"]["/api/v1/locks/{lock_id}"]["delete"]
    first, second = (api.delete("/locks/1") for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 429)
    assert "429" in told["responses"]
    for name in ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"):
        assert name in first.headers
        assert name in told["responses"]["200"]["headers"]


def test_changes_by_a_page_need_its_token_and_say_so(described: Api, document: dict[str, Any]) -> None:
    login = {"username": USER, "password": PASSWORD}
    assert described.post("/session/login", json=login, headers={}).status_code == 200
    for method, path, told in operations(document):
        if {"session": [], "csrf": []} not in told["security"]:
            continue
        assert method != "GET"
        assert call(described, method, path).status_code == 403, (method, path)
        assert "403" in told["responses"], (method, path)


def test_the_cookie_has_the_name_that_this_bot_gives_it(described: Api, document: dict[str, Any]) -> None:
    answer = described.post("/session/login", json={"username": USER, "password": PASSWORD}, headers={})
    name = document["components"]["securitySchemes"]["session"]["name"]
    assert answer.headers["Set-Cookie"].startswith(f"{name}=")


def test_replies_that_can_be_kept_say_so(described: Api, document: dict[str, Any]) -> None:
    kept = 0
    for method, path, told in operations(document):
        answer = call(described, method, path, headers=basic()) if method == "GET" else None
        if answer is None or answer.status_code != 200:
            continue
        assert ("ETag" in answer.headers) == ("304" in told["responses"]), path
        kept += "304" in told["responses"]
    assert kept > 25


def test_without_a_bot_who_needs_one_answers_503_and_says_so(serve: Serve) -> None:
    api = serve(FakeBot(a_snapshot(runmode=RunMode.WEBSERVER, state=None), enable_openapi=True))
    needing = set()
    for method, path, told in operations(fetched(api)):
        answer = call(api, method, path, headers=basic())
        if answer.status_code == 503:
            assert "503" in told["responses"], (method, path)
            needing.add(path)
    assert {"/api/v1/status", "/api/v1/start", "/api/v1/forceenter", "/api/v1/health"} <= needing
    assert not {"/api/v1/ping", "/api/v1/version", "/api/v1/session/login"} & needing


def test_queries_become_parameters_with_bounds_and_defaults(document: dict[str, Any]) -> None:
    told = document["paths"]["/api/v1/trades"]["get"]["parameters"]
    limit = next(given for given in told if given["name"] == "limit")
    assert limit["schema"] == {"type": "integer", "minimum": 1, "maximum": 10000, "default": 500}
    assert not limit["required"]
    candles = document["paths"]["/api/v1/pair_candles"]["get"]["parameters"]
    assert [given["name"] for given in candles if given["required"]] == ["pair", "timeframe"]


def test_a_query_has_no_word_for_null(document: dict[str, Any]) -> None:
    for _, path, told in operations(document):
        for given in told["parameters"]:
            assert {"type": "null"} not in given["schema"].get("anyOf", ()), (path, given["name"])
            assert given["schema"].get("default", "") is not None, (path, given["name"])


def test_only_schemas_that_are_used_are_listed(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    text = str({**document, "components": {**document["components"], "schemas": list(schemas.values())}})
    assert [name for name in schemas if f"#/components/schemas/{name}'" not in text] == []
    assert "TradesQuery" not in schemas


def test_rows_of_fixed_length_are_lists_that_every_tool_reads(document: dict[str, Any]) -> None:
    assert "prefixItems" not in str(document)
    row = document["components"]["schemas"]["LogsReply"]["properties"]["logs"]["items"]
    assert (row["minItems"], row["maxItems"]) == (5, 5)
    assert row["items"] == {"anyOf": [{"type": "string"}, {"type": "number"}]}
    assert row["description"] == "In this order: string, number, string, string, string."


def test_sockets_are_described(document: dict[str, Any]) -> None:
    told = document["paths"]["/api/v1/message/ws"]["get"]
    assert set(told["responses"]) == {"101", "400", "403", "426", "500", "501", "503"}
    assert {"socket": []} in told["security"]


def test_former_names_are_marked(document: dict[str, Any]) -> None:
    old = {path for _, path, told in operations(document) if told.get("deprecated")}
    assert old == {"/api/v1/stopbuy", "/api/v1/forcebuy", "/api/v1/forcesell"}


def test_under_a_sub_path_it_says_where_the_calls_are(serve: Serve) -> None:
    api = serve(FakeBot(enable_openapi=True, trusted_proxies=1))
    assert fetched(api, headers={"X-Forwarded-Prefix": "/bot"})["servers"] == [{"url": "/bot"}]
    assert fetched(api)["servers"] == [{"url": "/"}]


def test_the_page_shows_every_call_and_schema(described: Api, document: dict[str, Any]) -> None:
    text = described.client.get("/docs").text
    for methods in document["paths"].values():
        for told in methods.values():
            assert f'<details id="{told["operationId"]}"' in text
    for name in document["components"]["schemas"]:
        assert f'<details id="schema-{name}"' in text


def test_every_link_of_the_page_leads_somewhere(described: Api) -> None:
    text = described.client.get("/docs").text
    targets = set(re.findall(r'href="#([^"]+)"', text))
    assert targets <= set(re.findall(r'id="([^"]+)"', text))
    for asset in re.findall(r'(?:src|href)="([^"#]+)"', text):
        assert described.client.get(f"/{asset.removeprefix('.')}", buffered=True).status_code == 200, asset
