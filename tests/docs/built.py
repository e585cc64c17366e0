"""Reads built pages."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

LOADS = {"script": "src", "img": "src", "iframe": "src", "source": "src", "form": "action"}
LOADING_LINKS = {"stylesheet", "preload", "preconnect", "icon", "modulepreload", "manifest"}


class BuiltPage(HTMLParser):
    """The anchors that a page has, where its links lead, and what a browser loads with it."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self.file = file
        self.anchors: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.feed(file.read_text())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.anchors |= {name for name in (values.get("id"), values.get("name")) if name}
        address = values.get("href")
        if tag == "a" and address:
            self.links.append(address)
        if tag == "link" and LOADING_LINKS & set((values.get("rel") or "").split()):
            self.loaded.append(address or "")
        self.loaded.append(values.get(LOADS.get(tag, "-")) or "")


def broken_links(pages: Mapping[Path, BuiltPage]) -> list[str]:
    """Links to files or anchors of the site that are not there."""
    return [
        f"{page.file}: {link}" for page in pages.values() for link in page.links if _is_broken(page.file, link, pages)
    ]


def _is_broken(file: Path, link: str, pages: Mapping[Path, BuiltPage]) -> bool:
    address, _, anchor = link.partition("#")
    if ":" in address:
        return False
    target = (file.parent / unquote(address)).resolve() if address else file
    page = pages.get(target)
    if page is None:
        return not target.is_file()
    return bool(anchor) and unquote(anchor) not in page.anchors
