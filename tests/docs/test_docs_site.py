"""The documentation can be built, its links lead somewhere, and it needs no other server."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.built import BuiltPage, broken_links

ROOT = Path(__file__).parents[2]
FOREIGN = re.compile(r"^(https?:)?//")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site; a warning ends the build."""
    folder = tmp_path_factory.mktemp("site").resolve()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    environ = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False, env=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> Mapping[Path, BuiltPage]:
    """The built pages by file; the page of 404 is for servers, and its links begin at the root."""
    return {file: BuiltPage(file) for file in sorted(site.rglob("*.html")) if file.name != "404.html"}


def test_every_source_has_its_page(site: Path) -> None:
    sources = {file.relative_to(ROOT / "docs").with_suffix(".html") for file in (ROOT / "docs").rglob("*.md")}
    assert sources <= {file.relative_to(site) for file in site.rglob("*.html")}


def test_every_link_leads_to_a_page_and_a_place_on_it(pages: Mapping[Path, BuiltPage]) -> None:
    assert broken_links(pages) == []


def test_nothing_is_loaded_from_another_server(site: Path, pages: Mapping[Path, BuiltPage]) -> None:
    loaded = {address for page in pages.values() for address in page.loaded}
    in_styles = {
        address
        for file in site.rglob("*.css")
        for address in re.findall(r"(?:url\(|@import )[\"']?([^\"')]+)", file.read_text())
    }
    assert [address for address in loaded | in_styles if FOREIGN.match(address)] == []


def test_a_link_to_a_missing_page_or_place_is_noticed(tmp_path: Path) -> None:
    file = (tmp_path / "page.html").resolve()
    file.write_text('<h1 id="here"></h1><a href="#here"></a><a href="#there"></a><a href="gone.html"></a>')
    assert [line.rpartition(": ")[2] for line in broken_links({file: BuiltPage(file)})] == ["#there", "gone.html"]
