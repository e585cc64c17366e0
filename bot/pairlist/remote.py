"""A list that another program keeps, at an address or in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from bot.errors import TemporaryError
from bot.pairlist.memory import Latest
from bot.pairlist.method import GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options
from bot.pairlist.patterns import expanded, problem
from bot.pairlist.web import Fetched, Fresh, Page

REFRESH_S = 1800
INFO = MethodInfo(
    "RemotePairList",
    "The pairs that another program lists, at an address or in a file.",
    GENERATOR,
    {
        "pairlist_url": Param("string", None, "Address", "Where the list is: http://, https:// or file:///."),
        "number_assets": Param("number", 0, "Number of assets", "How many pairs to keep; 0 keeps all."),
        "mode": Param(
            "option",
            "whitelist",
            "Mode",
            "Whether listed pairs are chosen or left out.",
            ("whitelist", "blacklist"),
        ),
        "processing_mode": Param(
            "option",
            "filter",
            "Processing mode",
            "Later in a chain: keep the listed pairs only, or add them.",
            ("filter", "append"),
        ),
        "refresh_period": Param("number", REFRESH_S, "Refresh period", "Seconds, unless the list itself tells."),
        "keep_pairlist_on_failure": Param(
            "boolean",
            True,  # noqa: FBT003 - a table row
            "Keep the list on failure",
            "Go on with the last list while the address does not answer.",
        ),
        "read_timeout": Param("number", 60, "Patience", "Seconds to wait for the answer."),
        "bearer_token": Param("string", "", "Token", "Sent as a bearer token."),
        "save_to_file": Param("string", "", "File", "Where to keep the chosen pairs, in the same form."),
    },
)


class RemotePairList:
    """``{"pairs": [...], "refresh_period": seconds}``; patterns are expanded over the exchange's pairs."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._around = around
        self._count = options.whole("number_assets")
        self._is_blacklist = options.word("mode") == "blacklist"
        self._appends = options.word("processing_mode") == "append"
        if self._is_blacklist and options.position == 0:
            raise options.refusal("mode", "whitelist for the first method of the chain")
        self._page = Page(_address(options), headers=_headers(options), timeout_s=options.number("read_timeout", 0.1))
        self._file = _file(options, around)
        kept_s = options.number("refresh_period", 1)
        self._latest: Latest[Mapping[str, None]] = Latest()
        instead: list[str] | None = None if options.flag("keep_pairlist_on_failure") else []
        self._list = Fetched("RemotePairList", around.clock, around.web, kept_s, self._load, instead=instead)

    @property
    def summary(self) -> str:
        host = urlsplit(self._page.address).hostname or "a file"
        return f"{'pairs that are not in' if self._is_blacklist else 'the pairs of'} the list of {host}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        patterns, markets = self._list.current(), self._around.market.markets()
        listed = self._latest.about(patterns, markets, make=lambda: dict.fromkeys(expanded(patterns, list(markets))))
        if self._is_blacklist:
            chosen = [pair for pair in pairs or () if pair not in listed]
        elif pairs is None or self._appends:
            chosen = list(dict.fromkeys([*(pairs or ()), *self._around.eligible.among(listed)]))
        else:
            chosen = [pair for pair in pairs if pair in listed]
        return chosen[: self._count] if self._count else chosen

    def _load(self) -> Fresh[list[str]]:
        found = self._around.web.read(self._page)
        pairs = found.get("pairs") if isinstance(found, dict) else None
        if not isinstance(pairs, list) or not all(isinstance(pair, str) and not problem(pair) for pair in pairs):
            raise TemporaryError('the list is not of the form {"pairs": ["BTC/USDT", ...]}; the last one stays.')
        kept_s = found.get("refresh_period")
        if self._file is not None:
            _write(self._file, pairs, kept_s)
        return Fresh(pairs, float(kept_s) if _is_period(kept_s) else None)


def _is_period(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value < float("inf")


def _address(options: Options) -> str:
    address = options.text("pairlist_url")
    parts = urlsplit(address)
    is_site = parts.scheme in ("http", "https") and bool(parts.hostname)
    if not is_site and not (parts.scheme == "file" and not parts.netloc and parts.path):
        raise options.refusal("pairlist_url", "an http://, https:// or file:/// address")
    return address


def _headers(options: Options) -> dict[str, str]:
    token = options.value("bearer_token")
    if not token:
        return {}
    if not isinstance(token, str) or not token.isascii() or not token.isprintable():
        raise options.refusal("bearer_token", "a text of printable ASCII characters")
    return {"Authorization": f"Bearer {token}"}


def _file(options: Options, around: Surroundings) -> Path | None:
    name = options.value("save_to_file")
    if not name:
        return None
    if not isinstance(name, str) or not name.endswith(".json"):
        raise options.refusal("save_to_file", "a file name that ends in .json, relative to the user folder")
    return around.settings.user_data_dir / name


def _write(path: Path, pairs: Sequence[str], kept_s: Any) -> None:
    """Replaced at once, so that no other bot reads half a list."""
    known = {"refresh_period": kept_s} if _is_period(kept_s) else {}
    draft = path.with_suffix(".part")
    try:
        draft.write_bytes(orjson.dumps({"pairs": pairs, **known}, option=orjson.OPT_INDENT_2))
        draft.replace(path)
    except OSError as error:
        raise TemporaryError(f"{path.name} can't be written: {error.strerror}.") from error
