"""``tradepost test-pairlist``."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.options import ConfigFiles, DataDir, ExchangeName, LogFile, OneColumn, UserDir, Verbose, quiet_settings
from bot.errors import ConfigError
from bot.runtime.research import evaluated
from bot.service.evaluation import EvaluationRequest

Quotes = Annotated[
    list[str] | None, typer.Option("--quote", help="Stake currency, the config's otherwise; several may be given.")
]
AsJson = Annotated[bool, typer.Option("--print-json", help="The pairs as a JSON list.")]


def command(
    config: ConfigFiles = None,
    quote: Quotes = None,
    one_column: OneColumn = False,
    print_json: AsJson = False,
    exchange: ExchangeName = None,
    userdir: UserDir = None,
    datadir: DataDir = None,
    verbose: Verbose = 0,
    logfile: LogFile = None,
) -> None:
    """Show which pairs the configured pairlists choose now."""
    settings = quiet_settings(
        config, userdir=userdir, exchange=exchange, datadir=datadir, verbosity=verbose, logfile=logfile
    )
    coins = [coin.upper() for coin in quote or [settings.stake_currency] if coin]
    if not coins:
        raise ConfigError(
            "stake_currency is missing; allowed: a coin such as USDT in the config, or --quote.", key="stake_currency"
        )
    for coin in coins:
        request = EvaluationRequest(
            pairlists=settings.pairlists, blacklist=settings.exchange.pair_blacklist, stake_currency=coin
        )
        pairs = list(evaluated(settings, request).pairs)
        if print_json:
            print(json.dumps(pairs))
        elif one_column:
            print("\n".join(pairs))
        else:
            print(f"Pairs for {coin}: ")
            print(pairs)
