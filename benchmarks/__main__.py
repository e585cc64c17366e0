"""``python -m benchmarks``: measures this program, and the reference bot beside it where the rig is there."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Collection
from pathlib import Path

from benchmarks import backtest, history, load, measures, passes, soak, sockets, table, wire
from benchmarks.history import CLOSED
from benchmarks.reference import Rig
from benchmarks.servers import ROOT, Server, tradepost

BENCH = ("BenchStrategy", ROOT / "benchmarks" / "strategies")
BUSY_S = 130  # holds two full minutes, and with them two new candles of every pair
WARM_UP_S = 15
PARTS = ("calls", "passes", "sockets", "history", "exchange", "soak", "backtest")
BUSY_ROW = "/ping p99 while analysing"


def main() -> None:
    """Measure, then print the table."""
    given = _arguments()
    rig = Rig(given.rig, given.reference, given.rig_python)
    bench = ("RigStrategy", rig.folder / "strategies") if rig.folder.is_dir() else BENCH
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    with tempfile.TemporaryDirectory(prefix="tradepost-bench-") as name:
        folder = Path(name)
        if given.only != "reference":
            ours = _ours(folder, bench, given.parts, given.seconds)
        if given.only != "tradepost":
            if rig.missing:
                print(f"The reference is not measured: {rig.missing} is not there (see benchmarks/README.md).")
            else:
                theirs = _reference(rig, folder, given.parts, given.seconds)
        if "backtest" in given.parts and not given.only and not rig.missing:
            mine, others = backtest.side_by_side(rig, folder / "backtest")
            ours, theirs = ours | mine, theirs | others
    table.show(ours or theirs, theirs)


def _ours(folder: Path, bench: tuple[str, Path], parts: Collection[str], seconds: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    if "calls" in parts:
        figures |= _measured(tradepost(folder / "ours", *bench), seconds)
    if "passes" in parts:
        figures[BUSY_ROW] = _busy(tradepost(folder / "busy", *bench, "1m"))
        figures |= {f"pass with new candles, {n} pairs": passes.pass_ms(*bench, n) for n in (50, 100)}
    if "sockets" in parts:
        figures |= _sockets(tradepost(folder / "sockets", *bench), seconds)
    if "history" in parts:
        figures |= _history(tradepost(folder / "few", *bench), tradepost(folder / "many", *bench, closed=CLOSED))
    if "exchange" in parts:
        figures |= wire.candles() | wire.forced(folder / "forced")
    if "soak" in parts:
        figures |= soak.measured(folder / "soak")
    if "backtest" in parts:
        figures |= backtest.year(folder / "year")
    return figures


def _sockets(server: Server, seconds: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    server.start()
    try:
        server.wait_for_trades()
        time.sleep(WARM_UP_S)
        figures["/ping p99 without sockets"] = load.measured(f"{server.url}/ping", {}, seconds).p99
        for count in sockets.CONSUMERS:
            fan = sockets.measured(server, count, seconds)
            print(f"{server.name}: {count} sockets, {fan}")
            figures[f"publish to last of {count} sockets"] = fan.to_last_ms
        figures["memory per socket"] = fan.memory_kb
        figures["/ping p99 beside 1000 sockets"] = fan.ping.p99
    finally:
        server.stop()
    return figures


def _history(few: Server, many: Server) -> dict[str, float]:
    figures: dict[str, float] = {}
    held_mb = []
    for server in (few, many):
        server.start()
        try:
            server.wait_for_trades()
            time.sleep(WARM_UP_S)
            figures = history.measured(server)
            held_mb.append(measures.resident_mb(server))
        finally:
            server.stop()
    return figures | {"memory for 100,000 closed trades": held_mb[1] - held_mb[0]}


def _measured(server: Server, seconds: int) -> dict[str, float]:
    figures = {"launch to /ping": measures.start_s(server)}
    try:
        print(f"{server.name}: launched, {figures['launch to /ping']:.2f} s to /ping")
        server.wait_for_trades()
        time.sleep(WARM_UP_S)
        figures["resident memory"] = measures.resident_mb(server)
        for name, found in measures.http(server, seconds).items():
            latency = f"p50 {found.p50:.2f} ms, p99 {found.p99:.2f} ms, {found.bad} bad"
            print(f"{server.name}: {name} {found.per_second:,.0f}/s, {latency}")
            figures[name] = found.per_second
        unchanged = measures.unchanged_status(server, seconds)
        if unchanged is not None:
            figures["/status unchanged (304)"] = unchanged
    finally:
        server.stop()
    server.start()
    try:
        server.wait_for_trades()
        enter, leave = measures.force_ms(server)
        figures |= {"forceenter, median": enter, "forceexit, median": leave}
    finally:
        server.stop()
    return figures


def _busy(server: Server) -> float:
    """Over two minutes, each with a new candle of every pair."""
    server.start()
    try:
        server.wait_for_trades()
        return measures.busy_ping_p99_ms(server, BUSY_S)
    finally:
        server.stop()


def _reference(rig: Rig, folder: Path, parts: Collection[str], seconds: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    with rig.exchange(folder / "exchange.log") as port:
        if "calls" in parts:
            figures |= _measured(rig.server(folder / "theirs", port), seconds)
        if "sockets" in parts:
            figures |= _sockets(rig.server(folder / "their-sockets", port), seconds)
        for pairs in (100, 50) if "passes" in parts else ():
            server = rig.server(folder / f"pass{pairs}", port, "--timeframe", "1m", pairs=pairs)
            figures[BUSY_ROW] = _busy(server)
            took = passes.logged_ms(server.log)
            if took is not None:
                figures[f"pass with new candles, {pairs} pairs"] = took
    if "exchange" in parts:
        figures |= _on_our_exchange(rig, folder / "on-ours")
    return figures


def _on_our_exchange(rig: Rig, folder: Path) -> dict[str, float]:
    """The reference trades with real money on the exchange that this program serves."""
    with wire.served(pairs=10) as exchange:
        server = rig.server(folder, exchange.port, pairs=10, seeded=False)
        wire.as_live(folder / "config.json", exchange.section)
        return wire.reference_trades(server, exchange)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    environ = os.environ
    beside = ROOT.parent / "shared" / "reference-rig"
    parser.add_argument("--rig", type=Path, default=Path(environ.get("REFERENCE_RIG", beside)))
    parser.add_argument("--reference", type=Path, default=Path(environ.get("REFERENCE_VENV", "FT")), help="its venv")
    parser.add_argument("--rig-python", type=Path, default=Path(environ.get("RIG_VENV", "ENV")), help="the rig's venv")
    parser.add_argument("--seconds", type=int, default=2, help="length of one load run")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--only", choices=("tradepost", "reference"))
    return parser.parse_args()


if __name__ == "__main__":
    main()
