"""Methods that change the order of the pairs, or keep a slice of it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from bot.domain import timeframe as tf
from bot.pairlist.method import FILTER, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

DEFAULT_TIMEFRAME = "5m"
SHUFFLE = MethodInfo(
    "ShuffleFilter",
    "Puts the pairs into a random order.",
    FILTER,
    {
        "shuffle_frequency": Param(
            "option", "candle", "Shuffle frequency", "How often the order changes.", ("candle", "iteration")
        ),
        "seed": Param("number", None, "Seed", "A number that makes the order repeatable."),
    },
)
OFFSET = MethodInfo(
    "OffsetFilter",
    "Keeps a slice of the list.",
    FILTER,
    {
        "offset": Param("number", 0, "Offset", "How many pairs to leave out at the head."),
        "number_assets": Param("number", 0, "Number of assets", "How many pairs to keep; 0 keeps the rest."),
    },
)


class ShuffleFilter:
    """A new order with every refresh, or with every candle."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._per_candle = options.word("shuffle_frequency") == "candle"
        self._random = random.Random(options.optional("seed", None))  # noqa: S311 - the order of pairs is no secret
        self._clock = around.clock
        self._timeframe = around.settings.timeframe or DEFAULT_TIMEFRAME
        self._shuffled: tuple[datetime | None, Sequence[str], Sequence[str]] = (None, (), ())

    @property
    def summary(self) -> str:
        return f"in random order, new with every {'candle' if self._per_candle else 'pass'}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        given = list(pairs or ())
        candle = tf.floor(self._clock.now(), self._timeframe)
        shuffled_at, before, after = self._shuffled
        if self._per_candle and shuffled_at == candle and before == given:
            return after
        shuffled = self._random.sample(given, len(given))
        self._shuffled = (candle, given, shuffled)
        return shuffled


class OffsetFilter:
    """Pairs from ``offset`` on, at most ``number_assets``."""

    def __init__(self, options: Options, around: Surroundings) -> None:  # noqa: ARG002 - all methods are made alike
        self._start = options.whole("offset")
        self._count = options.whole("number_assets")

    @property
    def summary(self) -> str:
        return f"from number {self._start} on" + (f", {self._count} pairs" if self._count else "")

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        rest = list(pairs or ())[self._start :]
        return rest[: self._count] if self._count else rest
