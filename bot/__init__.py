"""Tradepost's trading bot: what it knows, decides and does, without a word of HTTP."""

__version__ = "0.1.0"
