"""Settings of the producers that this bot follows."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings.secret import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class ProducerSettings:
    """Where a producer is found. ``secure`` chooses TLS."""

    name: str
    host: str
    ws_token: Secret
    port: int = 8080
    secure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsumerSettings:
    """``external_message_consumer``; without ``producers`` nobody is followed."""

    producers: tuple[ProducerSettings, ...] = ()
    wait_timeout_s: float = 30.0
    ping_timeout_s: float = 10.0
    sleep_time_s: float = 10.0
    remove_entry_exit_signals: bool = False
    initial_candle_limit: int = 1500
    message_size_limit_mb: float = 8.0
