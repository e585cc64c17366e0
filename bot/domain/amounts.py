"""The one home of rounding. Numbers pass through their shortest decimal text, so 0.1 means 0.1."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Decimal

from bot.domain.enums import PrecisionMode

ROUND_NEAREST = ROUND_HALF_UP
CURRENCY_DECIMALS = {"BTC": 8, "ETH": 5}
USUAL_DECIMALS = 3


def exact(number: float | Decimal) -> Decimal:
    """The decimal number that a reader sees when ``number`` is printed."""
    return number if isinstance(number, Decimal) else Decimal(repr(float(number)))


def step_of(precision: float, mode: PrecisionMode, number: Decimal) -> Decimal:
    """Smallest difference between two allowed numbers around ``number``."""
    if mode is PrecisionMode.TICK_SIZE:
        return exact(precision)
    if mode is PrecisionMode.DECIMAL_PLACES:
        return Decimal(1).scaleb(-int(precision))
    return Decimal(1).scaleb(number.adjusted() - int(precision) + 1) if number else Decimal(1)


def to_step(number: float | Decimal, precision: float | None, mode: PrecisionMode, rounding: str) -> Decimal:
    """``number`` as a multiple of its step; unchanged where the market names no precision."""
    value = exact(number)
    if precision is None or (precision == 0 and mode is not PrecisionMode.DECIMAL_PLACES):
        return value
    step = step_of(precision, mode, value)
    return ((value / step).to_integral_value(rounding) * step).normalize() + 0


def round_amount(amount: float | Decimal, precision: float | None, mode: PrecisionMode) -> Decimal:
    """Largest allowed amount not above ``amount``: rounding up could overspend."""
    return to_step(amount, precision, mode, ROUND_DOWN)


def round_price(price: float | Decimal, precision: float | None, mode: PrecisionMode) -> Decimal:
    """Nearest allowed price."""
    return to_step(price, precision, mode, ROUND_NEAREST)


def round_stop(price: float | Decimal, precision: float | None, mode: PrecisionMode, *, is_short: bool) -> Decimal:
    """Allowed stop price on the safe side: up for a long trade, down for a short one."""
    return to_step(price, precision, mode, ROUND_FLOOR if is_short else ROUND_CEILING)


def to_float(number: Decimal, places: int = 8) -> float:
    """``number`` rounded half-even to ``places`` decimals, as the clients get it."""
    return float(round(number, places))


def currency_decimals(currency: str) -> int:
    """How many decimals of an amount in ``currency`` are worth showing."""
    return CURRENCY_DECIMALS.get(currency, USUAL_DECIMALS)


def plain(amount: float, places: int) -> str:
    """``amount`` rounded to ``places`` decimals, without the zeros that say nothing: ``12.5``, ``0``."""
    text = f"{amount:.{places}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) if float(text) else "0"
