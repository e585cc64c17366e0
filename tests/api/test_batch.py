"""Several reads in one call."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.enums import RunMode
from tests.builders import a_snapshot
from tests.fakes.web import a_web


def test_the_parts_are_what_the_calls_answer_alone() -> None:
    web = a_web()
    parts = ["status", "/profit", "trades?limit=1", "show_config", "daily?timescale=2", "locks"]
    replies = web.get("/batch", query_string={"get": parts}).json["replies"]
    assert [(part["get"], part["status"]) for part in replies] == [(part, 200) for part in parts]
    assert [part["body"] for part in replies] == [web.get(f"/{part.removeprefix('/')}").json for part in parts]


def test_a_part_that_fails_says_so_and_leaves_the_others() -> None:
    replies = a_web().get("/batch?get=trade/99999&get=ping&get=daily?timescale=0").json["replies"]
    assert [part["status"] for part in replies] == [404, 200, 400]
    assert replies[0]["body"]["error"]
    assert replies[1]["body"] == {"status": "pong"}


def test_unchanged_parts_are_not_sent_again() -> None:
    web = a_web()
    first = web.get("/batch?get=status&get=whitelist")
    again = web.get("/batch?get=status&get=whitelist", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert web.get("/batch?get=status", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "",
        "get=",
        "get=nope",
        "get=batch",
        "get=batch?get=ping",
        "get=events",
        "get=message/ws",
        "get=start",
        "get=../../openapi.json",
        "get=http://other/api/v1/ping",
        "get=//other/ping",
        "&".join(["get=ping"] * 21),
        "get=" + "x" * 1001,
        "get=%F3%96%9E%B5%3F%F3%91%9B%BC",
    ],
)
def test_what_is_no_read_is_refused_whole(query: str) -> None:
    answer = a_web().get(f"/batch?{query}")
    assert answer.status_code == 400
    assert answer.json["error"]


def test_each_part_needs_what_it_needs_alone() -> None:
    web = a_web(a_snapshot(runmode=RunMode.WEBSERVER, state=None))
    replies = web.get("/batch?get=status&get=version").json["replies"]
    assert [part["status"] for part in replies] == [503, 200]


def test_nobody_reads_without_credentials() -> None:
    assert a_web().app.test_client().get("/api/v1/batch?get=ping").status_code == 401


def test_a_picture_that_changes_meanwhile_is_read_again() -> None:
    web = a_web()
    pictures = []
    state = web.state
    show = state.snapshot

    def changing() -> object:
        picture = show()
        pictures.append(picture)
        if len(pictures) == 2:
            state.publish(replace(picture, whitelist=("NEW/USDT",), revisions=replace(picture.revisions, pairs=99)))
        return show()

    state.snapshot = changing  # type: ignore[method-assign,assignment]
    (part,) = web.get("/batch?get=whitelist").json["replies"]
    assert part["body"]["whitelist"] == ["NEW/USDT"]
