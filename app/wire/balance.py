"""Balances. Without a source of exchange rates into ``fiat_display_currency`` all fiat figures are 0."""

from __future__ import annotations

from typing import Any

from app.wire.dates import bare_iso, milliseconds
from bot.service.account import AccountPicture, BalanceHistory, CoinBalance, TradeCount


def count(found: TradeCount) -> dict[str, Any]:
    """``/count``."""
    return {"current": found.current, "max": found.limit, "total_stake": float(found.stake_amount)}


def account(picture: AccountPicture) -> dict[str, Any]:
    """``/balance``."""
    return {
        "currencies": [_coin(coin, picture.stake_currency) for coin in picture.coins],
        "total": float(picture.total),
        "total_bot": float(picture.total_owned),
        "symbol": "",
        "value": 0.0,
        "value_bot": 0.0,
        "stake": picture.stake_currency,
        "note": "Simulated balances" if picture.is_simulated else "",
        "starting_capital": float(picture.starting),
        "starting_capital_ratio": float(picture.growth_ratio),
        "starting_capital_pct": round(picture.growth_ratio * 100, 2),
        "starting_capital_fiat": 0.0,
        "starting_capital_fiat_ratio": 0.0,
        "starting_capital_fiat_pct": 0.0,
    }


def history(found: BalanceHistory) -> dict[str, Any]:
    """``/historic_balance``."""
    return {
        "columns": ["date", "__date_ts", "total_quote"],
        "length": len(found.rows),
        "data": [[bare_iso(at), milliseconds(at), float(worth)] for at, worth in found.rows],
        "capture_start_ts": milliseconds(found.since) or 0,
    }


def _coin(coin: CoinBalance, stake_currency: str) -> dict[str, Any]:
    return {
        "currency": coin.balance.currency,
        "free": float(coin.balance.free),
        "balance": float(coin.balance.total),
        "used": float(coin.balance.used),
        "bot_owned": float(coin.owned),
        "est_stake": float(coin.worth),
        "est_stake_bot": float(coin.owned_worth),
        "stake": stake_currency,
        "side": "long",
        "is_position": False,
        "position": 0.0,
        "is_bot_managed": coin.is_managed,
    }
