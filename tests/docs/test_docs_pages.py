"""The generated pages say what the program is today."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from jsonschema import Draft202012Validator

from app.openapi.outline import Call
from bot.cli.app import COMMANDS
from bot.settings.keys import KEYS
from tests.fakes.services import FakeBot
from tools.pages import examples, keys
from tools.pages.described import document, outlined
from tools.pages.site import CALLS, DOCS, KEYS as KEYS_PAGE, pages, stale, write

OUTLINED = outlined()
SHAPES = {shape.name: shape for shape in OUTLINED["shapes"]}
ALL_CALLS: list[Call] = [call for group in OUTLINED["groups"] for call in group.calls]
CALLS_WITH_EXAMPLE = [call for call in ALL_CALLS if examples.curl(call, SHAPES)]
DOCUMENT, APP = document(), FakeBot().app()
PAGE = (DOCS / KEYS_PAGE).read_text()


def copied(folder: Path) -> Path:
    """Documentation with nothing but the generated pages."""
    write({folder / path: text for path, text in pages(DOCS).items()})
    return folder


def test_the_pages_in_docs_are_current() -> None:
    assert list(stale(DOCS)) == [], "run `make pages`"


def test_a_changed_page_is_written_again_and_a_surplus_one_goes(tmp_path: Path) -> None:
    docs = copied(tmp_path)
    changed, surplus = docs / CALLS / "trades.md", docs / CALLS / "gone.md"
    changed.write_text("something else")
    surplus.write_text("a group that is no more")
    assert set(write(stale(docs))) == {changed, surplus}
    assert not surplus.exists()
    assert not stale(docs)


def test_a_new_key_gets_a_row_behind_its_neighbour() -> None:
    row = re.search(r"^\| `dry_run` .*\n", PAGE, re.M)
    assert row is not None
    lines = keys.refreshed(PAGE.replace(row.group(), "")).splitlines()
    added = lines.index("| `dry_run` | true or false | — |  |")
    assert lines[added - 1].startswith("| `bot_name` |")


def test_a_type_follows_the_program_and_the_meaning_stays() -> None:
    wrong = PAGE.replace("| `dry_run` | true or false |", "| `dry_run` | a number |")
    assert keys.refreshed(wrong) == PAGE


def test_the_row_of_a_key_that_is_gone_goes_too() -> None:
    extra = PAGE.replace("| `dry_run` |", "| `old_key` | a text | `1` | Nothing. |\n| `dry_run` |", 1)
    assert keys.refreshed(extra) == PAGE


def test_every_key_has_a_meaning() -> None:
    found = {row["path"]: row["rest"] for row in map(keys.ROW.match, PAGE.splitlines()) if row}
    assert set(found) == {key.path for key in KEYS if key.is_used}
    assert [path for path, rest in found.items() if rest.rstrip("| ").endswith(("—", "`"))] == []


def test_every_call_is_on_the_page_of_its_group() -> None:
    for group in OUTLINED["groups"]:
        text = (DOCS / CALLS / f"{group.name}.md").read_text()
        assert sorted(re.findall(r"^## (\w+) (\S+) \{ #", text, re.M)) == sorted((c.method, c.path) for c in group.calls)


def test_every_command_has_its_section() -> None:
    assert re.findall(r"^## (.+)$", (DOCS / "reference/cli.md").read_text(), re.M) == list(COMMANDS)


@pytest.mark.parametrize("name", ["`--config`, `-c`", "`--trade-ids`", "from 0 to 0.1", "`minimal`"])
def test_the_commands_options_are_told_as_they_are_typed(name: str) -> None:
    assert name in (DOCS / "reference/cli.md").read_text()


@pytest.mark.parametrize("call", CALLS_WITH_EXAMPLE, ids=lambda call: call.anchor)
def test_the_example_of_a_call_is_what_the_call_takes(call: Call) -> None:
    address = urlsplit(examples.address(call))
    APP.url_map.bind("127.0.0.1").match(address.path, method=call.method)
    needed = {field.name for field in call.fields if field.place == "query" and field.is_required}
    assert needed <= set(parse_qs(address.query))
    described = DOCUMENT["paths"][call.path][call.method.lower()]
    if "requestBody" in described:
        schema = described["requestBody"]["content"]["application/json"]["schema"]
        checker = Draft202012Validator({**schema, "components": DOCUMENT["components"]})
        assert not list(checker.iter_errors(examples.body(call.body, SHAPES)))


@pytest.mark.parametrize("call", CALLS_WITH_EXAMPLE, ids=lambda call: call.anchor)
def test_the_command_says_method_body_and_credentials(call: Call) -> None:
    words = shlex.split(examples.curl(call, SHAPES))
    method = words[words.index("-X") + 1] if "-X" in words else "POST" if "-d" in words else "GET"
    assert method == call.method
    assert words[-1] == examples.address(call)
    assert ("-d" in words) is bool(call.body)
    assert ("-u" in words) is ("basic" in call.access)


def test_only_sockets_have_no_example() -> None:
    missing = {call.path for call in ALL_CALLS} - {call.path for call in CALLS_WITH_EXAMPLE}
    assert missing == {call.path for call in ALL_CALLS if call.replies[0].status == "101"}
