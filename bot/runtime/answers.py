"""Which question a child answers with what. Modules are imported for the question that needs them."""

from __future__ import annotations

from collections.abc import Mapping
from pkgutil import resolve_name
from typing import Any

from bot.backtest.request import BacktestRequest
from bot.domain.market_data import DownloadRequest
from bot.errors import Refused
from bot.runtime.telling import Teller
from bot.service.analysis import LookaheadRequest, RecursiveRequest
from bot.service.backtest_history import MarketChangeQuestion, ResultQuestion, WalletQuestion
from bot.service.candles import HistoryRequest
from bot.service.evaluation import EvaluationRequest
from bot.service.exchanges import ExchangesQuestion
from bot.service.hyperopt import HyperoptOrder, LossesQuestion
from bot.service.markets import MarketsQuestion
from bot.settings.model import Settings

ANSWERS: Mapping[type, str] = {
    HistoryRequest: "bot.runtime.research:history",
    EvaluationRequest: "bot.runtime.research:evaluated",
    ExchangesQuestion: "bot.runtime.exchange_facts:exchanges",
    LossesQuestion: "bot.runtime.hyperopt_job:losses",
    MarketsQuestion: "bot.runtime.exchange_facts:markets",
    ResultQuestion: "bot.runtime.stored_results:result",
    MarketChangeQuestion: "bot.runtime.stored_results:market_change",
    WalletQuestion: "bot.runtime.stored_results:wallet",
}
"""Questions that are answered at once: of the settings and the question."""
WORK: Mapping[type, str] = {
    BacktestRequest: "bot.runtime.backtest_job:backtested",
    LookaheadRequest: "bot.runtime.analysis_job:looked_ahead",
    RecursiveRequest: "bot.runtime.analysis_job:tried_with_fewer_candles",
    HyperoptOrder: "bot.runtime.hyperopt_job:optimised",
    DownloadRequest: "bot.runtime.download_job:downloaded",
}
"""Questions that take long: the progress is told on the way."""


def answer_to(settings: Settings, question: object, teller: Teller) -> Any:
    """The answer; raises ``BotError`` with the reason why there is none."""
    kind = type(question)
    if kind in WORK:
        return resolve_name(WORK[kind])(settings, question, teller)
    if kind in ANSWERS:
        return resolve_name(ANSWERS[kind])(settings, question)
    raise Refused(f"Nobody answers a {kind.__name__}.")
