"""Events in a few words for people; money always with its currency."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, log10
from typing import Any

from bot.domain.events import Event, EventType
from bot.notify.fields import Facts, values_of

MAX_LENGTH = 1500  # the shortest limit of the usual chats is 2000
Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """What a person reads; ``tone`` is ``info``, ``success``, ``warning`` or ``failure``."""

    title: str
    body: str
    tone: str = "info"


def message_of(event: Event, facts: Facts) -> Message:
    """The event in plain words, headed by the bot's name."""
    fields = values_of(event, facts)
    title, body, tone = _WRITERS[event.type](fields)
    return Message(f"{fields['bot_name']}: {title}", shortened(body), tone)


def shortened(text: str) -> str:
    """``text``, cut where a chat would refuse it."""
    return text if len(text) <= MAX_LENGTH else f"{text[: MAX_LENGTH - 3]}..."


def plain(value: float) -> str:
    """A rate or an amount with all its decimals: ``0.00012``, not ``1.2e-04``."""
    text = f"{value:.8f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def money(value: float, currency: str) -> str:
    """Six digits, two decimals or more: ``333.333 USDT``."""
    size = floor(log10(abs(value))) if value else 0
    return f"{plain(round(value, min(8, max(2, 5 - size))))} {currency}"


def _ordered_entry(fields: Fields) -> tuple[str, str, str]:
    return f"Entry ordered, {fields['pair']}", _position(fields), "info"


def _entered(fields: Fields) -> tuple[str, str, str]:
    what = "Position increased" if fields["sub_trade"] else "Entered"
    return f"{what}, {fields['pair']}", _position(fields), "success"


def _cancelled_entry(fields: Fields) -> tuple[str, str, str]:
    return f"Entry cancelled, {fields['pair']}", f"{_head(fields)}: {fields['reason']}.", "warning"


def _ordered_exit(fields: Fields) -> tuple[str, str, str]:
    return f"{_exit_words(fields)} ordered, {fields['pair']}", _result(fields), "info"


def _exited(fields: Fields) -> tuple[str, str, str]:
    tone = "success" if fields["gain"] == "profit" else "warning"
    return f"{_exit_words(fields)} filled, {fields['pair']}", _result(fields), tone


def _cancelled_exit(fields: Fields) -> tuple[str, str, str]:
    return f"Exit cancelled, {fields['pair']}", f"{_head(fields)}: {fields['reason']}.", "warning"


def _locked(fields: Fields) -> tuple[str, str, str]:
    side = "" if fields["side"] == "*" else f", {fields['side']} only"
    what = f"Until {fields['lock_end_time']} UTC{side}: {fields['reason']}"
    return f"No entries, {fields['pair']}", what, "warning"


def _all_locked(fields: Fields) -> tuple[str, str, str]:
    return "No entries at all", f"Until {fields['lock_end_time']} UTC: {fields['reason']}", "warning"


def _near_liquidation(fields: Fields) -> tuple[str, str, str]:
    quote = fields["quote_currency"]
    now, limit = money(fields["current_rate"], quote), money(fields["liquidation_price"], quote)
    body = f"{_head(fields)} is at {now}, liquidation at {limit}; {fields['remaining_ratio']:.1%} of the way is left."
    return f"Close to liquidation, {fields['pair']}", body, "failure"


def _sentence(title: str, tone: str, field: str = "status") -> Callable[[Fields], tuple[str, str, str]]:
    def write(fields: Fields) -> tuple[str, str, str]:
        return title, str(fields[field]), tone

    return write


def _started(fields: Fields) -> tuple[str, str, str]:
    """The text is marked up for one chat service; others would show the marks."""
    return "Started", str(fields["status"]).replace("*", "").replace("`", ""), "info"


def _error(fields: Fields) -> tuple[str, str, str]:
    """What went wrong; how it came about stands in the log."""
    what, _, trace = str(fields["status"]).partition("\n```\n")
    last = trace.removesuffix("```").strip().rpartition("\n")[2]
    return "Error", what if not last or last in what else f"{what.removesuffix(':')}: {last}", "failure"


def _head(fields: Fields) -> str:
    leverage = fields["leverage"]
    times = f" {plain(leverage)}x" if leverage and leverage != 1 else ""
    return f"{fields['direction']}{times}, trade {fields['trade_id']}"


def _position(fields: Fields) -> str:
    size = f"{plain(fields['amount'])} {fields['base_currency']} at {_rate(fields, 'open_rate')}"
    tag = f", tag {fields['enter_tag']}" if fields["enter_tag"] else ""
    return f"{_head(fields)}: {size}, stake {money(fields['stake_amount'], fields['stake_currency'])}{tag}."


def _result(fields: Fields) -> str:
    size = f"{plain(fields['amount'])} {fields['base_currency']} at {_rate(fields, 'close_rate')}"
    profit = money(fields["profit_amount"], fields["stake_currency"])
    reason = f", {fields['exit_reason']}" if fields["exit_reason"] else ""
    held = f", open for {_span(fields['open_date'], fields['close_date'])}"
    word = str(fields["gain"])
    return f"{_head(fields)}: {size}, {word} {profit} ({fields['profit_ratio']:.2%}){reason}{held}."


def _exit_words(fields: Fields) -> str:
    return "Partial exit" if fields["sub_trade"] else "Exit"


def _rate(fields: Fields, name: str) -> str:
    return f"{plain(fields[name])} {fields['quote_currency']}"


def _span(start: datetime, end: datetime) -> str:
    return str(timedelta(seconds=max(0, int((end - start).total_seconds()))))


_WRITERS: Mapping[EventType, Callable[[Fields], tuple[str, str, str]]] = {
    EventType.STATUS: _sentence("Status", "info"),
    EventType.WARNING: _sentence("Warning", "warning"),
    EventType.EXCEPTION: _error,
    EventType.STARTUP: _started,
    EventType.ENTRY: _ordered_entry,
    EventType.ENTRY_FILL: _entered,
    EventType.ENTRY_CANCEL: _cancelled_entry,
    EventType.EXIT: _ordered_exit,
    EventType.EXIT_FILL: _exited,
    EventType.EXIT_CANCEL: _cancelled_exit,
    EventType.PROTECTION_TRIGGER: _locked,
    EventType.PROTECTION_TRIGGER_GLOBAL: _all_locked,
    EventType.LIQUIDATION_WARNING: _near_liquidation,
    EventType.STRATEGY_MSG: _sentence("Message from the strategy", "info", "msg"),
}
