"""What entering and leaving cost at this moment, as the user's pricing wants it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.enums import Direction
from bot.domain.market import OrderBook, Ticker
from bot.domain.trade import Trade
from bot.engine.markets import MarketKeeper
from bot.ports import MarketData
from bot.rules import price as rule
from bot.settings.model import Pricing, Settings

BOOK_DEPTH = 20
COIN_RATES_AGE = timedelta(seconds=60)


class Rates:
    """Every look is fresh; the last exit rates are remembered for the picture. ``revision`` moves with them."""

    def __init__(self, settings: Settings, market: MarketData, markets: MarketKeeper, wall: Clock) -> None:
        self._settings = settings
        self._market = market
        self._markets = markets
        self._wall = wall
        self._tickers: Mapping[str, Ticker] = {}
        self._books: Mapping[str, OrderBook] = {}
        self._exits: dict[int, float] = {}
        self._coins: Mapping[str, float] = {}
        self._coins_at: datetime | None = None
        self.revision = 0

    def prefetch(self, pairs: Iterable[str]) -> None:
        """Read at once what the exits of many pairs are priced by; ``forget()`` ends its use."""
        pricing = self._settings.exit_pricing
        if rule.needs_book(pricing):
            self._books = self._market.order_books(pairs, _depth(pricing))
        else:
            self._tickers = self._market.tickers(pairs)

    def forget(self) -> None:
        """Ask the market again for each further rate."""
        self._tickers, self._books = {}, {}

    def entry(self, pair: str, direction: Direction) -> float | None:
        """The rate to enter at now."""
        pricing = self._settings.entry_pricing
        return rule.entry_rate(pricing, direction, *self._sources(pricing, pair))

    def exit(self, trade: Trade) -> float | None:
        """The rate to leave ``trade`` at now."""
        pricing = self._settings.exit_pricing
        rate = rule.exit_rate(pricing, trade.direction, *self._sources(pricing, trade.pair))
        if rate is not None and self._exits.get(trade.id) != rate:
            self._exits[trade.id] = rate
            self.revision += 1
        return rate

    def last(self, trade: Trade) -> float | None:
        """The newest known rate to leave ``trade`` at."""
        return self._exits.get(trade.id)

    def keep_only(self, trade_ids: Iterable[int]) -> None:
        """Forget the rates of trades that are over."""
        kept = set(trade_ids)
        self._exits = {trade_id: rate for trade_id, rate in self._exits.items() if trade_id in kept}

    def deep_book(self, pair: str) -> OrderBook:
        """The order book as deep as the check of market depth wants it."""
        return self._market.order_book(pair, 1000)

    def coins(self) -> Mapping[str, float]:
        """Worth of held coins in stake currency, as of the last ``value()``."""
        return self._coins

    def value(self, coins: Iterable[str]) -> None:
        """Bring ``coins()`` up to date if it is a minute old or lacks one of ``coins``."""
        wanted = {coin for coin in coins if coin != self._settings.stake_currency}
        now = self._wall.now()
        is_fresh = self._coins_at is not None and now - self._coins_at < COIN_RATES_AGE
        if is_fresh and wanted <= self._coins.keys():
            return
        pairs = [pair for coin in sorted(wanted) for pair in self._pairs_of(coin)]
        tickers = self._market.tickers(pairs) if pairs else {}
        rates = {coin: self._coin_rate(coin, tickers) for coin in sorted(wanted)}
        self._coins_at = now
        if rates != self._coins:
            self._coins = rates
            self.revision += 1

    def _sources(self, pricing: Pricing, pair: str) -> tuple[OrderBook | None, Ticker | None]:
        if rule.needs_book(pricing):
            return self._books.get(pair) or self._market.order_book(pair, _depth(pricing)), None
        ticker = self._tickers.get(pair)
        return None, ticker or self._market.tickers([pair]).get(pair)

    def _pairs_of(self, coin: str) -> list[str]:
        """The markets that tell the coin's worth, straight and inverse."""
        stake, markets = self._settings.stake_currency, self._markets.current()
        return [pair for pair in (f"{coin}/{stake}", f"{stake}/{coin}") if pair in markets]

    def _coin_rate(self, coin: str, tickers: Mapping[str, Ticker]) -> float:
        """0 for a coin that no market values."""
        stake = self._settings.stake_currency
        straight, inverse = tickers.get(f"{coin}/{stake}"), tickers.get(f"{stake}/{coin}")
        if straight is not None and (price := straight.last or straight.ask):
            return price
        if inverse is not None and (price := inverse.last or inverse.ask):
            return 1 / price
        return 0.0


def _depth(pricing: Pricing) -> int:
    return max(BOOK_DEPTH, pricing.order_book_top)
