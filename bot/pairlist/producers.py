"""The pairs of another bot that this one follows."""

from __future__ import annotations

from collections.abc import Sequence

from bot.pairlist.method import GENERATOR, MethodInfo, Param, Surroundings
from bot.pairlist.options import Options

INFO = MethodInfo(
    "ProducerPairList",
    "The pairs that another bot trades (external_message_consumer).",
    GENERATOR,
    {
        "number_assets": Param("number", 0, "Number of assets", "How many pairs to keep; 0 keeps all."),
        "producer_name": Param("string", "default", "Producer", "The name that the config gives the other bot."),
    },
)


class ProducerPairList:
    """Empty until the other bot has told; later in a chain its pairs are added."""

    def __init__(self, options: Options, around: Surroundings) -> None:
        self._count = options.whole("number_assets")
        self._name = options.text("producer_name")
        pairs_of = around.bot.producer_pairs
        if pairs_of is None:
            raise options.refusal("method", "another method unless external_message_consumer is enabled")
        self._pairs_of = pairs_of
        self._eligible = around.eligible

    @property
    def summary(self) -> str:
        return f"the pairs of {self._name}"

    def choose(self, pairs: Sequence[str] | None) -> Sequence[str]:
        own = self._eligible.among(self._pairs_of(self._name))
        chosen = list(dict.fromkeys([*(pairs or ()), *own]))
        return chosen[: self._count] if self._count else chosen
