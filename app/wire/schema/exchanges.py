"""Exchanges, and models of FreqAI."""

from __future__ import annotations

from msgspec import Struct

from app.wire.schema.choice import MarginName, ModeName


class ModeFields(Struct):
    """A way to trade."""

    trading_mode: ModeName
    margin_mode: MarginName


class ExchangeFields(Struct):
    """An exchange; ``comment`` and ``comment_futures`` say what it lacks."""

    name: str
    classname: str
    valid: bool
    supported: bool
    comment: str
    comment_futures: str
    dex: bool
    is_alias: bool
    alias_for: str | None
    trade_modes: list[ModeFields]


class ExchangesReply(Struct):
    """All exchanges, by name."""

    exchanges: list[ExchangeFields]


class FreqAiModelsReply(Struct):
    """Always empty; ``reason`` says why."""

    freqaimodels: list[str]
    reason: str
