"""Parts of paths that stand beside names of other calls."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import BaseConverter, Map


class NotWord(BaseConverter):
    """Any text but ``word``, which is another call: ``/locks/<not_word('delete'):lock_id>``."""

    part_isolating = True

    def __init__(self, map: Map, word: str) -> None:  # noqa: A002 - werkzeug's name
        super().__init__(map)
        self.regex = f"(?!{word}$)[^/]+"


def register(app: Flask) -> None:
    """Make the converters known; before the routes."""
    app.url_map.converters["not_word"] = NotWord
