"""Whether a stored result can stand for a new run."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

import orjson

from bot.domain.timerange import parse
from bot.errors import Refused

AGES: Mapping[str, timedelta | None] = MappingProxyType(
    {"none": None, "day": timedelta(days=1), "week": timedelta(weeks=1), "month": timedelta(days=30)}
)
# What can't change a result: who is told, who may look, where things lie, how much is logged.
IRRELEVANT = frozenset(
    {
        "strategy_list",
        "original_config",
        "telegram",
        "webhook",
        "discord",
        "notifications",
        "api_server",
        "external_message_consumer",
        "config_files",
        "add_config_files",
        "user_data_dir",
        "exportdirectory",
        "exportfilename",
        "export",
        "backtest_cache",
        "notes",
        "db_url",
        "logfile",
        "log_config",
        "verbosity",
        "bot_name",
        "initial_state",
        "internals",
    }
)


def run_id(config: Mapping[str, Any], source: str, parameter_file: str | None = None) -> str:
    """SHA-1 over what decides a result: effective configuration, parameter file and strategy."""
    relevant = {name: value for name, value in config.items() if name not in IRRELEVANT}
    digest = hashlib.sha1(usedforsecurity=False)
    digest.update(orjson.dumps(relevant, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=str))
    for text in (parameter_file or "", source):
        digest.update(b"\0" + text.encode())
    return digest.hexdigest()


def oldest_usable(cache: str, timerange: str | None, now: datetime) -> datetime | None:
    """A result that began before this must not be used; ``None``: none may.

    A time range without an end, or with one to come, gives another result tomorrow. Raises ``Refused``.
    """
    if cache not in AGES:
        raise Refused(f"'{cache}' is no age of a stored result (allowed: {', '.join(AGES)}).")
    age, stop = AGES[cache], parse(timerange).stop
    return None if age is None or stop is None or stop > now else now - age
