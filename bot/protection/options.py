"""A protection's entry in the strategy's list, read with errors that name protection, parameter and what is allowed."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Mapping
from datetime import time, timedelta
from difflib import get_close_matches
from typing import Any

from bot.domain import timeframe as tf
from bot.errors import ConfigError
from bot.protection.base import Span, Terms

COMMON = (
    "method",
    "lookback_period",
    "lookback_period_candles",
    "stop_duration",
    "stop_duration_candles",
    "unlock_at",
)
DEFAULT_MIN = 60
LONGEST = timedelta(days=36_500)
TOO_GREAT = 1e12  # as are infinity and NaN, which is below no number
_TIME = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")
log = logging.getLogger(__name__)


class Options:
    """The given parameters; what is ``None`` counts as not given. Every read may raise ``ConfigError``."""

    def __init__(self, given: Mapping[str, Any], position: int, timeframe: str) -> None:
        self._given = {name: value for name, value in given.items() if value is not None}
        self._path = f"protections[{position}]"
        self._timeframe = timeframe

    def warn_of_unknown(self, known: Collection[str]) -> None:
        """Strategies carry parameters of other protections along; a slip of the pen looks the same."""
        for name in self._given:
            if name not in known and name not in COMMON:
                near = get_close_matches(name, [*known, *COMMON], n=1)
                hint = f" Did you mean {near[0]}?" if near else ""
                log.warning(
                    "%s.%s is no parameter of %s and is ignored.%s", self._path, name, self._given["method"], hint
                )

    def terms(self) -> Terms:
        """Look-back and length of the lock, each an hour where nothing is given."""
        at = self._given.get("unlock_at")
        if at is None:
            return Terms(self._span("lookback_period", lowest=1), self._span("stop_duration", lowest=0))
        for name in ("stop_duration", "stop_duration_candles"):
            self._refuse_both("unlock_at", name)
        match = _TIME.fullmatch(at) if isinstance(at, str) else None
        if match is None:
            raise self._refusal("unlock_at", 'a time of the day in UTC such as "23:30"')
        return Terms(self._span("lookback_period", lowest=1), time(int(match[1]), int(match[2])))

    def whole(self, name: str, default: int, lowest: int = 1) -> int:
        """A whole number from ``lowest`` on."""
        value = self._given.get(name, default)
        if not _is_number(value) or value < lowest or value % 1:
            raise self._refusal(name, f"a whole number of at least {lowest}")
        return int(value)

    def number(self, name: str, default: float, lowest: float | None = None) -> float:
        """A number, from ``lowest`` on if that is given."""
        value = self._given.get(name, default)
        if not _is_number(value) or (lowest is not None and value < lowest):
            raise self._refusal(name, "a number" if lowest is None else f"a number of at least {lowest:g}")
        return float(value)

    def flag(self, name: str) -> bool:
        """Yes or no; no where nothing is given."""
        value = self._given.get(name, False)
        if not isinstance(value, bool):
            raise self._refusal(name, "True or False")
        return value

    def word(self, name: str, words: tuple[str, ...]) -> str:
        """One of ``words``, of which the first is the default."""
        value = self._given.get(name, words[0])
        if value not in words:
            raise self._refusal(name, " or ".join(words))
        return str(value)

    def _span(self, name: str, lowest: int) -> Span:
        in_candles = f"{name}_candles"
        self._refuse_both(name, in_candles)
        if in_candles in self._given:
            candles = self.whole(in_candles, lowest, lowest)
            return self._measured(in_candles, candles, "candle", tf.seconds(self._timeframe))
        return self._measured(name, self.number(name, DEFAULT_MIN, lowest), "minute", 60)

    def _measured(self, name: str, count: float, unit: str, unit_s: int) -> Span:
        if count * unit_s > LONGEST.total_seconds():
            raise self._refusal(name, "at most a hundred years")
        shown = int(count) if count == int(count) else count
        return Span(f"{shown} {unit}{'' if count == 1 else 's'}", timedelta(seconds=count * unit_s))

    def _refuse_both(self, one: str, other: str) -> None:
        if one in self._given and other in self._given:
            raise self._refusal(one, f"either {one} or {other}, not both")

    def _refusal(self, name: str, allowed: str) -> ConfigError:
        key, value = f"{self._path}.{name}", self._given[name]
        text = f"{key} ({self._given['method']}) is {value!r}; allowed: {allowed}."
        return ConfigError(text, key=key, value=value, allowed=allowed)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < TOO_GREAT
