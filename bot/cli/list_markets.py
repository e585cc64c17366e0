"""``tradepost list-markets``."""

from __future__ import annotations

from bot.cli.market_list import listing

command = listing("markets")
