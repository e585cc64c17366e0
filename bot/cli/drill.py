"""``tradepost drill``."""

from __future__ import annotations

import logging
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli.options import LogFile
from bot.cli.tables import show_table
from bot.drill.run import Result, drill
from bot.errors import Refused

FAILED = 1


def command(
    orders: Annotated[int, typer.Option(min=1, help="How many orders are sent.")] = 1000,
    fault_rate: Annotated[float, typer.Option(min=0.0, max=0.9, help="The share of calls that go wrong.")] = 0.2,
    crashes: Annotated[int, typer.Option(min=0, help="How often the process dies.")] = 20,
    seed: Annotated[int, typer.Option(help="The same seed makes the same drill.")] = 1,
    db_url: Annotated[str, typer.Option(help="An empty database to drill on; a file that is gone afterwards.")] = "",
    logfile: LogFile = None,
) -> None:
    """Trade on the simulated exchange while everything goes wrong, and count what was lost or doubled."""
    if crashes > orders:
        raise Refused(f"--crashes is {crashes}; allowed: at most one per order ({orders}).")
    began_s = time.monotonic()
    with (
        _logged_to(logfile),
        tempfile.TemporaryDirectory() as folder,
        Progress(console=Console(stderr=True)) as progress,
    ):
        task = progress.add_task("Orders", total=orders)

        def tell(sent: int) -> None:
            progress.update(task, completed=sent)

        result = drill(orders, fault_rate, crashes, seed, Path(folder), tell, db_url=db_url)
    _show(result, time.monotonic() - began_s)
    if not result.audit.is_clean:
        raise typer.Exit(FAILED)


@contextmanager
def _logged_to(logfile: str | None) -> Iterator[None]:
    """The bot has much to say in a drill: in a file, or not at all."""
    if logfile is None:
        logging.disable(logging.CRITICAL)
    else:
        form = "%(asctime)s %(name)s %(levelname)s %(message)s"
        logging.basicConfig(filename=logfile, level=logging.INFO, format=form)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)


def _show(result: Result, took_s: float) -> None:
    found = result.audit
    rows = [
        ("seed", result.seed),
        ("orders sent", result.sent),
        ("orders on the exchange", found.placed),
        ("commands refused", result.refusals),
        *((f"fault: {kind}", count) for kind, count in sorted(result.faults.items())),
        *((f"crash: {point}", count) for point, count in sorted(result.crashes.items())),
        *((f"settled by hand: {what}", count) for what, count in sorted(result.settled.items())),
        ("faults in all", sum(result.faults.values())),
        ("crashes in all", sum(result.crashes.values())),
        *((f"difference in {coin}", f"{amount:f}") for coin, amount in found.differences.items() if amount),
        ("seconds", f"{took_s:.0f}"),
    ]
    show_table("Fire drill", ("What", "Count"), [(name, str(value)) for name, value in rows])
    for text in (*found.lost, *found.doubled):
        print(text)
    difference = f"{found.difference.normalize():f}" if found.difference else "0"
    print(f"lost {len(found.lost)}, doubled {len(found.doubled)}, difference {difference}")
