"""The Postman collection tells of the same calls as the OpenAPI document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.openapi.postman.__main__ import files, main
from app.openapi.postman.collection import collection, environment
from app.openapi.postman.described import bare_document
from app.openapi.postman.examples import example
from app.openapi.postman.steps import OWN_PATHS, STEPS

FOLDER = Path(__file__).parents[2] / "docs" / "postman"


@pytest.fixture(scope="module")
def document() -> Any:
    return bare_document()


def requests(made: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for folder in made["item"]:
        yield from folder["item"]


def a_document(**call: Any) -> dict[str, Any]:
    """A document of one call that nobody has thought of."""
    reply = {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Found"}}}}
    told = {
        "operationId": "post_new",
        "tags": ["new"],
        "description": "Something new.",
        "parameters": [],
        "responses": {"200": reply, "304": {}, "400": {}, "401": {}, "404": {}, "500": {}},
        **call,
    }
    schemas = {
        "Found": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Found"}}},
        "Asked": {"type": "object", "properties": {"pair": {"type": "string"}}, "required": ["pair"]},
        "ErrorReply": {"type": "object"},
        "Unused": {"type": "null"},
    }
    return {
        "info": {"title": "Test"},
        "tags": [{"name": "new"}],
        "paths": {"/api/v1/new/{number}": {"post": told}},
        "components": {"schemas": schemas},
    }


def only_request(document: dict[str, Any]) -> dict[str, Any]:
    (made,) = requests(collection(document))
    return made


def script_of(request: dict[str, Any], moment: str = "test") -> str:
    lines = [event["script"]["exec"] for event in request["event"] if event["listen"] == moment]
    return "\n".join(line for script in lines for line in script)


@pytest.mark.parametrize("name", sorted(files()))
def test_the_files_are_those_of_the_present_api(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == files()[name], "run: make postman"


def test_the_files_are_written_where_one_wants_them(tmp_path: Path) -> None:
    main([str(tmp_path / "new")])
    assert {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "new").iterdir()} == files()


def test_every_call_that_answers_with_json_is_there_once(document: Any) -> None:
    told = {operation["operationId"] for methods in document["paths"].values() for operation in methods.values()}
    made = [request["id"] for request in requests(collection(document))]
    assert len(made) == len(set(made))
    assert told - set(made) == {"get_events", "get_message_ws", "get_message_ws_token"}


def test_folders_are_the_groups_of_the_api(document: Any) -> None:
    folders = collection(document)["item"]
    assert {folder["name"] for folder in folders} == {tag["name"] for tag in document["tags"]}
    assert folders[0]["name"] == "login"
    assert folders[0]["item"][0]["id"] == "post_token_login"


def test_the_bot_is_stopped_at_the_end_and_started_again(document: Any) -> None:
    names = [request["id"] for request in requests(collection(document))]
    assert names[-3:] == ["post_stop", "post_reload_config", "post_start"]
    assert names.index("post_forceenter") < names.index("post_forcesell") < names.index("get_trade_trade_id")


def test_steps_are_calls_that_exist(document: Any) -> None:
    names = {request["id"] for request in requests(collection(document))}
    assert set(STEPS) | set(OWN_PATHS) <= names


def test_every_request_checks_status_and_shape(document: Any) -> None:
    for request in requests(collection(document)):
        text = script_of(request)
        assert "const statuses = [200" in text
        assert text.count("pm.test(") >= 2


def test_every_variable_has_a_value_from_somewhere(document: Any) -> None:
    made = collection(document)
    known = {one["key"] for one in made["variable"]} | {one["key"] for one in environment()["values"]}
    text = json.dumps(made)
    used = {part.partition("}}")[0] for part in text.split("{{")[1:]}
    assert used <= known


def test_a_call_without_input_must_succeed() -> None:
    assert "const statuses = [200];" in script_of(only_request(a_document()))


def test_a_call_whose_input_nobody_thought_of_may_be_refused_as_documented() -> None:
    body = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Asked"}}}}
    request = only_request(a_document(requestBody=body))
    assert "const statuses = [200, 400, 404];" in script_of(request)
    assert json.loads(request["request"]["body"]["raw"]) == {"pair": "{{pair}}"}


def test_needed_input_is_sent_and_the_rest_can_be_switched_on() -> None:
    number = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 3}}
    pair = {"name": "pair", "in": "query", "required": True, "schema": {"type": "string"}}
    flag = {"name": "flag", "in": "query", "required": False, "schema": {"type": "boolean", "default": False}}
    limit = {"name": "limit", "in": "query", "required": False, "schema": {"type": "array"}}
    request = only_request(a_document(parameters=[number, pair, flag, limit]))
    url = request["request"]["url"]
    assert url["raw"] == "{{baseUrl}}/api/v1/new/3?pair={{pair}}"
    assert url["query"] == [
        {"key": "pair", "value": "{{pair}}"},
        {"key": "flag", "value": "false", "disabled": True},
        {"key": "limit", "value": "", "disabled": True},
    ]


def test_a_request_carries_the_schemas_that_it_needs() -> None:
    text = script_of(only_request(a_document()))
    assert '"$ref": "#/definitions/Found"' in text
    assert "Unused" not in text
    assert "#/components" not in text


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "integer", "default": 7}, 7),
        ({"enum": ["spot", "futures"]}, "spot"),
        ({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "null"}]}, 1),
        ({"type": "number"}, 1),
        ({"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z"),
        ({"type": "string"}, "example"),
        ({"type": "array"}, []),
        ({"$ref": "#/components/schemas/Kind"}, "limit"),
        ({}, None),
    ],
)
def test_examples_fit_their_schema(schema: dict[str, Any], value: object) -> None:
    assert example(schema, {"Kind": {"enum": ["limit"]}}) == value


def test_the_environment_holds_no_secret() -> None:
    values = {one["key"]: one["value"] for one in environment()["values"]}
    assert values == {"baseUrl": "http://127.0.0.1:8080", "user": "freqtrader", "password": ""}
