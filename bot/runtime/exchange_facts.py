"""What exchanges offer. Imports the exchange library: children use it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.exchange_entry import ExchangeEntry
from bot.domain.market import Market
from bot.runtime.data import for_exchange
from bot.runtime.exchanges import all_exchanges
from bot.runtime.market import open_market
from bot.service.exchanges import ExchangesQuestion
from bot.service.markets import MarketsQuestion
from bot.settings.model import Settings


def exchanges(_settings: Settings, _question: ExchangesQuestion) -> Sequence[ExchangeEntry]:
    """All of them."""
    return all_exchanges()


def markets(settings: Settings, question: MarketsQuestion) -> Sequence[Market]:
    """All markets of an exchange, with ``swaps`` its perpetual futures; raises ``ConfigError`` or ``ExchangeError``."""
    with open_market(for_exchange(settings, question.choice.exchange), swaps=question.swaps) as market:
        return list(market.markets().values())
