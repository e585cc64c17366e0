"""What the simulated exchange lists: a hundred and more pairs with rules and prices of a realistic size."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.market import Market
from bot.exchange.noise import salt

MAX_PAIRS = 5000

_PRICE_LIST = """
BTC 68000 ETH 3400 SOL 165 XRP 0.62 BNB 590 DOGE 0.14 ADA 0.47 TRX 0.13 AVAX 34 LINK 15.4 TON 6.8 DOT 6.9 LTC 82
BCH 430 UNI 8.7 NEAR 5.6 APT 9.2 ICP 11.3 ETC 27 ATOM 7.9 XLM 0.11 FIL 5.2 HBAR 0.094 ARB 0.98 OP 2.3 INJ 24 VET 0.033
SUI 1.42 RENDER 7.6 GRT 0.24 AAVE 96 ALGO 0.17 THETA 1.95 FTM 0.74 STX 2.05 IMX 1.9 MKR 2600 SHIB 0.0000245 RUNE 5.1
FLOW 0.78 EGLD 39 AXS 7.1 SAND 0.41 MANA 0.43 XTZ 0.89 EOS 0.71 CHZ 0.11 SNX 2.4 NEO 14.2 KAVA 0.63 IOTA 0.21 GALA 0.036
CRV 0.38 LDO 1.98 QTUM 3.3 ZEC 27 DASH 29 COMP 55 ENJ 0.25 BAT 0.23 ZIL 0.021 ONE 0.017 HOT 0.0021 CELO 0.71 KSM 27
YFI 6400 ANKR 0.037 RVN 0.023 ICX 0.2 ONT 0.26 WOO 0.24 DYDX 1.7 GMT 0.19 APE 1.05 ROSE 0.089 MASK 3.1 LRC 0.2
SUSHI 0.93 STORJ 0.5 SKL 0.061 AUDIO 0.17 BAND 1.3 COTI 0.1 CTSI 0.17 DENT 0.0011 IOST 0.0076 KNC 0.61 LPT 18 MTL 1.45
LUNC 0.000097 NKN 0.095 OCEAN 0.64 OGN 0.12 PENDLE 4.6 PYTH 0.38 QNT 79 REEF 0.0018 RLC 2.1 SEI 0.42 SXP 0.31 TIA 7.4
TRB 88 UMA 2.7 WAVES 2.2 WIF 2.4 XEM 0.037 ZRX 0.37 BLUR 0.28 CAKE 2.2 DUSK 0.27 ENS 21 FET 1.4 GLM 0.41 JASMY 0.026
JUP 0.94
"""
_WORDS = _PRICE_LIST.split()
USD_PRICES = dict(zip(_WORDS[::2], map(float, _WORDS[1::2]), strict=True))

_OTHER_PAIRS = (("ETH", "BTC"), ("SOL", "BTC"), ("LTC", "BTC"), ("BTC", "EUR"), ("ETH", "EUR"))
_DELISTED = (("FTT", 1.6), ("SRM", 0.04), ("BTG", 24.0))
_QUOTES = {"USDT": (1.0, 5.0), "BTC": (68_000.0, 0.0001), "EUR": (1.08, 5.0)}  # worth in USD, minimal cost of an order
_FIRST_LISTING = datetime(2018, 1, 1, tzinfo=UTC)
_NEWEST_LISTING = datetime(2026, 7, 1, tzinfo=UTC)
_TOP_DAILY_VOLUME = 1.2e9


@dataclass(frozen=True, slots=True)
class Listing:
    """A market with its middle price, its turnover in quote currency per day, and its liveliness (1 is usual)."""

    market: Market
    price: float
    daily_volume: float
    liveliness: float
    salt: int

    @property
    def price_decimals(self) -> int:
        """Decimal places of a price."""
        return _decimals_of(self.market.price_precision)

    @property
    def amount_decimals(self) -> int:
        """Decimal places of an amount."""
        return _decimals_of(self.market.amount_precision)


def listings(seed: int, pairs: int) -> list[Listing]:
    """``pairs`` active USDT markets, the largest first, then some with other quotes and some that are closed."""
    if not 1 <= pairs <= MAX_PAIRS:
        raise ValueError(f"The simulated exchange has 1 to {MAX_PAIRS} pairs, not {pairs}.")
    found = [_listing(seed, base, "USDT", usd, rank) for rank, (base, usd) in enumerate(_coins(pairs), start=1)]
    found += [_listing(seed, base, quote, USD_PRICES[base], 20) for base, quote in _OTHER_PAIRS]
    found += [_listing(seed, base, "USDT", usd, 200, active=False) for base, usd in _DELISTED]
    return found


def _coins(number: int) -> Iterator[tuple[str, float]]:
    named = list(USD_PRICES.items())[:number]
    yield from named
    for index in range(len(named), number):
        yield f"SIM{index + 1}", 0.05 * (1 + index % 97)


def _listing(seed: int, base: str, quote: str, usd: float, rank: int, *, active: bool = True) -> Listing:
    symbol = f"{base}/{quote}"
    key = salt(f"{seed} {symbol}")
    worth, min_cost = _QUOTES[quote]
    price = usd / worth
    step = _step(_bounded(math.ceil(math.log10(usd)) + 1, 0, 5))
    market = Market(
        symbol=symbol,
        base=base,
        quote=quote,
        active=active,
        amount_precision=step,
        price_precision=_step(_bounded(4 - math.floor(math.log10(price)), 2, 8)),
        min_amount=step,
        max_amount=10.0 ** math.ceil(math.log10(5e7 / usd)),
        min_cost=min_cost,
        max_cost=9e6 / worth,
        listed_at=_listed_at(key, rank),
    )
    return Listing(market, price, _TOP_DAILY_VOLUME / worth / rank**1.1, 0.7 + (key % 1000) / 1000, key)


def _listed_at(key: int, rank: int) -> datetime:
    """The ten largest first, the others spread over years, every fortieth only lately."""
    if rank <= 10:
        return _FIRST_LISTING
    if rank % 40 == 0:
        return _NEWEST_LISTING + timedelta(days=key % 60)
    return _FIRST_LISTING + timedelta(days=key % 2400)


def _bounded(number: int, low: int, high: int) -> int:
    return max(low, min(high, number))


def _step(decimals: int) -> float:
    return float(f"1e-{decimals}")


def _decimals_of(step: float | None) -> int:
    return 0 if step is None else round(-math.log10(step))
