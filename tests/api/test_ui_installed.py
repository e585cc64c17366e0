"""The interface that a user installed: which path shows what."""

from __future__ import annotations

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from tests.fakes.web import a_web

SCRIPT = "assets/index-0123abcd.js"


class Browser:
    def __init__(self, folder: Path) -> None:
        web = a_web()
        web.app.config["UI_FOLDER"] = folder
        self._client = web.app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        return self._client.get(path, buffered=True, **options)

    def post(self, path: str) -> TestResponse:
        return self._client.post(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in {
        "ui/index.html": "the interface",
        f"ui/{SCRIPT}": "run()",
        "ui/favicon.ico": "icon",
        "ui/logo.png": "picture",
        "ui/.uiversion": "2.1.0\n",
        "secret.txt": "secret",
    }.items():
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(text)
    (tmp_path / "ui/link.txt").symlink_to(tmp_path / "secret.txt")
    return tmp_path / "ui"


@pytest.fixture
def browser(folder: Path) -> Browser:
    return Browser(folder)


@pytest.mark.parametrize("path", ["/", "/trade", "/graph/BTC", "/settings?x=1", "/none.js"])
def test_paths_that_are_nobodys_show_the_first_page(browser: Browser, path: str) -> None:
    reply = browser.get(path)
    assert (reply.status_code, reply.text, reply.mimetype) == (200, "the interface", "text/html")
    assert reply.headers["Cache-Control"] == "no-cache"
    assert "script-src 'self';" in reply.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "text", "kind", "kept"),
    [
        (f"/{SCRIPT}", "run()", "application/javascript", "public, max-age=31536000, immutable"),
        ("/favicon.ico", "icon", "image/vnd.microsoft.icon", "no-cache"),
        ("/logo.png", "picture", "image/png", "no-cache"),
    ],
)
def test_files_are_sent_with_their_type(browser: Browser, path: str, text: str, kind: str, kept: str) -> None:
    reply = browser.get(path)
    assert (reply.status_code, reply.text, reply.mimetype) == (200, text, kind)
    assert reply.headers["Cache-Control"] == kept
    again = browser.get(path, headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("path", ["/api", "/api/v1/nope", "/apis", "/.uiversion", "/.git/config"])
def test_the_api_and_hidden_files_are_not_part_of_it(browser: Browser, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/../secret.txt", "/..%2fsecret.txt", "/assets/../../secret.txt", "/link.txt"])
def test_nothing_outside_the_folder_is_sent(browser: Browser, path: str) -> None:
    assert "secret" not in browser.get(path).text


def test_only_reads_are_answered_by_it(browser: Browser) -> None:
    assert browser.post("/trade").status_code == 404


def test_our_own_page_stays_reachable(browser: Browser) -> None:
    assert "<title>Tradepost</title>" in browser.get("/tradepost").text
    assert "<title>Tradepost</title>" in browser.get("/fallback_file.html").text


def test_its_version_is_told(browser: Browser, folder: Path) -> None:
    assert browser.get("/ui_version").json == {"version": "2.1.0"}
    (folder / ".uiversion").unlink()
    assert browser.get("/ui_version").json == {"version": "not_installed"}


def test_without_one_our_page_is_first_and_others_are_unknown(tmp_path: Path) -> None:
    browser = Browser(tmp_path / "none")
    assert "<title>Tradepost</title>" in browser.get("/").text
    assert browser.get("/trade").status_code == 404
