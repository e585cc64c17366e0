"""What a request may ask for."""

from __future__ import annotations

from flask import current_app

from bot.service import Services


def services() -> Services:
    """The use cases of the bot that this application serves."""
    found: Services = current_app.extensions["services"]
    return found
