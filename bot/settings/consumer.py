"""Typed settings of the producers that this bot follows; raises ``ConfigError`` for what can't be meant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.settings.check import missing, refusal
from bot.settings.consumer_model import ConsumerSettings, ProducerSettings
from bot.settings.kinds import Flag, Kind, Text, Whole
from bot.settings.secret import Secret

PATH = "external_message_consumer.producers"
_VALUES: Mapping[str, tuple[str, Callable[[Any], Any]]] = {
    "wait_timeout": ("wait_timeout_s", float),
    "ping_timeout": ("ping_timeout_s", float),
    "sleep_time": ("sleep_time_s", float),
    "remove_entry_exit_signals": ("remove_entry_exit_signals", bool),
    "initial_candle_limit": ("initial_candle_limit", int),
    "message_size_limit": ("message_size_limit_mb", float),
}
_MEMBERS: Mapping[str, Kind] = {
    "name": Text("a name", r".*\S.*"),
    "host": Text("a host such as 127.0.0.1 or bot.example.com", r"[A-Za-z0-9.:_-]+"),
    "port": Whole(1, 65_535),
    "secure": Flag(),
    "ws_token": Text("a token", r"\S+"),
}
_NEEDED = ("name", "host", "ws_token")


def consumer_settings(section: Mapping[str, Any]) -> ConsumerSettings:
    """``external_message_consumer`` of a checked config; nobody is followed unless it is enabled."""
    if not section.get("enabled", False):
        return ConsumerSettings()
    return ConsumerSettings(
        producers=_producers(section.get("producers", ())),
        **{field: kind(section[name]) for name, (field, kind) in _VALUES.items() if name in section},
    )


def _producers(entries: Sequence[Mapping[str, Any]]) -> tuple[ProducerSettings, ...]:
    if not entries:
        raise missing(PATH, "a list with at least one producer")
    producers = tuple(_producer(entry, f"{PATH}[{position}]") for position, entry in enumerate(entries))
    name, count = Counter(producer.name for producer in producers).most_common(1)[0]
    if count > 1:
        raise refusal(f"{PATH}[].name", name, "a name of its own for each producer")
    return producers


def _producer(entry: Mapping[str, Any], path: str) -> ProducerSettings:
    for name in _NEEDED:
        if name not in entry:
            raise missing(f"{path}.{name}", _MEMBERS[name].allowed)
    known = {name: entry[name] for name in _MEMBERS if name in entry}
    for name, value in known.items():
        if not _MEMBERS[name].accepts(value):
            raise refusal(f"{path}.{name}", value, _MEMBERS[name].allowed)
    known["ws_token"] = Secret(known["ws_token"])
    if "port" in known:
        known["port"] = int(known["port"])
    return ProducerSettings(**known)
