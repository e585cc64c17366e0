"""Which question a child answers with what. Modules are imported for the question that needs them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.errors import Refused
from bot.runtime.lazy import deferred
from bot.runtime.telling import Teller
from bot.service.candles import HistoryRequest
from bot.service.evaluation import EvaluationRequest
from bot.settings.model import Settings

ANSWERS: Mapping[type, Callable[..., Any]] = {
    HistoryRequest: deferred("bot.runtime.research", "history"),
    EvaluationRequest: deferred("bot.runtime.research", "evaluated"),
}
"""Questions that are answered at once: of the settings and the question."""
WORK: Mapping[type, Callable[..., Any]] = {}
"""Questions that take long: the progress is told on the way."""


def answer_to(settings: Settings, question: object, teller: Teller) -> Any:
    """The answer; raises ``BotError`` with the reason why there is none."""
    kind = type(question)
    if kind in WORK:
        return WORK[kind](settings, question, teller)
    if kind in ANSWERS:
        return ANSWERS[kind](settings, question)
    raise Refused(f"Nobody answers a {kind.__name__}.")
