"""The page at ``/``: what it shows, what it loads, what it keeps to itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from bot import __version__
from bot.domain.enums import RunMode
from tests.api.conftest import Api
from tests.builders import a_snapshot
from tests.fakes.services import FakeBot

Serve = Callable[..., Api]
ASSET = re.compile(r'(?:src|href)="([^"#]+)"')


class Elements(HTMLParser):
    """Start tags with their attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.found if name == tag]


@pytest.fixture
def both(serve: Serve) -> Api:
    """An application with both pages."""
    return serve(FakeBot(enable_openapi=True))


def test_it_needs_no_user_and_says_what_runs_here(api: Api) -> None:
    answer = api.client.get("/")
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "<title>Tradepost</title>" in answer.text
    assert __version__ in answer.text


def test_it_keeps_to_itself_what_only_the_user_may_know(serve: Serve) -> None:
    text = serve(FakeBot(password="x" * 20)).client.get("/").text
    for known in ("tester", "SampleStrategy", "simulated", "running", "x" * 20):
        assert known not in text


def test_it_has_what_a_browser_needs_to_log_in(api: Api) -> None:
    html = Elements(api.client.get("/").text)
    ids = {attrs.get("id") for _, attrs in html.found}
    assert {"login", "state", "logout"} <= ids
    assert {attrs["name"] for attrs in html.of("input")} == {"username", "password"}
    assert [attrs["method"] for attrs in html.of("form")] == ["post"]
    assert any(attrs.get("role") == "alert" for _, attrs in html.found)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_every_field_has_a_label_and_the_page_a_language(both: Api, path: str) -> None:
    html = Elements(both.client.get(path).text)
    labelled = {attrs["for"] for attrs in html.of("label")}
    assert {attrs["id"] for attrs in html.of("input")} <= labelled
    assert html.of("html") == [{"lang": "en"}]
    assert len(html.of("h1")) == len(html.of("main")) == 1


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_an_id_stands_once(both: Api, path: str) -> None:
    ids = [attrs["id"] for _, attrs in Elements(both.client.get(path).text).found if "id" in attrs]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_no_script_and_no_style_stands_in_a_page(both: Api, path: str) -> None:
    answer = both.client.get(path)
    html = Elements(answer.text)
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert all(attrs.get("src") for attrs in html.of("script"))
    assert not html.of("style")
    assert not [attrs for _, attrs in html.found if any(name == "style" or name.startswith("on") for name in attrs)]


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_everything_it_loads_is_here_and_relative(both: Api, path: str) -> None:
    addresses = ASSET.findall(both.client.get(path).text)
    assert {"static/base.css", "static/icon.svg"} < set(addresses)
    for address in addresses:
        assert not address.startswith(("/", "http"))
        assert both.client.get(f"/{address.removeprefix('.')}", buffered=True).status_code == 200, address


@pytest.mark.parametrize("name", ["page.js", "docs.js", "base.css", "page.css", "docs.css"])
def test_a_file_names_no_other_server_and_is_asked_for_anew(api: Api, name: str) -> None:
    answer = api.client.get(f"/static/{name}", buffered=True)
    assert "://" not in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    known = {"If-None-Match": answer.headers["ETag"]}
    assert api.client.get(f"/static/{name}", headers=known, buffered=True).status_code == 304


def test_the_script_asks_below_the_page(api: Api) -> None:
    text = api.client.get("/static/page.js", buffered=True).text
    assert 'const API = "api/v1/"' in text
    assert not re.search(r"""["'`]/""", text)


def test_the_description_is_linked_only_where_it_exists(api: Api, both: Api) -> None:
    assert 'href="docs"' not in api.client.get("/").text
    assert 'href="docs"' in both.client.get("/").text


def test_it_says_how_the_client_reaches_it_under_a_sub_path(serve: Serve) -> None:
    api = serve(FakeBot(trusted_proxies=1))
    proxied = {"X-Forwarded-Prefix": "/bot", "X-Forwarded-Host": "bots.example", "X-Forwarded-Proto": "https"}
    text = api.client.get("/", headers=proxied).text
    assert "freqtrade-client --url" in text
    assert "https://bots.example/bot<" in text


def test_a_host_with_markup_stays_text(api: Api) -> None:
    text = api.client.get("/", headers={"Host": "<b>evil</b>"}).text
    assert "<b>evil" not in text


def test_it_is_there_without_a_bot(serve: Serve) -> None:
    bot = FakeBot(a_snapshot(runmode=RunMode.WEBSERVER, state=None))
    assert serve(bot).client.get("/").status_code == 200


def test_its_version_and_small_files_are_public(api: Api) -> None:
    assert api.client.get("/ui_version").json == {"version": "not_installed"}
    assert api.client.get("/favicon.ico", buffered=True).mimetype == "image/svg+xml"
    assert "Disallow: /" in api.client.get("/robots.txt").text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../config.py",
        "/static/..%2f__init__.py",
        "/static/",
        "/static/none.js",
    ],
)
def test_files_outside_are_out_of_reach(api: Api, path: str) -> None:
    answer = api.client.get(path)
    assert answer.status_code == 404
    assert answer.json["error"] == "Not Found"


def test_the_page_takes_no_forms(api: Api) -> None:
    assert api.client.post("/", data={"password": "x"}).status_code == 405
