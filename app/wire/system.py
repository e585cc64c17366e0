"""The program itself: configuration, log, machine, health, strategies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.wire.dates import iso, seconds, text
from bot.domain import timeframe as timeframes
from bot.domain.amounts import currency_decimals
from bot.domain.enums import TradingMode
from bot.logs import LogLine
from bot.service.system import Health, MachineLoad
from bot.settings.model import OrderTypes, Pricing, Settings, StrategyOptions
from bot.state.snapshot import Snapshot, StrategyPicture

API_VERSION = 2.5  # clients compare it as a number: 2.5 stands for 2.50
ORDER_PURPOSES = (
    "entry",
    "exit",
    "emergency_exit",
    "force_exit",
    "force_entry",
    "stoploss",
    "stoploss_on_exchange",
    "stoploss_on_exchange_interval",
)
ALWAYS_SHOWN = ("entry", "exit", "emergency_exit", "stoploss", "stoploss_on_exchange")


def configuration(snapshot: Snapshot, version: str) -> dict[str, Any]:
    """``/show_config``; what only a strategy says is null where none runs."""
    settings, strategy = snapshot.settings, snapshot.strategy
    options = strategy.options if strategy else None
    timeframe = options.timeframe if options else settings.timeframe
    return {
        "version": version,
        "strategy_version": strategy.version if strategy else None,
        "api_version": API_VERSION,
        "dry_run": settings.dry_run,
        "trading_mode": settings.trading_mode.value,
        "margin_mode": settings.margin_mode,
        "short_allowed": settings.trading_mode is not TradingMode.SPOT,
        **_stakes(settings, options),
        **_risk(settings, options),
        "use_custom_stoploss": options.use_custom_stoploss if options else None,
        "timeframe": timeframe,
        "timeframe_ms": timeframes.seconds(timeframe) * 1000 if timeframe else 0,
        "timeframe_min": timeframes.minutes(timeframe) if timeframe else 0,
        "exchange": settings.exchange.name,
        "demo_trading": settings.exchange.demo_trading,
        "strategy": strategy.name if strategy else settings.strategy_name,
        "force_entry_enable": settings.force_entry_enable,
        "exit_pricing": _pricing(settings.exit_pricing),
        "entry_pricing": _pricing(settings.entry_pricing),
        "bot_name": settings.bot_name,
        "state": snapshot.state.value if snapshot.state else "",
        "runmode": snapshot.runmode.value,
        "position_adjustment_enable": options.position_adjustment_enable if options else False,
        "max_entry_position_adjustment": options.max_entry_position_adjustment if options else -1,
    }


def logs(lines: Sequence[LogLine]) -> dict[str, Any]:
    """``/logs``."""
    return {"log_count": len(lines), "logs": [_log_line(line) for line in lines]}


def machine(load: MachineLoad) -> dict[str, Any]:
    """``/sysinfo``."""
    one, five, fifteen = load.load_average
    return {
        "cpu_pct": list(load.core_pct),
        "cpu_load": [{"cpu": number, "pct": pct} for number, pct in enumerate(load.core_pct)],
        "cpu_load_avg": {"1m": one, "5m": five, "15m": fifteen},
        "cpu_count": len(load.core_pct),
        "cpu_avg": round(load.mean_pct, 2),
        "ram_pct": load.memory_pct,
    }


def health(signs: Health) -> dict[str, Any]:
    """``/health``; ``failure`` is Tradepost's own field."""
    return {
        "last_process": iso(signs.last_pass_at),
        "last_process_ts": seconds(signs.last_pass_at),
        "bot_start": iso(signs.bot_start_at),
        "bot_start_ts": seconds(signs.bot_start_at),
        "bot_startup": iso(signs.startup_at),
        "bot_startup_ts": seconds(signs.startup_at),
        "failure": signs.failure,
    }


def strategy(picture: StrategyPicture) -> dict[str, Any]:
    """``/strategy/{name}``."""
    return {
        "strategy": picture.name,
        "timeframe": picture.options.timeframe,
        "params": [dict(parameter) for parameter in picture.parameters],
        "code": picture.source,
    }


def _stakes(settings: Settings, options: StrategyOptions | None) -> dict[str, Any]:
    return {
        "stake_currency": settings.stake_currency,
        "stake_amount": _stake_text(options.stake_amount if options else settings.stake_amount),
        "available_capital": settings.available_capital,
        "stake_currency_decimals": currency_decimals(settings.stake_currency),
        "max_open_trades": float(options.max_open_trades if options else settings.max_open_trades),
    }


def _risk(settings: Settings, options: StrategyOptions | None) -> dict[str, Any]:
    given = options.order_types if options else None
    return {
        "minimal_roi": {str(minute): ratio for minute, ratio in options.minimal_roi.items()} if options else {},
        "stoploss": options.stoploss if options else None,
        "stoploss_on_exchange": given.stoploss_on_exchange if given else False,
        "trailing_stop": options.trailing_stop if options else None,
        "trailing_stop_positive": options.trailing_stop_positive if options else None,
        "trailing_stop_positive_offset": options.trailing_stop_positive_offset if options else None,
        "trailing_only_offset_is_reached": options.trailing_only_offset_is_reached if options else None,
        "unfilledtimeout": _running_timeout(options) if options else _configured_timeout(settings),
        "order_types": _order_types(given) if given else None,
    }


def _stake_text(stake: float | str) -> str:
    return stake if isinstance(stake, str) else repr(float(stake)).removesuffix(".0")


def _running_timeout(options: StrategyOptions) -> dict[str, Any] | None:
    timeout = options.unfilledtimeout
    if timeout is None:
        return None
    return {
        "entry": _whole(timeout.entry),
        "exit": _whole(timeout.exit),
        "unit": timeout.unit,
        "exit_timeout_count": timeout.exit_timeout_count,
    }


def _configured_timeout(settings: Settings) -> dict[str, Any] | None:
    given: Mapping[str, Any] | None = settings.strategy_values.get("unfilledtimeout")
    if given is None:
        return None
    return {
        "entry": given.get("entry"),
        "exit": given.get("exit"),
        "unit": given.get("unit", "minutes"),
        "exit_timeout_count": given.get("exit_timeout_count", 0),
    }


def _whole(number: float | None) -> float | None:
    """Whole numbers as such: clients show them as they come."""
    return int(number) if number is not None and float(number).is_integer() else number


def _order_types(given: OrderTypes) -> dict[str, Any]:
    shown = {*given.given, *ALWAYS_SHOWN}
    return {name: getattr(given, name) for name in ORDER_PURPOSES if name in shown}


def _pricing(pricing: Pricing) -> Mapping[str, Any]:
    return dict(pricing.given) or {
        "price_side": pricing.price_side,
        "use_order_book": pricing.use_order_book,
        "order_book_top": pricing.order_book_top,
    }


def _log_line(line: LogLine) -> list[Any]:
    return [text(line.at), line.at.timestamp() * 1000, line.logger, line.level, line.message]
