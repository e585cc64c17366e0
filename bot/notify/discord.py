"""Messages for Discord, made of lines that the user chooses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.events import Event
from bot.notify.fields import Facts, values_of
from bot.notify.templates import filled
from bot.notify.texts import Message, message_of, shortened

Lines = Mapping[str, Sequence[Mapping[str, Any]]]
_TRADE = (
    {"Trade": "{trade_id}"},
    {"Exchange": "{exchange}"},
    {"Pair": "{pair}"},
    {"Direction": "{direction}"},
    {"Open rate": "{open_rate}"},
)
_STRATEGY = ({"Entry tag": "{enter_tag}"}, {"Strategy": "{strategy}"}, {"Timeframe": "{timeframe}"})
DEFAULT_LINES: Lines = {
    "entry_fill": (*_TRADE, {"Amount": "{amount}"}, {"Opened": "{open_date:%Y-%m-%d %H:%M:%S}"}, *_STRATEGY),
    "exit_fill": (
        *_TRADE,
        {"Close rate": "{close_rate}"},
        {"Amount": "{amount}"},
        {"Opened": "{open_date:%Y-%m-%d %H:%M:%S}"},
        {"Closed": "{close_date:%Y-%m-%d %H:%M:%S}"},
        {"Profit": "{profit_amount:.8g} {stake_currency} ({profit_ratio:.2%})"},
        {"Exit reason": "{exit_reason}"},
        *_STRATEGY,
    ),
}


def discord_message(event: Event, *, facts: Facts, lines: Lines) -> Message:
    """The event under its usual title, told in the lines chosen for it."""
    usual = message_of(event, facts)
    values = values_of(event, facts)
    chosen = [f"{name}: {filled(text, values)}" for line in lines[event.type.value] for name, text in line.items()]
    return Message(usual.title, shortened("\n".join(chosen)), usual.tone)
